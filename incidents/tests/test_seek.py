"""Pages that begin where the last one ended."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from django.core import signing
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incidents.factories import IncidentFactory
from incidents.models import Incident
from incidents.rows import SORTS
from incidents.seek import Key, seek

pytestmark = pytest.mark.django_db

SEVERAL = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAWN = datetime(2023, 3, 14, tzinfo=UTC)
BY_TITLE = (Key("title"), Key("number", falling=True))  # titles repeat, numbers do not

titles = st.lists(st.sampled_from(["a", "b", "c"]), max_size=12)
sizes = st.integers(min_value=1, max_value=5)


def shelve(titles):
    Incident.objects.bulk_create(Incident(number=n, title=title) for n, title in enumerate(titles, start=1))


def walk(rows, keys, size, cursor="", direction="next", each_page=lambda: None):
    """Every row met on the way, page by page."""
    pages = []
    for _ in range(100):
        page = seek(rows, keys, cursor, size)
        pages.append([row.number for row in page])
        each_page()
        cursor = getattr(page, direction)
        if not cursor:
            return pages, page
    raise AssertionError("The way through the pages has no end.")


def joined(pages):
    return list(chain.from_iterable(pages))


def in_order(keys):
    names = [f"{'-' if key.falling else ''}{key.name}" for key in keys]
    return list(Incident.objects.order_by(*names).values_list("number", flat=True))


class Undone(Exception):
    """Takes back what an example wrote."""


def undone(check):
    """Run one example in a transaction of its own that leaves nothing behind."""

    def run():
        check()
        raise Undone

    with pytest.raises(Undone), transaction.atomic():
        run()


@SEVERAL
@given(titles=titles, size=sizes)
@example(titles=[], size=1)
@example(titles=["a"] * 4, size=2)  # ends exactly with a page
def test_walking_forwards_meets_every_row_once_in_order(titles, size):
    def check():
        shelve(titles)
        pages, _ = walk(Incident.objects.all(), BY_TITLE, size)
        assert joined(pages) == in_order(BY_TITLE)
        assert all(len(page) == size for page in pages[:-1])
        assert not titles or pages[-1]

    undone(check)


@SEVERAL
@given(titles=titles, size=sizes)
@example(titles=["a"] * 4, size=2)
def test_walking_back_from_the_end_meets_every_row_once_and_stops_at_the_first(titles, size):
    def check():
        shelve(titles)
        rows = Incident.objects.all()
        forwards, last = walk(rows, BY_TITLE, size)
        assert bool(last.previous) == (len(forwards) > 1)
        if last.previous:
            backwards, _ = walk(rows, BY_TITLE, size, last.previous, "previous")
            met = joined(reversed(backwards)) + forwards[-1]
            assert met == in_order(BY_TITLE)

    undone(check)


@SEVERAL
@given(
    titles=st.lists(st.sampled_from("abc"), min_size=3, max_size=10),
    size=st.integers(1, 3),
    new=st.sampled_from("abc"),
)
def test_a_row_that_comes_in_between_moves_no_other(titles, size, new):
    def check():
        shelve(titles)
        before = in_order(BY_TITLE)
        later = iter([len(titles) + 1])

        def add_one():
            for number in later:
                Incident.objects.create(number=number, title=new)

        pages, _ = walk(Incident.objects.all(), BY_TITLE, size, each_page=add_one)
        met = joined(pages)
        assert [number for number in met if number <= len(titles)] == before
        assert len(met) == len(set(met))

    undone(check)


def test_a_page_reached_backwards_leads_forwards_again():
    shelve("abcdef")
    rows = Incident.objects.all()
    first = seek(rows, BY_TITLE, size=2)
    second = seek(rows, BY_TITLE, first.next, size=2)
    assert not first.previous
    again = seek(rows, BY_TITLE, second.previous, size=2)
    assert list(again) == list(first)
    assert not again.previous
    assert list(seek(rows, BY_TITLE, again.next, size=2)) == list(second)


def test_a_page_from_which_all_rows_have_gone_is_empty_and_leads_nowhere():
    shelve("abcd")
    cursor = seek(Incident.objects.all(), BY_TITLE, size=2).next
    Incident.objects.filter(title__in="cd").delete()
    page = seek(Incident.objects.all(), BY_TITLE, cursor, size=2)
    assert (len(page), page.next, page.previous) == (0, "", "")


def first_page_of(cursor, keys=BY_TITLE):
    return [row.number for row in seek(Incident.objects.all(), keys, cursor, size=2)] == in_order(keys)[:2]


@pytest.mark.parametrize(
    "cursor",
    ["garbage", "a:b:c", ":::", "\x00", "é", "." * 5000, "eyJhIjoxfQ:1abc:signature", "-", ".eJw:x:y"],
)
def test_a_cursor_that_was_not_given_out_counts_as_none(cursor):
    shelve("abc")
    assert first_page_of(cursor)


@given(cursor=st.text(max_size=60))
@SEVERAL
def test_no_text_at_all_is_a_cursor_that_breaks_a_list(cursor):
    assert not seek(Incident.objects.all(), BY_TITLE, cursor).rows


def test_a_cursor_of_which_one_letter_was_changed_counts_as_none():
    shelve("abc")
    cursor = seek(Incident.objects.all(), BY_TITLE, size=2).next
    assert not first_page_of(cursor)
    assert first_page_of(("B" if cursor[0] != "B" else "C") + cursor[1:])


def test_a_cursor_that_was_signed_for_something_else_counts_as_none():
    shelve("abc")
    for told in ([False, "b", 2], "text", 7, None, [], [False], [False, "b", 2, 3]):
        assert first_page_of(signing.dumps(told, salt="another purpose"))


def test_a_cursor_of_another_list_counts_as_none():
    for number in range(1, 4):
        IncidentFactory(number=number, started_range=(DAWN, DAWN + timedelta(minutes=number)))
    by_update = seek(Incident.objects.all(), SORTS["updated"], size=2).next
    by_number = seek(Incident.objects.all(), SORTS["number"], size=2).next
    assert first_page_of(by_number)
    assert first_page_of(by_number, SORTS["updated"])
    assert first_page_of(by_update, SORTS["number"])
    by_title = seek(Incident.objects.all(), (Key("title"), Key("number")), size=2).next
    assert first_page_of(by_title)
