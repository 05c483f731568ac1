from django.db import migrations


class Migration(migrations.Migration):
    """What was said of two incidents."""

    dependencies = [("incidents", "0010_saved_searches")]

    operations = []
