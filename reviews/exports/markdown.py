"""A review as Markdown (CommonMark), to be pasted into a wiki, a ticket or a chat."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings

from incidents.markdown import plain_text
from reviews.actions import Action
from reviews.postmortems import Owed
from reviews.report import IncidentInWeek, Report
from reviews.seen_before import sentences
from reviews.words import (
    Section,
    asides,
    began_said,
    day_said,
    headlines,
    impact_said,
    lasted_said,
    lede,
    postmortem_said,
    sections,
    since_said,
)

SPECIAL = re.compile(r"([\\`*_\[\]!#])")  # what every Markdown lets a backslash protect
ENTITIES = {ord(mark): f"&#{ord(mark)};" for mark in "<>&~|$"}  # the others
UNDERLINE = re.compile(r"={2,}|^=")  # of a heading, or round what some programs mark; “n = 2” is plain
LIST_MARK = re.compile(r"^(\d*)([-+.)])")  # a bullet or a number at the beginning of a line


def write(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def _lines(report: Report) -> Iterator[str]:
    week = report.week
    yield f"# Weekly review {week}"
    yield ""
    yield f"{week.days_said}, {week.times_said}." + _as_of(report)
    yield ""
    yield escaped(lede(report))
    yield ""
    for headline in headlines(report):
        yield f"- {headline.label}: **{escaped(headline.figure)}** ({escaped('; '.join(headline.lines))})"
    for section in (*sections(report), *asides(report)):
        yield from _section(section, report)
    if report.seen_before:
        yield from ("", "## Seen before", "")
        yield from (f"- {escaped(said)}" for said in sentences(report.seen_before))
    yield from _postmortems(report)
    yield from _actions(report)


def _as_of(report: Report) -> str:
    return "" if report.is_over else f" Not over: as of {report.as_of:%Y-%m-%d %H:%M} UTC."


def _section(section: Section, report: Report) -> Iterator[str]:
    yield from ("", f"## {section.title} ({escaped(section.said)})", "")
    if not section.rows:
        yield section.wanting
    for one in section.rows:
        yield from _incident(one, report)


def _incident(one: IncidentInWeek, report: Report) -> Iterator[str]:
    severity = f" {escaped(one.severity.name)}" if one.severity else ""
    organisation = f" ({escaped(one.organisation)})" if one.organisation else ""
    yield f"- **{one.reference}**{severity} {_link(one.title, one.address)}{organisation}  "
    told = [began_said(one, report.week), lasted_said(one), impact_said(one), postmortem_said(one, report)]
    yield f"  {escaped(' · '.join(part for part in told if part))}"
    if one.summary:
        yield f"  {escaped(one.summary)}"
    if one.notes:
        yield f"  *{escaped('; '.join(one.notes))}*"


def _postmortems(report: Report) -> Iterator[str]:
    owed = report.postmortems
    if not (owed.published or owed.due or owed.overdue):
        return
    yield from ("", "## Postmortems", "")
    for one in owed.published:
        yield f"- published {_day(one.published_on, report)}: {_of(one)}"
    for one in owed.due:
        said = "due" if one.published_on is None else "was due"
        yield f"- {said} {_day(one.due, report)}: {_of(one)}"
    for one in owed.overdue_list:
        yield f"- overdue since {_day(one.due, report)}: {_of(one)}"
    yield from _more(owed.overdue, owed.overdue_list, "overdue")


def _of(one: Owed) -> str:
    return f"**{one.reference}** {_link(one.title, one.address)}"


def _actions(report: Report) -> Iterator[str]:
    actions = report.actions
    yield from ("", "## Action items", "")
    yield (
        f"{actions.carried_in} open when the week began, {actions.opened} opened, {actions.done} done,"
        f" {actions.declined} declined, {actions.open_at_end} open at its end, {actions.overdue} overdue."
    )
    yield from _action_list(
        "Carried over, oldest first", actions.carried_over, actions.carried_over_list, report
    )
    yield from _action_list("Closed", actions.closed, actions.closed_list, report)
    yield from _action_list("Opened", actions.opened, actions.opened_list, report)


def _action_list(title: str, total: int, listed: tuple[Action, ...], report: Report) -> Iterator[str]:
    if not total:
        return
    yield from ("", f"### {title}", "")
    for one in listed:
        box = "x" if one.status == "done" else " "
        yield f"- [{box}] {_link(one.title, one.address)} ({one.reference}{_when(one, report)})"
    yield from _more(total, listed, "of these")


def _when(one: Action, report: Report) -> str:
    told = [since_said(one.since, one.weeks, report.week)] if one.weeks else []
    told += [f"due {_day(one.due, report)}"] if one.due else []
    told += ["overdue"] if one.is_overdue else []
    told += [f"{one.status} {_day(one.finished_on, report)}"] if one.finished_on else []
    told += [escaped(one.held_by)] if one.held_by else []
    return "".join(f", {part}" for part in told)


def _more(total: int, listed: tuple, what: str) -> Iterator[str]:
    if total > len(listed):
        yield f"- and {total - len(listed)} more {what}"


def _day(day, report: Report) -> str:
    return day_said(day, report.week)


def _link(title: str, address: str) -> str:
    return f"[{escaped(plain_text(title))}]({settings.SITE_ADDRESS}{address})"


def escaped(text: str) -> str:
    """`text` on one line, so that Markdown shows it as it is."""
    line = SPECIAL.sub(r"\\\1", " ".join(text.split())).translate(ENTITIES)
    line = UNDERLINE.sub(lambda found: "&#61;" * len(found[0]), line)
    return LIST_MARK.sub(r"\1\\\2", line)
