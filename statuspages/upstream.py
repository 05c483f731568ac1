"""Which incidents of vendors may lie behind one of ours: offered with the reason, linked by a person only.

Offered is what a declared dependency points at: what a component of ours needs was in trouble while that was,
and did not certainly begin later. Offers are worked out anew each time: none is older than what it stands on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.history import acting
from incidents.models import ImpactWindow, Incident
from statuspages.models import Dependency, ReportedIncident, ReportedWindow, Upstream
from timelines.when import Precision, When

MOST = 50  # offers of one incident that are looked at, the newest first


@dataclass(frozen=True, slots=True)
class Trouble:
    """A component was not well. `ended`: None where that is not known. `name`: as its owner calls it."""

    name: str
    began: When
    ended: When | None

    def meets(self, other: Trouble) -> bool:
        """Whether the two may have been at one time."""
        return not _over_before(self, other) and not _over_before(other, self)


@dataclass(frozen=True, slots=True)
class Offer:
    """A vendor's incident and, in `why`, what speaks for it; `decision` where somebody has decided."""

    reported: ReportedIncident
    why: str
    decision: Upstream | None = None


def reason(theirs: Trouble, ours: Trouble, vendor: str) -> str:
    """Why `theirs` may lie behind `ours`, in words; "" where it does not: other times, or ours was first.

    `vendor`: whose page says so.
    """
    if not theirs.meets(ours) or ours.began.before(theirs.began):
        return ""
    ahead = ours.began - theirs.began
    surely = theirs.began.before(ours.began)
    first = f"began first, {ahead} before" if surely else "may have begun first, as far as the times go"
    return f"{ours.name} depends on it. {theirs.name} ({vendor}) {first}, from {theirs.began} on."


def offers_of(incident: Incident, user) -> list[Offer]:
    """All that may lie behind `incident` and that this person may see, the earliest first.

    Six queries at most. Those that somebody has decided on are among them, whatever speaks for them now.
    """
    decided = {row.reported_id: row for row in _decisions(incident, user)}
    found = {pk: Offer(row.reported, row.why, row) for pk, row in decided.items()}
    for reported, why in _candidates(incident, user):
        found.setdefault(reported.pk, Offer(reported, why))
    return sorted(found.values(), key=lambda offer: (offer.reported.begun_at, offer.reported.pk))


def decide(incident: Incident, reported: ReportedIncident, state: str, *, by, why: str = "") -> Upstream:
    """Link or decline; deciding again changes the decision. The earlier one is kept in its history."""
    with transaction.atomic(), acting(by):
        facts = {"state": state, "why": why[:500], "decided_by": by, "decided_at": timezone.now()}
        return Upstream.objects.update_or_create(incident=incident, reported=reported, defaults=facts)[0]


def undecide(incident: Incident, reported: ReportedIncident, *, by) -> bool:
    """Take a decision back; whether there was one."""
    with transaction.atomic(), acting(by):
        return bool(Upstream.objects.filter(incident=incident, reported=reported).delete()[0])


def _decisions(incident: Incident, user) -> QuerySet:
    visible = ReportedIncident.objects.visible_to(user)
    rows = Upstream.objects.filter(incident=incident, reported__in=visible)
    return rows.select_related("reported__page", "reported__incident", "decided_by")


def _candidates(incident: Incident, user) -> Iterable[tuple[ReportedIncident, str]]:
    windows = list(incident.impact_windows.select_related("component"))
    needed = _needed(windows)
    if not needed:
        return
    for reported in _reported(incident, windows, needed, user):
        why = _why(reported, windows, needed)
        if why:
            yield reported, why


def _needed(windows: list[ImpactWindow]) -> list[Dependency]:
    components = {window.component_id for window in windows}
    return list(Dependency.objects.filter(component__in=components)) if components else []


def _reported(incident: Incident, windows: list[ImpactWindow], needed: list[Dependency], user) -> QuerySet:
    """Incidents that pages which are depended on report around that time, the newest first."""
    latest = max(window.began.latest or timezone.now() for window in windows)
    earliest = min(window.began.earliest or window.began.latest for window in windows)
    still = Q(vendor_resolved_at=None) | Q(vendor_resolved_at__gte=earliest)
    told = ReportedIncident.objects.visible_to(user).told().exclude(incident=incident)
    told = told.with_begun().filter(still, page__in={each.page_id for each in needed}, begun__lte=latest)
    of_it = Prefetch("windows", ReportedWindow.objects.select_related("component"))
    return told.select_related("page", "incident").prefetch_related(of_it).order_by("-begun", "-pk")[:MOST]


def _why(reported: ReportedIncident, windows: list[ImpactWindow], needed: list[Dependency]) -> str:
    """The first reason there is, or ""."""
    for each in needed:
        if each.page_id != reported.page_id:
            continue
        for theirs in _troubles(reported, each.reported_component_id):
            for window in windows:
                ours = Trouble(window.component.name, window.began, window.ended)
                of_it = window.component_id == each.component_id
                if of_it and (why := reason(theirs, ours, reported.page.name)):
                    return why
    return ""


def _troubles(reported: ReportedIncident, component: int | None) -> Iterable[Trouble]:
    """What it tells of a component; of any (None): all it tells, or the whole of it where it names none."""
    windows = list(reported.windows.all())
    for window in windows:
        if component in (None, window.component_id):
            yield Trouble(window.component.name, window.began, window.ended)
    if component is None and not windows:
        yield Trouble(reported.name, _instant(reported.begun_at), _end(reported))


def _end(reported: ReportedIncident) -> When | None:
    return _instant(reported.vendor_resolved_at) if reported.vendor_resolved_at else None


def _instant(at: datetime) -> When:
    return When.at(at, Precision.SECOND)


def _over_before(one: Trouble, other: Trouble) -> bool:
    return one.ended is not None and one.ended.before(other.began)
