"""Quotes are places in a source, each kept once."""

import pytest

from timelines.exceptions import QuoteNotFound
from timelines.factories import SourceFactory
from timelines.models import Quote

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return SourceFactory(text="queue? no queue. queue!")


def test_the_first_place_counts_unless_another_is_named(source):
    assert source.quote("queue").start == 0
    assert source.quote("queue", at=10).start == 10


def test_the_same_place_is_one_quote(source):
    assert source.quote("queue") == source.quote("queue", at=0)
    assert source.quote_all([("queue", 17), ("queue!", None), ("queue", 17)])[0] == source.quote(
        "queue", at=17
    )
    assert Quote.objects.count() == 3


def test_many_cost_three_queries(source, django_assert_num_queries):
    with django_assert_num_queries(3):  # those that are held, the new ones, all with their keys
        source.quote_all([("queue", 0), ("queue", 10), ("no", None), ("!", None)])
    with django_assert_num_queries(1):
        source.quote_all([("queue", 0), ("queue", 10)])


@pytest.mark.parametrize(
    "place", [("kernel", None), ("queue", 1), ("queue", -6), ("queue", 900), ("", None), ("", 3)]
)
def test_words_that_do_not_stand_there_keep_all_out(source, place):
    with pytest.raises(QuoteNotFound):
        source.quote_all([("queue", 0), place])
    assert not Quote.objects.exists()
