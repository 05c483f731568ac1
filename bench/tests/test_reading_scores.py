"""The scores of reading count what the labels' rules say."""

from datetime import timedelta

from bench.reading import Text, overlap, score_affected, score_bound, score_items, time_apart

LINE = "At 14:05 UTC all lamps went out.\nAt 14:20 UTC\n they were lit again."


def label(quote, at="2024-05-03T14:05:00Z", precision="minute", **more):
    start = LINE.index(quote)
    return {"quote": quote, "span": [start, start + len(quote)], "at": at, "precision": precision, **more}


def told(quote, earliest="2024-05-03T14:05:00Z", latest="2024-05-03T14:06:00Z"):
    start = LINE.find(quote)
    return {"quote": quote, "start": start, "end": start + len(quote), "earliest": earliest, "latest": latest}


def fits(one, other):
    apart = time_apart(one, other, timedelta(0))
    return (apart, 0) if apart is not None and overlap(Text(LINE), one, other) else None


def test_an_event_counts_by_its_time_and_its_quote():
    gold = [label("all lamps went out")]
    assert score_items(Text(LINE), [told("At 14:05 UTC all lamps")], gold, fits).f1 == 1
    late = told("At 14:05 UTC all lamps", "2024-05-03T14:20:00Z", "2024-05-03T14:21:00Z")
    count = score_items(Text(LINE), [late], gold, fits)
    assert (count.right, count.wrong, count.missed) == (0, 1, 1)
    elsewhere = score_items(Text(LINE), [told("they were lit again")], gold, fits)
    assert (elsewhere.right, elsewhere.wrong, elsewhere.missed) == (0, 1, 1)


def test_a_second_claim_of_the_same_is_not_counted():
    gold = [label("all lamps went out")]
    count = score_items(Text(LINE), [told("all lamps"), told("lamps went out")], gold, fits)
    assert (count.right, count.wrong, count.missed) == (1, 0, 0)


def test_what_is_optional_is_neither_right_nor_wrong():
    gold = [label("all lamps went out", optional=True)]
    found = score_items(Text(LINE), [told("all lamps")], gold, fits)
    left = score_items(Text(LINE), [], gold, fits)
    assert (found.right, found.wrong, found.missed) == (left.right, left.wrong, left.missed) == (0, 0, 0)


def test_a_quote_is_found_across_blanks_that_differ():
    assert overlap(Text(LINE), {"quote": "At 14:20 UTC they were lit"}, label("they were lit again")) > 0


def test_a_day_is_the_same_date_here_or_there_but_no_whole_month():
    gold = label("lamps", at="2024-05-03T00:00:00Z", precision="day")
    offset = timedelta(hours=7)
    assert time_apart(told("x", "2024-05-02T17:00:00Z", "2024-05-03T17:00:00Z"), gold, offset) == timedelta(0)
    assert time_apart(told("x", "2024-05-01T00:00:00Z", "2024-06-01T00:00:00Z"), gold, offset) is None
    assert time_apart(told("x", "2024-05-05T00:00:00Z", "2024-05-06T00:00:00Z"), gold, offset) is None


def test_an_open_time_stands_at_its_bound():
    gold = label("lamps", at="2024-05-03T14:30:00Z")
    assert time_apart(told("x", None, "2024-05-03T14:31:00Z"), gold, timedelta(0)) == timedelta(0)
    assert time_apart(told("x", None, "2024-05-03T15:31:00Z"), gold, timedelta(0)) is None


def test_a_bound_is_right_allowed_or_wrong():
    gold = {"started_at": label("lamps", alternatives=["2024-05-03T14:20:00Z"]), "resolved_at": None}
    none = timedelta(0)
    assert score_bound(told("x"), gold, "started_at", none) == "="
    other = told("x", "2024-05-03T14:20:00Z", "2024-05-03T14:21:00Z")
    assert score_bound(other, gold, "started_at", none) == "~"
    assert score_bound(None, gold, "started_at", none) == "x"
    assert score_bound(None, gold, "resolved_at", none) == "="
    assert score_bound(told("x"), gold, "resolved_at", none) == "x"


def test_names_of_what_was_affected_may_stand_within_one_another():
    count = score_affected(["Lamps (street)", "Bells"], ["lamps", "Gate"])
    assert (count.right, count.wrong, count.missed) == (1, 1, 1)
