import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import CreateExtension, TrigramExtension
from django.db import migrations, models

# Words of passages that are at most `slips` slips from what was typed, swapped letters being one; the nearest
# first. A threshold of trigrams this low finds a slip in the middle of five letters.
WORDS_LIKE = """
    CREATE FUNCTION search_words_like(typed text, swapped text[], slips int, but_of text, most int)
    RETURNS TABLE (word text, term text, cost int, likeness real)
    LANGUAGE sql STABLE PARALLEL SAFE ROWS 8 SET pg_trgm.similarity_threshold = 0.2
    AS $$
        SELECT * FROM (
            SELECT DISTINCT spelt.word, spelt.term,
                least(
                    levenshtein_less_equal(spelt.word, typed, slips),
                    1 + (SELECT min(levenshtein_less_equal(spelt.word, one, slips - 1)) FROM unnest(swapped) one)
                ) AS cost,
                similarity(spelt.word, typed) AS likeness
            FROM search_speltword spelt
            WHERE (spelt.word % typed OR spelt.word = ANY(swapped))
                AND abs(length(spelt.word) - length(typed)) <= slips AND spelt.term <> but_of
        ) near
        WHERE near.cost <= slips ORDER BY near.cost, near.likeness DESC, near.word LIMIT most
    $$
"""


def add_seed(apps, schema_editor):
    from search.synonyms import add_seed

    add_seed(apps.get_model("search", "SynonymSet"))


class Migration(migrations.Migration):
    """Words that mean the same, and the words of passages. `prepare` fills these: all is indexed anew."""

    dependencies = [("pghistory", "0007_auto_20250421_0444"), ("search", "0003_meaning")]

    operations = [
        TrigramExtension(),
        CreateExtension("fuzzystrmatch"),
        migrations.CreateModel(
            name="SynonymSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "forms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("rows", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                (
                    "terms",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="SynonymSetVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "forms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), size=None
                    ),
                ),
                ("edition", models.PositiveIntegerField(default=1)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SpeltWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.TextField()),
                ("term", models.TextField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["word"], name="spelt_word"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["word"], name="spelt_word_by_trigram", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="synonymset",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "search_synonymsetversion" ("edition", "forms", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."edition", NEW."forms", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="bcd5fdca1653614928113b76b72c483cb8356fd1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0a317",
                    table="search_synonymset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="synonymset",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."edition" IS DISTINCT FROM (NEW."edition") OR OLD."forms" IS DISTINCT FROM (NEW."forms") OR OLD."id" IS DISTINCT FROM (NEW."id"))',
                    func='INSERT INTO "search_synonymsetversion" ("edition", "forms", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."edition", NEW."forms", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="7f39f2a50a5e6935247efb5f916a859744d128f2",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c6a00",
                    table="search_synonymset",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="synonymset",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "search_synonymsetversion" ("edition", "forms", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."edition", OLD."forms", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="e7b728c097852eaf3da1f658d748166571bfd5cd",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f6250",
                    table="search_synonymset",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="synonymsetversion",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="synonymsetversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                related_query_name="version",
                to="search.synonymset",
            ),
        ),
        migrations.RunSQL(WORDS_LIKE, "DROP FUNCTION search_words_like(text, text[], int, text, int)"),
        migrations.RunPython(add_seed, migrations.RunPython.noop),
    ]
