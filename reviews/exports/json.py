"""A review as JSON: what the API answers with, and what is kept of a prepared one.

Times are as everywhere in the API (`earliest`, `latest`, `precision`, `zone`, `as_written`, `text`), and
durations are ranges in seconds. Null is what is not known. Keys always stand in this order.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta

from incidents.durations import NamedDuration
from reviews import seen_before
from reviews.actions import Action, Actions
from reviews.impact import Impact
from reviews.medians import Median
from reviews.placing import BegunBy
from reviews.postmortems import Owed, Postmortems
from reviews.report import Figures, ImpactTotal, IncidentInWeek, Report
from timelines.api.fields import WhenField
from timelines.when import Duration, When

SECOND = timedelta(seconds=1)


def write(report: Report) -> str:
    return json.dumps(plain(report), ensure_ascii=False, indent=2) + "\n"


def plain(report: Report) -> dict:
    """The review of dicts, lists, text, numbers and None only."""
    week = report.week
    return {
        "week": str(week),
        "zone": week.zone,
        "start": plain_instant(week.start),
        "end": plain_instant(week.end),
        "hours": int(week.hours) if week.hours.is_integer() else week.hours,
        "is_over": report.is_over,
        "as_of": plain_instant(report.as_of),
        "figures": _figures(report.figures),
        "week_before": {"week": str(week.previous), **_figures(report.before)},
        "incidents": {
            "new": [_incident(one) for one in report.new],
            "resolved": [_incident(one) for one in report.resolved],
            "continuing": [_incident(one) for one in report.continuing],
            "at_the_border": [_incident(one) for one in report.border],
        },
        "vendors": {
            "figures": _figures(report.vendor_figures),
            "incidents": [_incident(one) for one in report.vendors],
        },
        "near_misses": [_incident(one) for one in report.near_misses],
        "drills": [_incident(one) for one in report.drills],
        "postmortems": _postmortems(report.postmortems),
        "action_items": _actions(report.actions),
        "seen_before": seen_before.plain(report.seen_before),
    }


def _figures(figures: Figures) -> dict:
    return {
        "new": figures.new,
        "from_before": figures.from_before,
        "resolved": figures.resolved,
        "open_at_end": figures.open_at_end,
        "at_the_border": figures.border,
        "severities": {name or "not set": number for name, number in figures.severities},
        "impact": _total(figures.impact),
        "time_to_first_post": _median(figures.first_post),
        "time_to_resolve": _median(figures.resolve),
    }


def _total(impact: ImpactTotal) -> dict:
    return {
        "duration": plain_duration(impact.duration),
        "n": impact.n,
        "still_going_on": impact.going_on,
        "with_an_open_end": impact.unbounded,
        "without_windows": impact.without_windows,
        "at_the_border": impact.at_border,
        "missing": {str(told): number for told, number in impact.missing},
    }


def _median(median: Median) -> dict:
    return {
        "median": plain_duration(median.middle),
        "spread": plain_duration(median.spread),
        "n": median.n,
        "pending": median.pending,
        "not_stated": median.not_stated,
        "not_applicable": median.not_applicable,
        "invalid": median.invalid,
    }


def _incident(one: IncidentInWeek) -> dict:
    return {
        "incident": one.reference,
        "title": one.title,
        "url": one.address,
        "kind": one.kind,
        "status": one.status,
        "severity": one.severity.name if one.severity else None,
        "organisation": one.organisation or None,
        "summary": one.summary or None,
        "place": str(one.place),
        "is_resolved_in_week": one.is_resolved_here,
        "is_open_at_end": one.is_open_at_end,
        "began": None if one.life.begun_by == BegunBy.RECORD else _when(one.life.began),
        "placed_by": str(one.life.begun_by),
        "ended": _when(one.life.ended),
        "goes_on": one.life.goes_on,
        "milestones": {name: _when(when) for name, when in one.marks},
        "time_to_first_post": _named(one.first_post),
        "time_to_resolve": _named(one.lasted),
        "impact": _impact(one.impact),
        "postmortem_due": _day(one.postmortem_due),
        "postmortem_published": _day(one.postmortem_on),
        "notes": list(one.notes),
    }


def _impact(impact: Impact) -> dict:
    return {
        "state": str(impact.told),
        "duration": plain_duration(impact.duration),
        "windows": impact.windows,
        "is_going_on": impact.is_going_on,
        "said": impact.said or None,
    }


def _named(named: NamedDuration) -> dict:
    return {"state": str(named.state), "duration": plain_duration(named.duration), "said": named.said or None}


def _postmortems(owed: Postmortems) -> dict:
    return {
        "published": [_owed(one) for one in owed.published],
        "due": [_owed(one) for one in owed.due],
        "overdue": owed.overdue,
        "overdue_first": [_owed(one) for one in owed.overdue_list],
    }


def _owed(one: Owed) -> dict:
    return {
        "incident": one.reference,
        "title": one.title,
        "url": one.address,
        "due": _day(one.due),
        "published": _day(one.published_on),
    }


def _actions(actions: Actions) -> dict:
    return {
        "carried_in": actions.carried_in,
        "opened": actions.opened,
        "done": actions.done,
        "declined": actions.declined,
        "open_at_end": actions.open_at_end,
        "carried_over": actions.carried_over,
        "overdue": actions.overdue,
        "due": actions.due,
        "due_and_done": actions.due_done,
        "due_and_declined": actions.due_declined,
        "due_and_moved": actions.due_moved,
        "finished_undated": actions.undated,
        "carried_over_first": [_action(one) for one in actions.carried_over_list],
        "opened_first": [_action(one) for one in actions.opened_list],
        "closed_first": [_action(one) for one in actions.closed_list],
    }


def _action(one: Action) -> dict:
    return {
        "title": one.title,
        "incident": one.reference,
        "url": one.address,
        "status": one.status,
        "held_by": one.held_by or None,
        "due": _day(one.due),
        "known_on": _day(one.known_on),
        "since": str(one.since),
        "finished_on": _day(one.finished_on),
        "is_overdue": one.is_overdue,
    }


def _when(when: When | None) -> dict | None:
    return WhenField().to_representation(when) if when else None


def plain_duration(duration: Duration | None) -> dict | None:
    """A range in seconds; null where there is no longest."""
    if duration is None:
        return None
    return {
        "shortest_seconds": _seconds(duration.shortest),
        "longest_seconds": None if duration.longest is None else _seconds(duration.longest),
    }


def _seconds(length: timedelta) -> int | float:
    return length // SECOND if not length % SECOND else length.total_seconds()


def plain_instant(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, with Z."""
    return moment and moment.isoformat().replace("+00:00", "Z")


def _day(day: date | None) -> str | None:
    return day and day.isoformat()
