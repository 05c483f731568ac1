import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import pgvector.django
from django.db import migrations, models

# Everything can be indexed anew, and is by `prepare`, which finds nothing indexed.
EMPTY = "TRUNCATE search_passage, search_termcount"
# A search reads the weights of thousands of rows and the terms of hardly any: of a long row these stand apart.
LAY_OUT = """
    ALTER TABLE search_passageterms SET (toast_tuple_target = 128);
    ALTER TABLE search_passageterms ALTER COLUMN weights SET STORAGE MAIN, ALTER COLUMN kind SET STORAGE MAIN;
    ALTER TABLE search_passage RESET (toast_tuple_target);
"""


class Migration(migrations.Migration):
    dependencies = [("search", "0001_passages")]

    operations = [
        migrations.RunSQL(EMPTY, EMPTY),
        migrations.RemoveIndex("Passage", "passage_by_term"),
        migrations.RemoveField("Passage", "terms"),
        migrations.RemoveField("Passage", "weights"),
        migrations.CreateModel(
            name="PassageTerms",
            fields=[
                (
                    "passage",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="search.passage",
                    ),
                ),
                ("group", models.BigIntegerField(db_column="group_id")),
                ("kind", models.CharField(max_length=30)),
                ("terms", django.contrib.postgres.search.SearchVectorField()),
                ("weights", pgvector.django.SparseVectorField(dimensions=1000000000)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["group"], name="terms_by_group"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["terms"], gin_pending_list_limit=256, name="passage_by_term"
                    ),
                ],
            },
        ),
        migrations.RunSQL(LAY_OUT, migrations.RunSQL.noop),
    ]
