import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0006_import_draft")]

    operations = [
        migrations.AddField(
            model_name="importdraft",
            name="came_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="incidents.incident",
            ),
        ),
    ]
