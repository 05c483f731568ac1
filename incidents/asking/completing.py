"""What the word or the value before the caret may go on to: fields, and values with how often they are used.

Only what incidents have that the person may see; one look at the database, or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from incidents.asking.conditions import NOBODY
from incidents.asking.fields import FIELDS, NAMES, UNSET
from incidents.asking.meaning import ME, PEOPLE
from incidents.asking.offering import STORED, Offered, stored
from incidents.asking.writing import quoted
from search.scanning import Kind, Part, scan
from search.words import readable

LIMIT = 8
LONGEST = 10_000  # characters before the caret
SHORTEST_WORD = 2  # letters, before values are offered for a word without a field
OF_WORDS = ("org", "component", "mechanism", "tag")  # fields whose values are offered for such a word
WORD_END, VALUE_END = re.compile(r"[A-Za-z_-]*"), re.compile(r"[^\s,]*")
PERIODS = (
    "today",
    "yesterday",
    "this-week",
    "last-week",
    "this-month",
    "last-month",
    "this-year",
    "last-year",
)
FIXED = {
    "severity": (UNSET,),
    "owner": (ME, NOBODY),
    "lead": (ME, NOBODY),
    "took": (">1h", ">4h", ">1d", "<30m", "1h..4h"),
    **dict.fromkeys(("before", "after", "during"), PERIODS),
}


@dataclass(frozen=True, slots=True)
class Completion:
    """text[start:end] is to become `text`. A finished value ends with a blank, a field with its colon."""

    start: int
    end: int
    text: str
    label: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """What is being typed: a word, or a value of a field."""

    typed: str  # so far, in lower case
    start: int  # of what is replaced
    end: int
    field: str = ""  # of a value; "" for a word
    said: tuple[str, ...] = ()  # the values of the same clause, in lower case


def complete(text: str, at: int | None = None, *, user, limit: int = LIMIT) -> list[Completion]:
    """At most `limit` completions of what ends at the caret, which is before the `at`th character.

    None where nothing is being typed there. Never raises.
    """
    text = readable(text)
    at = len(text) if at is None else max(0, min(at, len(text)))
    place = _place(text, at)
    if place is None:
        return []
    offered = _values(place, user, limit) if place.field else _words(place, user, limit)
    return list(offered)[:limit]


def _place(text: str, at: int) -> _Place | None:
    """Where the caret is; None behind a blank, in a phrase, or too far into the text."""
    parts = list(scan(text[:at], NAMES, typing=True)) if at <= LONGEST else []
    last = parts[-1] if parts else None
    if last is None or last.end != at or last.kind is Kind.PHRASE or _is_in_phrase(parts, text[:at]):
        return None
    if last.kind is Kind.FIELD:
        end = _end_of_value(text, at, last)
        said = tuple(value.lower() for value in last.values)
        return _Place(last.last.strip().lower(), last.last_at, end, NAMES[last.name], said)
    begun = WORD_END.match(text, at).end()
    end = begun + 1 if text.startswith(":", begun) else begun
    return _Place(text[last.text_at : at].lower(), last.text_at, end)


def _is_in_phrase(parts: list[Part], text: str) -> bool:
    """Whether a quotation mark stands in the last line that nothing closes yet."""
    opened = [part.start for part in parts if part.kind is Kind.OPEN]
    return bool(opened) and "\n" not in text[opened[-1] :]


def _end_of_value(text: str, at: int, part: Part) -> int:
    """Where the value ends that the caret is in: behind its quotation mark, or where it is divided off."""
    if part.is_open:
        whole = next(one for one in scan(text, NAMES, typing=True) if one.start == part.start)
        closing = text.find('"', at)
        if not whole.is_open and 0 <= closing < whole.end:
            return closing + 1
    return VALUE_END.match(text, at).end()


# What is offered


def _words(place: _Place, user, limit: int) -> Iterator[Completion]:
    """Fields that begin so, then values that do, with their field."""
    for one in FIELDS.values():
        if any(name.startswith(place.typed) for name in (one.name, *one.aliases)):
            yield Completion(place.start, place.end, f"{one.name}:", f"{one.name}:", one.says)
    if len(place.typed) >= SHORTEST_WORD:
        for one in stored(OF_WORDS, place.typed, user, limit):
            text = f"{one.field}:{quoted(one.value)}"
            yield Completion(place.start, place.end, f"{text} ", text, one.says)


def _values(place: _Place, user, limit: int) -> Iterator[Completion]:
    """What the database has, then what the field always has."""
    if place.field in PEOPLE and not user.is_authenticated:
        return
    found = stored([place.field], place.typed, user, limit) if place.field in STORED else []
    for one in (*found, *_fixed(place)):
        if one.value.lower() == place.typed or one.value.lower() not in place.said:
            yield Completion(place.start, place.end, f"{quoted(one.value)} ", one.value, one.says)


def _fixed(place: _Place) -> list[Offered]:
    choices = dict.fromkeys(FIXED.get(place.field, ()), "") | dict(FIELDS[place.field].choices)
    return [
        Offered(place.field, value, label if label.lower() != value else "")
        for value, label in choices.items()
        if value.startswith(place.typed) or f" {place.typed}" in f" {label.lower()}"
    ]
