"""The page of one word: what it means, where it stands, the factors there, and when those incidents began."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from incidents.asking import written
from incidents.columns import LOWER, UPPER, Column, columns_for
from incidents.models import Component, ContributingFactor, ImpactWindow, Incident, Mechanism, Tag
from incidents.models.word import Word
from incidents.rows import IncidentRow, incident_rows, sorted_page
from incidents.seek import Key, SeekPage, seek
from incidents.trend import LEAST, NO_SEVERITY, Spot, draw_trend, spots_of

INCIDENTS_SHOWN = 10
NEWEST_FIRST = (Key("pk", falling=True),)
NEAR_MISS = Incident.Kind.NEAR_MISS


@dataclass(frozen=True, slots=True)
class ColumnNumbers:
    """One column of the drawing in numbers, each with the address of its list ("" where there is none)."""

    label: str
    incidents: int
    incidents_at: str
    near_misses: int
    near_misses_at: str


@dataclass(frozen=True, slots=True)
class WordPage:
    """What `incidents/word.html` shows. All of it is of incidents that the person may see."""

    word: Word
    number: int  # of incidents, near misses among them
    rows: list[IncidentRow]  # the latest
    all_at: str  # the address of the list of all; "" where a query cannot say which word is meant
    factors: SeekPage
    factors_number: int
    drawing: SafeString | str
    columns: Sequence[ColumnNumbers]
    each: str  # quarter, year: what a column is
    is_enough: bool  # under LEAST no trend is read from it
    least: int = LEAST
    former_names: list[str] = field(default_factory=list)  # for administrators, who may see all


def word_page(word: Word, visible: QuerySet, *, cursor: str = "", all_names: bool = False) -> WordPage:
    """The page of a word for somebody who may see the incidents `visible`. A fixed number of queries.

    `cursor`: of `WordPage.factors`. `all_names`: with the names it had, which others' incidents may tell.
    """
    incidents = incidents_with(word, visible)
    found = list(incidents.order_by().values_list(LOWER, UPPER, "kind", "severity__colour"))
    query = _Query(word, visible)
    columns = columns_for((lower, upper) for lower, upper, *_ in found)
    spots = Counter(
        spot
        for lower, upper, kind, colour in found
        for spot in spots_of(
            (lower, upper), columns, colour=colour or NO_SEVERITY, is_near_miss=kind == NEAR_MISS
        )
    )
    factors = _factors_of(word, incidents, visible)
    latest = sorted_page(incidents.for_list(), "started", "").rows[:INCIDENTS_SHOWN]
    return WordPage(
        word=word,
        number=len(found),
        rows=incident_rows(latest),
        all_at=query.address() if found else "",
        factors=seek(factors.select_related("incident__organisation", "mechanism"), NEWEST_FIRST, cursor),
        factors_number=factors.count(),
        drawing=draw_trend(spots, columns, word.name, query.column) if spots else "",
        columns=[_numbers(place, column, spots, query) for place, column in enumerate(columns)],
        each=columns.each,
        is_enough=len(found) >= LEAST,
        former_names=list(word.former_names.order_by("pk").values_list("name", flat=True))
        if all_names
        else [],
    )


def incidents_with(word: Word, visible: QuerySet) -> QuerySet:
    """Those of `visible` that the word stands in."""
    if isinstance(word, Tag):
        return visible.filter(tags__contains=[word.name])
    if isinstance(word, Mechanism):
        naming = ContributingFactor.objects.filter(mechanism=word)
    else:
        naming = ImpactWindow.objects.filter(component=word)
    return visible.filter(Exists(naming.filter(incident=OuterRef("pk"))))


def _factors_of(word: Word, incidents: QuerySet, visible: QuerySet) -> QuerySet:
    """The factors that name a mechanism; of another word those of the incidents that it stands in."""
    if isinstance(word, Mechanism):
        return ContributingFactor.objects.filter(mechanism=word, incident__in=visible)
    return ContributingFactor.objects.filter(incident__in=incidents)


class _Query:
    """Addresses of the lists of what the word stands in."""

    def __init__(self, word: Word, visible: QuerySet):
        self.clause = (word.kind, [word.slug if isinstance(word, Mechanism) else word.name])
        # Names of components may be used by several organisations; then the list would be another one.
        self.is_clear = not isinstance(word, Component) or _is_only_one(word, visible)

    def address(self, *more) -> str:
        if not self.is_clear:
            return ""
        return f"{reverse('incidents:search')}?{urlencode({'q': written([self.clause, *more])})}"

    def column(self, column: Column, is_near_miss: bool) -> str:
        kind = ("kind" if is_near_miss else "-kind", [NEAR_MISS.value])
        return self.address(("during", [column.during]), kind)


def _is_only_one(component: Component, visible: QuerySet) -> bool:
    """Whether a query that says its name means no other one, for whoever may read the incidents `visible`."""
    same = Component.objects.told_by(visible).filter(name__iexact=component.name)
    return not same.exclude(pk=component.pk).exists()


def _numbers(place: int, column: Column, spots: Counter[Spot], query: _Query) -> ColumnNumbers:
    here = [(spot, number) for spot, number in spots.items() if spot.place == place]
    near = sum(number for spot, number in here if spot.is_near_miss)
    others = sum(number for spot, number in here if not spot.is_near_miss)
    return ColumnNumbers(
        column.label,
        others,
        query.column(column, False) if others else "",
        near,
        query.column(column, True) if near else "",
    )
