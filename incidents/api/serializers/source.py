"""Sources: documents kept word for word."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.people import PersonField
from accounts.api.serializers import StrictModelSerializer
from incidents.api.fields import AddressField, PageField
from incidents.forms.sources import MAX_SOURCE
from timelines.api.fields import TimesMixin, WhenField
from timelines.models import Source


class SourceRowSerializer(serializers.ModelSerializer):
    """A source without its text, which may be long."""

    incident = serializers.IntegerField(source="incident.number", read_only=True)
    published = WhenField(read_only=True, allow_null=True)
    url = serializers.CharField(read_only=True, help_text="Where it was found; empty where it was typed in.")
    added_by = PersonField(read_only=True, allow_null=True)
    page = PageField(help_text="Its page, for people.")

    class Meta:
        model = Source
        fields = (
            "id",
            "incident",
            "kind",
            "title",
            "url",
            "part",
            "author",
            "published",
            "fetched_at",
            "sha256",
            "added_at",
            "added_by",
            "page",
        )
        read_only_fields = fields


class SourceSerializer(SourceRowSerializer):
    class Meta(SourceRowSerializer.Meta):
        fields = (*SourceRowSerializer.Meta.fields, "text")
        read_only_fields = fields


class NewSourceSerializer(TimesMixin, StrictModelSerializer):
    """A document to be kept. The very same text again gives the source that is kept already."""

    url = AddressField(required=False, allow_blank=True, help_text="Where it was found.")
    published = WhenField(required=False, allow_null=True)
    text = serializers.CharField(max_length=MAX_SOURCE, trim_whitespace=False)

    class Meta:
        model = Source
        fields = ("kind", "title", "url", "author", "published", "text")

    def validate_text(self, text: str) -> str:
        if not text.strip():
            raise serializers.ValidationError("There is nothing in it to keep. Send the document's text.")
        return text.replace("\r\n", "\n")

    def create(self, facts) -> Source:
        by = self.context["request"].user
        return Source.objects.keep(self.context["incident"], by=by, **facts)
