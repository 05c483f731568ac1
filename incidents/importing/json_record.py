"""The JSON record of a public incident: one object with its address, times, keywords and a summary.

    {"UUID": "…", "URL": "…", "Title": "…", "StartTime": "2023-03-14T18:00:00Z", "EndTime": …,
     "Categories": [], "Keywords": [], "Company": "…", "Product": "…", "SourcePublishedAt": …,
     "SourceFetchedAt": …, "Summary": "…", "Description": "…"}

Times are RFC 3339. The year 1 stands for “not known”. A time on the full minute is one that is known to the
minute: nobody measured its seconds.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from incidents.importing.decoding import CONTROL
from incidents.importing.document import (
    Affected,
    DocumentError,
    Opened,
    Place,
    ReadDocument,
    ReadMilestone,
    ReadSettings,
)
from incidents.importing.format import Format
from timelines.models import Source
from timelines.when import Precision, When

KIND = "JSON record"
LOOKED_FOR = "a JSON record (an object with “Title” and, for example, “StartTime” and “Summary”)"
TEXTS = ("UUID", "URL", "ArchiveURL", "Title", "Company", "Product", "Summary", "Description")
LISTS = ("Categories", "Keywords")
TIMES = ("StartTime", "EndTime", "SourcePublishedAt", "SourceFetchedAt")
KNOWN = frozenset({*TEXTS, *LISTS, *TIMES})
TELLING = frozenset({"StartTime", "EndTime", "Summary", "Description", "Keywords", "Company"})
SPACE = re.compile(r"[ \t\n\r]*")
MINUTE = re.compile(r"T\d\d:\d\d(?::00(?:\.0+)?)?(?:Z|[+-])")
MAX_TITLE, MAX_TAGS, MAX_TAG, MAX_SUMMARY = 300, 20, 50, 20_000


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of the record, and its place together with its key."""

    value: object
    place: Place


def is_record(text: str) -> bool:
    """Whether a text looks like such a record, readable or not."""
    begins = text[SPACE.match(text).end() :]
    if not begins.startswith("{"):
        return False
    return '"Title"' in begins and any(f'"{key}"' in begins for key in TELLING)


def read_record(text: str, *, zone: str = "") -> ReadDocument:
    """What a record says. Its times carry their zone, so `zone` changes nothing. Raises DocumentError."""
    record = _Record(text, _fields(text))
    title = " ".join(record.text("Title").split())
    if not title:
        raise DocumentError("“Title” is missing or empty. A record without a title cannot be imported.")
    start, end = record.time("StartTime"), record.time("EndTime")
    if start and end and end.before(start):
        raise DocumentError(f"“EndTime” ({end}) is before “StartTime” ({start}). Correct one of the two.")
    summary = record.text("Summary").strip()
    tags = list(dict.fromkeys(tag for tag in map(_tag, record.words("Keywords")) if tag))
    milestones = [("started", start, "StartTime"), ("resolved", end, "EndTime")]
    return ReadDocument(
        kind=KIND,
        source_kind=Source.Kind.RECORD,
        text=text,
        title=title,
        organisation=" ".join(record.text("Company").split()),
        address=record.address("URL"),
        milestones=tuple(
            ReadMilestone(kind, when, record.fields[key].place) for kind, when, key in milestones if when
        ),
        affected=Affected(),
        summary=summary if len(summary) <= MAX_SUMMARY else "",
        tags=tuple(tag for tag in tags if len(tag) <= MAX_TAG)[:MAX_TAGS],
        published=record.time("SourcePublishedAt"),
        fetched=record.instant("SourceFetchedAt"),
        problems=tuple(_problems(record, tags, summary)),
    )


def _problems(record: _Record, tags: list[str], summary: str) -> Iterator[str]:
    if unknown := [key for key in record.fields if key not in KNOWN]:
        names = ", ".join(f"“{key[:60]}”" for key in unknown[:10])
        more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
        yield f"Not read, and kept in the source only: {names}{more}."
    if not record.text("Company").strip():
        yield "It does not say whose incident it is (“Company”)."
    if record.text("URL").strip() and not record.address("URL"):
        yield "“URL” is no address of the web and was left out."
    if dropped := len(tags) - len([tag for tag in tags if len(tag) <= MAX_TAG][:MAX_TAGS]):
        yield f"{dropped} of “Keywords” left out: {MAX_TAGS} of {MAX_TAG} characters are as many as are kept."
    if len(summary) > MAX_SUMMARY:
        yield f"“Summary” is longer than {MAX_SUMMARY:,} characters and is kept in the source only."


def _tag(word: str) -> str:
    return " ".join(word.split()).lstrip("#").replace(",", " ").strip().lower()


def _fields(text: str) -> dict[str, _Value]:
    """The keys of the object that a text is, with their values and places. Raises DocumentError."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    fields: dict[str, _Value] = {}
    at = _past(text, SPACE.match(text).end(), "{")
    while not text.startswith("}", at):
        if fields:
            at = _past(text, at, ",")
        key, key_end = _decoded(decoder, text, at)
        value_at = _past(text, SPACE.match(text, key_end).end(), ":")
        value, end = _decoded(decoder, text, value_at)
        if not isinstance(key, str) or key in fields:
            raise DocumentError(f"This is no readable JSON: {_line(text, at)} repeats a key or has none.")
        fields[key] = _Value(value, Place(at, end))
        at = SPACE.match(text, end).end()
    if text[at + 1 :].strip():
        raise DocumentError(
            f"This is no readable JSON: {_line(text, at)} ends the record, but more follows it."
        )
    return fields


def _past(text: str, at: int, mark: str) -> int:
    """The place of what follows a mark that must stand here."""
    if not text.startswith(mark, at):
        raise DocumentError(f"This is no readable JSON: {_line(text, at)} lacks a “{mark}”.")
    return SPACE.match(text, at + 1).end()


def _decoded(decoder: json.JSONDecoder, text: str, at: int) -> tuple[object, int]:
    try:
        return decoder.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise DocumentError(f"This is no readable JSON: {_line(text, error.pos)}: {error.msg}.") from error
    except RecursionError as error:
        raise DocumentError("This is no record: its values are nested too deeply.") from error
    except ValueError as error:  # a number with thousands of digits, or NaN
        raise DocumentError(f"This is no readable JSON: {_line(text, at)} has no usable number.") from error


def _no_constant(name: str):
    raise ValueError(name)


def _line(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}"


@dataclass(frozen=True, slots=True)
class _Record:
    """The values of a record as what they must be. Every method raises DocumentError with the key's name."""

    source: str
    fields: dict[str, _Value]

    def text(self, key: str) -> str:
        """A text; "" where it is missing or null."""
        return self._checked(key, self._value(key, str, "a text") or "")

    def words(self, key: str) -> list[str]:
        """A list of texts."""
        said = self._value(key, list, "a list of texts") or []
        if any(not isinstance(word, str) for word in said):
            raise self._wrong(key, "a list of texts")
        return [self._checked(key, word) for word in said]

    def address(self, key: str) -> str:
        """An address of the web; "" for anything else."""
        said = self.text(key).strip()
        return said if re.fullmatch(r"https?://[^\s<>\"]{3,1990}", said) else ""

    def instant(self, key: str) -> datetime | None:
        """An aware time; None where it is missing or not known."""
        said = self.text(key).strip()
        if not said or said.startswith("0001-01-01"):
            return None
        try:
            instant = datetime.fromisoformat(said)
            When.at(instant)
        except (TypeError, ValueError, OverflowError) as error:
            raise self._wrong(key, "a time with its zone, such as 2023-03-14T18:00:00Z") from error
        return instant

    def time(self, key: str) -> When | None:
        instant = self.instant(key)
        if instant is None:
            return None
        said = self.text(key).strip()
        precision = Precision.MINUTE if MINUTE.search(said) else Precision.SECOND
        return When.at(instant, precision, words=said[:100])

    def _value(self, key: str, kind: type, what: str):
        held = self.fields.get(key)
        if held is None or held.value is None:
            return None
        if not isinstance(held.value, kind):
            raise self._wrong(key, what)
        return held.value

    def _checked(self, key: str, said: str) -> str:
        if CONTROL.search(said):
            raise DocumentError(f"“{key}” holds a control character, which no text has.")
        return said

    def _wrong(self, key: str, what: str) -> DocumentError:
        place = self.fields[key].place
        said = " ".join(place.of(self.source).split())
        return DocumentError(
            f"“{key}” must be {what}, but {_line(self.source, place.start)} has {said[:80]}"
            f"{'…' if len(said) > 80 else ''}"
        )


def _read(opened: Opened, settings: ReadSettings) -> ReadDocument:
    return read_record(opened.text, zone=settings.zone)


FORMAT = Format(
    "json-record",
    KIND,
    lambda given: is_record(given.text),
    lambda given: [given.opened("json-record")],
    _read,
)
