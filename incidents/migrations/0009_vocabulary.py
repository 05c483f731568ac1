import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """Words that are proposed, renamed and merged. Every tag in use becomes one, approved.

    Backwards, words that were merged are words again that nobody uses, and former names are forgotten.
    """

    dependencies = [
        ("incidents", "0008_drafts_of_sources"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerComponentName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormerComponentNameVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormerMechanismName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("slug", models.SlugField(max_length=60, unique=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormerMechanismNameVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("slug", models.SlugField(db_index=False, max_length=60)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FormerTagName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="FormerTagNameVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("ended_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "proposed"), ("approved", "approved"), ("retired", "retired")],
                        default="approved",
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("definition", models.TextField(blank=True, db_default="")),
            ],
        ),
        migrations.CreateModel(
            name="TagVersion",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "proposed"), ("approved", "approved"), ("retired", "retired")],
                        default="approved",
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("definition", models.TextField(blank=True, db_default="")),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="component",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="component",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="component",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="mechanism",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="mechanism",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="mechanism",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="component",
            name="component_once_an_organisation",
        ),
        migrations.AddField(
            model_name="component",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incidents.component",
            ),
        ),
        migrations.AddField(
            model_name="component",
            name="state",
            field=models.CharField(
                choices=[("proposed", "proposed"), ("approved", "approved"), ("retired", "retired")],
                default="approved",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="componentversion",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="incidents.component",
            ),
        ),
        migrations.AddField(
            model_name="componentversion",
            name="state",
            field=models.CharField(
                choices=[("proposed", "proposed"), ("approved", "approved"), ("retired", "retired")],
                default="approved",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="mechanism",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incidents.mechanism",
            ),
        ),
        migrations.AddField(
            model_name="mechanism",
            name="state",
            field=models.CharField(
                choices=[("proposed", "proposed"), ("approved", "approved"), ("retired", "retired")],
                default="approved",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="mechanismversion",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="incidents.mechanism",
            ),
        ),
        migrations.AddField(
            model_name="mechanismversion",
            name="state",
            field=models.CharField(
                choices=[("proposed", "proposed"), ("approved", "approved"), ("retired", "retired")],
                default="approved",
                max_length=8,
            ),
        ),
        migrations.RunSQL(
            sql="UPDATE incidents_mechanism SET state = 'retired' WHERE is_retired;UPDATE incidents_mechanismversion SET state = 'retired' WHERE is_retired;",
            reverse_sql="UPDATE incidents_mechanism SET is_retired = true WHERE state = 'retired';UPDATE incidents_mechanismversion SET is_retired = true WHERE state = 'retired';",
        ),
        migrations.RemoveField(
            model_name="mechanism",
            name="is_retired",
        ),
        migrations.RemoveField(
            model_name="mechanismversion",
            name="is_retired",
        ),
        migrations.AlterField(
            model_name="mechanism",
            name="first_example",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="mechanism",
            name="name",
            field=models.CharField(max_length=80),
        ),
        migrations.AlterField(
            model_name="mechanism",
            name="second_example",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="mechanismversion",
            name="first_example",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="mechanismversion",
            name="second_example",
            field=models.TextField(blank=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="component",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_componentversion" ("description", "id", "merged_into_id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."description", NEW."id", NEW."merged_into_id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state"); RETURN NULL;',
                    hash="d81f604f1a2501d69fadf48059507ac0982acd4e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_d7253",
                    table="incidents_component",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="component",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "incidents_componentversion" ("description", "id", "merged_into_id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."description", NEW."id", NEW."merged_into_id", NEW."name", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;',
                    hash="66a82a5afabc360032d68fc6de16a4dcc272a200",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_73770",
                    table="incidents_component",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="component",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_componentversion" ("description", "id", "merged_into_id", "name", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."description", OLD."id", OLD."merged_into_id", OLD."name", OLD."organisation_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                    hash="e2e5497fef0ab57bfc245b2dec7d2bc2d262780a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_444ce",
                    table="incidents_component",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contributingfactor",
            trigger=pgtrigger.compiler.Trigger(
                name="mechanism_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE went_into bigint;",
                    func="\n    LOOP\n        SELECT merged_into_id INTO went_into FROM incidents_mechanism WHERE id = NEW.mechanism_id FOR KEY SHARE;\n        EXIT WHEN went_into IS NULL;\n        NEW.mechanism_id := went_into;\n    END LOOP;\n    RETURN NEW;\n",
                    hash="163885a886679de56484842968711ef1d0bf80dd",
                    operation='INSERT OR UPDATE OF "mechanism_id"',
                    pgid="pgtrigger_mechanism_stands_5f095",
                    table="incidents_contributingfactor",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="impactwindow",
            trigger=pgtrigger.compiler.Trigger(
                name="component_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE went_into bigint;",
                    func="\n    LOOP\n        SELECT merged_into_id INTO went_into FROM incidents_component WHERE id = NEW.component_id FOR KEY SHARE;\n        EXIT WHEN went_into IS NULL;\n        NEW.component_id := went_into;\n    END LOOP;\n    RETURN NEW;\n",
                    hash="e0f26eb3429d58503ebad68a92986ca8af816cb8",
                    operation='INSERT OR UPDATE OF "component_id"',
                    pgid="pgtrigger_component_stands_4b482",
                    table="incidents_impactwindow",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="incident",
            trigger=pgtrigger.compiler.Trigger(
                name="tags_stand",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE kept text[]; given text; standing text;",
                    func="\n            IF NEW.tags = '{}' THEN RETURN NEW; END IF;\n            PERFORM 1 FROM incidents_tag WHERE name = ANY(NEW.tags) ORDER BY id FOR KEY SHARE;\n            INSERT INTO incidents_tag (name, definition, state)\n                SELECT DISTINCT told.name, '', 'proposed' FROM unnest(NEW.tags) AS told (name)\n                WHERE NOT EXISTS (SELECT FROM incidents_tag AS held WHERE held.name = told.name)\n                AND NOT EXISTS (SELECT FROM incidents_formertagname AS former WHERE former.name = told.name)\n                ORDER BY told.name\n                ON CONFLICT DO NOTHING;\n            kept := '{}';\n            FOREACH given IN ARRAY NEW.tags LOOP\n                SELECT held.name INTO standing FROM incidents_tag AS held\n                    WHERE held.name = given AND held.merged_into_id IS NULL;\n                IF standing IS NULL THEN\n                    SELECT held.name INTO standing FROM incidents_formertagname AS former\n                        JOIN incidents_tag AS held ON held.id = former.word_id\n                        WHERE former.name = given ORDER BY former.ended_at DESC, former.id DESC LIMIT 1;\n                END IF;\n                IF NOT coalesce(standing, given) = ANY(kept) THEN\n                    kept := kept || coalesce(standing, given);\n                END IF;\n            END LOOP;\n            NEW.tags := kept;\n            RETURN NEW;\n        ",
                    hash="596cc29ce8e8a93bf8b1f05b94e8235260fcb2b4",
                    operation='INSERT OR UPDATE OF "tags"',
                    pgid="pgtrigger_tags_stand_ad3b2",
                    table="incidents_incident",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mechanism",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_mechanismversion" ("definition", "first_example", "group", "group_order", "id", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_example", "slug", "state") VALUES (NEW."definition", NEW."first_example", NEW."group", NEW."group_order", NEW."id", NEW."merged_into_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."second_example", NEW."slug", NEW."state"); RETURN NULL;',
                    hash="c68349305477b2c1788acd9e217b5cbc73aec385",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_79493",
                    table="incidents_mechanism",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mechanism",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "incidents_mechanismversion" ("definition", "first_example", "group", "group_order", "id", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_example", "slug", "state") VALUES (NEW."definition", NEW."first_example", NEW."group", NEW."group_order", NEW."id", NEW."merged_into_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."second_example", NEW."slug", NEW."state"); RETURN NULL;',
                    hash="8a7e9752fe8873a4bd001a605397880b35971051",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b129f",
                    table="incidents_mechanism",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="mechanism",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_mechanismversion" ("definition", "first_example", "group", "group_order", "id", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_example", "slug", "state") VALUES (OLD."definition", OLD."first_example", OLD."group", OLD."group_order", OLD."id", OLD."merged_into_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."second_example", OLD."slug", OLD."state"); RETURN NULL;',
                    hash="38b8ba6953a5fc839e9db4f203a65972a0c0ec68",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d2fc2",
                    table="incidents_mechanism",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_into", None)),
                fields=("organisation", "name"),
                name="component_once_an_organisation",
            ),
        ),
        # Names that differed in case only: the later word is told apart by its slug.
        migrations.RunSQL(
            sql="UPDATE incidents_mechanism AS later SET name = left(name, 40) || ' (' || left(slug, 36) || ')' WHERE EXISTS (SELECT FROM incidents_mechanism AS other WHERE lower(other.name) = lower(later.name) AND other.id < later.id);",
            reverse_sql=migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="mechanism",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                condition=models.Q(("merged_into", None)),
                name="mechanism_name_once",
            ),
        ),
        migrations.AddField(
            model_name="formercomponentname",
            name="word",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_names",
                to="incidents.component",
            ),
        ),
        migrations.AddField(
            model_name="formercomponentnameversion",
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
            model_name="formercomponentnameversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                related_query_name="version",
                to="incidents.formercomponentname",
            ),
        ),
        migrations.AddField(
            model_name="formercomponentnameversion",
            name="word",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="incidents.component",
            ),
        ),
        migrations.AddField(
            model_name="formermechanismname",
            name="word",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="former_names",
                to="incidents.mechanism",
            ),
        ),
        migrations.AddField(
            model_name="formermechanismnameversion",
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
            model_name="formermechanismnameversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                related_query_name="version",
                to="incidents.formermechanismname",
            ),
        ),
        migrations.AddField(
            model_name="formermechanismnameversion",
            name="word",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="incidents.mechanism",
            ),
        ),
        migrations.AddField(
            model_name="formertagnameversion",
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
            model_name="formertagnameversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                related_query_name="version",
                to="incidents.formertagname",
            ),
        ),
        migrations.AddField(
            model_name="tag",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="incidents.tag",
            ),
        ),
        migrations.AddField(
            model_name="formertagnameversion",
            name="word",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="incidents.tag",
            ),
        ),
        migrations.AddField(
            model_name="formertagname",
            name="word",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="former_names", to="incidents.tag"
            ),
        ),
        migrations.AddField(
            model_name="tagversion",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="incidents.tag",
            ),
        ),
        migrations.AddField(
            model_name="tagversion",
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
            model_name="tagversion",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="versions",
                related_query_name="version",
                to="incidents.tag",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formercomponentname",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_formercomponentnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word_id") VALUES (NEW."ended_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."word_id"); RETURN NULL;',
                    hash="d54c5b7e985f3b1ebc328ed3b55e9ae01b9d0b7a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_34ce4",
                    table="incidents_formercomponentname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formercomponentname",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "incidents_formercomponentnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word_id") VALUES (NEW."ended_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."word_id"); RETURN NULL;',
                    hash="9b86ac3b7e81095c96b5f50861e2016e4a569a82",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f72fa",
                    table="incidents_formercomponentname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formercomponentname",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_formercomponentnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word_id") VALUES (OLD."ended_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."word_id"); RETURN NULL;',
                    hash="9822fb1b159b88dc7f719cf615ca7459c4c6540f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_62434",
                    table="incidents_formercomponentname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formermechanismname",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_formermechanismnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "word_id") VALUES (NEW."ended_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."word_id"); RETURN NULL;',
                    hash="7aa7dd142081d8c666d46a5c665ac51b0b31a5d4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_92420",
                    table="incidents_formermechanismname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formermechanismname",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "incidents_formermechanismnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "word_id") VALUES (NEW."ended_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."word_id"); RETURN NULL;',
                    hash="c7db1cb89ebd37d57cebe90514f76c22a220f166",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bb00f",
                    table="incidents_formermechanismname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formermechanismname",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_formermechanismnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "word_id") VALUES (OLD."ended_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."word_id"); RETURN NULL;',
                    hash="70c48207ff86b28c4fa5a736a2dee96b1a1e39be",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_00cca",
                    table="incidents_formermechanismname",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("merged_into", None)), fields=("name",), name="tag_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_tagversion" ("definition", "id", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."definition", NEW."id", NEW."merged_into_id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."state"); RETURN NULL;',
                    hash="10d10e6e423cdf459ad68351218222b2622db7db",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_c0f7d",
                    table="incidents_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "incidents_tagversion" ("definition", "id", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."definition", NEW."id", NEW."merged_into_id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;',
                    hash="0f205a503a191214c6ebfc3f33a59082c8059432",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5ffcb",
                    table="incidents_tag",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tag",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_tagversion" ("definition", "id", "merged_into_id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."definition", OLD."id", OLD."merged_into_id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                    hash="de21a9362f549dd6863666423d245807572a4cf9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_99e60",
                    table="incidents_tag",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="formertagname",
            index=models.Index(fields=["name"], name="former_tag_by_name"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formertagname",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_formertagnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word_id") VALUES (NEW."ended_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."word_id"); RETURN NULL;',
                    hash="00b2878bd05343b76cf21b8fbb801b01fca7c646",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_64a50",
                    table="incidents_formertagname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formertagname",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "incidents_formertagnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word_id") VALUES (NEW."ended_at", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."word_id"); RETURN NULL;',
                    hash="6abea2f03cbbf721c2337fa8753e0c5426716773",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d8d29",
                    table="incidents_formertagname",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="formertagname",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "incidents_formertagnameversion" ("ended_at", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "word_id") VALUES (OLD."ended_at", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."word_id"); RETURN NULL;',
                    hash="e73ddb63237cead7774ac039cc74319aa216193f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_043f3",
                    table="incidents_formertagname",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(
            sql="INSERT INTO incidents_tag (name, definition, state) SELECT DISTINCT unnest(tags) AS name, '', 'approved' FROM incidents_incident ORDER BY name;",
            reverse_sql="",
        ),
    ]
