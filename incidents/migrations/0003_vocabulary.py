"""Severities and mechanisms to begin with."""

from django.db import migrations

from incidents.vocabulary import add_missing


def add_words(apps, schema_editor):
    add_missing(apps.get_model("incidents", "Mechanism"), apps.get_model("incidents", "Severity"))


class Migration(migrations.Migration):
    dependencies = [("incidents", "0002_evidence")]

    # Backwards leaves the words: factors and incidents may use them, and the tables go with 0002.
    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
