from django.db import migrations


class Migration(migrations.Migration):
    """Words that mean the same."""

    dependencies = [("search", "0003_meaning")]

    operations = []
