"""Words that two texts share and that say something, and other small matters of English. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from search.stemming import stem
from search.words import STOP_WORDS, Token, tokens_of

MOST = 3
SHORTEST = 4  # letters of a word that is no identifier
NUMBER = re.compile(r"[\d:.,-]+(?:am|pm|st|nd|rd|th)?")  # also of a clock or a day
VERBAL = ("ed", "ing", "ly")  # endings of words that seldom name what something happened to

# What any account of an incident says, so that having it in common says nothing.
_ANY_ACCOUNT = frozenset(
    stem(word)
    for word in """
    incident outage failure fail failed error issue problem fault cause caused causing root contributing
    factor trigger triggered result resulted resulting led leading lead lack event impact affected service
    services system systems platform team teams engineer engineers user users customer customers company
    time times hour hours minute minutes second seconds day days change changed changes new old first last
    next several many number part parts began begin started start ended end happened occurred identified
    identify determined found discovered investigation revealed known unknown because could would should
    might also still even when while within without been being were this that these those which their
    there other another both each every with from into after before during between further additionally
    initially exact specifically specific significant various certain however instead previously unable
    able made make making used using well became become primary secondary underlying combined subsequent
    direct directly indirect more less very core main check maximum minimum critical prevent severe high
    higher large small full complete single normal general march april june july september october
    november december january february august monday tuesday wednesday thursday friday saturday sunday utc
    pdt pst inc overall themselves itself write unusual larger smaller along temporary intermittent human
    routine interaction came come comes gives give given gave go goes going went gone take takes taken
    took kind sort way ways thing things whole own same such later earlier finds find says said say tells
    tell told put set keep kept let run ran runs everything nothing something anything somebody nobody
    everybody almost enough much quite rather away place places point points reason case cases fact word
    words read work works worked course sure side long short good bad left right need needs want wants
    look looks seem seemed show shows shown added already again against around back down low early late
    once twice only over under until upon lost lose open close closed use uses week weeks month months
    year years today yesterday night morning evening noon best worst better worse true false yes wait
    waited since thus hence reach reached contain contains whose whom what where why how here then than
    whether either neither among across above below toward towards per via etc disruption multiple subset
    access resources standard operation operations degradation degraded information interruption available
    availability unavailable half leave leaves leaving writes written wrote behind front
    """.split()  # noqa: SIM905 (easier to read so)
)


def shared_words(one: str, other: str, *, without: str = "") -> list[str]:
    """At most three words or identifiers of a plain text that another has too, in the order of the first.

    As the first one writes them. Without common words, those of any account of an incident and those of
    `without`.
    """
    theirs = {term for token in _tokens(other) for term in _terms(token)}
    passed_over = {term for token in _tokens(without) for term in _terms(token)}
    found: dict[str, str] = {}
    for start, token in tokens_of(one):
        term = _known_by(token)
        written = one[start + token.pieces[0].start : start + token.pieces[-1].end]
        telling = is_telling(term) and (token.is_identifier or may_be_a_thing(written))
        if telling and term in theirs and term not in passed_over:
            found.setdefault(term, written)
    return list(found.values())[:MOST]


def _tokens(text: str) -> Iterable[Token]:
    return (token for _, token in tokens_of(text))


def _known_by(token: Token) -> str:
    """The one term that is the word itself."""
    return token.wholes[0].term if token.wholes else token.pieces[0].term


def _terms(token: Token) -> Iterable[str]:
    return (term for _, term in token.terms)


def is_telling(term: str) -> bool:
    """Whether having this term in common says something: no number, and no word of just any account."""
    return not (NUMBER.fullmatch(term) or term in STOP_WORDS or term in _ANY_ACCOUNT)


def may_be_a_thing(word: str) -> bool:
    """Whether a plain word may name a thing: long enough, and not “exacerbated”, “causing” or “fully”."""
    return len(word) >= SHORTEST and not word.endswith(VERBAL)


def in_sentence(name: str) -> str:
    """A name of the vocabulary as it stands within a sentence: “version skew”, but “DNS”."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def listed(words: Sequence[str]) -> str:
    """“a”, “a and b”, “a, b and c”."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def quoted(words: Iterable[str]) -> str:
    """“a”, “b” and “c”, each in quotation marks."""
    return listed([f"“{word}”" for word in words])
