from django.db import migrations


class Migration(migrations.Migration):
    """Words that are proposed, renamed and merged."""

    dependencies = [("incidents", "0008_drafts_of_sources")]

    operations = []
