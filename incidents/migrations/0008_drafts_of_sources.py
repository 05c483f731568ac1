"""Drafts that were read from a source say which incident keeps it; until now that was only where they go."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef


def say_where_from(apps, schema_editor):
    draft, source = (
        apps.get_model("incidents", "ImportDraft"),
        apps.get_model("timelines", "Source"),
    )
    kept = source.objects.filter(incident=OuterRef("into"), text=OuterRef("text"))
    draft.objects.filter(Exists(kept), came_from=None, stored_at=None).update(came_from=F("into"))


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0007_draft_came_from"),
        ("timelines", "0001_initial"),
    ]

    operations = [migrations.RunPython(say_where_from, migrations.RunPython.noop)]
