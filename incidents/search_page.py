"""What the page of search results shows, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import escape
from django.utils.safestring import SafeString

from incidents.filters import REFERENCE, Choice, Facet, changed_query, facets
from incidents.finding import KINDS, PASSAGES_EACH, Asked, FoundIncident, FoundIncidents, find_incidents
from incidents.markdown import plain_text
from incidents.rows import IncidentRow, incident_rows
from incidents.ways_out import WayOut, parts_of, ways_out
from search.finding import PassageHit
from search.snippets import LENGTH, Marker

PAGE_SIZE = 20  # incidents
PASSAGES_OF_ONE = 100  # where one incident is looked through
MOST_CHOICES = 8  # of one facet
LAST_PAGE = 10_000
FACETS = ("organisation", "severity", "kind", "status", "component", "mechanism", "year")

# What can be asked, each with what it means. They find something among the example incidents.
EXAMPLES = (
    ("staged kubernetes upgrade", "Any of the words, in any form; what has more of them comes first."),
    ('"sync failed"', "These words next to one another."),
    ("iptables -etcd", "Without the incidents that have the other word."),
    ("kube-proxy", "Identifiers whole, as the log has them: names, addresses, metrics …"),
    ("etcd_mvcc_db_total_size_in_bytes", "… or a part of one: “mvcc” finds this metric, too."),
    ("10.43.0.1:443", "So do addresses and error messages; paste them as they are."),
    ("INC-2", "An incident by its number."),
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An incident as the page shows it."""

    row: IncidentRow
    lasted: str  # as long as it did, or why there is no figure
    title: SafeString
    passages: tuple[PassageHit, ...]
    more: int
    more_at: str  # query string of the page with all its passages; "" where they are shown already


@dataclass(frozen=True, slots=True)
class Part:
    """A word or a phrase of the query, with the page's query string without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The context of incidents/search.html, under `page`."""

    text: str
    asked: Asked
    total: int = 0
    passages: int = 0
    took_ms: int = 0
    at: int = 1  # which page this is
    hits: list[Hit] = field(default_factory=list)
    named: IncidentRow | None = None  # the incident whose reference was typed
    parts: list[Part] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    ways: list[WayOut] = field(default_factory=list)
    query: QueryDict | None = None  # what the links of the page are made of

    @property
    def said(self) -> str:
        """How much was found."""
        incidents = f"{self.total:,} incident{'' if self.total == 1 else 's'}"
        passages = f"{self.passages:,} passage{'' if self.passages == 1 else 's'}"
        return f"{incidents}, {passages}" if self.total else "Nothing found"

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
    def examples(self) -> list[tuple[str, str, str]]:
        """What can be asked, what it means, and the page's query string with it."""
        return [(text, says, changed_query(self.query, "q", [text])) for text, says in EXAMPLES]

    @property
    def words_only(self) -> str:
        """The address without filters."""
        return changed_query(QueryDict(mutable=True), "q", [self.text])

    @property
    def held(self) -> list[tuple[str, str]]:
        """What the form keeps besides the words."""
        names = (name for name in self.query if name not in ("q", "page", "typing"))
        return [(name, value) for name in names for value in self.query.getlist(name)]

    @property
    def list_query(self) -> str:
        """The list of incidents with the same filters; it knows no passages."""
        kept = self.query.copy()
        for name in ("q", "in", "incident", "page", "typing"):
            kept.pop(name, None)
        return kept.urlencode(safe=",")

    def _page(self, number: int) -> str:
        return "?" + changed_query(self.query, "page", [str(number)] if number > 1 else [])


def search_page(visible: QuerySet, query: QueryDict, *, typing: bool = False) -> SearchPage:
    """`visible`: incidents that the person may see; `query`: the address's.

    While somebody is `typing` the last word may be the beginning of one. So that a filter chosen then leaves
    them what they see, the links of such a page say `typing=1`; its own address does not.
    """
    typing = typing or query.get("typing") == "1"
    query = query.copy()
    if typing:
        query["typing"] = "1"
    asked = Asked.from_query(query, typing=typing)
    text = query.get("q", "").replace("\x00", "").strip()
    page = SearchPage(text, asked, named=_named(visible, text), query=query)
    return _searched(page, visible, query) if asked.query else page


def _named(visible: QuerySet, text: str) -> IncidentRow | None:
    """The incident that `text` is the reference of."""
    reference = REFERENCE.fullmatch(text)
    found = reference and visible.for_list().filter(number=int(reference[1])).first()
    return incident_rows([found])[0] if found else None


def _searched(page: SearchPage, visible: QuerySet, query) -> SearchPage:
    begun = perf_counter()
    asked = page.asked
    at = _page_number(query)
    found = find_incidents(
        asked.among(visible),
        asked.query,
        kinds=asked.kinds,
        limit=PAGE_SIZE,
        offset=(at - 1) * PAGE_SIZE,
        each=PASSAGES_EACH if asked.number is None else PASSAGES_OF_ONE,
        counted=True,
    )
    took = perf_counter() - begun
    narrowed = replace(asked, wanted=replace(asked.wanted, matching=found.counts.matching))
    offered = _facets(visible, narrowed, found.counts.kinds, query)
    hits = _hits(found, asked, query)
    is_first = page.named and hits and hits[0].row.incident == page.named.incident
    return replace(
        page,
        named=None if is_first else page.named,
        total=found.total,
        passages=found.passages,
        took_ms=max(1, round(took * 1000)),
        at=at,
        hits=hits,
        parts=_parts(asked, query),
        facets=offered,
        ways=ways_out(visible, narrowed, offered, found.total, query),
    )


def _page_number(query) -> int:
    """From 1 on; what is no number is the first page."""
    said = query.get("page", "")
    return min(max(1, int(said[:9])), LAST_PAGE) if said.isascii() and said.isdigit() else 1


def _hits(found: FoundIncidents, asked: Asked, query) -> list[Hit]:
    rows = incident_rows([hit.incident for hit in found.hits])
    marker = Marker(asked.query)
    return [_hit(hit, row, asked, marker, query) for hit, row in zip(found.hits, rows, strict=True)]


def _hit(hit: FoundIncident, row: IncidentRow, asked: Asked, marker: Marker, query) -> Hit:
    more_at = changed_query(query, "incident", [row.incident.reference]) if asked.number is None else ""
    title = plain_text(row.incident.title)
    marked = marker.snippet(title) if len(title) <= LENGTH else escape(title)  # never cut short
    return Hit(row, _lasted(row), marked, hit.passages, hit.more, more_at)


def _lasted(row: IncidentRow) -> str:
    if row.so_far:
        return f"{row.so_far} so far"
    if not row.lasted.is_recorded:
        return f"duration {row.lasted.said}"
    return row.lasted.duration.short if row.lasted.duration.is_known else "duration not known"


def _parts(asked: Asked, query) -> list[Part]:
    """The words and phrases of the query; none where it is a single one itself."""
    written = parts_of(asked.query)
    if len(written) < 2:
        return []
    return [
        Part(text, changed_query(query, "q", [" ".join(written[:at] + written[at + 1 :])]))
        for at, text in enumerate(written)
    ]


def _facets(visible: QuerySet, narrowed: Asked, kinds: Mapping[str, int], query) -> list[Facet]:
    """What the result can be narrowed by: kinds of passages first, then facts of incidents."""
    incidents = visible if narrowed.number is None else visible.filter(number=narrowed.number)
    choices = []
    for kind, label in KINDS.items():
        others = [held for held in narrowed.kinds if held != kind]
        with_it = changed_query(query, "in", [*others, kind])
        without = changed_query(query, "in", others)
        choices.append(Choice(kind, label, kinds.get(kind, 0), kind in narrowed.kinds, with_it, without))
    offered = [Facet("in", "In", choices), *facets(incidents, narrowed.wanted, query, FACETS)]
    return [replace(facet, choices=_worth_choosing(facet)) for facet in offered]


def _worth_choosing(facet: Facet) -> list[Choice]:
    """Those that would find something, and those that are on; of long lists the most frequent."""
    choices = [choice for choice in facet.choices if choice.number or choice.is_on]
    return [choice for place, choice in enumerate(choices) if place < MOST_CHOICES or choice.is_on]
