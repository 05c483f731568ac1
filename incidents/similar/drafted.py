"""What was read of a document and taken, as it is compared before anything of it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from incidents.drafts.items import Group, Item, items_of, milestones_of, text_of, when_of
from incidents.drafts.pane import parts_of
from incidents.importing.document import ReadDocument
from incidents.markdown import plain_text
from incidents.models import ImportDraft, Incident, Mechanism
from incidents.similar.recovery import Teller
from incidents.similar.stored import DEEDS, THE_END, deeds_told, shortened
from incidents.similar.story import Deed, Factor, Place, Story
from timelines.reading.model import FoundFactor


def story_drafted(draft: ImportDraft, read: ReadDocument) -> Story:
    """The draft as its owner has decided so far. One query. Places are those of the draft's page."""
    items = items_of(read, draft.decisions)
    pages = _Pages(draft, items)
    taken = [item for item in items if item.is_taken]
    names = dict(Mechanism.objects.values_list("slug", "name"))
    return Story(
        key=None,
        name="this document",
        kind=Incident.Kind.INCIDENT,
        place=Place("document", read.title, pages.address),
        organisation=read.organisation,
        factors=tuple(_factors(taken, names, pages)),
        deeds=tuple(_deeds(taken, read, pages)),
        components=tuple(_components(taken, pages)),
    )


def text_drafted(draft: ImportDraft, read: ReadDocument) -> str:
    """The plain words to compare: title and summary, then what was taken, then the account itself."""
    items = [item for item in items_of(read, draft.decisions) if item.is_taken]
    taken = [text_of(item.found) for item in items if item.group in (Group.TIMELINE, Group.FACTORS)]
    account = plain_text(read.write_up.body) if read.write_up else ""
    return "\n".join(part for part in (read.title, plain_text(read.summary), *taken, account) if part)


class _Pages:
    """Where the items of a draft are shown: a long document has a page for each part."""

    def __init__(self, draft: ImportDraft, items: list[Item]):
        self.address = draft.get_absolute_url()
        self.parts = parts_of(draft.text, items)

    def of(self, item: Item) -> str:
        start = item.places[0].start if item.places else 0
        numbers = [part.number for part in self.parts if part.place.start <= start < part.place.end]
        part = f"?part={numbers[0]}" if numbers and len(self.parts) > 1 else ""
        return f"{self.address}{part}#i-{item.key}"


def _factors(items: Iterable[Item], names: dict[str, str], pages: _Pages) -> Iterator[Factor]:
    found = (item for item in items if isinstance(item.found, FoundFactor))
    for number, item in enumerate(found, start=1):
        factor = item.found
        statement = plain_text(factor.text)
        known = factor.mechanism if factor.mechanism in names else ""
        place = Place(f"factor {number}", statement, pages.of(item))
        yield Factor(factor.role, statement, known, names.get(known, ""), (place,))


def _deeds(items: Iterable[Item], read: ReadDocument, pages: _Pages) -> Iterator[Deed]:
    """As `stored` finds them: the events that ended it, then deeds, then the summary and the account."""
    events = [item for item in items if item.group == Group.TIMELINE]
    for item in sorted(events, key=lambda item: not _is_the_end(item)):
        if _is_the_end(item) or getattr(item.found, "kind", "") in DEEDS:
            teller = Teller.THE_END if _is_the_end(item) else Teller.A_DEED
            name = f"event {when_of(item.found)}"
            yield from deeds_told(plain_text(text_of(item.found)), teller, name, pages.of(item))
    yield from deeds_told(plain_text(read.summary), Teller.A_SUMMARY, "summary", pages.address)
    if read.write_up:
        yield from deeds_told(plain_text(read.write_up.body), Teller.A_SUMMARY, "document", pages.address)


def _is_the_end(item: Item) -> bool:
    return any(kind in THE_END for kind in milestones_of(item.found))


def _components(items: Iterable[Item], pages: _Pages) -> Iterator[tuple[str, Place]]:
    for item in items:
        if item.group == Group.AFFECTED:
            name = text_of(item.found)
            yield name, Place("affected", shortened(name), pages.of(item))
