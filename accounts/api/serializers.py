"""Serializers that take what they say they take and nothing else. Every app's serializers are built on these.

REST framework ignores names it does not know and turns 5 into "5". Here a misspelt name, a name that only
we may set and a value of another JSON type are errors, told together with the fields' own.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

SHOWN_CHARACTERS = 60
# What JSON calls the values that a kind of field takes, and the Python types they are read as.
JSON_TYPES = (
    ((serializers.BooleanField,), bool, "true or false"),
    ((serializers.IntegerField, serializers.PrimaryKeyRelatedField), int, "a whole number, without quotes"),
    (
        (
            serializers.CharField,
            serializers.ChoiceField,
            serializers.DateField,
            serializers.DateTimeField,
            serializers.SlugRelatedField,
        ),
        str,
        "text, in quotes",
    ),
)


class StrictMixin:
    """Refuses unknown fields, fields that are only read, and values of another JSON type."""

    def to_internal_value(self, data):
        if not isinstance(data, Mapping):
            said = "This is not an object. Send one: names and values, in curly brackets."
            raise ValidationError({"non_field_errors": [ErrorDetail(said, code="not_an_object")]})
        errors = {**self._missing(data), **self._unknown(data), **self._of_other_types(data)}
        try:
            value = super().to_internal_value({k: v for k, v in data.items() if k not in errors})
        except ValidationError as error:
            # A field of another type was left out, and is not missing besides.
            errors = {**error.detail, **errors}
        if errors:
            raise ValidationError(errors)
        return value

    def _missing(self, data: Mapping) -> dict[str, list[ErrorDetail]]:
        """A part of what is changed is whole itself: REST framework asks for nothing in all of a PATCH."""
        if self.root is self or not getattr(self.root, "partial", False):
            return {}
        said = serializers.Field.default_error_messages["required"]
        return {
            name: [ErrorDetail(said, code="required")]
            for name, field in self.fields.items()
            if field.required and not field.read_only and name not in data
        }

    def _unknown(self, data: Mapping) -> dict[str, list[ErrorDetail]]:
        writable = [name for name, field in self.fields.items() if not field.read_only]
        return {
            name: [ErrorDetail(self._why_unknown(name, writable), code="unknown")]
            for name in data
            if name not in writable
        }

    def _why_unknown(self, name: str, writable: list[str]) -> str:
        if name in self.fields:
            return f"“{name}” can be read but not set. Leave it out."
        return unknown_name(name, writable, "field")

    def _of_other_types(self, data: Mapping) -> dict[str, list[ErrorDetail]]:
        wrong = {
            name: wrong_type(field, data[name])
            for name, field in self.fields.items()
            if name in data and not field.read_only
        }
        return {name: [ErrorDetail(said, code="wrong_type")] for name, said in wrong.items() if said}


class StrictSerializer(StrictMixin, serializers.Serializer):
    pass


class StrictModelSerializer(StrictMixin, serializers.ModelSerializer):
    pass


def unknown_name(name: str, known: Iterable[str], noun: str) -> str:
    """“Unknown field “titel”. Did you mean “title”? Known are: …”"""
    shown = shortened(name)
    near = difflib.get_close_matches(shown, known := sorted(known), n=1)
    guess = f"Did you mean “{near[0]}”? " if near else ""
    there = f"Known are: {', '.join(known)}." if known else f"There is no {noun} to give here."
    return f"“{shown}” is no {noun} here. {guess}{there}"


def shortened(text: object) -> str:
    """What a person sent, on one line, printable and short, to be shown to them again."""
    head = "".join(c if c.isprintable() else "�" for c in str(text)[: SHOWN_CHARACTERS + 1])
    return head if len(head) <= SHOWN_CHARACTERS else f"{head[:SHOWN_CHARACTERS]}…"


def wrong_type(field: serializers.Field, value: object) -> str:
    """What is wrong where JSON has another type than the field takes; "" where it has the right one."""
    if value is None:
        return ""
    if child := _child(field):
        wrong = [wrong_type(child, item) for item in value] if isinstance(value, list) else []
        return next(filter(None, wrong), "")
    for fields, wanted, words in JSON_TYPES:
        if isinstance(field, fields):
            fits = isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))
            if not fits:
                return f"This is {json_name(value)}. Send {words}."
            return unwritable(value) if wanted is str else ""
    return ""


def unwritable(text: str) -> str:
    """What is wrong with a text that no database can hold; "" where it can be held."""
    if "\x00" in text:
        return "This holds a NUL character. Take it out."
    try:
        text.encode()
    except UnicodeEncodeError:
        return "This holds half of a character (a surrogate). Send text that can be written as UTF-8."
    return ""


def _child(field: serializers.Field) -> serializers.Field | None:
    """What a list is a list of."""
    if isinstance(field, serializers.ManyRelatedField):
        return field.child_relation
    return field.child if isinstance(field, serializers.ListField) else None


def json_name(value: object) -> str:
    """What JSON calls a value: “a number”, “a list”."""
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list"}
    return "null" if value is None else names.get(type(value), "an object")
