"""What was there before: earlier incidents with the same factor or the same component, and those of this day.

A quiet line each, at most one an incident: the home page shows it beside what is open, the weekly review
beside what began. “Earlier” is what began before the incident for certain, in the same organisation or at a
component that both name. What limited harm, what was called off and drills are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from itertools import islice

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, ExtractDay, ExtractMonth

from incidents.asking import written
from incidents.began import day_of, days_of
from incidents.columns import LOWER, UPPER, Bounds
from incidents.holding import LIMITED_HARM, Weakened, weakened_factors
from incidents.models import ContributingFactor, ImpactWindow, Incident
from incidents.models.incident import STARTED_OR_NEVER

EARLIER = 2  # incidents that a line names
CANDIDATES = 300  # earlier incidents that are looked through, the latest first
ON_THIS_DAY = 2
NO_SEVERITY = 1000


@dataclass(frozen=True, slots=True)
class Mention:
    """An incident in a line."""

    pk: int
    reference: str
    title: str
    address: str  # path
    day: str  # on which it began; "" where that is not known


@dataclass(frozen=True, slots=True)
class Echo:
    """An incident with what was there before: a mechanism, or only a component."""

    incident: Mention
    earlier: tuple[Mention, ...]  # the latest first
    mechanism: str  # "" where only the component is the same
    slug: str
    place: str  # the component, else the organisation
    text: str  # the query text that finds all of them
    held: Mention | None  # an earlier one whose action items against it were all done when it came back
    done_on: date | None = None  # the last of them


@dataclass(frozen=True, slots=True)
class SeenBefore:
    """The quiet lines: what came back, and what began on these days of earlier years."""

    echoes: tuple[Echo, ...] = ()
    anniversaries: tuple[Mention, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.echoes or self.anniversaries)


@dataclass(frozen=True, slots=True)
class _Place:
    """An organisation or a component."""

    key: tuple[str, int]
    name: str
    text: str  # as the query language asks for it


def seen_before(
    visible: QuerySet, subjects: Sequence[Incident], days: Collection[date], *, most: int, zone: str = "UTC"
) -> SeenBefore:
    """Of `subjects`, which are among the `visible` incidents, with their organisation; of `days`, in `zone`.

    At most `most` echoes: those that did not hold first, then the order of the subjects.
    """
    kept = visible.exclude(status=Incident.Status.CANCELLED).exclude(kind=Incident.Kind.DRILL)
    echoes = _Echoes(kept, subjects).told() if subjects else []
    echoes.sort(key=lambda echo: echo.held is None)
    return SeenBefore(tuple(echoes[:most]), _anniversaries(kept, days, zone))


class _Echoes:
    """Looks up what the subjects share with earlier incidents, in a fixed number of queries."""

    def __init__(self, kept: QuerySet, subjects: Sequence[Incident]):
        self.kept = kept
        self.subjects = {incident.pk: incident for incident in subjects}
        self.places = self._places_of_subjects()
        factors = self._failings().filter(incident__in=self.subjects).select_related("mechanism")
        self.mechanisms: dict[int, dict[int, object]] = defaultdict(dict)
        for factor in factors.order_by("position", "pk"):
            self.mechanisms[factor.incident_id][factor.mechanism_id] = factor.mechanism

    def _failings(self) -> QuerySet:
        return ContributingFactor.objects.filter(mechanism__isnull=False).exclude(role=LIMITED_HARM)

    def _places_of_subjects(self) -> dict[int, list[_Place]]:
        """Components first: they say more than the organisation."""
        found: dict[int, list[_Place]] = {pk: [] for pk in self.subjects}
        windows = ImpactWindow.objects.filter(incident__in=self.subjects).select_related("component")
        for window in windows.order_by("pk"):
            component = window.component
            text = written([("component", [component.name])])
            place = _Place(("component", component.pk), component.name, text)
            if place not in found[window.incident_id]:
                found[window.incident_id].append(place)
        for pk, incident in self.subjects.items():
            if held := incident.organisation:
                place = _Place(("organisation", held.pk), held.name, written([("org", [held.slug])]))
                found[pk].append(place)
        return found

    def told(self) -> list[Echo]:
        earlier = self._candidates()
        met = self._mechanisms_of(earlier)
        weakened = self._weakened(met)
        found = (self._echo(subject, earlier, met, weakened) for subject in self.subjects.values())
        chosen = [echo for echo in found if echo]
        keys = {pk for _, held in chosen for pk in held.earlier}
        keys |= {held.held.incident for _, held in chosen if held.held}
        named = self.kept.in_bulk(keys)
        return [_told(subject, held, named) for subject, held in chosen]

    def _candidates(self) -> list[_Earlier]:
        """The latest incidents that share a place with one of the subjects, with their places."""
        keys = {place.key for places in self.places.values() for place in places}
        components = [key for kind, key in keys if kind == "component"]
        at = Q(organisation__in=[key for kind, key in keys if kind == "organisation"])
        windows = ImpactWindow.objects.filter(component__in=components)
        rows = self.kept.filter(at | Q(pk__in=windows.values("incident")), started_range__isnull=False)
        rows = rows.order_by(STARTED_OR_NEVER.desc(), "-number").values_list(
            "pk", LOWER, UPPER, "organisation_id"
        )[:CANDIDATES]
        found = [
            _Earlier(pk, (lower, upper), {("organisation", organisation)})
            for pk, lower, upper, organisation in rows
        ]
        by_key = {one.pk: one for one in found}
        for pk, component in windows.filter(incident__in=by_key).values_list("incident", "component"):
            by_key[pk].places.add(("component", component))
        return found

    def _mechanisms_of(self, earlier: Iterable[_Earlier]) -> dict[int, set[int]]:
        sought = {pk for held in self.mechanisms.values() for pk in held}
        rows = self._failings().filter(mechanism__in=sought, incident__in=[one.pk for one in earlier])
        found: dict[int, set[int]] = defaultdict(set)
        for pk, mechanism in rows.values_list("incident", "mechanism"):
            found[pk].add(mechanism)
        return found

    def _weakened(self, met: Mapping[int, set[int]]) -> dict[tuple[int, int], Weakened]:
        """What was dealt with of that, by incident and mechanism."""
        mechanisms = {pk for held in met.values() for pk in held}
        factors = weakened_factors(self.kept.filter(pk__in=met), mechanisms)
        return {(one.incident, one.mechanism): one for one in factors if one.done_on is not None}

    def _echo(self, subject: Incident, earlier, met, weakened) -> tuple[Incident, _Shared] | None:
        """The best that can be said of one: what did not hold, else the same factor, the same component."""
        began = _bounds(subject)
        before = [one for one in earlier if one.pk != subject.pk and one.began_before(began)]
        shared = [
            _Shared(mechanism, place, tuple(held), _dealt_with(held, mechanism, weakened, began))
            for mechanism in (*self.mechanisms[subject.pk].values(), None)
            for place in self.places[subject.pk]
            if (held := _sharing(before, place, mechanism, met))
        ]
        return (subject, min(shared, key=_rank)) if shared else None


@dataclass(frozen=True, slots=True)
class _Earlier:
    pk: int
    began: Bounds
    places: set[tuple]

    def began_before(self, bounds: Bounds) -> bool:
        """Whether it began before a start of these bounds for certain."""
        return bounds[0] is not None and self.began[1] is not None and self.began[1] <= bounds[0]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What an incident shares with earlier ones (their keys, the latest first)."""

    mechanism: object | None
    place: _Place
    keys: tuple[int, ...]
    held: Weakened | None

    @property
    def earlier(self) -> tuple[int, ...]:
        return self.keys[:EARLIER]


def _sharing(before: Iterable[_Earlier], place: _Place, mechanism, met) -> list[int]:
    """Those at this place with this mechanism; without one, only a component is worth a line."""
    if mechanism is None and place.key[0] != "component":
        return []
    here = (one.pk for one in before if place.key in one.places)
    return [pk for pk in here if mechanism is None or mechanism.pk in met.get(pk, ())]


def _dealt_with(keys: Iterable[int], mechanism, weakened, began: Bounds) -> Weakened | None:
    """The one of these that was dealt with last before it came back here."""
    dealt_with = [weakened[pk, mechanism.pk] for pk in keys if mechanism and (pk, mechanism.pk) in weakened]
    before = (one for one in dealt_with if one.until <= began[0])
    return max(before, key=lambda one: (one.done_on, one.factor), default=None)


def _rank(shared: _Shared) -> tuple:
    """What did not hold before what did, a factor before none, a component before an organisation."""
    return (shared.held is None, shared.mechanism is None, shared.place.key[0] != "component")


def _bounds(incident: Incident) -> Bounds:
    bounds = incident.started_range
    return (bounds.lower, bounds.upper) if bounds else (None, None)


def _told(subject: Incident, shared: _Shared, named: Mapping[int, Incident]) -> Echo:
    mechanism = shared.mechanism
    texts = [written([("mechanism", [mechanism.slug])])] if mechanism else []
    return Echo(
        incident=_mention(subject),
        earlier=tuple(_mention(named[pk]) for pk in shared.earlier if pk in named),
        mechanism=mechanism.name.lower() if mechanism else "",
        slug=mechanism.slug if mechanism else "",
        place=shared.place.name,
        text=" ".join([*texts, shared.place.text]),
        held=_mention(named[shared.held.incident]) if shared.held else None,
        done_on=shared.held.done_on if shared.held else None,
    )


def _mention(incident: Incident, zone: str = "UTC") -> Mention:
    return Mention(
        pk=incident.pk,
        reference=incident.reference,
        title=incident.title,
        address=incident.get_absolute_url(),
        day=day_of(incident, zone),
    )


def _anniversaries(kept: QuerySet, days: Collection[date], zone: str) -> tuple[Mention, ...]:
    """What certainly began on one of these days of an earlier year, the worst first, then the latest."""
    around = {day + timedelta(days=by) for day in days for by in (-1, 0, 1)}  # whatever the zone makes of it
    on = Q()
    for day in around:
        on |= Q(month=day.month, day=day.day)
    rows = kept.filter(started_range__isnull=False).annotate(
        month=ExtractMonth(LOWER, tzinfo=UTC),
        day=ExtractDay(LOWER, tzinfo=UTC),
        rank=Coalesce("severity__order", Value(NO_SEVERITY)),
    )
    rows = rows.filter(on).order_by("rank", STARTED_OR_NEVER.desc(), "-number")
    found = (one for one in rows[:CANDIDATES] if _is_anniversary(one, days, zone))
    return tuple(_mention(one, zone) for one in islice(found, ON_THIS_DAY))


def _is_anniversary(incident: Incident, days: Collection[date], zone: str) -> bool:
    earliest, latest = _bounds(incident)
    if earliest is None or latest is None:
        return False
    first, last = days_of(earliest, latest, zone)
    return first == last and any(
        (day.month, day.day) == (first.month, first.day) and first.year < day.year for day in days
    )
