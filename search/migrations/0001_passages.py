import django.contrib.postgres.indexes
import django.contrib.postgres.search
import pgvector.django
from django.db import migrations, models

# A scan over many passages reads group and weights only, so the row holds these, and the texts stand apart.
LAY_OUT = """
    ALTER TABLE search_passage SET (toast_tuple_target = 128);
    ALTER TABLE search_passage
        ALTER COLUMN weights SET STORAGE MAIN,
        ALTER COLUMN key SET STORAGE MAIN,
        ALTER COLUMN kind SET STORAGE MAIN,
        ALTER COLUMN place SET STORAGE MAIN,
        ALTER COLUMN url SET STORAGE MAIN,
        ALTER COLUMN digest SET STORAGE MAIN;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        pgvector.django.VectorExtension(),
        migrations.CreateModel(
            name="Passage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.BigIntegerField(db_column="group_id")),
                ("key", models.CharField(max_length=200)),
                ("part", models.PositiveSmallIntegerField(default=0)),
                ("kind", models.CharField(max_length=30)),
                ("place", models.CharField(max_length=300)),
                ("url", models.CharField(max_length=2000)),
                ("text", models.TextField()),
                ("digest", models.BinaryField(max_length=16)),
                ("version", models.PositiveSmallIntegerField()),
                ("terms", django.contrib.postgres.search.SearchVectorField()),
                ("weights", pgvector.django.SparseVectorField(dimensions=1000000000)),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["terms"], name="passage_by_term"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("group", "key", "part"), name="passage_key_once_a_group")
                ],
            },
        ),
        migrations.CreateModel(
            name="TermCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("term", models.TextField(db_collation="C")),
                ("passages", models.IntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["term"], include=("passages",), name="term_count_by_term")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("passages", 0), _negated=True), name="term_count_says_something"
                    )
                ],
            },
        ),
        migrations.RunSQL(LAY_OUT, migrations.RunSQL.noop),
    ]
