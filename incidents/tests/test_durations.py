"""Named durations are recorded, pending, not applicable or invalid, and never guessed."""

from datetime import timedelta

import pytest

from incidents.durations import State, duration_to_resolve, durations_of
from incidents.factories import IncidentFactory
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db


def told(milestones: dict[str, str], posts=(), **details):
    incident = IncidentFactory(**details)
    for kind, words in milestones.items():
        TimelineEvent.objects.record(incident, happened=When.read(words), text=kind, milestones=[kind])
    for words in posts:
        TimelineEvent.objects.record(incident, happened=When.read(words), text="We look", kind="status-post")
    return incident


def named(incident):
    return {told.named.name: told for told in durations_of(incident)}


def states(incident):
    return {name.removeprefix("time-to-"): told.state for name, told in named(incident).items()}


def test_recorded_durations_are_as_exact_as_both_their_ends():
    incident = told(
        {
            "started": "14 March 2023 18:00 UTC",
            "detected": "14 March 2023 18:06 UTC",
            "resolved": "between 14 March 2023 20:00 and 21:00 UTC",
        }
    )
    durations = named(incident)
    assert str(durations["time-to-detect"].duration) == "6 min"
    lasted = durations["time-to-resolve"].duration
    assert timedelta(hours=1, minutes=58) <= lasted.shortest <= timedelta(hours=2)
    assert timedelta(hours=3) <= lasted.longest <= timedelta(hours=3, minutes=2)


def test_a_soft_start_is_given_as_the_reason_of_a_wide_duration():
    incident = told({"started": "~18:00 on 14 March 2023 UTC", "resolved": "14 March 2023 20:00 UTC"})
    assert "start is approximate" in named(incident)["time-to-resolve"].said


def test_what_is_not_on_the_timeline_yet_is_pending_and_has_no_figure():
    durations = durations_of(told({"started": "14 March 2023 18:00 UTC"}))
    assert {told.state for told in durations} == {State.PENDING}
    assert {told.duration for told in durations} == {None}
    assert {told.said for told in durations} == {"not yet"}


def test_of_an_incident_that_has_ended_the_missing_end_is_said():
    incident = told({"started": "14 March 2023 18:00 UTC"}, status="resolved")
    assert named(incident)["time-to-detect"].said == "not stated"
    assert named(told({}, status="resolved"))["time-to-resolve"].said == "the start is not stated"


def test_nothing_applies_to_a_cancelled_incident():
    incident = told({}, status="cancelled")
    assert set(states(incident).values()) == {State.NOT_APPLICABLE}
    assert named(incident)["time-to-detect"].said == "the incident was cancelled"


def test_a_near_miss_has_nothing_to_resolve():
    found = states(told({"started": "14 March 2023 18:00 UTC"}, kind="near-miss"))
    assert found == {
        "detect": State.PENDING,
        "first-post": State.NOT_APPLICABLE,
        "identify": State.PENDING,
        "mitigate": State.NOT_APPLICABLE,
        "resolve": State.NOT_APPLICABLE,
    }


def test_an_ended_incident_that_nobody_posted_about_has_no_first_post():
    found = named(told({"started": "14 March 2023 18:00 UTC"}, status="closed"))["time-to-first-post"]
    assert (found.state, found.said) == (State.NOT_APPLICABLE, "nothing was posted")


def test_the_first_of_several_posts_counts():
    incident = told(
        {"started": "14 March 2023 18:00 UTC"},
        posts=["14 March 2023 19:00 UTC", "14 March 2023 18:20 UTC"],
    )
    assert str(named(incident)["time-to-first-post"].duration) == "20 min"


def test_milestones_out_of_order_are_kept_and_called_invalid():
    incident = told({"started": "14 March 2023 18:00 UTC", "detected": "14 March 2023 17:00 UTC"})
    found = named(incident)["time-to-detect"]
    assert (found.state, found.duration) == (State.INVALID, None)
    assert found.said == "17:00 UTC is before the start; correct one of the two"
    incident.refresh_from_db()
    assert str(incident.milestones_told["detected"]) == "14 Mar 2023, 17:00 UTC"
    assert str(incident.milestones_told["started"]) == "14 Mar 2023, 18:00 UTC"


def test_ends_that_may_be_in_order_are_not_called_invalid():
    incident = told({"started": "14 March 2023 18:00 UTC", "detected": "14 March 2023"})
    found = named(incident)["time-to-detect"]
    assert found.state == State.RECORDED
    assert found.duration.shortest <= timedelta(0) < found.duration.longest


def test_the_same_minute_is_a_duration_and_not_nought():
    incident = told({"started": "14 March 2023 18:00 UTC"})
    incident.events.get().correct(by=None, milestones=["started", "detected"])
    found = named(incident)["time-to-detect"]
    assert found.state == State.RECORDED
    assert str(found.duration) == "under 1 min"


def test_an_end_open_to_one_side_gives_a_bound_and_no_figure():
    incident = told({"started": "14 March 2023 18:00 UTC", "resolved": "after 14 March 2023 20:00 UTC"})
    lasted = duration_to_resolve(incident).duration
    assert lasted.longest is None
    assert str(lasted).startswith("at least 1 h 59")
