import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    """A component that was merged is followed to the one it went into, also here."""

    dependencies = [
        ("incidents", "0009_vocabulary"),
        ("statuspages", "0012_channels_of_accounts"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="dependency",
            trigger=pgtrigger.compiler.Trigger(
                name="component_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE went_into bigint;",
                    func="\n    LOOP\n        SELECT merged_into_id INTO went_into FROM incidents_component WHERE id = NEW.component_id FOR KEY SHARE;\n        EXIT WHEN went_into IS NULL;\n        NEW.component_id := went_into;\n    END LOOP;\n    RETURN NEW;\n",
                    hash="0cd08c2ddfc38f140a9acbefe7aeffc2b4618781",
                    operation='INSERT OR UPDATE OF "component_id"',
                    pgid="pgtrigger_component_stands_a43b4",
                    table="statuspages_dependency",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportedcomponent",
            trigger=pgtrigger.compiler.Trigger(
                name="component_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE went_into bigint;",
                    func="\n    LOOP\n        SELECT merged_into_id INTO went_into FROM incidents_component WHERE id = NEW.component_id FOR KEY SHARE;\n        EXIT WHEN went_into IS NULL;\n        NEW.component_id := went_into;\n    END LOOP;\n    RETURN NEW;\n",
                    hash="7e30b32f425a0eeb157251c592f7280b08f67bd2",
                    operation='INSERT OR UPDATE OF "component_id"',
                    pgid="pgtrigger_component_stands_92b0e",
                    table="statuspages_reportedcomponent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
