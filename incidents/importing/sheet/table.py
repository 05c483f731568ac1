"""A table of a timeline as a document: each row an event, with the column mapping that was guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from incidents.importing.document import DocumentError, Opened, Place, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given
from incidents.importing.sheet.cells import Row, delimiter_of, rows_of
from incidents.importing.sheet.columns import MEANINGS, guess_columns, is_header, is_timeline
from timelines.models import Kind, Milestone, Source
from timelines.notes.words import guess_kind, guess_milestones
from timelines.reading.model import Confidence, FoundEvent, ZoneFrom, ZoneRead
from timelines.reading.uniqueness import first_of_each
from timelines.when import Precision, UnreadableTime, When
from timelines.when.reading import read_time
from timelines.when.zones import is_zone

ENDINGS = frozenset({"csv", "tsv", "tab"})
MEDIA_TYPES = frozenset({"text/csv", "text/tab-separated-values", "application/csv"})
MAX_ROWS = 20_000
LOOKED_AT = 20_000  # characters, to recognise a table that is not called one
MAX_TEXT = 5_000
ZONE_IN_TITLE = re.compile(r"[(\[_ ]([A-Za-z]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{1,2}:?\d{2})[)\]]?\s*$")
DAY_FIRST = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")
STAGES = {
    "start": Milestone.Kind.STARTED, "began": Milestone.Kind.STARTED, "detection": Milestone.Kind.DETECTED,
    "investigating": Milestone.Kind.ACKNOWLEDGED, "mitigation": Milestone.Kind.MITIGATED,
    "resolution": Milestone.Kind.RESOLVED, "end": Milestone.Kind.RESOLVED,
}  # fmt: skip


@dataclass
class _Sheet:
    header: Row | None
    rows: list[Row]
    columns: dict[str, int]
    problems: list[str] = field(default_factory=list)


def _sheet(text: str) -> _Sheet | None:
    """The table that a text is; None for anything else."""
    delimiter = delimiter_of(text[:LOOKED_AT])
    if not delimiter:
        return None
    rows = []
    for row in rows_of(text, delimiter):
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise DocumentError(f"This table has more than {MAX_ROWS:,} rows. Divide it.")
    header = rows[0] if rows and is_header(rows[0], rows[1:]) else None
    rows = rows[1:] if header else rows
    return _Sheet(header, rows, guess_columns(header, rows))


def _is_table(given: Given) -> bool:
    if given.ending in ENDINGS or given.media_type in MEDIA_TYPES:
        return bool(delimiter_of(given.text[:LOOKED_AT]))
    if given.ending not in ("", "txt", "log"):
        return False
    head = given.text[:LOOKED_AT]
    sheet = _sheet(head[: head.rfind("\n") + 1] or head)
    return (
        sheet is not None and sheet.header is not None and is_timeline(sheet.columns) and len(sheet.rows) > 1
    )


def _open(given: Given) -> list[Opened]:
    sheet = _sheet(given.text)
    width = max((len(row.cells) for row in sheet.rows), default=0)
    titles = [sheet.header.words(n) if sheet.header else "" for n in range(width)]
    header = [title or f"column {number}" for number, title in enumerate(titles, 1)]
    return [given.opened("table", header=header, meanings=list(MEANINGS))]


def read_table(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What a table tells: one event a row. Raises DocumentError where no column holds times."""
    sheet = _sheet(opened.text)
    if sheet is None:
        raise DocumentError("This is no table: its rows have no two cells in common.")
    if settings.columns is not None:
        width = len(opened.hints["header"])
        sheet.columns = {
            name: n for name, n in settings.columns.items() if name in MEANINGS and 0 <= n < width
        }
    zone = _zone(sheet, settings)
    events = list(_events(sheet, settings, zone)) if is_timeline(sheet.columns) else []
    if not is_timeline(sheet.columns):
        sheet.problems.append(
            "No columns for the time and for what happened were found. Say which columns hold them."
        )
    return ReadDocument(
        kind=FORMAT.called,
        source_kind=Source.Kind.NOTES,
        text=opened.text,
        title=_title(opened.name),
        zone=zone,
        day=settings.day,
        events=tuple(_with_milestones(events, sheet)),
        columns=sheet.columns,
        problems=tuple(sheet.problems),
    )


def _title(name: str) -> str:
    """The file's name as words."""
    return re.sub(r"[_\s-]+", " ", name.rpartition(".")[0] or name).strip()[:300]


def _zone(sheet: _Sheet, settings: ReadSettings) -> ZoneRead:
    """Decided, else named in the title of a column with times (“Time (UTC)”), else the usual one."""
    if settings.zone:
        return ZoneRead(settings.zone, settings.zone, ZoneFrom.DECIDED)
    for meaning in ("time", "date"):
        title = (
            sheet.header.words(sheet.columns[meaning]) if sheet.header and meaning in sheet.columns else ""
        )
        found = ZONE_IN_TITLE.search(title)
        if found and is_zone(found[1]):
            return ZoneRead(found[1].upper() if len(found[1]) < 6 else found[1], found[1], ZoneFrom.STATED, 1)
    if settings.usual_zone:
        return ZoneRead(settings.usual_zone, "", ZoneFrom.USUAL)
    return ZoneRead()


# Rows


def _events(sheet: _Sheet, settings: ReadSettings, zone: ZoneRead) -> Iterator[FoundEvent]:
    order = _date_order(sheet)
    rows = list(reversed(sheet.rows)) if _runs_backwards(sheet, zone, order) else sheet.rows
    after, day = None, settings.day
    for row in rows:
        text = row.words(sheet.columns["text"])
        if not text:
            continue
        event, day = _event(sheet, row, text, zone, order, after, day)
        after = event.when or after
        yield event


def _words_of_time(sheet: _Sheet, row: Row, order: str) -> str:
    """Date, time and zone of a row as words that read as one time."""
    cells = [row.words(sheet.columns.get(name, -1)) for name in ("date", "time", "zone")]
    return _written_out(" ".join(word for word in cells if word), order)


def _written_out(words: str, order: str) -> str:
    """A date in figures as year-month-day, where the whole column says which figure is the month."""
    if not order:
        return words

    def iso(match: re.Match) -> str:
        day, month = (match[1], match[3]) if order == "day" else (match[3], match[1])
        year = match[4] if len(match[4]) == 4 else f"20{match[4]}"
        return f"{year}-{int(month):02d}-{int(day):02d}"

    return DAY_FIRST.sub(iso, words)


def _date_order(sheet: _Sheet) -> str:
    """ "day" or "month": which figure of dates such as 03/04/2024 comes first; "" where no row decides it."""
    columns = [sheet.columns[name] for name in ("date", "time", "until") if name in sheet.columns]
    found = [m for row in sheet.rows for n in columns if (m := DAY_FIRST.search(row.words(n)))]
    if any(match[2] == "." for match in found) or any(int(match[1]) > 12 for match in found):
        return "day"
    if any(int(match[3]) > 12 for match in found):
        return "month"
    if found:
        sheet.problems.append(
            f"“{found[0][0]}” may be day and month or month and day, and no row decides it. "
            "Write the dates as 2024-05-03."
        )
    return ""


def _read(words: str, *, zone: ZoneRead, day, after):
    """(when, until, why not) of the words of a time."""
    try:
        reading = read_time(
            words, zone=zone.name, day=day, after=after if day is None else None, stretch=True
        )
    except UnreadableTime as error:
        return None, None, str(error)
    return reading.when, reading.until, ""


def _event(sheet, row, text, zone, order, after, day):
    """The event of a row, and the day that the rows below it are on."""
    words = _words_of_time(sheet, row, order)
    known = day if after is None else None
    when, until, problem = (
        _read(words, zone=zone, day=known, after=after) if words else (None, None, "no time")
    )
    end = row.words(sheet.columns.get("until", -1))
    if when and end:
        until = _read(_written_out(end, order), zone=zone, day=None, after=when)[0] or until
    cells = [
        row.cells[n] for name in ("date", "time") if 0 <= (n := sheet.columns.get(name, -1)) < len(row.cells)
    ]
    times = [cell.place for cell in cells if cell.words]
    event = FoundEvent(
        when=when,
        until=until if when and until and not until.before(when) else None,
        text=text[:MAX_TEXT],
        place=_from_to(row.cells[sheet.columns["text"]].place, *times),
        time_place=times[-1] if times else None,
        kind=_kind(row.words(sheet.columns.get("kind", -1)), text),
        actor=row.words(sheet.columns.get("actor", -1))[:200],
        milestones=_stage(row.words(sheet.columns.get("milestone", -1))),
        confidence=Confidence.SURE if when else Confidence.DOUBTFUL,
        why=(problem,) if problem else (),
    )
    return event, day


def _from_to(*places: Place) -> Place:
    """From the first of these places to the end of the last."""
    return Place(min(place.start for place in places), max(place.end for place in places))


def _kind(words: str, text: str) -> Kind:
    said = words.strip().lower().replace(" ", "-")
    return Kind(said) if said in Kind.values else guess_kind(text)


def _stage(words: str) -> tuple[Milestone.Kind, ...]:
    said = words.strip().lower()
    if said in Milestone.Kind.values:
        return (Milestone.Kind(said),)
    return (STAGES[said],) if said in STAGES else ()


def _runs_backwards(sheet: _Sheet, zone: ZoneRead, order: str) -> bool:
    """Whether the rows stand newest first, by those whose day is written."""
    column = sheet.columns.get("date", sheet.columns.get("time"))
    read: list[When] = []
    for row in sheet.rows[:200]:
        when = _read(_words_of_time(sheet, row, order), zone=zone, day=None, after=None)[0]
        if when and row.words(column) and when.precision is not Precision.RANGE:
            read.append(when)
    falls = sum(later.before(earlier) for earlier, later in pairwise(read))
    rises = sum(earlier.before(later) for earlier, later in pairwise(read))
    return falls > rises


def _with_milestones(events: Sequence[FoundEvent], sheet: _Sheet) -> list[FoundEvent]:
    """Each milestone once: as a column says it, else as the words do."""
    if "milestone" not in sheet.columns or not any(event.milestones for event in events):
        events = [
            replace(event, milestones=tuple(guess_milestones(event.text, is_first=number == 0)))
            for number, event in enumerate(events)
        ]
    return first_of_each(events)


FORMAT = Format("table", "table (CSV or TSV)", _is_table, _open, read_table)
