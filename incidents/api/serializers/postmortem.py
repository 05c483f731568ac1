"""Postmortems: read, saved as one more version, published."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.people import PersonField
from accounts.api.serializers import StrictSerializer
from accounts.roles import may_edit
from incidents.api.fields import PageField
from incidents.forms.postmortem import MAX_BODY
from incidents.models import Postmortem, PostmortemRevision

LARGEST_VERSION = 2**31 - 1
STATES = [choice for choice in Postmortem.State.choices if choice[0] != Postmortem.State.PUBLISHED]


class PostmortemRowSerializer(serializers.ModelSerializer):
    """A published postmortem, in a list."""

    incident = serializers.IntegerField(source="incident.number", read_only=True)
    title = serializers.CharField(source="incident.title", read_only=True)
    version = serializers.IntegerField(source="published.number", read_only=True)
    author = PersonField(source="published.author", read_only=True, allow_null=True)
    saved_at = serializers.DateTimeField(source="published.saved_at", read_only=True)
    url = PageField(help_text="Its page, for people.")

    class Meta:
        model = Postmortem
        fields = ("incident", "title", "version", "author", "saved_at", "published_at", "url")
        read_only_fields = fields


class RevisionSerializer(serializers.ModelSerializer):
    version = serializers.IntegerField(source="number")
    author = PersonField(allow_null=True)

    class Meta:
        model = PostmortemRevision
        fields = ("version", "author", "saved_at", "note", "body")
        read_only_fields = fields


class PostmortemSerializer(RevisionSerializer):
    """The version that you may read: editors the newest, everybody else the published one."""

    incident = serializers.IntegerField(source="postmortem.incident.number", read_only=True)
    is_published = serializers.SerializerMethodField()
    state = serializers.SerializerMethodField()
    published_version = serializers.SerializerMethodField()
    published_at = serializers.DateTimeField(source="postmortem.published_at", allow_null=True)
    url = PageField(lambda revision: revision.postmortem.get_absolute_url())

    class Meta(RevisionSerializer.Meta):
        fields = (
            "incident",
            "version",
            "is_published",
            "state",
            "published_version",
            "published_at",
            "author",
            "saved_at",
            "note",
            "body",
            "url",
        )
        read_only_fields = fields

    def get_is_published(self, revision) -> bool:
        """Whether this is the version that everybody reads."""
        return revision.pk == revision.postmortem.published_id

    def get_state(self, revision) -> str:
        """How far the newest version is; what is behind the published one is told to editors only."""
        edits = may_edit(self.context["request"].user)
        return str(revision.postmortem.state if edits else Postmortem.State.PUBLISHED)

    def get_published_version(self, revision) -> int | None:
        published = revision.postmortem.published
        return published.number if published else None


class PostmortemTextSerializer(StrictSerializer):
    """The whole text, as the next version. `based_on` is the version you began from (0: none)."""

    body = serializers.CharField(
        max_length=MAX_BODY, allow_blank=True, trim_whitespace=False, help_text="Markdown."
    )
    based_on = serializers.IntegerField(min_value=0, max_value=LARGEST_VERSION)
    note = serializers.CharField(
        max_length=300, required=False, allow_blank=True, default="", help_text="What is new."
    )

    def validate_body(self, body: str) -> str:
        return body.replace("\r\n", "\n").rstrip() + "\n"


class PostmortemStateSerializer(StrictSerializer):
    """A draft, or handed to review. Publishing has an address of its own."""

    state = serializers.ChoiceField(choices=STATES)

    def validate(self, facts):
        if "state" not in facts:
            raise serializers.ValidationError({"state": "It is missing. Send “draft” or “in-review”."})
        return facts


class PublicationSerializer(StrictSerializer):
    version = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_VERSION,
        help_text="The version that you read: none that came later is published.",
    )
