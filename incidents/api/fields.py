"""Serializer fields that several subjects share."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import ValidationError as FormError
from django.core.validators import URLValidator
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from incidents.forms.fields import MAX_PROSE, MAX_TAGS, check_tags, tags_of
from timelines.api.fields import WhenField
from timelines.when import When

MOST_ROWS = 200  # ids in one list
LARGEST_ID = 2**63 - 1


class ProseField(serializers.CharField):
    """Markdown, as long as the forms allow."""

    def __init__(self, **options):
        options.setdefault("max_length", MAX_PROSE)
        super().__init__(**options)


@extend_schema_field({"type": "string", "maxLength": 2000, "example": "https://tickets.example/OPS-7"})
class AddressField(serializers.URLField):
    """An address that a page may link to: http or https."""

    def __init__(self, **options):
        options.setdefault("max_length", 2000)
        super().__init__(**options)
        self.validators = [one for one in self.validators if not isinstance(one, URLValidator)]
        wrong = "This is no address. Send one that begins with https:// or http://."
        self.validators.append(URLValidator(schemes=["http", "https"], message=wrong))


class TagsField(serializers.ListField):
    """Tags as the forms clean them: lower case, without “#”, each once."""

    child = serializers.CharField(max_length=100)

    def __init__(self, **options):
        options.setdefault("help_text", f"Up to {MAX_TAGS} of up to 50 characters.")
        super().__init__(**options)

    def to_internal_value(self, data) -> list[str]:
        tags = tags_of(super().to_internal_value(data))
        try:
            check_tags(tags)
        except FormError as error:
            raise serializers.ValidationError(error.messages) from error
        return tags


@extend_schema_field({"type": "array", "items": {"type": "integer"}, "maxItems": MOST_ROWS})
class RowsField(serializers.Field):
    """Rows of this incident by their ids, looked up in one query.

    `among` gives, for the incident, those that may be named.
    """

    default_error_messages = {
        "not_a_list": "This is no list of ids. Send whole numbers in square brackets.",
        "too_many": "These are {number} ids. Send {most} at most.",
        "unknown": "The incident has no {noun} {id}. Take ids from its list.",
    }

    def __init__(self, *, among: Callable[..., QuerySet], noun: str, **options):
        self.among, self.noun = among, noun
        super().__init__(**options)

    def to_internal_value(self, data) -> list:
        if not isinstance(data, list) or any(type(pk) is not int for pk in data):
            self.fail("not_a_list")
        if len(data) > MOST_ROWS:
            self.fail("too_many", number=len(data), most=MOST_ROWS)
        possible = [pk for pk in data if 0 < pk <= LARGEST_ID]
        found = {row.pk: row for row in self.among(self.context["incident"]).filter(pk__in=possible)}
        for pk in data:
            if pk not in found:
                self.fail("unknown", noun=self.noun, id=pk)
        return list(found.values())

    def to_representation(self, value) -> list[int]:
        return [row.pk for row in value.all()]


@extend_schema_field(OpenApiTypes.URI)
class PageField(serializers.Field):
    """The address of a thing's page, for people. `path` gives its path."""

    def __init__(self, path: Callable[[object], str] | None = None, **options):
        self.path = path or (lambda row: row.get_absolute_url())
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, value) -> str:
        return self.context["request"].build_absolute_uri(self.path(value))


def told(when: When | None) -> dict | None:
    """A time in a part of an answer that has no serializer of its own."""
    return WhenField().to_representation(when) if when else None
