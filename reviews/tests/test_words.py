"""A review in words: n and what is missing beside each figure, nothing narrower than known."""

from datetime import UTC, date, datetime, timedelta

import pytest

from incidents.durations import NAMED, NamedDuration, State
from reviews.impact import Impact, Told
from reviews.medians import median_of
from reviews.placing import BegunBy, Life
from reviews.report import ImpactTotal
from reviews.tests.reports import HOUR, W11, action, busy_report, figures, incident_in_week
from reviews.words import (
    began_said,
    headlines,
    impact_said,
    lasted_said,
    lede,
    needs_somebody,
    postmortem_said,
    since_said,
    when_said,
)
from timelines.when import Duration, When


def headline(report, label: str):
    return next(one for one in headlines(report) if one.label == label)


def named(state: State, duration: Duration | None = None, said: str = "") -> NamedDuration:
    return NamedDuration(NAMED[-1], state, duration, said)


def test_the_lede_counts():
    report = busy_report(
        figures=figures(5, from_before=1, resolved=4, open_at_end=2, severities=(("SEV1", 1), ("SEV3", 4)))
    )
    assert lede(report) == (
        "Five incidents began, one of them SEV1; one went on from before. Four were resolved, two are open at"
        " the end of the week. Two postmortems are owed and one action item is carried over."
    )


def test_the_lede_of_a_quiet_week():
    quiet = busy_report(figures=figures(0), postmortems=busy_report().postmortems)
    assert lede(quiet).startswith("No incidents began. Two postmortems")


def test_a_week_to_come_says_so():
    assert lede(busy_report(has_begun=False)) == "This week has not begun."


def test_hours_say_n_and_why_others_are_missing():
    total = ImpactTotal(
        Duration(12 * HOUR, 13 * HOUR), 3, 1, 0, 0, 0, ((Told.NO_END, 1), (Told.NO_BEGINNING, 2))
    )
    found = headline(busy_report(figures=figures(6, impact=total)), "Hours of impact")
    assert found.figure == "12–13 h"
    assert found.lines[0] == "n = 3, 1 still going on, 1 has no end, 2 have no start"
    assert found.lines[1] == "week before 2–3 h, n = 1"


def test_hours_of_nothing_are_none_and_of_the_unknown_not_known():
    nothing = ImpactTotal(None, 0, 0, 0, 0, 0, ())
    unknown = ImpactTotal(None, 0, 0, 0, 0, 0, ((Told.NO_END, 2),))
    assert headline(busy_report(figures=figures(0, impact=nothing)), "Hours of impact").figure == "none"
    found = headline(busy_report(figures=figures(2, impact=unknown)), "Hours of impact")
    assert (found.figure, found.lines[0]) == ("not known", "n = 0, 2 have no end")


def test_medians_of_fewer_than_five_are_not_compared():
    found = headline(busy_report(figures=figures(4), before=figures(6)), "Time to resolve")
    assert found.lines == ("median of n = 4, 2–3 h", "under 5: not compared with the week before")
    found = headline(busy_report(figures=figures(5), before=figures(5)), "Time to resolve")
    assert found.lines[-1] == "week before 2–3 h, n = 5"


def test_medians_say_what_they_lack():
    told = [(named(State.PENDING), True), (named(State.PENDING), False), (named(State.NOT_APPLICABLE), False)]
    found = headline(busy_report(figures=figures(3, resolve=median_of(told))), "Time to resolve")
    assert found.figure == "not known"
    assert found.lines == ("n = 0", "1 pending, 1 not stated, 1 not applicable")


def test_actions_kept():
    assert headline(busy_report(), "Actions kept").figure == "1 of 1"
    assert headline(busy_report(), "Actions kept").lines == ("due this week", "1 carried over, 1 overdue")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("≈ 14 March 2023 19:00 CET", "Tue ≈ 19:00"),
        ("between 17 March 2023 03:00 and 06:00 CET", "Fri 03:00–06:00"),
        ("by 14 March 2023 14:30 UTC", "Tue by 15:30"),
        ("8 March 2023 13:00 UTC", "8 Mar 2023, 14:00"),
        ("14 March 2023 23:30 UTC", "Wed 00:30"),
    ],
)
def test_times_are_said_in_the_zone_of_the_week(text, said):
    assert when_said(When.read(text), W11) == said


def test_a_start_that_nobody_states_is_not_told():
    life = incident_in_week().life
    untold = incident_in_week(life=Life(life.began, BegunBy.RECORD, None, goes_on=True))
    assert began_said(untold, W11) == "start not stated"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "lasted 6 h 45 – 7 h 15"),
        ({"lasted": named(State.RECORDED, Duration(timedelta(0), None))}, "length not known"),
        ({"lasted": named(State.INVALID)}, "ends before it starts"),
    ],
)
def test_how_long_it_lasted(facts, said):
    assert lasted_said(incident_in_week(**facts)) == said


def test_a_missing_end_wants_somebody():
    life = incident_in_week().life
    ended = incident_in_week(
        life=Life(life.began, life.begun_by, None, goes_on=False), lasted=named(State.PENDING)
    )
    going = incident_in_week(
        life=Life(life.began, life.begun_by, None, goes_on=True), lasted=named(State.PENDING)
    )
    assert (lasted_said(ended), needs_somebody(ended)) == ("end missing", True)
    assert (lasted_said(going), needs_somebody(going)) == ("still open", False)


def test_impact_is_said_where_it_is_not_just_how_long_it_lasted():
    lasted = incident_in_week().lasted.duration
    hours = Duration(2 * HOUR, 3 * HOUR)
    assert impact_said(incident_in_week()) == ""
    assert (
        impact_said(incident_in_week(impact=Impact(Told.COUNTED, lasted, 1, False, "")))
        == "impact 6 h 45 – 7 h 15"
    )
    assert impact_said(incident_in_week(impact=Impact(Told.COUNTED, hours, 0, False, ""))) == "impact 2–3 h"
    uncounted = Impact(Told.NO_END, None, 0, False, "neither its end nor a window is stated")
    assert impact_said(incident_in_week(impact=uncounted)).startswith("impact not counted: ")


def test_postmortems_are_due_overdue_or_published():
    report = busy_report()
    assert postmortem_said(incident_in_week(), report) == "postmortem due 29 Mar"
    assert (
        postmortem_said(incident_in_week(postmortem_due=date(2023, 3, 9)), report)
        == "postmortem overdue since 9 Mar"
    )
    assert (
        postmortem_said(incident_in_week(postmortem_on=date(2023, 3, 17)), report) == "postmortem published"
    )
    assert postmortem_said(incident_in_week(postmortem_due=None), report) == ""


def test_since_when_names_the_year_where_it_is_another():
    one = action()
    assert since_said(one.since, one.weeks, W11) == "from W06, 5 weeks"
    assert since_said(one.since, 1, type(W11)(2024, 1, W11.zone)) == "from 2023-W06, 1 week"


def test_a_week_that_is_not_over_is_open_now():
    report = busy_report(
        as_of=datetime(2023, 3, 15, tzinfo=UTC), figures=figures(1, resolved=0, open_at_end=1)
    )
    assert "one is open now" in lede(report)
