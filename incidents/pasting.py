"""A paste as its page shows it: each line with how it was read and what was decided, and the rest."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2s

from incidents.forms.timeline import Decisions
from incidents.noting import Surroundings, Told, day_in
from incidents.telling import KIND_ICONS, utc_of
from timelines.models import Lane, Milestone
from timelines.notes import Line, Notes, Outcome, read_notes
from timelines.when import When
from timelines.when.text import date_text

TWICE = "This milestone is chosen for another line too. Leave it on one of them."


@dataclass(frozen=True, slots=True)
class PasteRow:
    """One line with its reading.

    - day: the heading of a day that begins with it, or "". time, dim: what it was read as, and what else.
    - mark: changes when the reading does. is_told: the timeline has it already.
    - chosen_zone: what a person decided its ambiguous zone means, for the form to say again; or "".
    """

    line: Line
    day: str
    time: str
    dim: tuple[str, ...]
    mark: str
    is_told: bool
    is_ticked: bool
    icon: str
    chosen_zone: str = ""
    problem: str = ""

    @property
    def outcome(self) -> str:
        return self.line.outcome.value

    @property
    def stays(self) -> bool:
        """Whether it is an event that would be left in the box."""
        return self.line.is_event and not self.is_ticked and not self.is_told


@dataclass(frozen=True, slots=True)
class Paste:
    """All lines of a paste, with the sums that the page says."""

    notes: Notes
    rows: tuple[PasteRow, ...]
    milestones: tuple[tuple[str, str], ...]
    lane: Lane

    @property
    def line_count(self) -> int:
        return self.notes.lines[-1].last if self.notes.lines else 0

    @property
    def ticked(self) -> list[PasteRow]:
        return [row for row in self.rows if row.is_ticked]

    @property
    def shown(self) -> str:
        """For the hidden field that tells which lines were on the page, and how they were read."""
        return " ".join(f"{row.line.key}.{row.mark}" for row in self.rows if row.line.is_event)

    @property
    def said(self) -> str:
        """The sums: “8 ready, 1 to decide, 2 errors”."""
        sums = {outcome: len(self.notes.having(outcome)) for outcome in Outcome}
        told = sum(row.is_told for row in self.rows)
        parts = [f"{sums[Outcome.READY] - told} ready"]
        if sums[Outcome.DECIDE]:
            parts.append(f"{sums[Outcome.DECIDE]} to decide")
        if errors := sums[Outcome.ERROR]:
            parts.append(f"{errors} error{'s' if errors > 1 else ''}")
        if told:
            parts.append(f"{told} already on the timeline")
        return ", ".join(parts)

    @property
    def waiting(self) -> str:
        """Which lines will not be added, and why: “Line 5 waits for its zone; 8 and 9 stay in the box.”"""
        deciding = [row.line.first for row in self.rows if row.line.outcome == Outcome.DECIDE]
        staying = [row.line.first for row in self.rows if row.stays and row.line.first not in deciding]
        parts = []
        if deciding:
            parts.append(f"{_lines(deciding)} {'wait' if len(deciding) > 1 else 'waits'} for a zone")
        if staying:
            parts.append(f"{_lines(staying)} {'stay' if len(staying) > 1 else 'stays'} in the box")
        said = "; ".join(parts)
        return f"{said[0].upper()}{said[1:]}." if said else ""


def _lines(numbers: Sequence[int]) -> str:
    """“line 5”, “lines 8 and 9”, “lines 3, 8, 9 and 12 more”."""
    if len(numbers) == 1:
        return f"line {numbers[0]}"
    if len(numbers) > 6:
        return f"lines {', '.join(map(str, numbers[:5]))} and {len(numbers) - 5} more"
    return f"lines {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


def read_paste(
    text: str,
    *,
    zone: str,
    day: datetime.date | None,
    lane: str,
    around: Surroundings,
    told: Told,
    decisions: Decisions,
) -> Paste:
    """Read a paste and apply what was decided about its lines. Raises NotesRefused."""
    notes = read_notes(
        text,
        zone=zone,
        day=day,
        lane=Lane(lane),
        start=around.start,
        taken=around.taken,
        choices=decisions.zones,
    )
    lines = [
        replace(line, kind=decisions.kind(line), milestone=decisions.milestone(line)) for line in notes.lines
    ]
    milestones = tuple(
        (kind.value, kind.label.capitalize()) for kind in Milestone.Kind if kind not in around.taken
    )
    rows, last_day = [], None
    for line in lines:
        row = _row(line, zone, told, decisions, last_day)
        if line.when:
            last_day = day_in(line.when, zone)
        rows.append(row)
    return Paste(replace(notes, lines=tuple(lines)), tuple(_with_problems(rows)), milestones, Lane(lane))


def _row(line: Line, zone: str, told: Told, decisions: Decisions, last_day) -> PasteRow:
    is_told = line.outcome == Outcome.READY and line in told
    mark = _mark(line, is_told)
    offered = line.outcome == Outcome.READY and line.is_sure and not is_told
    ticked = decisions.is_ticked(line) if decisions.was_shown(line, mark) else offered
    time, dim = _said(line, zone) if line.outcome == Outcome.READY else ("", ())
    new_day = day_in(line.when, zone) if line.outcome == Outcome.READY else last_day
    return PasteRow(
        line=line,
        day=f"{new_day:%A} {date_text(new_day, short=False)}" if new_day and new_day != last_day else "",
        time=time,
        dim=(*dim, *line.notes),
        mark=mark,
        is_told=is_told,
        is_ticked=line.outcome == Outcome.READY and ticked,
        icon=KIND_ICONS[line.kind],
        chosen_zone="" if line.candidates else decisions.zones.get(line.key, ""),
    )


def _mark(line: Line, is_told: bool) -> str:
    """A few letters that change when the line is read otherwise."""
    bounds = [(when.earliest, when.latest) if when else None for when in (line.when, line.until)]
    return blake2s(repr((line.outcome, bounds, line.text, is_told)).encode(), digest_size=4).hexdigest()


def _said(line: Line, zone: str) -> tuple[str, tuple[str, ...]]:
    """What a line was read as: the clock with its zone, and the rest in smaller words."""
    parts = line.when.parts(zone)
    time = " ".join(part for part in (parts.clock, parts.zone) if part)
    if line.until:
        time = f"{time} until {_until(line.until, line.when, zone)}"
    utc = parts.utc and utc_of(line.when, parts)
    second = f"{parts.second} {parts.zone}" if parts.second else ""
    return time, tuple(part for part in (utc, second) if part)


def _until(until: When, happened: When, zone: str) -> str:
    parts = until.parts(zone)
    if day_in(until, zone) == day_in(happened, zone):
        return parts.clock
    return f"{parts.clock}, {parts.date:%a} {date_text(parts.date, year=False)}"


def _with_problems(rows: list[PasteRow]) -> list[PasteRow]:
    """Say so where a milestone is chosen for two ticked lines, or one that the incident has."""
    chosen = [row.line.milestone for row in rows if row.is_ticked and row.line.milestone]
    return [
        replace(row, problem=TWICE)
        if row.is_ticked and row.line.milestone and chosen.count(row.line.milestone) > 1
        else row
        for row in rows
    ]


def left_over(paste: Paste, added: Collection[str]) -> str:
    """The text that stays in the box once the lines with these keys are stored: all that is on no timeline.

    Headings that name the day are kept, and put in, where the lines they leave behind would lose their day.
    """
    kept: list[str] = []
    zone, first_day = paste.notes.zone, paste.notes.day
    day = said_day = date_text(first_day, short=False) if first_day else None
    for row in paste.rows:
        line = row.line
        if line.outcome == Outcome.DAY:
            day = date_text(day_in(line.when, zone), short=False)
        elif line.is_event and line.key not in added and not row.is_told:
            if day and day != said_day:
                kept.append(day)
                said_day = day
            kept.append(line.raw)
        elif line.when and not paste.notes.is_newest_first:
            day = date_text(day_in(line.when, zone), short=False)
    return "\n".join(kept)
