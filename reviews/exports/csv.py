"""A review as a table: a row for each incident, postmortem, action item and figure, told apart by `section`.

Columns are stable: new ones are only ever added behind the last. docs/weekly-review.md says what each holds.
A cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

from incidents.models import Incident
from reviews.actions import Action
from reviews.exports.json import plain_duration, plain_instant
from reviews.placing import BegunBy
from reviews.postmortems import Owed
from reviews.report import Figures, IncidentInWeek, Report
from reviews.seen_before import echo_said
from reviews.words import asides, sections
from timelines.when import Duration, When

COLUMNS = (
    "week",
    "zone",
    "section",
    "incident",
    "title",
    "organisation",
    "kind",
    "severity",
    "status",
    "began_earliest",
    "began_latest",
    "began_precision",
    "ended_earliest",
    "ended_latest",
    "ended_precision",
    "shortest_seconds",
    "longest_seconds",
    "impact_shortest_seconds",
    "impact_longest_seconds",
    "n",
    "due",
    "known_on",
    "finished_on",
    "held_by",
    "notes",
)
APART = (Incident.Kind.VENDOR, Incident.Kind.DRILL, Incident.Kind.NEAR_MISS)
FORMULA = ("=", "+", "-", "@")
BREAK = ("\t", "\r", "\n")  # before which some programs split a cell


def write(report: Report) -> str:
    out = io.StringIO()
    table = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    table.writeheader()
    for row in rows(report):
        told = {"week": str(report.week), "zone": report.week.zone, **row}
        table.writerow({column: guarded(value) for column, value in told.items()})
    return out.getvalue()


def rows(report: Report) -> Iterator[dict]:
    """Every row, as the columns that it fills."""
    yield from _figures("figure", report.figures)
    yield from _figures("week-before", report.before)
    for section in (*sections(report), *asides(report)):
        yield from (_incident(one) for one in section.rows)
    owed, actions = report.postmortems, report.actions
    yield from (_owed("postmortem-published", one) for one in owed.published)
    yield from (_owed("postmortem-due", one) for one in owed.due)
    yield from (_owed("postmortem-overdue", one) for one in owed.overdue_list)
    for name in ("carried_in", "opened", "done", "declined", "open_at_end", "carried_over", "overdue", "due"):
        yield {"section": "action-figure", "title": name.replace("_", " "), "n": getattr(actions, name)}
    yield from (_action("carried-over", one) for one in actions.carried_over_list)
    yield from (_action("opened", one) for one in actions.opened_list)
    yield from (_action("closed", one) for one in actions.closed_list)
    yield from _seen_before(report)


def _seen_before(report: Report) -> Iterator[dict]:
    for echo in report.seen_before.echoes:
        told = {"incident": echo.incident.reference, "title": echo.mechanism or echo.place}
        yield {"section": "seen-before", **told, "notes": echo_said(echo)}
    for one in report.seen_before.anniversaries:
        yield {
            "section": "on-these-days",
            "incident": one.reference,
            "title": one.title,
            "notes": f"began {one.day}",
        }


def _figures(section: str, figures: Figures) -> Iterator[dict]:
    for name in ("new", "from_before", "resolved", "open_at_end"):
        yield {"section": section, "title": name.replace("_", " "), "n": getattr(figures, name)}
    measured = (
        ("hours of impact", figures.impact.duration, figures.impact.n),
        ("median time to first public post", figures.first_post.middle, figures.first_post.n),
        ("median time to resolve", figures.resolve.middle, figures.resolve.n),
    )
    for title, duration, n in measured:
        yield {"section": section, "title": title, "n": n, **_lengths(duration)}


def _incident(one: IncidentInWeek) -> dict:
    life = one.life
    return {
        "section": one.kind if one.kind in APART else str(one.place).replace(" ", "-"),
        "incident": one.reference,
        "title": one.title,
        "organisation": one.organisation,
        "kind": one.kind,
        "severity": one.severity.name if one.severity else "",
        "status": one.status,
        **_bounds("began", None if life.begun_by == BegunBy.RECORD else life.began),
        **_bounds("ended", life.ended),
        **_lengths(one.lasted.duration),
        **_lengths(one.impact.duration, "impact_"),
        "due": one.postmortem_due or "",
        "finished_on": one.postmortem_on or "",
        "notes": "; ".join((*one.notes, one.impact.said) if one.impact.said else one.notes),
    }


def _owed(section: str, one: Owed) -> dict:
    return {
        "section": section,
        "incident": one.reference,
        "title": one.title,
        "due": one.due or "",
        "finished_on": one.published_on or "",
    }


def _action(section: str, one: Action) -> dict:
    return {
        "section": section,
        "incident": one.reference,
        "title": one.title,
        "status": one.status,
        "due": one.due or "",
        "known_on": one.known_on,
        "finished_on": one.finished_on or "",
        "held_by": one.held_by,
        "notes": "overdue" if one.is_overdue else "",
    }


def _bounds(name: str, when: When | None) -> dict:
    if when is None:
        return {}
    return {
        f"{name}_earliest": plain_instant(when.earliest) or "",
        f"{name}_latest": plain_instant(when.latest) or "",
        f"{name}_precision": str(when.precision),
    }


def _lengths(duration: Duration | None, before: str = "") -> dict:
    held = plain_duration(duration) or {}
    return {f"{before}{name}": "" if seconds is None else seconds for name, seconds in held.items()}


def guarded(value):
    """The value, unless a spreadsheet would calculate with it. Our own numbers are numbers.

    OWASP, “CSV Injection”: blanks before a sign and its full-width form are no better than the sign.
    """
    if not isinstance(value, str):
        return value
    begins = unicodedata.normalize("NFKC", value[:50]).lstrip()
    return f"'{value}" if value.startswith(BREAK) or begins.startswith(FORMULA) else value
