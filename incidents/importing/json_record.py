"""The JSON record of a public incident: one object with its address, times, keywords and a summary.

    {"UUID": "…", "URL": "…", "Title": "…", "StartTime": "2023-03-14T18:00:00Z", "EndTime": …,
     "Categories": [], "Keywords": [], "Company": "…", "Product": "…", "SourcePublishedAt": …,
     "SourceFetchedAt": …, "Summary": "…", "Description": "…"}

Times are RFC 3339. The year 1 stands for “not known”. A time on the full minute is one that is known to the
minute: nobody measured its seconds. A list of such objects is as many documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from incidents.importing.decoding import CONTROL
from incidents.importing.document import (
    DocumentError,
    Opened,
    ReadDocument,
    ReadMilestone,
    ReadSettings,
)
from incidents.importing.format import Format, Given
from incidents.importing.front_matter import first_address
from incidents.importing.located_json import Located, Pieces, begins_as_json, read_json, read_lines
from incidents.importing.moved import moved
from incidents.importing.prose import fields_of, read_words
from incidents.importing.titles import title_from
from incidents.importing.told_once import marked
from timelines.models import Source
from timelines.when import Precision, When

KIND = "JSON record"
NAME = "json-record"
TEXTS = ("UUID", "URL", "ArchiveURL", "Title", "Company", "Product", "Summary", "Description")
LISTS = ("Categories", "Keywords")
TIMES = ("StartTime", "EndTime", "SourcePublishedAt", "SourceFetchedAt")
KNOWN = frozenset({*TEXTS, *LISTS, *TIMES})
TELLING = frozenset({"StartTime", "EndTime", "Summary", "Description", "Keywords", "Company"})
PROSE = ("Summary", "Description")
MINUTE = re.compile(r"T\d\d:\d\d(?::00(?:\.0+)?)?(?:Z|[+-])")
MAX_TITLE, MAX_TAGS, MAX_TAG, MAX_SUMMARY = 300, 20, 50, 20_000


def is_record(text: str) -> bool:
    """Whether a text looks like such a record, or a list of them, readable or not."""
    if not begins_as_json(text):
        return False
    return '"Title"' in text and any(f'"{key}"' in text for key in TELLING)


def open_records(given: Given) -> list[Opened]:
    """The record, or the records of a list or of JSON Lines, each with its own text. Raises DocumentError."""
    found = read_lines(given.text)
    records = found[0].items if isinstance(found[0].value, list) else found
    if len(found) == 1 and records is found:
        return [given.opened(NAME)]
    if not records:
        raise DocumentError("This list has no records.")
    for number, record in enumerate(records, 1):
        if not isinstance(record.value, dict):
            raise DocumentError(
                f"This is a list of records, but number {number} is none: an object is missing."
            )
    problems = {"problems": list(given.decoded.problems)} if given.decoded.problems else {}
    return [
        Opened(NAME, record.place.of(given.text), given.name, record_address(record), dict(problems))
        for record in records
    ]


def record_address(record: Located) -> str:
    """Where the record says that its incident is told; "" for nowhere."""
    return first_address((record.get("URL") or record).text)


def read_record(text: str, *, zone: str = "") -> ReadDocument:
    """What the keys of a record say, its prose apart. Its times carry their zone, so `zone` changes nothing.

    Raises DocumentError.
    """
    record = _Record.of(text)
    title = _title(record)
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
            ReadMilestone(kind, when, record.fields[key].whole) for kind, when, key in milestones if when
        ),
        summary=summary if len(summary) <= MAX_SUMMARY else "",
        tags=tuple(tag for tag in tags if len(tag) <= MAX_TAG)[:MAX_TAGS],
        published=record.time("SourcePublishedAt"),
        fetched=record.instant("SourceFetchedAt"),
        problems=tuple(_problems(record, tags, summary)),
    )


def read_whole_record(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What the keys of a record say and what its prose tells. Raises DocumentError."""
    read = read_record(opened.text)
    fields = _prose(_Record.of(opened.text), read, settings)
    if fields is None:
        return read
    taken = ("severity", "zone", "log_zone", "day", "factors", "actions", "found_affected")
    return replace(
        read,
        events=marked(fields["events"], read.milestones),
        problems=(*read.problems, *fields["problems"]),
        **{name: fields[name] for name in taken},
    )


def _prose(record: _Record, read: ReadDocument, settings: ReadSettings) -> dict[str, Any] | None:
    """What summary and description tell, at its places in the file; None where there is neither."""
    pieces = Pieces()
    for key in PROSE:
        if record.text(key).strip():
            pieces.say("\n\n" if pieces.text else "")
            pieces.add(record.fields[key])
    if not pieces.text:
        return None
    started = next((told.at.earliest for told in read.milestones if told.at.earliest), None)
    known = {
        "title": read.title,
        "organisation": read.organisation,
        "published": read.published,
        "day": started.date() if started else None,
    }
    return fields_of(moved(read_words(pieces.text, settings, **known), read.text, pieces.place))


def _problems(record: _Record, tags: list[str], summary: str) -> Iterator[str]:
    if unknown := [key for key in record.fields if key not in KNOWN]:
        names = ", ".join(f"“{key[:60]}”" for key in unknown[:10])
        more = f" and {len(unknown) - 10} more" if len(unknown) > 10 else ""
        yield f"Not read, and kept in the source only: {names}{more}."
    if not record.text("Title").strip():
        yield "It has no title (“Title”); its first words stand for one."
    if not record.text("Company").strip():
        yield "It does not say whose incident it is (“Company”)."
    if record.text("URL").strip() and not record.address("URL"):
        yield "“URL” is no address of the web and was left out."
    if dropped := len(tags) - len([tag for tag in tags if len(tag) <= MAX_TAG][:MAX_TAGS]):
        yield f"{dropped} of “Keywords” left out: {MAX_TAGS} of {MAX_TAG} characters are as many as are kept."
    if len(summary) > MAX_SUMMARY:
        yield f"“Summary” is longer than {MAX_SUMMARY:,} characters and is kept in the source only."


def _title(record: _Record) -> str:
    """Its title, else the first words of what it tells. Raises DocumentError where there are none."""
    first = record.text("Title").strip() or title_from(record.text("Description") or record.text("Summary"))
    if not first.strip():
        raise DocumentError("“Title” is missing or empty, and nothing else says what the record is about.")
    return " ".join(first.split())


def _tag(word: str) -> str:
    return " ".join(word.split()).lstrip("#").replace(",", " ").strip().lower()


@dataclass(frozen=True, slots=True)
class _Record:
    """The values of a record as what they must be. Every method raises DocumentError with the key's name."""

    source: str
    fields: dict[str, Located]

    @classmethod
    def of(cls, text: str) -> _Record:
        found = read_json(text)
        if not isinstance(found.value, dict):
            raise DocumentError("This is no record: it is not one object in braces.")
        return cls(text, found.value)

    def text(self, key: str) -> str:
        """A text; "" where it is missing or null."""
        return self._checked(key, self._value(key, str, "a text") or "")

    def words(self, key: str) -> list[str]:
        """A list of texts."""
        said = self._value(key, list, "a list of texts") or []
        if any(not isinstance(word.value, str) for word in said):
            raise self._wrong(key, "a list of texts")
        return [self._checked(key, word.text) for word in said]

    def address(self, key: str) -> str:
        """An address of the web; "" for anything else."""
        return first_address(self.text(key))

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
        place = self.fields[key].whole
        said = " ".join(place.of(self.source).split())
        line = f"line {self.source.count(chr(10), 0, place.start) + 1}"
        return DocumentError(
            f"“{key}” must be {what}, but {line} has {said[:80]}{'…' if len(said) > 80 else ''}"
        )


FORMAT = Format(NAME, KIND, lambda given: is_record(given.text), open_records, read_whole_record)
