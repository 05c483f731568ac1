import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Searches that are kept, and what they found."""

    dependencies = [("incidents", "0009_vocabulary"), ("accounts", "0004_channels")]

    operations = [
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("query", models.TextField()),
                ("is_shared", models.BooleanField(default=False, verbose_name="shared")),
                ("by_mail", models.BooleanField(default=False, verbose_name="by e-mail")),
                (
                    "pace",
                    models.CharField(
                        choices=[("at-once", "at once"), ("daily", "once a day, together")],
                        default="at-once",
                        max_length=7,
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=8, validators=[django.core.validators.MaxValueValidator(23)]
                    ),
                ),
                ("is_paused", models.BooleanField(default=False, verbose_name="paused")),
                ("feed_key", models.CharField(max_length=43, null=True, unique=True)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "known",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("known_at", models.DateTimeField(null=True)),
                ("next_look_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("looked_at", models.DateTimeField(null=True)),
                (
                    "trouble",
                    models.CharField(
                        blank=True, help_text="Why it is not looked for, in words.", max_length=300
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="saved_searches",
                        to="accounts.channel",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_searches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedSearchFind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("found_at", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="incidents.incident"
                    ),
                ),
                (
                    "search",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="finds",
                        to="incidents.savedsearch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedSearchNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("leased_until", models.DateTimeField(null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "error",
                    models.CharField(blank=True, help_text="Why it was not sent, in words.", max_length=300),
                ),
                ("way", models.CharField(choices=[("mail", "e-mail"), ("channel", "channel")], max_length=7)),
                (
                    "find",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="incidents.savedsearchfind",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="savedsearch",
            index=models.Index(
                condition=models.Q(
                    ("feed_key__isnull", False),
                    models.Q(
                        ("is_paused", False),
                        models.Q(("by_mail", True), ("channel__isnull", False), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                fields=["next_look_at"],
                name="saved_search_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                models.F("owner"),
                django.db.models.functions.text.Lower("name"),
                name="saved_search_name_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearchfind",
            constraint=models.UniqueConstraint(fields=("search", "incident"), name="saved_search_find_once"),
        ),
        migrations.AddIndex(
            model_name="savedsearchnotice",
            index=models.Index(
                condition=models.Q(("dropped_at", None), ("sent_at", None)),
                fields=["due_at"],
                name="saved_search_notice_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearchnotice",
            constraint=models.UniqueConstraint(fields=("find", "way"), name="saved_search_notice_once"),
        ),
    ]
