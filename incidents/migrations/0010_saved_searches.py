from django.db import migrations


class Migration(migrations.Migration):
    """Searches that are kept, and what they found."""

    dependencies = [("incidents", "0009_vocabulary"), ("accounts", "0004_channels")]

    operations = []
