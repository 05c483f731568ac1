"""Words that are known by their beginnings: `kube*`, and the last word while somebody types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from search.passages import quoted
from search.words import LONGEST_TERM

ENOUGH_TO_SHOW = 1_500  # passages, while somebody types
MOST_COMPLETIONS = 20
CUT_FROM_PREFIX = 3  # letters: “schedulin” begins no term, since “scheduling” is kept as “schedul”


@dataclass(frozen=True, slots=True)
class Completions:
    """What a beginning may be."""

    terms: Mapping[str, int]  # passages by term, the commonest first
    condition: str  # a tsquery


def shortened(beginning: str) -> set[str]:
    """The beginning without its last letters, which may be an ending that no stem has."""
    cuts = range(1, CUT_FROM_PREFIX + 1)
    return {beginning[:-cut] for cut in cuts if len(beginning) - cut >= 3} if beginning else set()


def asked_beginnings(beginnings: Iterable[str]) -> list[str]:
    """Each once, no longer than a term."""
    return list(dict.fromkeys(beginning[:LONGEST_TERM] for beginning in beginnings))


def completions(
    found: Mapping[str, Mapping[str, int]], counts: Mapping[str, int], *, unfinished: str = ""
) -> dict[str, Completions]:
    """For each beginning what it may be: the terms that begin so, or else the longest that it begins with.

    `found` are the commonest terms that begin so, with their passages, the commonest first. Of many words
    that the `unfinished` one may become, the commonest are enough.
    """
    return {
        beginning: _completions(
            beginning, terms, counts, is_unfinished=beginning == unfinished[:LONGEST_TERM]
        )
        for beginning, terms in found.items()
    }


def _completions(
    beginning: str, terms: Mapping[str, int], counts: Mapping[str, int], *, is_unfinished: bool
) -> Completions:
    if is_unfinished and len(terms) == MOST_COMPLETIONS:
        terms = _until_enough(terms)
        return Completions(terms, " | ".join(map(quoted, terms)))
    all_of_them = f"{quoted(beginning)}:*"  # those that no statistics have, too
    if terms:
        return Completions(terms, all_of_them)
    known = sorted((term for term in shortened(beginning) if counts.get(term, 0) > 0), key=len)[-1:]
    return Completions({term: counts[term] for term in known}, " | ".join([all_of_them, *map(quoted, known)]))


def _until_enough(terms: Mapping[str, int]) -> dict[str, int]:
    """The first of them, until they bring enough passages to show."""
    before = accumulate(terms.values(), initial=0)
    return {
        term: passages
        for (term, passages), had in zip(terms.items(), before, strict=False)
        if had < ENOUGH_TO_SHOW
    }
