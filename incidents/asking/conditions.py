"""What a field with its values demands of an incident, as a condition for its QuerySet."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import DateTimeField, ExpressionWrapper, F, Q

from incidents.asking import gaps
from incidents.asking.periods import Length
from incidents.asking.values import Known
from incidents.models import ActionItem, ContributingFactor, ImpactWindow, Incident
from search.models import PassageTerms


@dataclass(frozen=True, slots=True)
class Now:
    """When it is asked: `at` aware, and the day it is then where the person is."""

    at: datetime.datetime
    today: datetime.date


@dataclass(frozen=True, slots=True)
class Condition:
    """A field with the values of it that mean something; or fields of which one is enough (`either`)."""

    field: str  # its own name, whatever it was written with; "" where it is `either`
    known: tuple[Known, ...] = ()
    negated: bool = False
    start: int = 0  # in the text
    end: int = 0
    either: tuple[Condition, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """As `written` takes them."""
        return tuple(dict.fromkeys(one.value for one in self.known))

    @property
    def labels(self) -> tuple[str, ...]:
        """As people read them."""
        return tuple(dict.fromkeys(one.label for one in self.known))


Rule = Callable[[Sequence[Known], Now], Q]


def condition_of(field: str, known: Sequence[Known], now: Now) -> Q:
    """That one of the values holds."""
    return RULES[field](known, now)


def mechanism_condition(known: Sequence[Known], roles: Sequence[str]) -> Q:
    """That a factor has one of the mechanisms, in one of the roles; none: in any.

    A value that says a role itself (trigger/version-skew) is held to that one.
    """
    found = Q()
    plain = [one.key for one in known if not one.role]
    if plain:
        factors = ContributingFactor.objects.filter(mechanism__in=plain)
        found |= _in(factors.filter(role__in=roles) if roles else factors)
    for one in known:
        if one.role:
            found |= _in(ContributingFactor.objects.filter(mechanism=one.key, role=one.role))
    return found


def _in(rows) -> Q:
    """Incidents that one of the rows belongs to."""
    return Q(pk__in=rows.values("incident"))


def _any(conditions) -> Q:
    found = Q(pk__in=[])
    for condition in conditions:
        found |= condition
    return found


def _rows(column: str) -> Rule:
    """A column with the key of a row, which is empty where the value has no key."""

    def rule(known: Sequence[Known], now: Now) -> Q:
        found = Q(**{f"{column}__in": [one.key for one in known if one.key is not None]})
        return found | Q(**{column: None}) if any(one.key is None for one in known) else found

    return rule


def _values(column: str) -> Rule:
    return lambda known, now: Q(**{f"{column}__in": [one.value for one in known]})


def _components(known: Sequence[Known], now: Now) -> Q:
    return _in(ImpactWindow.objects.filter(component__in=[one.key for one in known]))


def _roles(known: Sequence[Known], now: Now) -> Q:
    return _in(ContributingFactor.objects.filter(role__in=[one.value for one in known]))


def _tags(known: Sequence[Known], now: Now) -> Q:
    return Q(tags__overlap=[one.value for one in known])


def _owner(known: Sequence[Known], now: Now) -> Q:
    items = Q(owner__in=[one.key for one in known if one.key is not None])
    for one in known:
        if one.key is None and one.value != NOBODY:
            items |= Q(owner_name__iexact=one.value) | Q(team__iexact=one.value)
    found = _in(ActionItem.objects.unfinished().filter(items))
    return found | gaps.unowned() if any(one.value == NOBODY for one in known) else found


def _state(value: str, now: Now) -> Q:
    if value in STATES:
        return STATES[value](now)
    if value in Incident.Status.values:
        return Q(status=value)
    return Q(kind=value) if value in Incident.Kind.values else Q(visibility=value)


def _status(known: Sequence[Known], now: Now) -> Q:
    return _any(_state(one.value, now) for one in known)


def _before(known: Sequence[Known], now: Now) -> Q:
    return _any(_overlaps(None, one.key.begin) for one in known)


def _after(known: Sequence[Known], now: Now) -> Q:
    return _any(_overlaps(one.key.end, None) for one in known)


def _during(known: Sequence[Known], now: Now) -> Q:
    return _any(_overlaps(one.key.begin, one.key.end) for one in known)


def _overlaps(begin, end) -> Q:
    """That the start may lie in [begin, end). What has no start that anybody states does not."""
    return Q(started_range__isnull=False, started_range__overlap=DateTimeTZRange(begin, end))


def _took(known: Sequence[Known], now: Now) -> Q:
    return _any(_lasted(one.key, now) for one in known)


def _lasted(length: Length, now: Now) -> Q:
    """That it may have lasted so long: from its start to its end, or until now while it is open.

    As `incidents.durations` says it: an end that lies before the start is no duration.
    """
    told = Q(started_range__isnull=False, resolved_range__isnull=False)
    ended = Q(resolved_range__endswith__isnull=True) | Q(started_range__startswith__isnull=True)
    told &= ended | Q(resolved_range__endswith__gt=F("started_range__startswith"))
    going = Q(
        started_range__isnull=False, resolved_range__isnull=True, status__in=Incident.OPEN_STATUSES
    ) & _or_open("started_range__startswith", "lt", now.at)
    if length.least is not None:
        told &= ended | Q(resolved_range__endswith__gt=_shifted("started_range__startswith", length.least))
        going &= _or_open("started_range__startswith", "lt", now.at - length.least)
    if length.most is not None:
        least = _shifted("started_range__endswith", length.most)
        soonest = Q(resolved_range__startswith__isnull=True) | Q(started_range__endswith__isnull=True)
        told &= soonest | Q(resolved_range__startswith__lt=least)
        going &= _or_open("started_range__endswith", "gt", now.at - length.most)
    return told | going


def _or_open(bound: str, comparison: str, moment) -> Q:
    return Q(**{f"{bound}__isnull": True}) | Q(**{f"{bound}__{comparison}": moment})


def _shifted(bound: str, by: datetime.timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(F(bound) + by, output_field=DateTimeField())


NOBODY = "nobody"
STATES = {
    "open": lambda now: Q(status__in=Incident.OPEN_STATUSES),
    "ended": lambda now: ~Q(status__in=Incident.OPEN_STATUSES),
    "overdue": lambda now: _in(ActionItem.objects.overdue(now.today)),
    "published": lambda now: gaps.has("postmortem"),
}
RULES: dict[str, Rule] = {
    "severity": _rows("severity"),
    "org": _rows("organisation"),
    "component": _components,
    "mechanism": lambda known, now: mechanism_condition(known, ()),
    "role": _roles,
    "kind": _values("kind"),
    "status": _status,
    "tag": _tags,
    "owner": _owner,
    "lead": _rows("lead"),
    "visibility": _values("visibility"),
    "has": lambda known, now: _any(gaps.has(one.value) for one in known),
    "is": _status,
    "missing": lambda known, now: _any(gaps.missing(one.value) for one in known),
    "before": _before,
    "after": _after,
    "during": _during,
    "took": _took,
    "in": lambda known, now: Q(
        pk__in=PassageTerms.objects.filter(kind__in=[one.value for one in known]).values("group")
    ),
    "incident": lambda known, now: Q(number__in=[one.key for one in known]),
}
