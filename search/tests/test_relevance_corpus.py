"""Known write-ups are found by a few of their words."""

import random
import re
from pathlib import Path

import pytest
from django.db import connection

from search.finding import find
from search.passages import PassageText, quoted, store_all
from search.query import read_query
from search.tests.shelf import everything
from search.words import STOP_WORDS

WRITE_UPS = Path(__file__).resolve().parents[3] / "shared" / "data" / "postmortems" / "icco" / "md"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.corpus,
    pytest.mark.skipif(not WRITE_UPS.is_dir(), reason="the collection is not beside the repository"),
]
RANKED = """
    SELECT group_id FROM search_passageterms WHERE terms @@ %(wanted)s::tsquery
    GROUP BY group_id ORDER BY max(ts_rank(terms, %(wanted)s::tsquery)) DESC, group_id DESC LIMIT %(best)s
"""
BEST = 10  # a write-up that is not among so many counts as not found


@pytest.fixture
def write_ups():
    """Their texts; each is the group of its place in the list, each paragraph a passage."""
    texts = [
        re.sub(r"\A---.*?---", "", path.read_text(), flags=re.S) for path in sorted(WRITE_UPS.glob("*.md"))
    ]
    groups = {}
    for group, text in enumerate(texts):
        paragraphs = [part for part in re.split(r"\n\s*\n", text) if part.strip()]
        groups[group] = [
            PassageText(f"p{number}", "event", "", part, "/") for number, part in enumerate(paragraphs)
        ]
    store_all(groups)
    return texts


def known_items(texts, length):
    """For half of the texts some of their words, in any order: (group, query)."""
    dice = random.Random(14)
    for group in dice.sample(range(len(texts)), len(texts) // 2):
        words = [
            word for word in re.findall(r"[A-Za-z][\w-]{2,}", texts[group]) if word.lower() not in STOP_WORDS
        ]
        if len(words) >= 12:
            yield group, " ".join(dice.sample(words, length))


def mean_reciprocal_rank(asked, search):
    ranks = []
    for group, query in asked:
        groups = search(query)
        ranks.append(1 / (groups.index(group) + 1) if group in groups else 0)
    return sum(ranks) / len(ranks)


def by_find(query):
    return [hit.group for hit in find(read_query(query), within=everything(), limit=BEST, per_group=0).hits]


def by_ts_rank(query):
    terms = " | ".join(quoted(term) for one in read_query(query).terms for term in one.all_terms)
    with connection.cursor() as cursor:
        cursor.execute(RANKED, {"wanted": terms, "best": BEST})
        return [group for (group,) in cursor.fetchall()]


@pytest.mark.parametrize(("length", "at_least"), [(4, 0.9), (8, 0.97)])
def test_a_write_up_is_found_by_some_of_its_words(write_ups, length, at_least):
    asked = list(known_items(write_ups, length))
    assert len(asked) > 100
    ours = mean_reciprocal_rank(asked, by_find)
    assert ours >= at_least
    assert ours > mean_reciprocal_rank(asked, by_ts_rank)
