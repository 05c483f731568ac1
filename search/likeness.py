"""What is like a text, or like a group: by the words that tell it, and by what it is about.

The two are measured apart, so that whoever shows the result can say why:

words    how much a group has of the text's telling words, by their worth: 0 nothing, 1 each of them as
         strongly as BM25 can say. Telling are the words that are rare here and stand in the text often.
meaning  the cosine of what both are about, from 0 to 1 (`search.meaning`).

Every group that may be seen is compared, not those that an approximate index happens to find, so that the
same data gives the same list. Of groups that may not be seen nothing is read, and what a word is worth is
counted in passages that are open to all (`TermCount`).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from search.bm25 import K1, USUAL_LENGTH, idf, sparse_vector, weight
from search.groups import ENOUGH_TEXT
from search.meaning import meaning_of, told
from search.models import Group, Passage
from search.passages import quoted
from search.statistics import term_counts
from search.within import sql_of
from search.words import STOP_WORDS, Token, readable, tokens_of

NO_GROUP = -1
MOST_TELLING = 25  # words by which groups are compared
UNHEARD = 5  # further ones that no passage has that is open to all; one that the person may see may
ENOUGH = 3_000  # passages that are looked at for the rarest of them
COMPARED = 100  # groups by words, and as many by meaning

ALIKE = """
    WITH by_words AS (
        SELECT group_id FROM search_passageterms
        WHERE terms @@ %(candidates)s::tsquery AND group_id IN ({within}) AND group_id <> %(asked)s
        GROUP BY group_id ORDER BY max(-(weights <#> %(wanted)s::sparsevec)) DESC, group_id DESC
        LIMIT %(compared)s
    ), by_meaning AS (
        SELECT group_id FROM search_group
        WHERE meaning IS NOT NULL AND group_id IN ({within}) AND group_id <> %(asked)s
        ORDER BY meaning <#> %(meaning)s::halfvec, group_id DESC LIMIT %(compared)s
    ), compared AS MATERIALIZED (
        SELECT group_id FROM by_words UNION SELECT group_id FROM by_meaning
    ), needle AS (
        SELECT number, worth, vector::sparsevec
        FROM unnest(%(worths)s::float8[], %(vectors)s::text[]) WITH ORDINALITY AS n (worth, vector, number)
    ), by_word AS (
        SELECT group_id, number, worth, least(max(-(weights <#> vector)) / %(most)s, 1) AS has
        FROM compared JOIN search_passageterms USING (group_id) CROSS JOIN needle
        WHERE terms @@ %(any)s::tsquery GROUP BY group_id, number, worth
    ), by_group AS (
        SELECT group_id, sum(worth * has) / %(worth)s AS words,
            array_agg(number ORDER BY worth * has DESC, number) FILTER (WHERE has > 0) AS numbers
        FROM by_word GROUP BY group_id
    )
    SELECT group_id, coalesce(words, 0),
        greatest(coalesce(-(meaning <#> %(meaning)s::halfvec), 0), 0), numbers
    FROM compared LEFT JOIN by_group USING (group_id) LEFT JOIN search_group USING (group_id)
"""


@dataclass(frozen=True, slots=True)
class Alike:
    """A group that is like what was asked for."""

    group: int
    words: float  # 0 to 1
    meaning: float  # 0 to 1
    terms: tuple[str, ...]  # the telling words that it has too, as the asked text writes them, the best first

    @property
    def score(self) -> float:
        """Both together, 0 to 2. Only for putting in order."""
        return self.words + self.meaning


@dataclass(frozen=True, slots=True)
class Word:
    """A term of the asked text, and how strongly it tells that text from others."""

    term: str
    written: str  # as it first stands there
    passages: int  # that have it and are open to all
    worth: float

    @property
    def vector(self) -> str:
        return sparse_vector({self.term: 1})


def alike(text_or_group: str | int, *, within: QuerySet, limit: int = 10) -> list[Alike]:
    """The groups of `within` that are most like a text, or like a group, which is itself left out.

    `within` gives the groups that may be shown at all, as `.values("pk")`. The asked group is read whoever
    asks: that the person may see it is for the caller to have made sure of. The best come first; of equals
    the newest group. A text without words is like nothing. Four queries at most.
    """
    if isinstance(text_or_group, int):
        asked, own = text_or_group, 1
        passages = _passages_of(asked)
        meaning = Group.objects.filter(group=asked).values_list("meaning", flat=True).first()
    else:
        asked, own = NO_GROUP, 0
        passages = [(readable(text_or_group)[:ENOUGH_TEXT], 1.0)]
        meaning = meaning_of(passages)
    words = _telling_words(passages, own=own)
    if not words or meaning is None:
        return []
    try:
        rows = _compared(words, told(meaning), within, asked)
    except EmptyResultSet:  # `within` is `.none()`
        return []
    found = (
        Alike(
            group,
            round(by_words, 4),
            round(by_meaning, 4),
            tuple(words[n - 1].written for n in numbers or ()),
        )
        for group, by_words, by_meaning, numbers in rows
    )
    return heapq.nlargest(limit, found, key=lambda one: (one.score, one.group))


def _passages_of(group: int) -> list[tuple[str, float]]:
    """Texts and their emphasis, those with the most emphasis first, until they are enough."""
    rows = Passage.objects.filter(group=group).order_by("-emphasis", "key", "part")
    rows = list(rows.values_list("text", "emphasis"))
    before = accumulate((len(text) for text, _ in rows), initial=0)
    return [row for row, length in zip(rows, before, strict=False) if length < ENOUGH_TEXT]


def _telling_words(passages: Iterable[tuple[str, float]], *, own: int) -> list[Word]:
    """The words that tell these texts best, the best first. `own`: passages that have each for certain."""
    times: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text, emphasis in passages:
        for start, token in tokens_of(text):
            for term, there in _written(text, start, token):
                times[term] += emphasis
                written.setdefault(term, there)
    counts = term_counts([*times, ""])
    total = counts.get("", 0)
    words = [
        Word(term, written[term], having, weight(often, USUAL_LENGTH) * idf(having, total))
        for term, often in times.items()
        for having in [max(counts.get(term, 0), 0)]
    ]
    words.sort(key=lambda word: (-word.worth, word.term))
    heard = [word for word in words if word.passages > own][:MOST_TELLING]
    return heard + [word for word in words if word.passages <= own][:UNHEARD]


def _written(text: str, start: int, token: Token) -> Iterator[tuple[str, str]]:
    """The terms of a token that tell something, as the text writes them: no stop words, no bare numbers."""
    spans = [
        (whole.term, token.pieces[whole.first].start, token.pieces[whole.last].end) for whole in token.wholes
    ]
    spans += [(piece.term, piece.start, piece.end) for piece in token.pieces]
    for term, begin, end in spans:
        if term not in STOP_WORDS and any(letter.isalpha() for letter in term):
            yield term, text[start + begin : start + end]


def _compared(words: list[Word], meaning: str, within: QuerySet, asked: int) -> list[tuple]:
    """(group, words, meaning, numbers of the words it has, from 1) of the groups that may be most alike."""
    allowed, parameters = sql_of(within)
    values = parameters | {
        "asked": asked,
        "candidates": _any_of(_rarest(words)),
        "any": _any_of(words),
        "wanted": sparse_vector({word.term: word.worth for word in words}),
        "worths": [word.worth for word in words],
        "worth": sum(word.worth for word in words),
        "vectors": [word.vector for word in words],
        "most": K1 + 1,
        "meaning": meaning,
        "compared": COMPARED,
    }
    with connection.cursor() as cursor:
        cursor.execute(ALIKE.format(within=allowed), values)
        return cursor.fetchall()


def _rarest(words: list[Word]) -> list[Word]:
    """Those that the fewest passages have, until they bring enough to compare."""
    rarest = sorted(words, key=lambda word: (word.passages, word.term))
    before = accumulate((word.passages for word in rarest), initial=0)
    return [word for word, passages in zip(rarest, before, strict=False) if passages < ENOUGH]


def _any_of(words: list[Word]) -> str:
    return " | ".join(quoted(word.term) for word in words)
