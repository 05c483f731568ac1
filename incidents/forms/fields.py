"""Form fields that several forms about incidents share."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q, QuerySet

from accounts.models import User, validate_time_zone

MAX_PROSE = 20_000  # characters: a summary, an event, the detail of a factor
MAX_TAGS = 20


def people_to_choose(*chosen) -> QuerySet:
    """Everybody who can sign in, and of those who no longer can whom the row already names."""
    held = [person.pk for person in chosen if person]
    people = User.objects.filter(Q(is_active=True) | Q(pk__in=held))
    return people.order_by("first_name", "last_name", "username")


class ProseField(forms.CharField):
    """Markdown of up to MAX_PROSE characters in a box of `rows` lines."""

    def __init__(self, *, rows: int = 4, max_length: int = MAX_PROSE, **options):
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows, "class": "in", "data-autosize": ""}))
        super().__init__(max_length=max_length, **options)


class LineField(forms.CharField):
    """One line of text."""

    def __init__(self, *, max_length: int, **options):
        options.setdefault("widget", forms.TextInput(attrs={"class": "in"}))
        super().__init__(max_length=max_length, **options)


class ChoiceBox(forms.ChoiceField):
    widget = forms.Select(attrs={"class": "in"})


class ModelBox(forms.ModelChoiceField):
    widget = forms.Select(attrs={"class": "in"})


class TimeZoneField(LineField):
    """An IANA zone name, typed with suggestions."""

    def __init__(self, **options):
        widget = forms.TextInput(
            attrs={"class": "in", "list": "zones", "autocomplete": "off", "spellcheck": "false"}
        )
        super().__init__(max_length=64, widget=widget, validators=[validate_time_zone], **options)


class TagsField(LineField):
    """Tags divided by commas; a list of unique words in the order given, without leading “#”."""

    def __init__(self, **options):
        super().__init__(max_length=MAX_TAGS * 51, required=False, help_text="Divided by commas.", **options)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        return tags_of(super().to_python(value).split(","))

    def validate(self, value):
        check_tags(value)

    def run_validators(self, value):
        super().run_validators(", ".join(value))


def tags_of(words: Iterable[str]) -> list[str]:
    """The words as tags: lower case, on one line, without leading “#”, each once, in their order."""
    tags = (" ".join(word.split()).lstrip("#").lower() for word in words)
    return list(dict.fromkeys(tag for tag in tags if tag))


def check_tags(tags: list[str]) -> None:
    """Raise ValidationError where there are too many, or one is too long."""
    if len(tags) > MAX_TAGS:
        raise ValidationError(f"{len(tags)} tags are more than {MAX_TAGS}. Keep those you would search for.")
    long = [tag for tag in tags if len(tag) > 50]
    if long:
        raise ValidationError(f"“{long[0][:50]}…” is longer than 50 characters. Shorten it.")


class LinksField(forms.CharField):
    """One link a line, a title and then the address; a list of (title, address)."""

    def __init__(self, **options):
        widget = forms.Textarea(attrs={"class": "in", "rows": 2, "data-autosize": ""})
        said = "One a line: a title, then the address. The channel, the ticket, the dashboard."
        super().__init__(required=False, max_length=MAX_PROSE, widget=widget, help_text=said, **options)

    def prepare_value(self, value):
        return (
            "\n".join(f"{title} {address}" for title, address in value) if isinstance(value, list) else value
        )

    def to_python(self, value) -> list[tuple[str, str]]:
        lines = (line.strip() for line in super().to_python(value).splitlines())
        return [self._read(line) for line in lines if line]

    def _read(self, line: str) -> tuple[str, str]:
        title, _, address = line.rpartition(" ")
        try:
            URLValidator(schemes=["http", "https"])(address)
        except ValidationError as error:
            raise ValidationError(
                f"“{line[:80]}” does not end with an address. Write a title, a space and https://…"
            ) from error
        if len(title) > 200 or len(address) > 2000:
            raise ValidationError(f"“{line[:80]}…” is too long: a title has up to 200 characters.")
        return title.strip() or address[:200], address

    def run_validators(self, value):
        """Each line was checked as it was read; the length is that of all."""
        super().run_validators(self.prepare_value(value))
