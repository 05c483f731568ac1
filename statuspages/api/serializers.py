"""Watched pages, and what they report, as the API gives them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.people import PersonField
from accounts.api.serializers import StrictSerializer
from incidents.api.fields import PageField
from statuspages.forms import what_is_wrong
from statuspages.lists.wanted import LEAST_SECONDS, MOST_SECONDS, TEAM_LENGTH, clean_tags
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision

AFFECTED = {
    "type": "array",
    "description": "Components, with their status before and after the update; all words as served.",
    "items": {
        "type": "object",
        "required": ["uid", "name", "old", "new"],
        "properties": {name: {"type": "string"} for name in ("uid", "name", "old", "new")},
    },
}


class StatusPageSerializer(serializers.ModelSerializer):
    """A watched page, what it says now, and how reading it goes."""

    url = serializers.CharField(help_text="The address that is watched, without a slash at the end.")
    organisation = serializers.CharField(source="organisation.name", help_text="Whose page it is.")
    indicator = serializers.SerializerMethodField()
    says = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()
    format = serializers.CharField(source="format_name", help_text="The provider's name for people.")
    tags = serializers.ListField(child=serializers.CharField())
    every_seconds = serializers.IntegerField(
        allow_null=True, help_text="Between two readings; null: as often as is fitting."
    )
    added_by = PersonField(allow_null=True)
    page = PageField(help_text="Its page here, for people.")

    class Meta:
        model = StatusPage
        fields = (
            "id",
            "name",
            "url",
            "provider",
            "format",
            "organisation",
            "tags",
            "team",
            "every_seconds",
            "time_zone",
            "is_watched",
            "indicator",
            "says",
            "error",
            "unreadable_since",
            "failures",
            "read_at",
            "answered_at",
            "changed_at",
            "next_due_at",
            "added_at",
            "added_by",
            "page",
        )
        read_only_fields = fields

    def get_indicator(self, page) -> str | None:
        """As served: none, minor, major, critical, maintenance. Null while what it says is not known."""
        return page.indicator or None if page.is_readable else None

    def get_says(self, page) -> str | None:
        """In its own words. Null while what it says is not known: that is never “operational”."""
        return page.says or None if page.is_readable else None

    @extend_schema_field(
        {
            "type": "object",
            "nullable": True,
            "description": "Why the last reading failed, and what to do; null where it was good.",
            "required": ["code", "says"],
            "properties": {
                "code": {"type": "string", "enum": StatusPage.Error.values},
                "says": {"type": "string"},
            },
        }
    )
    def get_error(self, page):
        return {"code": page.error, "says": page.error_says} if page.error else None


class PageTagsField(serializers.ListField):
    """Tags as they are kept: in small letters, each once."""

    def __init__(self, **options):
        options = {
            "required": False,
            "help_text": "In place of those before: small letters, no commas.",
        } | options
        super().__init__(child=serializers.CharField(allow_blank=True), max_length=100, **options)

    def to_internal_value(self, data) -> list[str]:
        try:
            return clean_tags(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error


class EveryField(serializers.IntegerField):
    def __init__(self, **options):
        facts = {"min_value": LEAST_SECONDS, "max_value": MOST_SECONDS, "allow_null": True, "required": False}
        facts["help_text"] = "Seconds between two readings; null: as often as is fitting."
        super().__init__(**(facts | options))


class TeamField(serializers.CharField):
    def __init__(self, **options):
        facts = {"max_length": TEAM_LENGTH, "allow_blank": True, "required": False}
        super().__init__(**(facts | {"help_text": "Who looks after it."} | options))


class NewStatusPageSerializer(StrictSerializer):
    """A page to be watched. It is looked at before anything is stored."""

    url = serializers.CharField(
        max_length=500, help_text="Where people read it: https://www.githubstatus.com. Only public addresses."
    )
    name = serializers.CharField(
        max_length=200,
        required=False,
        help_text="What to call it here; what it calls itself, where left out.",
    )
    tags = PageTagsField()
    team = TeamField()
    every_seconds = EveryField()

    def validate_url(self, url: str) -> str:
        if wrong := what_is_wrong(url):
            raise serializers.ValidationError(wrong)
        return url


class StatusPageChangeSerializer(StrictSerializer):
    name = serializers.CharField(max_length=200, required=False, help_text="What to call it here.")
    tags = PageTagsField()
    team = TeamField()
    every_seconds = EveryField()
    is_watched = serializers.BooleanField(
        required=False, help_text="False: it is read no more, and all that was kept stays."
    )


class RevisionSerializer(serializers.ModelSerializer):
    """A text that an update has had, from when we first saw it."""

    source = serializers.IntegerField(
        source="source_id", allow_null=True, help_text="Of the incident here; null for an empty body."
    )

    class Meta:
        model = UpdateRevision
        fields = (
            "number",
            "status",
            "body",
            "display_at",
            "vendor_updated_at",
            "seen_at",
            "last_seen_at",
            "source",
        )
        read_only_fields = fields


class UpdateSerializer(serializers.ModelSerializer):
    """A post with every form that we have seen of it, the newest last."""

    event = serializers.IntegerField(
        source="event_id", allow_null=True, help_text="On the incident's timeline; null for a postmortem."
    )
    affected = serializers.SerializerMethodField()
    revisions = RevisionSerializer(many=True)

    class Meta:
        model = ReportedUpdate
        fields = (
            "uid",
            "status",
            "state",
            "display_at",
            "vendor_created_at",
            "vendor_updated_at",
            "gone_at",
            "event",
            "affected",
            "revisions",
        )
        read_only_fields = fields

    @extend_schema_field(AFFECTED)
    def get_affected(self, update):
        return update.affected


class ReportedIncidentSerializer(serializers.ModelSerializer):
    """An incident as its page reports it: words and `vendor_…` times as served, the others as we saw it."""

    incident = serializers.IntegerField(
        source="incident.number", help_text="The number of the incident here that it is about."
    )
    updates = UpdateSerializer(many=True, help_text="The oldest first.")

    class Meta:
        model = ReportedIncident
        fields = (
            "uid",
            "incident",
            "name",
            "status",
            "state",
            "impact",
            "url",
            "first_seen_at",
            "gone_at",
            "unlisted_at",
            "vendor_created_at",
            "vendor_started_at",
            "vendor_updated_at",
            "vendor_resolved_at",
            "updates",
        )
        read_only_fields = fields


class MaintenanceSerializer(serializers.ModelSerializer):
    """A maintenance as its page announces it: words and `vendor_…` times as served. It makes no incident."""

    updates = UpdateSerializer(many=True, help_text="The oldest first.")

    class Meta:
        model = ReportedIncident
        fields = (
            "uid",
            "name",
            "status",
            "state",
            "impact",
            "url",
            "scheduled_for",
            "scheduled_until",
            "first_seen_at",
            "gone_at",
            "unlisted_at",
            "vendor_created_at",
            "vendor_updated_at",
            "vendor_resolved_at",
            "updates",
        )
        read_only_fields = fields
