"""Notes in, lines out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import blake2s
from itertools import pairwise

from timelines.models import Kind, Lane, Milestone
from timelines.notes.lines import Entry, Part, entries_of
from timelines.notes.model import MAX_CHARACTERS, MAX_LINES, MAX_TEXT, Line, Notes, NotesRefused, Outcome
from timelines.notes.placing import Item, Story, place, read_words
from timelines.notes.speech import looks_logged, named_in, speaker_of, text_of, without_separators
from timelines.notes.words import STATUS_PAGE, guess_kind, guess_lane, guess_milestones, marked
from timelines.when import Precision, UnreadableTime, When
from timelines.when.text import MONTHS

_DATED = re.compile(
    r"\d{4}-\d|\d[/.]\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE
)
_LAST_WINS = (Milestone.Kind.MITIGATED, Milestone.Kind.RESOLVED)
_DAY_SECONDS = timedelta(days=1).total_seconds()
_NO_TIME = "No time stands in this line, and none around it to place it by."
_NO_TIME_HINT = "Begin it with a time as well as you know it: 18:05, ~2AM, by 14:30."


def read_notes(
    text: str,
    *,
    zone: str,
    day: date | None,
    lane: Lane = Lane.PEOPLE,
    start: When | None = None,
    taken: Sequence[str] = (),
    choices: Mapping[str, str] | None = None,
) -> Notes:
    """Read pasted notes. Every line that is not blank is part of exactly one Line.

    - zone: IANA name, of times that name none. day: of the first line, where no heading says another.
    - lane: who tells, where the line does not say otherwise.
    - start: the start of the incident, from which “T+15m” counts.
    - taken: milestones that the incident has; they are not suggested.
    - choices: what a person decided: {Line.key: zone of one of its candidates}.

    Raises NotesRefused for NUL bytes and for more than MAX_CHARACTERS or MAX_LINES.
    """
    _check(text)
    entries = entries_of(text, lambda words: _day_named(words, zone, day) is not None)
    items, others = _items(entries, zone, day)
    in_order = list(reversed(items)) if _is_newest_first(items, zone, day) else items
    place(in_order, Story(zone, start, choices or {}))
    speakers = named_in(_rest(item) for item in items if item.reading)
    lines = [_line(item, lane, speakers) for item in in_order]
    lines = _with_milestones(lines, set(taken))
    told = sorted([*lines, *others], key=lambda line: line.first)
    return Notes(tuple(told), zone, day, is_newest_first=in_order is not items)


def read_line(
    text: str,
    *,
    zone: str,
    day: date | None,
    after: When | None = None,
    start: When | None = None,
    lane: Lane = Lane.PEOPLE,
) -> Line:
    """Read one line that begins with a time, as it is typed beside a timeline.

    `day` is that of clock times; `after`, the last event, is what “15 minutes later” counts from and where
    “by 14:30” begins. A milestone counts only where it is written out (“resolved: …”).
    """
    _check(text)
    entry = Entry(Part.EVENT, 1, 1, " ".join(text.split()), [text])
    item = Item(entry, key="", day=day, section=0)
    try:
        item.reading = _read_typed(entry, zone=zone, day=day, after=after, start=start)
    except UnreadableTime as error:
        item.error = error
    if item.reading:
        item.when, item.until = item.reading.when, item.reading.until
        item.span, item.rest_start = item.reading.span, item.reading.rest_start
        item.notes.extend(item.reading.notes)
    return _with_milestones([_line(item, lane, frozenset())], set(Milestone.Kind.values))[0]


def _read_typed(entry: Entry, *, zone, day, after, start):
    """The time as on the last event's day, for events are also added in between; else after that event."""
    try:
        reading = read_words(entry, zone=zone, day=day, start=start)
    except UnreadableTime as error:
        if after is None:
            raise
        try:
            return read_words(entry, zone=zone, after=after, start=start)
        except UnreadableTime:
            raise error from None
    if reading and reading.when.earliest is None and after:
        return read_words(entry, zone=zone, day=day, after=after, start=start)
    return reading


def _check(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise NotesRefused(
            f"These notes are {len(text):,} characters long; {MAX_CHARACTERS:,} can be read at once. "
            "Paste them in parts."
        )
    if "\x00" in text:
        number = text[: text.index("\x00")].count("\n") + 1
        raise NotesRefused(
            f"Line {number} contains a NUL byte, which no text has. Remove it; "
            "it often comes from copying out of a binary file."
        )
    if text.count("\n") >= MAX_LINES and sum(1 for line in text.splitlines() if line.strip()) > MAX_LINES:
        raise NotesRefused(f"These are more than {MAX_LINES:,} lines. Paste them in parts.")


def _day_named(words: str, zone: str, day: date | None) -> date | None:
    """The day that words name, and nothing else; None where they do not."""
    try:
        when = When.read(words, zone=zone, day=day)
    except UnreadableTime:
        return None
    return when.parts(zone).date if when.precision == Precision.DAY else None


def _items(entries: Sequence[Entry], zone: str, first_day: date | None) -> tuple[list[Item], list[Line]]:
    """The events to be placed, each under its day, and the finished lines of what is none."""
    items, others = [], []
    keys: Counter[str] = Counter()
    day, section, is_dated = first_day, 0, False
    for entry in entries:
        key = _key("\n".join(entry.raw), keys)
        if entry.part == Part.HEADING:
            day, section, is_dated = _day_named(entry.head, zone, day), section + 1, True
            others.append(_heading(entry, key, day, zone))
        elif entry.part == Part.RULE or _is_title(entry):
            others.append(_plain(entry, key, Outcome.RULE))
        else:
            items.append(Item(entry, key, day, section, is_dated))
    return items, others


def _key(raw: str, seen: Counter[str]) -> str:
    """A short name of a line by its words; the second of two equal ones gets a number."""
    digest = blake2s(raw.encode("utf-8", "surrogatepass"), digest_size=5).hexdigest()
    seen[digest] += 1
    return digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"


def _is_title(entry: Entry) -> bool:
    """A Markdown heading that names no day, “## Timeline”, or the name of a channel, “#incidents”."""
    return bool(re.match(r"^#{1,6}\s+\D*$|^#[\w-]+$", entry.head)) and not entry.more


def _heading(entry: Entry, key: str, day: date, zone: str) -> Line:
    said = f"{day:%A} {day.day} {MONTHS[day.month - 1]} {day.year}"
    line = _plain(entry, key, Outcome.DAY)
    when = When.read(day.isoformat(), zone=zone)
    return replace(line, when=when, text=said, notes=("the day of the lines below",))


def _plain(entry: Entry, key: str, outcome: Outcome) -> Line:
    raw = "\n".join(entry.raw)
    return Line(key, entry.first, entry.last, raw, "", "", entry.raw[0].strip(), more="", outcome=outcome)


# Newest first


def _is_newest_first(items: Sequence[Item], zone: str, day: date | None) -> bool:
    """Whether the times make a shorter story when they are read from the last line to the first."""
    stated = [known for item in items if (known := _roughly(item, zone, day))]
    if len(stated) < 3:
        return False
    forwards = sum(_step(*pair) for pair in pairwise(stated))
    backwards = sum(_step(late, early) for early, late in pairwise(stated))
    return backwards < forwards


def _roughly(item: Item, zone: str, day: date | None) -> tuple[float, bool] | None:
    """(the instant in seconds, whether its day is certain) as the line alone would be read."""
    entry = item.entry
    try:
        reading = read_words(entry, zone=zone, day=item.day or day or date(2000, 1, 1))
    except UnreadableTime:
        return None
    if reading is None:
        return None
    words = entry.clock or entry.head[slice(*reading.span)]
    return reading.when.best.timestamp(), item.is_dated or bool(_DATED.search(words))


def _step(one: tuple[float, bool], other: tuple[float, bool]) -> float:
    """How far it is from one time on to the other: round the clock where a day is not certain."""
    distance = other[0] - one[0]
    if one[1] and other[1]:
        return distance if distance >= 0 else -distance + _DAY_SECONDS
    return distance % _DAY_SECONDS


# From an item to a line


def _rest(item: Item) -> str:
    """What the first line says besides its time."""
    head = item.entry.head
    if item.entry.clock or item.reading is None:
        return head
    if item.rest_start < 0:  # the time stood in the last words
        return head[: -item.rest_start].rstrip(" ,;–—-")
    return without_separators(head[item.rest_start :])


def _line(item: Item, lane: Lane, speakers: frozenset[str]) -> Line:
    before, seen, after = _in_three(item)
    line = Line(
        key=item.key,
        first=item.entry.first,
        last=item.entry.last,
        raw="\n".join(item.entry.raw),
        before=before,
        seen=seen,
        after=after,
        more="\n".join(item.entry.more),
        outcome=Outcome.READY,
        notes=tuple(note for note in item.notes if note),
    )
    line = _with_text(line, item, lane, speakers)
    if item.candidates:
        return replace(line, outcome=Outcome.DECIDE, candidates=item.candidates, error=_which_zone(item))
    if item.error is not None:
        return _failed(line, f"“{item.error.text}” {item.error.reason}.", item.error.hint)
    if item.when is None:
        return _failed(line, _NO_TIME, _NO_TIME_HINT)
    if len(line.text) > MAX_TEXT:
        said = f"This line is {len(line.text):,} characters long; an event takes {MAX_TEXT:,}."
        return _failed(line, said, "Divide it.")
    if not line.text:
        return _failed(line, "Nothing stands behind the time.", "Say what happened.")
    is_sure = not item.is_placed or item.when.earliest is not None
    return replace(line, when=item.when, until=item.until, is_sure=is_sure)


def _which_zone(item: Item) -> str:
    count = {1: "one meaning", 2: "two meanings", 3: "three meanings"}.get(
        len(item.error.candidates), "several meanings"
    )
    return f"{item.error.abbreviation} has {count}"


def _failed(line: Line, error: str, hint: str) -> Line:
    return replace(line, outcome=Outcome.ERROR, error=error, hint=hint)


def _in_three(item: Item) -> tuple[str, str, str]:
    """The first line before, in and behind the words that were read, or could not be read, as a time."""
    entry = item.entry
    if entry.clock:
        return ("Posted " if entry.is_post else f"{entry.speaker} ".lstrip()), entry.clock, ""
    begin, end = item.span
    if item.reading is None and item.error is not None and not item.meanings:
        begin = max(entry.head.find(item.error.text.rstrip("…")), 0)
        end = (
            begin + len(item.error.text.rstrip("…"))
            if entry.head.find(item.error.text.rstrip("…")) >= 0
            else begin
        )
    return entry.head[:begin], entry.head[begin:end], entry.head[end:]


def _with_text(line: Line, item: Item, lane: Lane, speakers: frozenset[str]) -> Line:
    """With who spoke, what is left as text, and the kind and lane that its words speak for."""
    entry = item.entry
    rest, actor = _rest(item), entry.speaker
    if not entry.clock and item.reading:
        in_brackets = entry.head[: item.span[0]].rstrip().endswith("[")
        actor, rest = speaker_of(rest, in_brackets=in_brackets, known=speakers)
    stamped = item.reading is not None and item.reading.is_log_stamp
    is_log = stamped and not actor and looks_logged(rest)
    kind, milestone, rest = marked(rest)
    first = entry.more[0] if entry.clock and entry.more and not rest else rest
    kind = Kind.STATUS_POST if entry.is_post else kind or guess_kind(first.strip() or rest, is_log=is_log)
    if kind == Kind.STATUS_POST:
        rest = STATUS_PAGE.sub("", rest, count=1) or rest
    if kind == Kind.QUESTION:
        rest = rest.removeprefix("?").lstrip() or rest
    return replace(
        line,
        text=text_of(rest, entry, is_log=is_log),
        kind=kind,
        milestone=milestone,
        lane=guess_lane(first, kind, lane=lane, is_log=is_log),
        actor=actor[:200],
        is_log=is_log,
    )


# Milestones


def _with_milestones(lines: list[Line], taken: set[str]) -> list[Line]:
    """Suggest each milestone at most once: first what is written out, then words of people, then of posts.

    The first line that says so has it; of mitigated and resolved, the last.
    """
    given: dict[int, Milestone.Kind] = {}
    free = [kind for kind in Milestone.Kind if kind not in taken]
    for index, line in enumerate(lines):
        if line.milestone and line.milestone not in given.values() and line.outcome == Outcome.READY:
            given[index] = line.milestone
    first = next((index for index, line in enumerate(lines) if line.outcome == Outcome.READY), None)
    said = {
        index: guess_milestones(line.text, is_first=index == first)
        for index, line in enumerate(lines)
        if free and line.outcome == Outcome.READY and not line.is_log and index not in given
    }
    for kind in free:
        if kind not in given.values() and (index := _who_says(kind, said, given, lines)) is not None:
            given[index] = kind
    return [replace(line, milestone=given.get(index)) for index, line in enumerate(lines)]


def _who_says(kind, said, given, lines) -> int | None:
    """The line that is suggested for a milestone; None where none says it."""
    speaking = [index for index, kinds in said.items() if kind in kinds and index not in given]
    people = [index for index in speaking if lines[index].kind != Kind.STATUS_POST]
    chosen = people or speaking
    if not chosen:
        return None
    return chosen[-1] if kind in _LAST_WINS else chosen[0]
