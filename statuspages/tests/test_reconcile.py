"""What an answer changes of what is known, and which stretches its updates tell of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspages.ingest.reconcile import Known, KnownIncident, KnownUpdate, What, plain, reconcile
from statuspages.ingest.stretches import Told, stretches
from statuspages.providers import statuspage
from statuspages.providers.reading import Account, Affected, Level, ReadIncident
from statuspages.providers.statuspage import LEVELS
from statuspages.tests import vendor

NINE = datetime(2024, 5, 6, 9, tzinfo=UTC)


def read(*incidents: dict, **page) -> Account:
    return account_of(vendor.incidents_answer(*incidents, **page))


def account_of(answer: dict) -> Account:
    return statuspage.read({"incidents": vendor.as_json(answer)}, {})


def listed(account: Account) -> tuple[ReadIncident, ...]:
    (listing,) = account.listings
    return listing.incidents


def changes_by(known: Known, answer: Account):
    return reconcile(known, answer.page, *answer.listings)


def known_after(answer: Account, before: Known | None = None) -> Known:
    """What is stored once everything of an answer is."""
    incidents = dict(before.incidents) if before else {}
    for incident in listed(answer):
        updates = {
            update.uid: KnownUpdate(
                update.uid,
                update.status,
                update.body,
                update.display_at,
                update.created_at,
                update.updated_at,
                update.affected,
            )
            for update in incident.updates
        }
        incidents[incident.uid] = KnownIncident(
            incident.uid,
            incident.name,
            incident.status,
            incident.impact,
            incident.url,
            incident.created_at,
            incident.started_at,
            incident.resolved_at,
            incident.as_of,
            updates,
            state=incident.state,
        )
    return Known(answer.page.updated_at, incidents)


def at(hour: int, minute: int = 0) -> str:
    return f"2024-05-06T{hour:02}:{minute:02}:00.000Z"


def some(uid: str, hour: int) -> dict:
    return vendor.incident(uid, vendor.update(f"upd-{uid}", "investigating", at(hour)))


NOTHING = Known(None, {})


def test_everything_is_new_the_first_time_and_the_oldest_first():
    changes = changes_by(NOTHING, read(some("b", 10), some("a", 9)))
    assert [(change.what, change.uid) for change in changes] == [(What.NEW, "a"), (What.NEW, "b")]


def test_the_same_again_is_no_change():
    answer = read(some("b", 10), vendor.slow_builds(), some("a", 8))
    assert changes_by(known_after(answer), answer) == []


def test_an_older_account_of_one_incident_does_not_hold_up_the_others():
    newer = some("a", 9) | {"updated_at": at(12), "name": "Newer"}
    known = known_after(read(newer))
    changes = changes_by(known, read(some("b", 10), some("a", 9)))
    assert [change.uid for change in changes] == ["b"]


def test_status_may_go_backwards():
    known = known_after(read(vendor.slow_builds()))
    again = vendor.slow_builds() | {"status": "investigating", "updated_at": at(11)}
    (change,) = changes_by(known, read(again))
    assert (change.what, change.read.status) == (What.CHANGED, "investigating")


@pytest.mark.parametrize(
    ("listed", "withdrawn"),
    [
        (["c", "a"], ["b"]),  # a is older, and is still listed
        (["c", "b"], []),  # a has left the window
        (["c"], []),
        ([], []),
    ],
)
def test_missing_means_withdrawn_only_where_something_older_is_listed(listed, withdrawn):
    all_three = {"a": some("a", 8), "b": some("b", 9), "c": some("c", 10)}
    known = known_after(read(*all_three.values()))
    changes = changes_by(known, read(*(all_three[uid] for uid in listed), updated_at=at(13)))
    assert [change.uid for change in changes if change.what is What.WITHDRAWN] == withdrawn


@pytest.mark.parametrize("page", [{"updated_at": at(11)}, {"updated_at": None}])
def test_an_answer_that_may_be_old_withdraws_nothing(page):
    known = known_after(read(some("b", 10), some("a", 9)))
    assert changes_by(known, read(some("a", 9), **page)) == []


def test_an_answer_with_an_old_account_in_it_withdraws_nothing():
    known = known_after(read(some("b", 10), some("a", 9) | {"updated_at": at(12)}))
    assert changes_by(known, read(some("a", 9), updated_at=at(13))) == []


def test_an_old_answer_does_not_bring_back_what_was_withdrawn():
    known = known_after(read(some("b", 10), some("a", 9), updated_at=at(13)))
    gone = replace(known.incidents["b"], is_gone=True)
    known = Known(known.as_of, dict(known.incidents) | {"b": gone})
    both = (some("b", 10), some("a", 9))
    assert changes_by(known, read(*both, updated_at=at(12))) == []
    (change,) = changes_by(known, read(*both, updated_at=at(14)))
    assert (change.what, change.uid) == (What.RETURNED, "b")


@pytest.mark.parametrize(
    ("body", "same"),
    [
        ("a  b\n\nc", "a b c"),
        ("a<br />b<br>c", "a b c"),
        ("<p>a</p> <p>b&nbsp;c</p>", "a b c"),
        ("a &amp; b", "a & b"),
    ],
)
def test_bodies_are_compared_as_they_are_read(body, same):
    assert plain(body) == same


HOURS = st.integers(min_value=0, max_value=23)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d"]),
        HOURS,
        st.sampled_from(["x", "y"]),
        st.sampled_from(["investigating", "resolved", "odd"]),
    ),
    max_size=6,
    unique_by=lambda step: step[0],
)


@given(STEPS, STEPS)
def test_any_answer_read_twice_changes_nothing_the_second_time(first, second):
    def answer(steps):
        incidents = [
            vendor.incident(uid, vendor.update(f"u{uid}", status, at(hour), body))
            for uid, hour, body, status in sorted(steps, key=lambda step: -step[1])
        ]
        return read(*incidents)

    known = known_after(answer(first))
    assert changes_by(known, answer(first)) == []
    changes = changes_by(known, answer(second))
    assert len({change.uid for change in changes}) == len(changes)
    applied = known_after(answer(second), known)
    assert all(change.what is What.WITHDRAWN for change in changes_by(applied, answer(second)))


def told(minute: int, *affected: Affected, is_over=False) -> Told:
    return Told(NINE + timedelta(minutes=minute), affected, is_over)


def changed(old: str, new: str, uid="c1") -> Affected:
    return Affected(uid, "Builds", old, new)


def found(*updates: Told) -> list[tuple]:
    return [
        (one.level, str(one.began), str(one.ended) if one.ended else None)
        for one in stretches(updates, LEVELS.get, "UTC")
    ]


WORKS, DEGRADED, OUT = "operational", "degraded_performance", "major_outage"


def test_the_same_level_again_goes_on():
    assert found(
        told(0, changed(WORKS, OUT)), told(10, changed(OUT, OUT)), told(20, changed(OUT, WORKS))
    ) == [(Level.MAJOR_OUTAGE, "6 May 2024, 09:00:00 UTC", "6 May 2024, 09:20:00 UTC")]


def test_nothing_is_told_of_a_component_that_works():
    assert found(told(0, changed(WORKS, WORKS)), told(5)) == []


def test_what_ended_between_two_updates_ended_some_time_between_them():
    (one,) = stretches([told(0, changed(WORKS, OUT)), told(30, changed(WORKS, WORKS))], LEVELS.get, "UTC")
    assert (one.ended.earliest, one.ended.latest) == (NINE, NINE + timedelta(minutes=30, seconds=1))
    assert one.ended.precision == "range"


def test_what_is_open_when_the_incident_is_over_had_ended_by_then():
    (one,) = stretches([told(0, changed(WORKS, OUT)), told(30, is_over=True)], LEVELS.get, "UTC")
    assert one.ended.latest == NINE + timedelta(minutes=30, seconds=1)
    (still,) = stretches(
        [told(0, changed(WORKS, OUT)), told(30, changed(OUT, DEGRADED), is_over=True)], LEVELS.get, "UTC"
    )[1:]
    assert (still.level, still.ended) == (Level.DEGRADED, None)


def test_a_word_that_nobody_knows_says_nothing():
    assert found(
        told(0, changed(WORKS, OUT)), told(10, changed("odd", "odd")), told(20, changed(OUT, WORKS))
    ) == [(Level.MAJOR_OUTAGE, "6 May 2024, 09:00:00 UTC", "6 May 2024, 09:20:00 UTC")]


def test_a_component_that_falls_ill_again_has_two_stretches():
    updates = [
        told(0, changed(WORKS, OUT)),
        told(10, changed(OUT, WORKS)),
        told(20, changed(WORKS, DEGRADED)),
    ]
    numbers = [(one.number, one.level) for one in stretches(updates, LEVELS.get, "UTC")]
    assert numbers == [(1, Level.MAJOR_OUTAGE), (2, Level.DEGRADED)]


WORDS = st.sampled_from([WORKS, DEGRADED, OUT, "odd", ""])


@given(st.lists(st.tuples(st.integers(0, 50), WORDS, WORDS, st.booleans()), max_size=8))
def test_stretches_of_one_component_never_overlap(steps):
    updates = [
        told(minute, changed(old, new), is_over=over)
        for minute, old, new, over in sorted(steps, key=lambda s: s[0])
    ]
    all_of_it = stretches(updates, LEVELS.get, "UTC")
    for one, after in pairwise(all_of_it):
        assert one.ended is not None
        assert not after.began.before(one.began)
    assert all(one.ended is None or not one.ended.before(one.began) for one in all_of_it)


def test_an_incident_without_a_word_waits_until_one_is_said():
    answer = vendor.incidents_answer()
    answer["incidents"] = [{"id": "inc1"}]
    bare = account_of(answer)
    nothing = Known(None, {})
    assert changes_by(nothing, bare) == []
    answer["incidents"] = [{"id": "inc1", "status": "investigating"}]
    (change,) = changes_by(nothing, account_of(answer))
    assert (change.what, change.uid) == (What.NEW, "inc1")
