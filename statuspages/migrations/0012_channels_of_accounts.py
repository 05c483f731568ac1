import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Channels belong to the accounts now. Nothing in the database changes: the table keeps its name."""

    dependencies = [("statuspages", "0011_last_seen"), ("accounts", "0004_channels")]
    # Saved searches refer to the table, which statuspages 0007 makes.
    run_before = [("incidents", "0010_saved_searches")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="alert",
                    name="channel",
                    field=models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="accounts.channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="alertrule",
                    name="channels",
                    field=models.ManyToManyField(
                        blank=True, related_name="alert_rules", to="accounts.channel"
                    ),
                ),
                migrations.DeleteModel(name="Channel"),
            ]
        )
    ]
