from django.db import migrations


class Migration(migrations.Migration):
    """Channels belong to the accounts now."""

    dependencies = [("statuspages", "0011_last_seen"), ("accounts", "0004_channels")]

    operations = []
