"""Pages of incident.io were read as Statuspages until now: their ids are ULIDs (https://github.com/ulid/spec)."""

from django.db import migrations

ULID = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
FORMER, NOW = "statuspage", "incidentio"


def name_the_format(apps, schema_editor):
    pages = apps.get_model("statuspages", "StatusPage").objects.filter(provider=FORMER, uid__regex=ULID)
    ids = list(pages.values_list("pk", flat=True))
    for model in ("ReportedIncident", "Payload"):
        rows = apps.get_model("statuspages", model).objects.filter(page__in=ids, provider=FORMER)
        rows.update(provider=NOW)
    pages.update(provider=NOW, facts={})


class Migration(migrations.Migration):
    dependencies = [("statuspages", "0009_whose_format")]

    operations = [migrations.RunPython(name_the_format, migrations.RunPython.noop)]
