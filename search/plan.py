"""How a query is carried out: which passages are looked at, and what each term is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from django.db import connection

from search.bm25 import idf, sparse_vector
from search.passages import quoted
from search.query import Query, Sought
from search.words import LONGEST_TERM, STOP_WORDS, tokens_of

# Passages that are looked at for a query's rarest words before its commoner ones stop adding some.
ENOUGH = 3_000
ENOUGH_TO_SHOW = 1_500
MOST_RANKED = 12  # words that are weighed one by one; further ones count within a passage only
MOST_COMPLETIONS = 20
CUT_FROM_PREFIX = 3  # letters: “schedulin” begins no term, since “scheduling” is kept as “schedul”
UNFINISHED = 0.8  # what a word that goes on is worth, beside the word that was typed so far

COUNTS = "SELECT term, sum(passages) FROM search_termcount WHERE term = ANY(%s) GROUP BY term"
COMPLETIONS = """
    SELECT term, sum(passages) FROM search_termcount WHERE term >= %s AND term < %s
    GROUP BY term HAVING sum(passages) > 0 ORDER BY 2 DESC, 1 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Needle:
    """One thing wanted: passages that have it, about how many those are, and what its terms are worth."""

    condition: str  # a tsquery
    passages: int
    worth: Mapping[str, float]

    @property
    def idf(self) -> float:
        return max(self.worth.values())

    @property
    def vector(self) -> str:
        return sparse_vector(self.worth)


@dataclass(frozen=True, slots=True)
class Plan:
    """A query for this database as it is now. Conditions are tsqueries; "" is none."""

    needles: tuple[Needle, ...]  # the rarest first
    candidates: str  # a passage that fulfils it is a hit
    required: tuple[str, ...]  # each is fulfilled by a passage of the group
    excluded: str  # is fulfilled by no passage of the group

    def __bool__(self):
        return bool(self.candidates)

    @property
    def vector(self) -> str:
        """All that is wanted, each term once."""
        worth: dict[str, float] = {}
        for needle in self.needles:
            worth |= {term: max(value, worth.get(term, 0)) for term, value in needle.worth.items()}
        return sparse_vector(worth)


def plan_of(query: Query) -> Plan:
    """Ask how common the terms are, and decide. Two queries at most, none where nothing is looked for."""
    if not query:
        return Plan((), "", (), "")
    unfinished = _unfinished(query)
    sought = [*query.terms, *query.phrases, *unfinished]
    counts = _counts({term for one in sought for term in one.all_terms} | _shortened(query.prefix) | {""})
    total = counts.get("", 0)
    needles = [needle for one in query.terms if (needle := _needle(one, counts, total))]
    phrases = [_phrase_needle(one, counts, total) for one in query.phrases]
    completions = _completions(query.prefix, counts)
    if beginning := _beginning(unfinished, completions, counts, total):
        needles.append(beginning)
    needles.sort(key=lambda needle: needle.passages)
    required = tuple(phrase_condition(one) for one in query.phrases)
    candidates = _any_of([*_enough(needles), *required])
    return Plan(
        needles=tuple(sorted((*needles, *phrases), key=lambda needle: needle.passages)),
        candidates=candidates,
        required=required if required != (candidates,) else (),  # every hit has the only phrase already
        excluded=_any_of([phrase_condition(one) for one in query.excluded]),
    )


def phrase_condition(sought: Sought) -> str:
    """The pieces next to one another; an identifier also as one term, however its pieces were cut."""
    row = " <-> ".join(quoted(piece) for piece in sought.pieces)
    if sought.whole and sought.whole not in sought.pieces:
        return f"({quoted(sought.whole)} | ({row}))"
    return f"({row})"


def _any_of(conditions: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(conditions))


def _enough(needles: list[Needle]) -> list[str]:
    """The conditions of the rarest needles, until they bring enough passages to rank.

    A passage that has only the commoner words of a query stands behind those that have a rarer one, so it
    need not be looked at; where there are no more than ENOUGH, all of them are.
    """
    chosen, passages = [], 0
    for needle in needles:
        if chosen and passages + needle.passages > ENOUGH:
            break
        chosen.append(needle.condition)
        passages += needle.passages
    return chosen


def _needle(sought: Sought, counts: Mapping[str, int], total: int) -> Needle | None:
    """A word; an identifier that somebody wrote, or else its parts. None where nothing has it."""
    if counts.get(sought.exact, 0) > 0:
        known = {term: counts[term] for term in (sought.exact, *sought.pieces) if counts.get(term, 0) > 0}
        condition = quoted(sought.exact)
        if len(sought.pieces) > 1 and all(piece in known for piece in sought.pieces):
            condition = f"({condition} | ({' & '.join(quoted(piece) for piece in sought.pieces)}))"
        return Needle(condition, counts[sought.exact], _worth(known, total))
    parts = {
        term: counts[term]
        for term in (*sought.pieces, *sought.parts)
        if counts.get(term, 0) > 0 and term not in STOP_WORDS
    }
    if not parts:
        return None
    return Needle(_any_of(map(quoted, parts)), sum(parts.values()), _worth(parts, total))


def _phrase_needle(sought: Sought, counts: Mapping[str, int], total: int) -> Needle:
    """Worth its words; it is a condition of its own, however common."""
    terms = {term: counts.get(term, 0) for term in (sought.whole, *sought.pieces) if term}
    return Needle(phrase_condition(sought), min(terms.values()), _worth(terms, total))


def _worth(counts: Mapping[str, int], total: int) -> dict[str, float]:
    return {term: idf(having, total) for term, having in counts.items()}


# The unfinished word


def _unfinished(query: Query) -> list[Sought]:
    """The unfinished word as if it were finished."""
    return [
        Sought(
            query.prefix,
            tuple(piece.term for piece in token.pieces),
            token.wholes[0].term if token.wholes else "",
        )
        for _, token in tokens_of(query.prefix)
    ][-1:]


def _shortened(prefix: str) -> set[str]:
    """The beginning without its last letters, which may be an ending that no stem has."""
    return {prefix[:-cut] for cut in range(1, CUT_FROM_PREFIX + 1) if len(prefix) - cut >= 3}


def _completions(prefix: str, counts: Mapping[str, int]) -> dict[str, int]:
    """Terms that begin so, the commonest first; else the longest term that the beginning begins with."""
    if not prefix:
        return {}
    prefix = prefix[:LONGEST_TERM]
    with connection.cursor() as cursor:
        cursor.execute(COMPLETIONS, [prefix, prefix + "\U0010ffff", MOST_COMPLETIONS])
        found = _until_enough(cursor.fetchall())
    if not found:
        known = [term for term in _shortened(prefix) if counts.get(term, 0) > 0]
        found = {term: counts[term] for term in sorted(known, key=len)[-1:]}
    return found


def _until_enough(completions: list[tuple[str, int]]) -> dict[str, int]:
    """The first of them, until they bring enough passages to show while somebody types."""
    before = accumulate((passages for _, passages in completions), initial=0)
    return {
        term: passages
        for (term, passages), had in zip(completions, before, strict=False)
        if had < ENOUGH_TO_SHOW
    }


def _beginning(
    unfinished: list[Sought], completions: Mapping[str, int], counts: Mapping[str, int], total: int
) -> Needle | None:
    """One needle for all that the unfinished word may be; None where nothing begins so.

    All are worth the same, or the rarest completion would win; the word as typed is worth more.
    """
    is_word = bool(unfinished) and counts.get(unfinished[0].exact, 0) > 0
    typed = _needle(unfinished[0], counts, total) if is_word or (unfinished and not completions) else None
    if not completions or not typed:
        having = sum(completions.values())
        worth = dict.fromkeys(completions, idf(having, total))
        return Needle(_any_of(map(quoted, completions)), having, worth) if completions else typed
    having = typed.passages + sum(completions.values())
    worth = dict.fromkeys(completions, UNFINISHED * idf(having, total)) | typed.worth
    return Needle(_any_of([typed.condition, *map(quoted, completions)]), having, worth)


def _counts(terms: set[str]) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [list(terms)])
        return dict(cursor.fetchall())
