from django.db import migrations


class Migration(migrations.Migration):
    """What passages are about, as vectors."""

    dependencies = [("search", "0002_terms_apart")]

    operations = []
