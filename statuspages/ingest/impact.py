"""Impact windows as a page's updates tell them. A window that a person has changed is theirs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from incidents.importing.impact import forget_vague
from incidents.models import ImpactWindow
from statuspages.ingest.components import affected_components
from statuspages.ingest.known import affected_from_json
from statuspages.ingest.reconcile import What
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
from timelines.fields import column_names
from timelines.when import Precision

FACTS = ("level", "began", "ended")


def store_windows(page: StatusPage, tellings: Iterable[Telling], now: datetime) -> None:
    """Let the incidents have the windows that follow from their updates; once more changes nothing."""
    told = {it.row.pk: it for it in tellings if it.row.incident_id and not _is_as_it_was(page, it)}
    if not told:
        return
    found = {pk: told_stretches(page, it.row, it.updates.values()) for pk, it in told.items()}
    affected = [
        each for it in told.values() for update in it.posts() for each in affected_from_json(update.affected)
    ]
    components = affected_components(page, affected, now)
    held = _held(told)
    new: list[ReportedWindow] = []
    moved: list[ReportedWindow] = []
    gone: list[ReportedWindow] = []
    for pk, telling in told.items():
        wanted = {(components[one.uid].pk, one.number): one for one in found[pk]}
        for key, row in held.get(pk, {}).items():
            one = wanted.pop(key, None)
            if one is None:
                gone.append(row)
            elif row.is_ours and _facts(row) != _facts(one):
                row.level, row.began, row.ended = _facts(one)
                moved.append(row)
        new += [_new(telling, components[one.uid], one) for one in wanted.values()]
    _add(new)
    _move(moved)
    _remove(gone)


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
    facts = dict(zip(FACTS, _facts(one), strict=True))
    window = ImpactWindow(incident=telling.incident, component_id=component.component_id, **facts)
    return ReportedWindow(
        reported=telling.row, component=component, number=one.number, window=window, **facts
    )


def _facts(one: Stretch | ReportedWindow) -> tuple:
    return (str(one.level), one.began, one.ended)


def _add(rows: list[ReportedWindow]) -> None:
    if rows:
        forget_vague(row.window for row in rows)
        ImpactWindow.objects.add_all([row.window for row in rows])
        ReportedWindow.objects.bulk_create(rows)


def _move(rows: list[ReportedWindow]) -> None:
    """Let windows that are as we left them be as the page now says."""
    if rows:
        for row in rows:
            row.window.level, row.window.began, row.window.ended = _facts(row)
        ImpactWindow.objects.change_all([row.window for row in rows])
        ReportedWindow.objects.bulk_update(rows, column_names(rows[0], FACTS))


def _remove(rows: list[ReportedWindow]) -> None:
    """Take away windows that the page no longer tells of, unless a person has made them theirs."""
    if rows:
        windows = [row.window_id for row in rows if row.is_ours]
        ReportedWindow.objects.filter(pk__in=[row.pk for row in rows]).delete()
        ImpactWindow.objects.filter(pk__in=windows).delete()


def _is_as_it_was(page: StatusPage, telling: Telling) -> bool:
    """Whether further posts on an incident that goes on tell of no component what was not told before."""
    change, before = telling.change, telling.before
    if change is None or change.what is not What.CHANGED or before.ended or telling.state.is_over:
        return False
    new = {update.uid for update in change.updates if update.what is What.NEW}
    if len(new) != len(change.updates):
        return False
    former = [row for uid, row in telling.updates.items() if uid not in new]
    now = told_stretches(page, telling.row, telling.updates.values())
    return bool(former) and told_stretches(page, telling.row, former) == now
