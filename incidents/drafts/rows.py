"""Items as rows that a template only has to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from django.template.defaultfilters import capfirst

from incidents.drafts.items import Group, Item, may_unite, milestones_of, text_of, when_of
from incidents.importing.document import ReadMilestone, ReadPost
from incidents.markdown import plain_text
from incidents.models import ContributingFactor
from incidents.noting import day_in
from incidents.telling import KIND_ICONS, utc_of
from timelines.models import Kind, Milestone, TimelineEvent
from timelines.reading.model import Confidence, FoundAction, FoundEvent, FoundFactor
from timelines.when import When
from timelines.when.text import date_text

STATES = {"open": "To do", "in-progress": "In progress", "done": "Done", "declined": "Declined"}
TWICE = "This milestone stands on another item too. Leave it on one of them."
SHOWN_QUOTE = 240  # characters of a quote that stand in its row, where the document is not beside it


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item.

    - head: what stands first: its time, role or state. dim: smaller, what else there is to say of that.
    - between: when it was, if the order of the document holds: to be taken or left open; "" where that is no
      question. further: the incident's event that tells it already; apart: how far from it.
    - quote: the words that it stands on, or "".
    """

    item: Item
    head: str
    dim: tuple[str, ...]
    text: str
    day: str = ""
    badges: tuple[str, ...] = ()
    icon: str = ""
    kind: str = ""
    is_mono: bool = False
    between: str = ""
    why: str = ""
    quote: str = ""
    problem: str = ""
    further: TimelineEvent | None = None
    apart: str = ""

    @property
    def key(self) -> str:
        return self.item.key

    @property
    def confidence(self) -> str:
        return "edited" if self.item.is_edited else self.item.confidence.value

    @property
    def classes(self) -> str:
        return "item item-doubt" if self.item.is_doubtful else "item"

    @property
    def may_be_taken(self) -> bool:
        """Whether there is nothing that it lacks: an event without any time cannot be stored."""
        return not self.item.is_timeless or bool(getattr(self.item.found, "possible", None))

    @property
    def called(self) -> str:
        """For screen readers, which row a button is of."""
        return f"{self.head}: {self.text[:60]}"

    @property
    def may_be_united(self) -> bool:
        return may_unite(self.item.read, self.item.read)


@dataclass(frozen=True, slots=True)
class Telling:
    """What rows are told with: the text, the zone that times are shown in, the mechanisms' names by slug."""

    text: str
    zone: str
    mechanisms: Mapping[str, str] = field(default_factory=dict)
    further: Mapping[str, TimelineEvent | None] = field(default_factory=dict)


def rows_of(items: Iterable[Item], telling: Telling) -> dict[Group, list[ItemRow]]:
    """The rows of each group; those of the timeline with the days that begin."""
    rows: dict[Group, list[ItemRow]] = {group: [] for group in Group}
    day = ""
    for item in items:
        if item.group == Group.TIMELINE:
            row, day = _timeline_row(item, telling, day)
        elif item.group == Group.FACTORS:
            row = _factor_row(item, telling)
        elif item.group == Group.ACTIONS:
            row = _action_row(item, telling)
        else:
            row = ItemRow(item, "Affected", (), text_of(item.found), quote=_quote(item, telling.text))
        rows[item.group].append(row)
    return rows


def problems_of(items: Iterable[Item]) -> dict[str, str]:
    """{key: what is wrong}: milestones that two events carry."""
    taken = [item for item in items if item.is_taken and isinstance(item.found, FoundEvent)]
    counts = Counter(kind for item in taken for kind in item.found.milestones)
    return {item.key: TWICE for item in taken if any(counts[kind] > 1 for kind in item.found.milestones)}


def _timeline_row(item: Item, telling: Telling, last_day: str) -> tuple[ItemRow, str]:
    found, when = item.found, when_of(item.found)
    possible = getattr(found, "possible", None)
    head, dim = (
        ("time open", ()) if when is None else time_said(when, getattr(found, "until", None), telling.zone)
    )
    day = last_day
    if shown := when or possible:
        on = day_in(shown, telling.zone)
        day = f"{on:%A} {date_text(on, short=False)}"
    further = telling.further.get(item.key)
    kind = Kind.STATUS_POST if isinstance(found, ReadPost) else getattr(found, "kind", Kind.OBSERVATION)
    kind = kind if kind in Kind.values else Kind.OBSERVATION
    row = ItemRow(
        item,
        head,
        (*dim, *_asides(item, telling)),
        _words(found),
        day=day if day != last_day else "",
        badges=tuple(capfirst(Milestone.Kind(mark).label) for mark in milestones_of(found)),
        icon=KIND_ICONS[Kind(kind)],
        kind=capfirst(Kind(kind).label),
        is_mono=getattr(found, "is_log", False),
        between=possible.text(telling.zone) if item.is_open and possible else "",
        why=_why(item),
        quote=_quote(item, telling.text),
        further=further,
        apart=_apart(when, further.happened) if further and when else "",
    )
    return row, day


def _words(found) -> str:
    """What it says, without the markup that a post may have."""
    if isinstance(found, ReadMilestone):
        return f"The document states when it {'began' if found.kind == 'started' else 'ended'}."
    return plain_text(found.body) if isinstance(found, ReadPost) else found.text


def time_said(when: When, until: When | None, zone: str) -> tuple[str, tuple[str, ...]]:
    """The clock with its zone, and in smaller words the rest: “≈ 02:00 ICT”, (“8 Apr, 19:00 UTC”,)."""
    parts = when.parts(zone)
    time = " ".join(part for part in (parts.clock, parts.zone) if part)
    if until:
        same_day = day_in(until, zone) == parts.date
        end = until.parts(zone)
        time = f"{time} until {end.clock if same_day else f'{date_text(end.date)}, {end.clock}'}"
    second = f"{parts.second} {parts.zone}" if parts.second else ""
    return time, tuple(part for part in (parts.utc and utc_of(when, parts), second) if part)


def _asides(item: Item, telling: Telling) -> list[str]:
    """What else there is to say of its time."""
    found = item.found
    asides = []
    if item.is_open and found.time_place:
        asides.append(f"“{_line(found.time_place.of(telling.text), 60)}”")
    if getattr(found, "is_log", False):
        asides.append("log line")
    if isinstance(found, ReadPost):
        asides.append(found.status or "post")
    if actor := getattr(found, "actor", ""):
        asides.append(actor)
    if item.confidence == Confidence.LIKELY and not item.is_edited:
        asides += item.read.why
    return asides


def _why(item: Item) -> str:
    """Why it is doubtful, in a sentence; "" where it is not."""
    if item.confidence != Confidence.DOUBTFUL and not item.is_timeless:
        return ""
    reasons = getattr(item.read, "why", ())
    return capfirst("; ".join(reasons)) if reasons else ""


def _apart(when: When, told: When) -> str:
    if when.overlaps(told):
        return "at the same time"
    return f"{told - when if when.before(told) else when - told} apart"


def _factor_row(item: Item, telling: Telling) -> ItemRow:
    found: FoundFactor = item.found
    role = capfirst(ContributingFactor.Role(found.role).label)
    said = telling.mechanisms.get(found.mechanism, "") or "no mechanism named"
    if found.cue and not item.is_edited:
        said = f"{said}, from “{_line(found.cue.of(telling.text), 80)}”"
    return ItemRow(item, role, (said,), found.text, why=_why(item), quote=_quote(item, telling.text))


def _action_row(item: Item, telling: Telling) -> ItemRow:
    found: FoundAction = item.found
    due = f"due {date_text(found.due)}" if found.due else found.due_words
    dim = tuple(part for part in (found.owner, due, found.ticket) if part)
    head = STATES.get(found.state, capfirst(found.state))
    return ItemRow(item, head, dim, found.text, why=_why(item), quote=_quote(item, telling.text))


def _quote(item: Item, text: str) -> str:
    return _line(item.places[0].of(text), SHOWN_QUOTE) if item.places else ""


def _line(words: str, length: int) -> str:
    line = " ".join(words.split())
    return line if len(line) <= length else f"{line[:length].rsplit(' ', 1)[0]} …"


def with_problems(rows: Sequence[ItemRow], problems: Mapping[str, str]) -> list[ItemRow]:
    return [replace(row, problem=problems[row.key]) if row.key in problems else row for row in rows]
