"""Watched pages with something of everything that their list and their own pages can show."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.factories import ChannelFactory
from incidents.models import ImpactWindow, Incident, Organisation
from statuspages.factories import (
    DependencyFactory,
    MaintenanceFactory,
    ReadingFactory,
    ReportedComponentFactory,
    ReportedIncidentFactory,
    ReportedUpdateFactory,
    ReportedWindowFactory,
    StatusPageFactory,
    UpdateRevisionFactory,
)
from statuspages.models import (
    Adding,
    Alert,
    Platform,
    ReportedIncident,
    ReportedUpdate,
    StatusPage,
    StrangeWord,
)
from statuspages.tests.alerting import HappeningFactory, RuleFactory
from timelines.when import Precision, When

FIRST_FORM = "Builds waited for some customers between 14:10 and 14:40 UTC. We are sorry."
LAST_FORM = "Builds waited for all customers between 13:22 and 14:44 UTC. A `token` had run out."


def watch() -> tuple[StatusPage, ReportedUpdate]:
    """A page with incidents and one of its posts, which was rewritten. Beside it pages in other states."""
    now = timezone.now()
    page = _page("Bauhof", now, tags=["ci", "builds"], team="Platform", every_seconds=240)
    page.renew_nudge_key()
    DependencyFactory(page=page, component__name="Deploys")
    _upkeep(page, now)
    seen = {"first_seen_at": now, "last_seen_at": now}
    StrangeWord.objects.create(page=page, what="component status", word="wobbly", times=3, **seen)
    components = [
        ReportedComponentFactory(page=page, name=f"Builder {n}", group_name="Builders", position=n)
        for n in range(10)
    ]
    for day in range(60):
        ReadingFactory(page=page, at=now - timedelta(days=day))
    ReadingFactory(page=page, at=now, outcome="changed", http_status=200, size_bytes=212_000)
    ReadingFactory(page=page, at=now, outcome="failed", http_status=None, error="timed-out", took_ms=10_003)
    rewritten = _rewritten(page, now)
    levels = zip(components, ImpactWindow.Level, strict=False)
    for days, (component, level) in enumerate(levels, start=2):
        _affected(_incident(page, f"Builds wait, case {days}", now - timedelta(days=days)), component, level)
    waiting = _incident(page, "Builds wait again", now - timedelta(hours=1), status="identified", ended=False)
    _alerts(waiting, now)
    _others(now)
    return page, rewritten


def _page(name: str, now: datetime, **facts) -> StatusPage:
    return StatusPageFactory(
        name=name,
        url=f"https://status.{name.lower()}.example",
        organisation=Organisation.objects.named(name),
        read_at=now - timedelta(seconds=38),
        answered_at=now - timedelta(seconds=38),
        next_due_at=now + timedelta(minutes=4),
        changed_at=now - timedelta(hours=1),
        indicator="none",
        says="All builders build",
        **facts,
    )


def _others(now: datetime) -> None:
    unreadable = _page("Turm", now, failures=7, unreadable_since=now - timedelta(days=2))
    unreadable.error = StatusPage.Error.NOT_JSON
    unreadable.error_says = "The answer is a web page. Open it in a browser, and watch its new address."
    unreadable.save()
    _page("Stillgelegt", now, is_watched=False)
    _page("Werkstatt", now, team="Yard")
    _page("Zelt", now)
    Platform.objects.create(provider="statuspage", failing_since=now, says="3 of 4 pages fail together.")
    StatusPageFactory(name="Neuling")


def _upkeep(page, now: datetime) -> None:
    """Maintenances to come, under way for too long, over, and withdrawn."""
    for hours, status in ((20, "scheduled"), (-3, "in_progress"), (-90, "completed"), (-200, "completed")):
        begin = now + timedelta(hours=hours)
        window = {"scheduled_for": begin, "scheduled_until": begin + timedelta(hours=2)}
        reported = MaintenanceFactory(page=page, name=f"New roof, part {hours}", status=status, **window)
        _post(reported, begin - timedelta(hours=40), "The roof is *new*.", status="scheduled")
    MaintenanceFactory(page=page, name="No roof", gone_at=now)


def _alerts(reported: ReportedIncident, now: datetime) -> None:
    """Two rules, a channel and one that cannot be used; what was told, and what could not be."""
    channels = [ChannelFactory(name="#incidents"), ChannelFactory(name="An old one", address="gone://x")]
    rule = RuleFactory(name="Vendors of builds", channels=channels, pages=[reported.page], scope="pages")
    RuleFactory(name="All at once", scope="tags", tags=["ci", "payments"], pace="daily", is_on=False)
    opened = HappeningFactory(reported=reported, at=now, says="Bauhof reports “Builds wait again”.")
    about = {"rule": rule, "happening": opened, "due_at": now, "tries": 1}
    Alert.objects.create(**about, person=rule.people.get(), sent_at=now)
    Alert.objects.create(**about, channel=channels[0], error="Slack did not take it within 20 seconds.")
    Alert.objects.create(**about, channel=channels[1], error="It cannot be used.", dropped_at=now)


def add_lists() -> tuple[Adding, Adding]:
    """A list that goes on, and one that is done; each with every state that a line can have."""
    lists = []
    for states in (("waiting", "watched", "refused"), ("watched", "known", "refused")):
        adding = Adding.objects.create()
        for position, state in enumerate(states):
            page = StatusPage.objects.order_by("pk").first() if state in ("watched", "known") else None
            says = "There is no answer at this address. Look for another." if state == "refused" else ""
            address = f"https://status-{position}.example"
            adding.lines.create(position=position, address=address, state=state, page=page, says=says)
        lists.append(adding)
    return tuple(lists)


def _incident(page, name: str, at: datetime, *, status="resolved", ended=True) -> ReportedIncident:
    """An incident of two hours with five posts, the first at `at`."""
    reported = ReportedIncidentFactory(
        page=page,
        name=name,
        incident=Incident.objects.open_new(
            title=name, kind=Incident.Kind.VENDOR, organisation=page.organisation, status=status
        ),
        status=status,
        vendor_created_at=at,
        vendor_resolved_at=at + timedelta(hours=2) if ended else None,
    )
    for n in range(5):
        _post(reported, at + timedelta(minutes=30 * n), f"Builds wait. This is *post* {n + 1}.")
    return reported


def _post(reported, at: datetime, body: str, **facts) -> ReportedUpdate:
    times = {"display_at": at, "vendor_created_at": at, "vendor_updated_at": at}
    update = ReportedUpdateFactory(reported=reported, **times, **facts)
    UpdateRevisionFactory(update=update, body=body, seen_at=at + timedelta(seconds=40))
    return update


def _rewritten(page, now: datetime) -> ReportedUpdate:
    """A post with two forms, in an incident of which another was withdrawn, with a postmortem."""
    at = now - timedelta(days=3)
    reported = _incident(page, "Builders cannot be reached", at)
    update = _post(reported, at + timedelta(hours=2), FIRST_FORM, status="resolved")
    changed = now - timedelta(days=1)
    UpdateRevisionFactory(update=update, body=LAST_FORM, seen_at=changed, vendor_updated_at=changed)
    _post(reported, at + timedelta(hours=3), "A note.", gone_at=at + timedelta(hours=4))
    _post(reported, at + timedelta(days=1), "## Why\n\nA token had run out.", status="postmortem")
    return update


def _affected(reported, component, level: str) -> None:
    at = reported.vendor_created_at
    ReportedWindowFactory(
        reported=reported,
        component=component,
        level=level,
        began=When.at(at, Precision.SECOND),
        ended=When.at(at + timedelta(hours=2), Precision.SECOND),
    )
