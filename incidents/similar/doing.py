"""Deeds in the words of a sentence: “restarting every node”; and which of them two incidents share. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.similar.deeds import DEEDS
from incidents.similar.story import Deed
from search.stemming import stem

DEED_WORTH = 0.35  # of a deed in common
THINGS_WORTH = 0.25  # the more where it was done to the same


@dataclass(frozen=True, slots=True)
class SharedDeed:
    """text: “restarting nodes”, true of both. here, there: the deeds that say so."""

    text: str
    here: Deed
    there: Deed
    worth: float


def shared_deeds(mine: Iterable[Deed], theirs: Iterable[Deed]) -> list[SharedDeed]:
    """One of each sort that both have: the one that both did to the same, where there is such a one."""
    theirs = list(theirs)
    best: dict[str, SharedDeed] = {}
    for deed in mine:
        for other in theirs:
            shared = _shared(deed, other) if deed.key == other.key else None
            if shared and shared.worth > (best[deed.key].worth if deed.key in best else 0):
                best[deed.key] = shared
    return sorted(best.values(), key=lambda one: (-one.worth, one.text))


def _shared(deed: Deed, other: Deed) -> SharedDeed | None:
    sort = DEEDS[deed.key]
    if things := _same_things(deed, other):
        return SharedDeed(f"{sort.doing} {things}", deed, other, sort.worth * (DEED_WORTH + THINGS_WORTH))
    return SharedDeed(sort.alone, deed, other, sort.worth * DEED_WORTH) if sort.alone else None


def _same_things(deed: Deed, other: Deed) -> str:
    """What both were done to, as true of both; "" where that cannot be said."""
    mine, theirs = ({stem(word.lower()): word for word in one.things} for one in (deed, other))
    if list(mine)[-1:] != list(theirs)[-1:] or not mine:  # “the cache” is not “the cache server”
        return ""
    words = [(word, theirs[root]) for root, word in mine.items() if root in theirs]
    told = [max(pair, key=len) for pair in words]  # the plural, where one of them has it
    return _with_article(told, is_all=deed.is_all and other.is_all, is_some=deed.is_all or other.is_all)


def _with_article(words: list[str], *, is_all: bool, is_some: bool) -> str:
    phrase, last = " ".join(words), words[-1]
    if last.endswith("s") and not last.endswith("ss"):
        return f"all {phrase}" if is_all else phrase
    if is_all:
        return f"every {phrase}"
    if is_some:  # all here, one there
        return ""
    return phrase if last[0].isupper() or any(letter.isdigit() for letter in last) else f"the {phrase}"


def done(deed: Deed) -> str:
    """A deed as one side did it."""
    sort = DEEDS[deed.key]
    if not deed.things:
        return sort.alone or sort.doing
    phrase = _with_article(list(deed.things), is_all=deed.is_all, is_some=False)
    return f"{sort.doing} {phrase}"
