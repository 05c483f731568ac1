"""What the first page shows, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from accounts.reading import today_of
from incidents.drawing import milestone_label
from incidents.markdown import words_in
from incidents.models import ActionItem, Incident, Postmortem
from incidents.resurfacing import seen_before
from incidents.rows import so_far_of
from timelines.drawing import draw_tiny
from timelines.models import TimelineEvent
from timelines.when import Duration, Precision, When

OPEN_SHOWN = 20
DUE_SHOWN = 8
POSTMORTEMS_SHOWN = 4
ECHOED = 5  # open incidents, the latest, of which the page says what was there before
ECHOES = 2  # lines
QUIET = timedelta(hours=3)  # an open incident with nothing recorded for longer is called quiet
LONGEST_SCALE = timedelta(days=7)
WORDS_A_MINUTE = 220


@dataclass(frozen=True, slots=True)
class OpenIncident:
    """An open incident with its tiny drawing and what was recorded last."""

    incident: Incident
    drawing: SafeString
    started: When | None
    so_far: Duration | None
    marks: list[str]  # “mitigated 05:48 UTC”, in the order of time
    silent_for: Duration | None  # since the last event happened; None without events
    is_quiet: bool


def front_page(visible: QuerySet, user, now: datetime) -> dict:
    """The context of incidents/home.html. `visible` are the incidents the person may see, `now` is aware."""
    unresolved = list(_open_incidents(visible, now))
    scale = _scale(unresolved, now)
    actions = ActionItem.objects.filter(incident__in=visible)
    return {
        "open_incidents": [_open(incident, scale, now) for incident in unresolved],
        "open_count": visible.unresolved().count(),
        "scale": scale,
        "scale_ticks": _ticks(scale),
        "due": _due(actions, user),
        "due_count": actions.unfinished().filter(owner=user).count() if user.is_authenticated else 0,
        "postmortems": _postmortems(visible),
        "postmortem_count": Postmortem.objects.published().filter(incident__in=visible).count(),
        "kept": visible.count(),
        "before": seen_before(visible, unresolved[-ECHOED:][::-1], [today_of(user, now)], most=ECHOES),
        "today": today_of(user, now),
        "now": now,
    }


def _open_incidents(visible: QuerySet, now: datetime) -> QuerySet:
    """With the bounds that the last event lies between: the latest beginning and the latest end of all.

    An event of which no end is known (“after 23:00”) may have happened just now; NULL: no beginning is known.
    """
    events = TimelineEvent.objects.standing().filter(incident=OuterRef("pk")).values("incident")
    latest_end = Max(Coalesce("happened_range__endswith", now, output_field=DateTimeField()))
    rows = visible.unresolved().select_related("severity", "lead", "organisation")
    rows = rows.annotate(
        last_event_from=Subquery(events.annotate(at=Max("happened_range__startswith")).values("at")),
        last_event_by=Subquery(events.annotate(at=latest_end).values("at")),
    )
    return rows.order_by("started_range", "-number")[:OPEN_SHOWN]


def _scale(incidents: list[Incident], now: datetime) -> tuple[datetime, datetime]:
    """From the earliest start (at most a week ago, at least an hour) until now."""
    starts = [
        incident.started_range.lower or incident.started_range.upper
        for incident in incidents
        if incident.started_range
    ]
    begin = min([*starts, now - timedelta(hours=1)])
    return max(begin, now - LONGEST_SCALE), now


def _ticks(scale: tuple[datetime, datetime]) -> list[datetime]:
    """Five instants spread evenly over the scale, its ends among them."""
    begin, end = scale
    return [begin + (end - begin) * step / 4 for step in range(5)]


def _open(incident: Incident, scale: tuple[datetime, datetime], now: datetime) -> OpenIncident:
    told = incident.milestones_told
    started = told.pop("started", None)
    last = _last_event(incident, now)
    level = incident.severity.colour if incident.severity else 4
    drawing = draw_tiny(started, None, *scale, level=level, milestones=told.values(), now=now)
    return OpenIncident(
        incident=incident,
        drawing=drawing,
        started=started,
        so_far=so_far_of(incident, now),
        marks=_marks(told, started),
        silent_for=When.at(now) - last if last else None,
        is_quiet=bool(last and now - last.latest > QUIET),
    )


def _marks(told: dict[str, When], started: When | None) -> list[str]:
    """Milestones after the start in the order of time; the day stands where it is not that of the start."""
    day = started.parts("UTC").date if started else None
    return [
        f"{milestone_label(name).lower()} {when.text('UTC', day=when.parts('UTC').date != day)}"
        for name, when in sorted(told.items(), key=lambda named: named[1].key)
    ]


def _last_event(incident: Incident, now: datetime) -> When | None:
    """When the last event until now happened, as well as that is known; None for an empty timeline."""
    if incident.last_event_by is None:
        return None
    latest = min(incident.last_event_by, now)
    earliest = incident.last_event_from and min(incident.last_event_from, latest)
    return When(earliest, latest, Precision.RANGE)


def _due(actions: QuerySet, user) -> list[ActionItem]:
    """What this person has promised, the most overdue first."""
    if not user.is_authenticated:
        return []
    mine = actions.unfinished().filter(owner=user).select_related("incident")
    return list(mine.order_by("due_date", "pk")[:DUE_SHOWN])


@dataclass(frozen=True, slots=True)
class LatestPostmortem:
    postmortem: Postmortem
    lead: str  # how it begins, without markup
    minutes: int
    mechanisms: list


def _postmortems(visible: QuerySet) -> list[LatestPostmortem]:
    """The postmortems that were published last."""
    rows = Postmortem.objects.published().filter(incident__in=visible)
    rows = rows.select_related("incident__organisation", "published")
    rows = rows.prefetch_related("incident__factors__mechanism").order_by("-published_at", "-pk")
    return [_latest(postmortem) for postmortem in rows[:POSTMORTEMS_SHOWN]]


def _latest(postmortem: Postmortem) -> LatestPostmortem:
    factors = postmortem.incident.factors.all()
    named = {factor.mechanism.slug: factor.mechanism for factor in factors if factor.mechanism}
    minutes = max(1, round(words_in(postmortem.published.body) / WORDS_A_MINUTE))
    lead = postmortem.incident.summary.strip().split("\n\n")[0]
    return LatestPostmortem(postmortem, lead, minutes, list(named.values())[:3])
