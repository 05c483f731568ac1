"""The three roles, as groups."""

from django.db import migrations

ROLES = ("viewer", "editor", "administrator")


def add_roles(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for role in ROLES:
        group.objects.get_or_create(name=role)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    # Backwards leaves the groups: people may stand in them.
    operations = [migrations.RunPython(add_roles, migrations.RunPython.noop)]
