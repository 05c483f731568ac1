"""All that the page of a draft shows: the document on one side, what was read of it on the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incidents.drafts.items import Group, Item, items_of
from incidents.drafts.pane import BARE, PaneBlock, Part, pane_of, parts_of
from incidents.drafts.reading import Reading
from incidents.drafts.rows import ItemRow, Telling, problems_of, rows_of, with_problems
from incidents.importing.document import ReadDocument
from incidents.importing.further import match_events
from incidents.models import FormerMechanismName, ImportDraft, Incident, Mechanism
from timelines.models import TimelineEvent
from timelines.reading.model import FoundEvent

TITLES = {
    Group.TIMELINE: ("Timeline", "The document tells no event with a time, so there is no timeline."),
    Group.FACTORS: ("Factors", "The document names no causes or conditions."),
    Group.AFFECTED: ("Affected", "The document names nothing that was affected."),
    Group.ACTIONS: ("Action items", "The document promises nothing."),
}


@dataclass(frozen=True, slots=True)
class Section:
    """One group of rows, those of this part; `count`: of the whole document."""

    group: Group
    title: str
    count: int
    rows: Sequence[ItemRow]
    empty: str


@dataclass(frozen=True, slots=True)
class Sums:
    """How much of a document was accepted, in the words of the page."""

    items: Sequence[Item]
    into: Incident | None

    @property
    def accepted(self) -> int:
        return sum(item.is_taken for item in self.items)

    @property
    def doubtful(self) -> int:
        return sum(item.is_doubtful for item in self.items)

    @property
    def marked(self) -> str:
        """“10 places marked, 2 doubtful”."""
        places = sum(len(item.places) for item in self.items)
        return f"{places} place{'' if places == 1 else 's'} marked, {self.doubtful} doubtful"

    @property
    def go(self) -> str:
        """The words of the button that stores."""
        items = f"{self.accepted} item{'' if self.accepted == 1 else 's'}"
        return f"Add {items} to {self.into.reference}" if self.into else f"Create the incident with {items}"


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What `incidents/import_draft.html` shows."""

    draft: ImportDraft
    reading: Reading
    sums: Sums
    sections: Sequence[Section]
    part: Part
    blocks: Sequence[PaneBlock]
    into: Incident | None
    further: Mapping[str, TimelineEvent | None]

    @property
    def read(self) -> ReadDocument:
        return self.reading.read

    @property
    def took(self) -> str:
        return f"{max(self.reading.milliseconds, 1):,.0f} ms"

    @property
    def title(self) -> str:
        """As decided or read; where there is none, what the draft is called in lists."""
        return self.draft.chosen.get("title") or self.read.title or str(self.draft)

    @property
    def notices(self) -> list[str]:
        """What there is to know of the reading, in sentences."""
        told = list(self.read.problems)
        if self.draft.into_id and self.into is None:
            told.insert(
                0, "The incident it was to go into is not open to you any more. Choose where it goes."
            )
        if self.into and self.into.is_settled:
            standing = f"{self.into.reference} is {self.into.get_status_display()}"
            told.insert(0, f"{standing}; importing adds to it and does not reopen it.")
        if self._affects_nobody:
            told.append("Nobody says whose the affected components are: name the organisation to keep them.")
        return told

    @property
    def _affects_nobody(self) -> bool:
        """Whether components were accepted that belong to no organisation, so that none could be stored."""
        if self.read.organisation or (self.into and self.into.organisation_id):
            return False
        rows = (row for section in self.sections for row in section.rows)
        return any(row.item.group == Group.AFFECTED and row.item.is_taken for row in rows)

    @property
    def is_bare(self) -> bool:
        """Whether the document is shown letter for letter, as it has no headings, lists or tables."""
        return self.draft.format in BARE

    @property
    def earlier(self) -> int | None:
        return self.part.number - 1 or None

    @property
    def later(self) -> int | None:
        return self.part.number + 1 if self.part.number < self.part.count else None

    @property
    def shown(self) -> str:
        """For the hidden field that says which items were on the page."""
        return " ".join(row.key for section in self.sections for row in section.rows)

    @property
    def matched(self) -> str:
        """For the hidden field that says which events of the incident were shown as told already."""
        return " ".join(f"{key}.{event.pk}" for key, event in self.further.items() if event)


def page_of(draft: ImportDraft, reading: Reading, user, *, number: int = 1) -> DraftPage:
    """The page of part `number` of a draft that was read. A fixed number of queries."""
    read = reading.read
    items = items_of(read, draft.decisions)
    into = open_to(user, draft.into_id)
    further = matches(items, into)
    parts = parts_of(draft.text, items)
    part = parts[min(max(number, 1), len(parts)) - 1]
    here = items if len(parts) == 1 else [item for item in items if _is_in(item, part)]
    telling = Telling(draft.text, read.zone.name, _mechanisms(), further)
    rows = rows_of(here, telling)
    problems = problems_of(items)
    sections = [
        Section(
            group,
            title,
            sum(item.group == group for item in items),
            with_problems(rows[group], problems) if problems else rows[group],
            empty,
        )
        for group, (title, empty) in TITLES.items()
    ]
    blocks = pane_of(draft.text, part, items, format_name=draft.format)
    return DraftPage(draft, reading, Sums(items, into), sections, part, blocks, into, further)


def _is_in(item: Item, part: Part) -> bool:
    """Whether an item is shown with this part; one without a place stands with the first."""
    start = item.places[0].start if item.places else 0
    return part.place.start <= start < part.place.end


def open_to(user, pk: int | None) -> Incident | None:
    """The incident that a draft goes into, if this person may still read it."""
    if pk is None:
        return None
    return Incident.objects.visible_to(user).select_related("organisation").filter(pk=pk).first()


def matches(items: Sequence[Item], into: Incident | None) -> dict[str, TimelineEvent | None]:
    """{key of an event: the event of the incident that tells it already}. Two queries at most."""
    if into is None:
        return {}
    events = [item for item in items if isinstance(item.found, FoundEvent) and not item.is_apart]
    found = match_events([item.found for item in events], into)
    return {item.key: event for item, event in zip(events, found, strict=True) if event}


def _mechanisms() -> dict[str, str]:
    """{slug, of now or of once: name}: a draft may say what a mechanism was called when it was read."""
    once = FormerMechanismName.objects.values_list("slug", "word__name")
    return dict(Mechanism.objects.values_list("slug", "name").union(once, all=True))
