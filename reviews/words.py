"""A review's figures in words, the same on the page and in every document made of it.

What is counted and what is missing stand in one breath; ranges stay ranges; fewer than five are not compared.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.template.defaultfilters import capfirst

from incidents.durations import NamedDuration, State
from incidents.models import Incident
from reviews.impact import Told
from reviews.medians import COMPARED_FROM, Median
from reviews.placing import BegunBy
from reviews.report import Figures, ImpactTotal, IncidentInWeek, Report
from reviews.week import DAYS, Week
from timelines.when import When
from timelines.when.text import date_text

SPELLED = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
HARMLESS = (Incident.Kind.DRILL, Incident.Kind.NEAR_MISS)
MISSING = {
    Told.NO_END: ("has no end", "have no end"),
    Told.NO_BEGINNING: ("has no start", "have no start"),
    Told.NOT_KNOWN: ("leaves its length open", "leave their length open"),
    Told.INVALID: ("ends before it starts", "end before they start"),
    Told.NOT_APPLICABLE: ("was maintenance only", "were maintenance only"),
}


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure at the head: its label, itself, and the lines that say of how many and what is missing."""

    label: str
    figure: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One list of incidents under a heading. `said` counts it; `wanting` stands where it is empty."""

    key: str
    title: str
    said: str
    rows: tuple[IncidentInWeek, ...]
    wanting: str = ""


def lede(report: Report) -> str:
    """The week in two or three sentences of counts."""
    if not report.has_begun:
        return "This week has not begun."
    figures = report.figures
    sentences = [_began_said(figures)]
    if figures.total:
        sentences.append(_ended_said(figures, report))
    owed, actions = report.postmortems, report.actions
    still = [
        (sum(one.published_on is None for one in owed.due) + owed.overdue, "postmortem", "owed"),
        (actions.carried_over, "action item", "carried over"),
    ]
    told = [
        f"{counted(number, noun)} {'is' if number == 1 else 'are'} {what}"
        for number, noun, what in still
        if number
    ]
    if told:
        sentences.append(capfirst(" and ".join(told)) + ".")
    return " ".join(sentences)


def _began_said(figures: Figures) -> str:
    began = f"{capfirst(counted(figures.new, 'incident'))} began"
    worst = [(name, number) for name, number in figures.severities if name][:1]
    of_which = ""
    if figures.new > 1 and worst:
        name, number = worst[0]
        of_which = f", {spelled(number)} of them {name}" if number < figures.new else f", all of them {name}"
    elif worst:
        of_which = f", a {worst[0][0]}"
    if figures.from_before:
        of_which += f"; {spelled(figures.from_before)} went on from before"
    return f"{began}{of_which}."


def _ended_said(figures: Figures, report: Report) -> str:
    verb = "was" if figures.resolved == 1 else "were"
    resolved = f"{capfirst(spelled(figures.resolved)) if figures.resolved else 'None'} {verb} resolved"
    when = "at the end of the week" if report.is_over else "now"
    still = figures.open_at_end
    return f"{resolved}, {spelled(still) if still else 'none'} {'are' if still > 1 else 'is'} open {when}."


def headlines(report: Report) -> tuple[Headline, ...]:
    """The five figures at the head of a review."""
    return (
        _new(report),
        _hours(report.figures.impact, report.before.impact),
        _median("Time to first public post", report.figures.first_post, report.before.first_post),
        _median("Time to resolve", report.figures.resolve, report.before.resolve),
        _kept(report),
    )


def _new(report: Report) -> Headline:
    figures = report.figures
    here = [f"{figures.from_before} from before"] if figures.from_before else []
    here += [f"{figures.resolved} resolved", f"{figures.open_at_end} open"]
    apart = [
        (report.vendor_figures.total, "of a vendor", "of vendors"),
        (len(report.drills), "drill", "drills"),
        (len(report.near_misses), "near miss", "near misses"),
    ]
    counted_apart = [f"{number} {one if number == 1 else many}" for number, one, many in apart if number]
    lines = [f"{report.before.new} the week before", ", ".join(here)]
    lines += [f"apart: {', '.join(counted_apart)}"] if counted_apart else []
    return Headline("New incidents", str(figures.new), tuple(lines))


def _hours(impact: ImpactTotal, before: ImpactTotal) -> Headline:
    told = [f"n = {impact.n}"]
    told += [f"{impact.going_on} still going on"] if impact.going_on else []
    told += [f"{impact.unbounded} with an open end"] if impact.unbounded else []
    told += [f"{impact.at_border} at the border"] if impact.at_border else []
    told += missing_said(impact)
    compared = f"week before {hours_said(before)}, n = {before.n}" if before.n else "none the week before"
    lines = [", ".join(told), compared]
    if impact.without_windows:
        lines.append(f"{impact.without_windows} from start to end: no window stated")
    return Headline("Hours of impact", hours_said(impact), tuple(lines))


def hours_said(impact: ImpactTotal) -> str:
    if impact.duration is None:
        return "not known" if impact.missing else "none"
    return impact.duration.short


def missing_said(impact: ImpactTotal) -> list[str]:
    """Why some are not in the sum: "1 has no end"."""
    return [f"{number} {MISSING[told][number != 1]}" for told, number in impact.missing]


def _median(label: str, median: Median, before: Median) -> Headline:
    if not median.total:
        return Headline(label, "none", ("no new incident to measure",))
    lines = [f"median of n = {median.n}" if median.n else "n = 0"]
    if median.n > 1:
        lines[0] += f", {median.spread.short}"
    if not_there := not_there_said(median):
        lines.append(not_there)
    if median.compares_with(before):
        lines.append(f"week before {median_said(before)}, n = {before.n}")
    elif median.n and before.n:
        lines.append(f"under {COMPARED_FROM}: not compared with the week before")
    return Headline(label, median_said(median), tuple(lines))


def median_said(median: Median) -> str:
    return median.middle.short or "under 1 min" if median.middle else "not known"


def not_there_said(median: Median) -> str:
    """What a median lacks, out loud: "1 pending, 2 not stated"."""
    lacking = [
        (median.pending, "pending"),
        (median.not_stated, "not stated"),
        (median.not_applicable, "not applicable"),
        (median.invalid, "end before start"),
    ]
    return ", ".join(f"{number} {what}" for number, what in lacking if number)


def _kept(report: Report) -> Headline:
    actions = report.actions
    figure = f"{actions.due_done} of {actions.due}" if actions.due else "none due"
    rest = [
        (actions.due_open, "still open"),
        (actions.due_declined, "declined"),
        (actions.due_moved, "moved"),
    ]
    told = ", ".join(f"{number} {what}" for number, what in rest if number)
    lines = ["due this week" if actions.due else "this week", told]
    lines.append(f"{actions.carried_over} carried over, {actions.overdue} overdue")
    return Headline("Actions kept", figure, tuple(line for line in lines if line))


def sections(report: Report) -> tuple[Section, ...]:
    """The lists of incidents on the scale of the week, in order; an empty one only where it is missed."""
    none_new = "No incident of our own began in this week."
    found = (
        Section("new", "New incidents", f"{report.figures.new}", report.new, none_new),
        Section("before", "From before", _before_said(report), report.from_before),
        Section("vendors", "Watched vendors", _vendors_said(report.vendor_figures), report.vendors),
    )
    return tuple(section for section in found if section.rows or section.wanting)


def asides(report: Report) -> tuple[Section, ...]:
    """The lists that only name their incidents."""
    apart = f"{len(report.drills)} and {len(report.near_misses)}, counted apart"
    found = (
        Section("border", "At the border", "counted in another week, may lie in this one", report.border),
        Section("apart", "Drills and near misses", apart, report.drills + report.near_misses),
    )
    return tuple(section for section in found if section.rows)


def _before_said(report: Report) -> str:
    return f"{len(report.resolved)} resolved, {len(report.continuing)} not"


def _vendors_said(figures: Figures) -> str:
    hours = f", {figures.impact.duration.short} of impact, n = {figures.impact.n}" if figures.impact.n else ""
    return f"{figures.total}, not ours to count above{hours}"


def began_said(one: IncidentInWeek, week: Week) -> str:
    """When it began, in the week's zone: "Tue ≈ 19:00"."""
    if one.life.begun_by == BegunBy.RECORD:
        return "start not stated"
    return when_said(one.life.began, week)


def when_said(when: When, week: Week) -> str:
    """A time in the week's zone: with its weekday where it lies in the week, else with its date."""
    parts = when.parts(week.zone)
    clock = f"{parts.clock}, {parts.second}" if parts.second else parts.clock
    if not week.first_day <= parts.date <= week.last_day:
        return f"{parts.day}, {clock}" if parts.day else when.text(week.zone)
    return f"{DAYS[parts.date.weekday()]} {clock}" if parts.day else clock


def lasted_said(one: IncidentInWeek) -> str:
    """How long it lasted, or why that is not known."""
    if one.life.goes_on:
        return "still open"
    if one.lasted.is_recorded:
        return f"lasted {one.lasted.duration.short}" if one.lasted.duration.is_known else "length not known"
    if one.lasted.state == State.INVALID:
        return "ends before it starts"
    if one.life.ended is None:
        return one.lasted.said if one.lasted.state == State.NOT_APPLICABLE else "end missing"
    return "start not stated"


def needs_somebody(one: IncidentInWeek) -> bool:
    """Whether what is known of its end wants mending."""
    wanting = one.life.ended is None and not one.life.goes_on and one.lasted.state != State.NOT_APPLICABLE
    return wanting or one.lasted.state == State.INVALID


def impact_said(one: IncidentInWeek) -> str:
    """Its impact in the week; nothing where that is just how long it lasted, or hurt nobody by its kind."""
    impact = one.impact
    if impact.told == Told.NOT_APPLICABLE:
        return "" if one.kind in HARMLESS else impact.said
    if not impact.is_counted:
        return f"impact not counted: {impact.said}"
    if not impact.is_some:
        return "no impact in this week"
    if not impact.windows and impact.duration == one.lasted.duration:
        return ""
    return f"impact {impact.duration.short}"


def first_post_said(named: NamedDuration) -> str:
    if named.is_recorded and named.duration.is_known:
        return f"first post after {named.duration.short}"
    return ""


def postmortem_said(one: IncidentInWeek, report: Report) -> str:
    """What there is to say of its postmortem, as of the end of the week."""
    if one.postmortem_on:
        return "postmortem published"
    if one.postmortem_due is None:
        return ""
    late = "overdue since" if one.postmortem_due < report.today else "due"
    return f"postmortem {late} {day_said(one.postmortem_due, report.week)}"


def day_said(day, week: Week) -> str:
    """A date, without its year in the week's own."""
    return date_text(day, year=day.year != week.last_day.year)


def since_said(since: Week, weeks: int, week: Week) -> str:
    """ "from W06, 5 weeks"."""
    name = since.short if since.year == week.year else str(since)
    return f"from {name}, {weeks} week{'' if weeks == 1 else 's'}"


def counted(number: int, noun: str) -> str:
    return f"{spelled(number)} {noun}{'' if number == 1 else 's'}"


def spelled(number: int) -> str:
    return SPELLED[number] if number < len(SPELLED) else f"{number:,}"
