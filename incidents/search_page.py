"""What the page of search results shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString

from incidents import search_examples
from incidents.asking import Asked, Chip, changed
from incidents.asking.fields import KINDS
from incidents.asking.meaning import REFERENCE
from incidents.facet_counts import among_ids
from incidents.facets import Choice, Facet, count, facet_of, facets
from incidents.finding import PASSAGES_EACH, FoundIncident, FoundIncidents, find_incidents
from incidents.markdown import plain_text
from incidents.models import Incident
from incidents.models.incident import STARTED_OR_NEVER
from incidents.rows import IncidentRow, incident_rows
from incidents.ways_out import WayOut, rewordings, ways_out
from search.expanding import Also
from search.finding import PassageHit
from search.scanning import QUOTES
from search.snippets import LENGTH, Marker
from search.sought import phrase_of
from search.spelling import Correction

PAGE_SIZE = 20  # incidents
PASSAGES_OF_ONE = 100  # where one incident is looked through
LAST_PAGE = 10_000
KEPT = ("typing", "exact")  # of the address, whatever a link changes


@dataclass(frozen=True, slots=True)
class Hit:
    """An incident as the page shows it."""

    row: IncidentRow
    lasted: str  # as long as it did, or why there is no figure
    title: SafeString
    passages: tuple[PassageHit, ...] = ()
    more: int = 0
    more_at: str = ""  # query string of the page with all its passages; "" where they are shown already
    beginning: str = ""  # safe; of its summary, where there are no words to be found in it


@dataclass(frozen=True, slots=True)
class ChipLink:
    """A piece of the query, with the page's query string without it."""

    label: str
    text: str
    is_used: bool
    without: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The context of incidents/search.html, under `page`."""

    asked: Asked
    query: QueryDict  # what the links of the page are made of
    total: int = 0
    is_all: bool = True  # False: there are more, which stand behind
    passages: int = 0
    took_ms: int = 0
    at: int = 1  # which page this is
    hits: list[Hit] = field(default_factory=list)
    named: IncidentRow | None = None  # the incident whose reference was typed
    facets: list[Facet] = field(default_factory=list)
    ways: list[WayOut] = field(default_factory=list)
    corrections: tuple[Correction, ...] = ()
    also: tuple[Also, ...] = ()

    @property
    def text(self) -> str:
        return self.asked.text

    @property
    def is_asked(self) -> bool:
        """Whether there is an answer to show; else the page says what can be asked."""
        return bool(self.asked) or bool(self.asked.chips)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be said about how the text was read."""
        return self.asked.notes

    @property
    def has_words(self) -> bool:
        return bool(self.asked.query)

    @property
    def chips(self) -> list[ChipLink]:
        read = {one.start: one.read for one in self.instead}
        return [
            ChipLink(*_told(chip, read), chip.is_used, self.address(chip.without))
            for chip in self.asked.chips
        ]

    @property
    def instead(self) -> list[Correction]:
        """Words that were read as others, because nothing has them as they were typed."""
        return [one for one in self.corrections if not one.is_besides]

    @property
    def besides(self) -> list[Correction]:
        """Words that hardly anything has, for which others were looked for as well."""
        return [one for one in self.corrections if one.is_besides]

    @property
    def said(self) -> str:
        """How much was found."""
        if not self.total:
            return "Nothing found"
        incidents = f"{self.total:,} incident{'' if self.total == 1 else 's'}"
        if not self.is_all:
            incidents = f"More than {incidents}"
        if not self.has_words:
            return incidents if self.total == 1 else f"{incidents}, the newest first"
        return f"{incidents}, {self.passages:,} passage{'' if self.passages == 1 else 's'}"

    @property
    def shown(self) -> str:
        first = (self.at - 1) * PAGE_SIZE
        return f"{first + 1} to {first + len(self.hits)} of {self.total:,}"

    @property
    def earlier(self) -> str:
        return self._page(self.at - 1) if self.at > 1 else ""

    @property
    def later(self) -> str:
        return self._page(self.at + 1) if self.total > self.at * PAGE_SIZE else ""

    @property
    def first(self) -> str:
        return self._page(1)

    @property
    def later_words(self) -> str:
        return "More" if self.has_words else "Earlier ones"

    @property
    def earlier_words(self) -> str:
        return "Better matches" if self.has_words else "Newer ones"

    @property
    def is_exact(self) -> bool:
        """Whether words are looked for as they were written, because somebody said so."""
        return self.has_words and self.query.get("exact") == "1"

    @property
    def as_written(self) -> str:
        return self.address(self.text, exact="1")

    @property
    def as_read(self) -> str:
        return self.address(self.text, exact="")

    @property
    def examples(self) -> list[tuple[str, str, str]]:
        """What can be asked with words, what it means, and the page's query string with it."""
        return [(text, says, self.address(text)) for text, says in search_examples.WORDS]

    @property
    def field_examples(self) -> list[tuple[str, str, str]]:
        """As `examples`, with fields."""
        return [(text, says, self.address(text)) for text, says in search_examples.FIELDS]

    @property
    def ways_there(self) -> list[tuple[str, int, str]]:
        """Ways out: their words, how many incidents there are then, and the page's query string."""
        return [(way.words, way.number, self.address(way.text)) for way in self.ways]

    def address(self, text: str, **others: str) -> str:
        """The query string of this page with another query text, from its first page on."""
        kept = {name: "1" for name in KEPT if self.query.get(name) == "1"}
        made = QueryDict(mutable=True)
        made.update({name: value for name, value in ({"q": text.strip()} | kept | others).items() if value})
        return made.urlencode(safe=",:")

    def _page(self, number: int) -> str:
        return "?" + self.address(self.text, page=str(number) if number > 1 else "")


def _told(chip: Chip, read: Mapping[int, str]) -> tuple[str, str]:
    """Its label and its text, as they are set in print. `read`: words instead of those that begin there."""
    if chip.start in read and chip.kind == "word":
        return "", read[chip.start]
    if chip.kind == "excluded":
        return "not", chip.text.removeprefix("-").strip(QUOTES)
    return chip.label, f"“{chip.text.strip(QUOTES)}”" if chip.kind == "phrase" else chip.text


def search_page(user, query: QueryDict, *, typing: bool = False) -> SearchPage:
    """What `user` finds among what they may see. `query`: the address's.

    While somebody is `typing` the last word may be the beginning of one. So that a filter chosen then leaves
    them what they see, the links of such a page say `typing=1`; its own address does not.
    """
    query = query.copy()
    if typing:
        query["typing"] = "1"
    visible = Incident.objects.visible_to(user)
    asked = Asked.from_address(query, user=user, typing=query.get("typing") == "1")
    page = SearchPage(asked, query, at=_page_number(query))
    if asked.query:
        return _searched(page, visible)
    return _listed(page, visible) if asked else page


def _page_number(query: QueryDict) -> int:
    """From 1 on; what is no number is the first page."""
    said = query.get("page", "")
    return min(max(1, int(said[:9])), LAST_PAGE) if said.isascii() and said.isdigit() else 1


# Words, with or without fields


def _searched(page: SearchPage, visible: QuerySet) -> SearchPage:
    asked = page.asked
    begun = perf_counter()
    found = find_incidents(
        asked.among(visible),
        asked.query,
        kinds=asked.kinds,
        limit=PAGE_SIZE,
        offset=(page.at - 1) * PAGE_SIZE,
        each=PASSAGES_EACH if asked.number is None else PASSAGES_OF_ONE,
        counted=True,
        is_exact=page.is_exact,
    )
    took = perf_counter() - begun
    reworded = rewordings(asked, visible, found.total, is_exact=page.is_exact)
    matching = visible.filter(among_ids(found.counts.matching))
    counted = count(matching, asked, besides=[one.incidents for one in reworded])
    hits = _hits(found, page)
    return replace(
        page,
        named=_named(visible, page.text, hits),
        total=found.total,
        is_all=found.is_all,
        passages=found.passages,
        took_ms=max(1, round(took * 1000)),
        hits=hits,
        facets=[*_kinds_of_passages(page, found), *facets(asked, counted, page.address)],
        ways=ways_out(asked, counted, found.total, reworded),
        corrections=found.corrections,
        also=found.also,
    )


def _named(visible: QuerySet, text: str, hits: list[Hit]) -> IncidentRow | None:
    """The incident that `text` is the reference of, unless it is the first that is found anyway."""
    reference = REFERENCE.fullmatch(text)
    if not reference or (hits and hits[0].row.incident.number == int(reference[1])):
        return None
    found = visible.for_list().filter(number=int(reference[1])).first()
    return incident_rows([found])[0] if found else None


def _hits(found: FoundIncidents, page: SearchPage) -> list[Hit]:
    rows = incident_rows([hit.incident for hit in found.hits])
    read = [one.read for one in found.corrections] + [form for one in found.also for form in one.forms]
    marker = Marker(page.asked.query, [phrase_of(text) for text in read])
    return [_hit(hit, row, marker, page) for hit, row in zip(found.hits, rows, strict=True)]


def _hit(hit: FoundIncident, row: IncidentRow, marker: Marker, page: SearchPage) -> Hit:
    title = plain_text(row.incident.title)
    marked = marker.snippet(title) if len(title) <= LENGTH else escape(title)  # never cut short
    alone = changed(page.asked.query, "incident", [row.incident.reference])
    more_at = page.address(alone) if page.asked.number is None else ""
    return Hit(row, _lasted(row), marked, hit.passages, hit.more, more_at)


def _kinds_of_passages(page: SearchPage, found: FoundIncidents) -> list[Facet]:
    """Where the words stand, with how many passages."""
    held, asked = page.asked.kinds, page.asked
    choices = []
    for kind, label in KINDS.items():
        chosen = [one for one in KINDS if (one in held) is not (one == kind)]
        text = changed(asked.query, "in", [KINDS[one] for one in chosen])
        number = found.counts.kinds.get(kind, 0)
        choices.append(Choice(kind, label, number, kind in held, page.address(text)))
    choices = [choice for choice in choices if choice.number or choice.is_on]
    return [facet_of("in", "In", choices, unit="passages")] if len(choices) > 1 or held else []


# Fields alone


def _listed(page: SearchPage, visible: QuerySet) -> SearchPage:
    """All that the fields leave, those that began last first."""
    asked = page.asked
    visible = asked.with_words(visible)  # without those that have an excluded one
    counted = count(visible, asked)
    first = (page.at - 1) * PAGE_SIZE
    found = asked.among(visible).for_list().defer(None).order_by(STARTED_OR_NEVER.desc(), "-number")
    marker = Marker(asked.query)  # marks nothing, and cuts after whole words
    hits = [
        Hit(
            row,
            _lasted(row),
            escape(plain_text(row.incident.title)),
            beginning=marker.snippet(plain_text(row.incident.summary)),
        )
        for row in incident_rows(found[first : first + PAGE_SIZE])
    ]
    return replace(
        page,
        total=counted.total,
        hits=hits,
        facets=facets(asked, counted, page.address),
        ways=ways_out(asked, counted, counted.total, []),
    )


def _lasted(row: IncidentRow) -> str:
    if row.so_far:
        return f"{row.so_far} so far"
    if not row.lasted.is_recorded:
        return f"duration {row.lasted.said}"
    return row.lasted.duration.short if row.lasted.duration.is_known else "duration not known"
