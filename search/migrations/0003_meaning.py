import pgvector.django
from django.db import migrations, models

# A search for what is alike reads all groups, so their rows hold the vectors themselves.
LAY_OUT = "ALTER TABLE search_group ALTER COLUMN meaning SET STORAGE PLAIN"


class Migration(migrations.Migration):
    """What groups are about, as vectors; which passages are counted. `prepare` fills it: all is indexed anew."""

    dependencies = [("search", "0002_terms_apart")]

    operations = [
        migrations.CreateModel(
            name="Group",
            fields=[
                ("group", models.BigIntegerField(db_column="group_id", primary_key=True, serialize=False)),
                ("meaning", pgvector.django.HalfVectorField(dimensions=256, null=True)),
                ("happened_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RunSQL(LAY_OUT, migrations.RunSQL.noop),
        migrations.AddField("Passage", "emphasis", models.FloatField(default=1)),
        migrations.AddField("PassageTerms", "is_counted", models.BooleanField(default=True)),
    ]
