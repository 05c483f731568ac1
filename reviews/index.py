"""Which weeks there is something to review in: a year of them, each with how many incidents began."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Case, Count, DateTimeField, ExpressionWrapper, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import ExtractIsoYear, ExtractWeek

from incidents.models import Incident
from reviews.gathering import WINDOWS
from reviews.models import PreparedReview
from reviews.placing import life_of
from reviews.report import OURS
from reviews.week import YEARS, Week
from timelines.when import zones

MOMENT = Value("1 microsecond")


@dataclass(slots=True)
class WeekRow:
    """One week that has something."""

    week: Week
    kinds: Counter = field(default_factory=Counter)
    prepared_at: datetime | None = None

    @property
    def ours(self) -> int:
        return sum(self.kinds[kind] for kind in OURS)

    @property
    def vendors(self) -> int:
        return self.kinds[Incident.Kind.VENDOR]

    @property
    def apart(self) -> int:
        return self.kinds[Incident.Kind.DRILL] + self.kinds[Incident.Kind.NEAR_MISS]


def weeks_with_something(visible: QuerySet, zone: str, *, with_prepared: bool) -> list[WeekRow]:
    """Weeks in which an incident of `visible` began, or whose review was prepared; the newest first.

    Each incident counts in the week that `reviews.placing` puts it in. Three queries; prepared ones a fourth.
    """
    rows: dict[tuple[int, int], WeekRow] = {}

    def row(year: int, number: int) -> WeekRow:
        return rows.setdefault((year, number), WeekRow(Week(year, number, zone)))

    for year, number, kind, count in _counted(visible, zone):
        row(year, number).kinds[kind] += count
    tz = zones.resolve(zone)
    for incident in _at_borders(visible, zone):
        year, number, _ = life_of(incident).began_at.astimezone(tz).isocalendar()
        row(year, number).kinds[incident.kind] += 1
    if with_prepared:
        for name, prepared_at in PreparedReview.objects.filter(zone=zone).values_list("week", "prepared_at"):
            week = Week.read(name, zone)
            row(week.year, week.number).prepared_at = prepared_at
    return [rows[key] for key in sorted(rows, reverse=True) if key[0] in YEARS]


def _counted(visible: QuerySet, zone: str):
    """(year, week, kind, how many) of those whose start lies within one week, whatever it is exactly."""
    rows = _with_weeks(visible, zone).filter(first_year=F("last_year"), first_week=F("last_week"))
    return rows.order_by().values_list("first_year", "first_week", "kind").annotate(Count("pk"))


def _at_borders(visible: QuerySet, zone: str) -> QuerySet:
    """Those whose start may lie in two weeks, or is not stated: few enough to place each."""
    apart = ~Q(first_year=F("last_year")) | ~Q(first_week=F("last_week")) | Q(started_range=None)
    return _with_weeks(visible, zone).filter(apart).defer("summary", "impact").prefetch_related(WINDOWS)


def _with_weeks(visible: QuerySet, zone: str) -> QuerySet:
    """With the weeks that the start's first and last instants lie in; one where it has one bound only."""
    tz = zones.resolve(zone)
    lower, upper = F("started_range__startswith"), F("started_range__endswith")
    last = ExpressionWrapper(upper - Func(MOMENT, template="INTERVAL %(expressions)s"), DateTimeField())
    first = Case(When(started_range__lower_inf=False, then=lower), default=last, output_field=DateTimeField())
    last = Case(When(started_range__upper_inf=False, then=last), default=lower, output_field=DateTimeField())
    rows = visible.exclude(status=Incident.Status.CANCELLED)
    return rows.annotate(
        first_year=ExtractIsoYear(first, tzinfo=tz),
        first_week=ExtractWeek(first, tzinfo=tz),
        last_year=ExtractIsoYear(last, tzinfo=tz),
        last_week=ExtractWeek(last, tzinfo=tz),
    )
