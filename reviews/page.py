"""A review laid out for the page and the HTML document, in words and drawings, no decision left to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from reviews.actions import Action
from reviews.drawing import draw_in_week
from reviews.postmortems import Owed
from reviews.report import IncidentInWeek, Report
from reviews.week import DAYS, Week
from reviews.words import (
    Section,
    asides,
    began_said,
    day_said,
    first_post_said,
    headlines,
    impact_said,
    lasted_said,
    lede,
    needs_somebody,
    postmortem_said,
    sections,
    since_said,
)

SHOWN = 12  # action items and postmortems of each sort; the documents have more


@dataclass(frozen=True, slots=True)
class Row:
    """One incident under its heading."""

    one: IncidentInWeek
    drawing: SafeString
    began: str
    lasted: str
    needs_somebody: bool
    first_post: str
    impact: str
    postmortem: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    action: Action
    box: str  # the class of its box
    state: str
    when: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class OwedRow:
    owed: Owed
    when: str
    is_late: bool


def told(report: Report) -> dict:
    """The context of reviews/_review.html."""
    actions, owed = report.actions, report.postmortems
    action_rows = [_action(one, report) for one in actions.carried_over_list[:SHOWN]]
    action_rows += [_action(one, report) for one in actions.closed_list[:SHOWN]]
    late = owed.overdue_list[:SHOWN]
    return {
        "report": report,
        "week": report.week,
        "lede": lede(report),
        "headlines": headlines(report),
        "sections": [(section, _rows(section, report)) for section in sections(report)],
        "asides": [(section, _rows(section, report)) for section in asides(report)],
        "scale": _scale(report.week),
        "action_rows": action_rows,
        "more_actions": actions.carried_over + actions.closed - len(action_rows),
        "owed_rows": [
            *(_owed(one, report, "overdue since") for one in late),
            *(_owed(one, report, "due") for one in owed.due),
            *(_owed(one, report, "published") for one in owed.published),
        ],
        "more_owed": owed.overdue - len(late),
    }


def _rows(section: Section, report: Report) -> list[Row]:
    return [_row(one, report) for one in section.rows]


def _row(one: IncidentInWeek, report: Report) -> Row:
    return Row(
        one=one,
        drawing=draw_in_week(one, report),
        began=began_said(one, report.week),
        lasted=lasted_said(one),
        needs_somebody=needs_somebody(one),
        first_post=first_post_said(one.first_post),
        impact=impact_said(one),
        postmortem=postmortem_said(one, report),
    )


def _scale(week: Week) -> list[str]:
    """The days of the week, the first and the last with their number."""
    return [
        f"{DAYS[day.weekday()]} {day.day}" if day.weekday() in (0, 6) else DAYS[day.weekday()]
        for day in week.days
    ]


def _action(one: Action, report: Report) -> ActionRow:
    if one.finished_on:
        box = " box-done" if one.status == "done" else ""
        when = f"{one.status} {DAYS[one.finished_on.weekday()]}"
        return ActionRow(one, box, one.status, when, is_late=False)
    when = since_said(one.since, one.weeks, report.week)
    if one.is_overdue:
        when += f", due {day_said(one.due, report.week)}"
    box = " box-part" if one.status == "in-progress" else ""
    return ActionRow(one, box, one.status.replace("-", " "), when, one.is_overdue)


def _owed(one: Owed, report: Report, said: str) -> OwedRow:
    if said == "published":
        return OwedRow(one, f"published {day_said(one.published_on, report.week)}", is_late=False)
    if one.published_on:
        said = "was due"
    return OwedRow(one, f"{said} {day_said(one.due, report.week)}", is_late=said == "overdue since")
