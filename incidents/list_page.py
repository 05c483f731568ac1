"""What the list of incidents shows: the same answer as search gives, in an order of its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.http import QueryDict

from incidents.asking import Asked, Chip
from incidents.facets import LIST_NAMES, Facet, count, facets
from incidents.models import Incident
from incidents.rows import SORTS, IncidentRow, incident_rows, sorted_page
from incidents.seek import SeekPage

USUAL_SORT = "started"


@dataclass(frozen=True, slots=True)
class ListPage:
    """The context of incidents/incident_list.html, under `list`."""

    asked: Asked
    sort: str
    page: SeekPage
    rows: list[IncidentRow]
    found: int  # incidents that answer
    kept: int  # incidents that the person may see
    facets: list[Facet] = field(default_factory=list)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.asked)

    @property
    def same_search(self) -> str:
        """The query string of the search page with the same query."""
        return _address(self.asked.text, USUAL_SORT)

    @property
    def chips(self) -> list[tuple[Chip, str]]:
        """What is asked for, piece by piece, each with the page's query string without it."""
        return [(chip, _address(chip.without, self.sort)) for chip in self.asked.chips]


def list_page(user, query: QueryDict) -> ListPage:
    """One page of the incidents that this person may see and asks for; `query` is the address's.

    What cannot be read is said and left out, so that an old link still opens.
    """
    visible = Incident.objects.visible_to(user)
    asked = Asked.from_address(query, user=user)
    sort = query.get("sort", "") if query.get("sort") in SORTS else USUAL_SORT
    page = sorted_page(_answering(asked, visible).for_list(), sort, query.get("from", ""))
    counted = count(asked.with_words(visible), asked, names=LIST_NAMES, besides=[visible])
    (kept,) = counted.besides
    return ListPage(
        asked,
        sort,
        page,
        incident_rows(page),
        found=counted.total,
        kept=kept,
        facets=facets(asked, counted, lambda text: _address(text, sort), names=LIST_NAMES),
    )


def _answering(asked: Asked, visible: QuerySet) -> QuerySet:
    return asked.answering(visible) if asked else visible


def _address(text: str, sort: str) -> str:
    """The query string of the list with this query text, from its first page on."""
    said = {"q": text.strip(), "sort": sort if sort != USUAL_SORT else ""}
    made = QueryDict(mutable=True)
    made.update({name: value for name, value in said.items() if value})
    return made.urlencode(safe=",:")
