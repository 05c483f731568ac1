"""Impact windows as a page's updates tell them. A window that a person has changed is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from incidents.importing.impact import forget_vague
from incidents.models import ImpactWindow
from statuspages.ingest.components import affected_components
from statuspages.ingest.known import affected_from_json
from statuspages.ingest.stretches import Stretch, Told, stretches
from statuspages.ingest.telling import Telling, standing_posts
from statuspages.models import (
    ReportedComponent,
    ReportedIncident,
    ReportedUpdate,
    ReportedWindow,
    StatusPage,
)
from statuspages.providers.reading import State
from timelines.when import Precision


def store_windows(page: StatusPage, tellings: Iterable[Telling], now: datetime) -> None:
    """Let the incidents have the windows that follow from their updates; once more changes nothing."""
    told = {telling.row.pk: telling for telling in tellings if telling.row.incident_id}
    found = {pk: told_stretches(page, it.row, it.updates.values()) for pk, it in told.items()}
    affected = [
        each for it in told.values() for update in it.posts() for each in affected_from_json(update.affected)
    ]
    components = affected_components(page, affected, now)
    held = _held(told)
    new = []
    for pk, telling in told.items():
        wanted = {(components[one.uid].pk, one.number): one for one in found[pk]}
        for key, row in held.get(pk, {}).items():
            _follow(row, wanted.pop(key, None))
        new += [_new(telling, components[one.uid], one) for one in wanted.values()]
    forget_vague(row.window for row in new)
    ImpactWindow.objects.add_all([row.window for row in new])
    ReportedWindow.objects.bulk_create(new)


def told_stretches(
    page: StatusPage, row: ReportedIncident, updates: Iterable[ReportedUpdate]
) -> list[Stretch]:
    """The stretches in which components were not well, as an incident's updates tell them. Pure."""
    posts = standing_posts(updates)
    told = [
        Told(
            update.shown_at,
            affected_from_json(update.affected),
            is_over=update.state in (State.RESOLVED, State.DONE),
            precision=Precision(update.precision),
        )
        for update in posts
        if update.shown_at
    ]
    is_over = State(row.state).is_over
    ended_at = row.unlisted_at or (row.vendor_resolved_at if is_over else None)
    if ended_at and told and not told[-1].is_over and ended_at > told[-1].at:
        told.append(Told(ended_at, (), is_over=True))
    return stretches(told, page.reads.LEVELS.get, page.time_zone)


def _held(reported: Iterable[int]) -> dict[int, dict[tuple[int, int], ReportedWindow]]:
    """What was written before, by incident, then by component and number."""
    held: dict = {}
    rows = ReportedWindow.objects.filter(reported__in=list(reported)).select_related("window")
    for row in rows:
        held.setdefault(row.reported_id, {})[row.component_id, row.number] = row
    return held


def _new(telling: Telling, component: ReportedComponent, one: Stretch) -> ReportedWindow:
    facts = {"level": str(one.level), "began": one.began, "ended": one.ended}
    window = ImpactWindow(incident=telling.incident, component_id=component.component_id, **facts)
    return ReportedWindow(
        reported=telling.row, component=component, number=one.number, window=window, **facts
    )


def _follow(row: ReportedWindow, one: Stretch | None) -> None:
    """Bring a window up to what the page says now, if it is as we left it."""
    if one is None:
        if row.is_ours:
            row.window.remove(by=None)
        row.delete()
        return
    facts = {"level": str(one.level), "began": one.began, "ended": one.ended}
    if (row.level, row.began, row.ended) == tuple(facts.values()) or not row.is_ours:
        return
    row.window.change(by=None, **facts)
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
