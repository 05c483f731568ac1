"""In whose format the incidents and answers until now were read: there was one."""

from django.db import migrations

NAMES = {"/api/v2/incidents.json": "incidents", "/api/v2/summary.json": "summary"}


def name_the_format(apps, schema_editor):
    apps.get_model("statuspages", "ReportedIncident").objects.filter(provider="").update(
        provider="statuspage"
    )
    payloads = apps.get_model("statuspages", "Payload").objects.filter(provider="")
    for path, name in NAMES.items():
        payloads.filter(path=path).update(provider="statuspage", name=name)


class Migration(migrations.Migration):
    dependencies = [("statuspages", "0008_kept_accounts")]

    operations = [migrations.RunPython(name_the_format, migrations.RunPython.noop)]
