"""What the words of the one provider until now mean, so that nothing has to ask the words again."""

from django.db import migrations

STATES = {
    "identified": "identified",
    "monitoring": "monitoring",
    "resolved": "resolved",
    "postmortem": "postmortem",
    "scheduled": "scheduled",
    "in_progress": "in-progress",
    "verifying": "in-progress",
    "completed": "done",
}
LEVELS = {
    "operational": "works",
    "degraded_performance": "degraded",
    "partial_outage": "partial-outage",
    "major_outage": "major-outage",
    "under_maintenance": "maintenance",
}


def give_meaning(apps, schema_editor):
    for model in ("ReportedIncident", "ReportedUpdate"):
        rows = apps.get_model("statuspages", model).objects
        for word, state in STATES.items():
            rows.filter(status=word).update(state=state)
    components = apps.get_model("statuspages", "ReportedComponent").objects
    for word, level in LEVELS.items():
        components.filter(status=word).update(level=level)


def forget_validators(apps, schema_editor):
    """They were kept by path and are kept by name now: everything is asked for once more."""
    apps.get_model("statuspages", "StatusPage").objects.update(validators={})


class Migration(migrations.Migration):
    dependencies = [("statuspages", "0003_every_provider")]

    operations = [
        migrations.RunPython(give_meaning, migrations.RunPython.noop),
        migrations.RunPython(forget_validators, forget_validators),
    ]
