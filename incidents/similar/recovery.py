"""What was done that helped, found in the words of those who tell it: restarted, rolled back, failed over …

Only what is said to have been done and to have helped counts: a sentence that tells of an attempt, a plan, a
cause or a failure is passed over, so that nothing is claimed that the words do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import dropwhile, takewhile

from incidents.similar.deeds import DEEDS

LONGEST = 6_000  # characters of a text that are looked at
LONGEST_SENTENCE = 600
MOST_THINGS = 6  # words for what it was done to
REACH = 120  # characters before and after a deed in which these stand


@dataclass(frozen=True, slots=True)
class Said:
    """A deed as a sentence tells it. things, is_all: as in `story.Deed`. words: the sentence."""

    key: str
    things: tuple[str, ...]
    is_all: bool
    words: str


_DEED = re.compile(
    "|".join(rf"(?P<{key.replace('-', '_')}>\b(?:{sort.pattern}))" for key, sort in DEEDS.items()), re.I
)

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?!\s|$)[^.!?\n]*)*")
# That it helped: within the sentence of somebody who acted, or the next one.
_HELPED = re.compile(
    r"\b(?:resol(?:v|ution)|recover|mitigat|stabili[sz]|restored|resumed|remedied|repaired)"
    r"|\bfix(?:ed|es)?\b|\breturn\w* to (?:normal|full|service)"
    r"|\b(?:came|comes?|is|are|was|were|brought|bring\w*) (?:it )?back\b"
    r"|\bback (?:online|to normal|in service)|\bhealthy\b|\bend(?:ed|ing)\b|\bworks? again|\bconcluded\b",
    re.I,
)
# That the deed is what helped: within the sentence of somebody who sums up.
_BY = re.compile(
    r"\b(?:resolved|restored|mitigated|fixed|recovered|ended|stabili[sz]ed|solved)(?: \w+){0,2} "
    r"(?:by|when|after|once|with|following)\b"
    r"|\b(?:recovery|resolution|mitigation|restoration|the fix) (?:\w+ ){0,2}"
    r"(?:required|requires|involved|came|followed|needed)\b"
    r"|\bto (?:recover|resolve|mitigate|restore|fix)\b"
    r"|\b(?:restored|resolved|fixed|cleared|mitigated) (?:the )?"
    r"(?:service|issue|problem|incident|outage)\b",
    re.I,
)
# That it was not done, not yet, not for certain, in vain, or that it was what went wrong.
_DOUBTED = re.compile(
    r"\b(?:not|never|cannot|unable|attempt\w*|tried|try|trying|would|should|could|might|may|will|to be"
    r"|until|if|unless|before|plan(?:ned|s|ning)?|propos\w+|consider\w*|decid\w+|in the hope|suspicion"
    r"|worse\w*|no effect|in vain|without (?:success|effect)|temporar\w+|ease|instead of|rather than"
    r"|caus(?:e|ed|ing)|because|due to|led to|leading to|prompt\w+|trigger\w*|stemm\w+"
    r"|broke|wiped|exposed|incorrect\w*|accident\w*|mistak\w+|wrong\w*|inadvertent\w*)\b"
    r"|\bfail(?:s|ed|ing|ures?)?\b(?![- ]?over)|n['’]t\b",
    re.I,
)

_WORD = re.compile(r"[^\W_](?:[\w./:'’-]*[^\W_])?|[,;:()\u2013\u2014]")
_STOPS = frozenset(
    """
    to from in into on onto at with without and or but which that who by for after before so because using
    via was were is are has have had been being be then when while as of it its them this these those
    there out off until once across through within during over against than however also again if not
    where whereupon completed finished made restored mitigated resolved fixed helped brought allowed
    followed began started did does do took opened returned provided reduced cleared worldwide back
    responsible , ; : ( ) – —
    """.split()  # noqa: SIM905 (easier to read so)
)
_AUXILIARIES = frozenset("was were is are been being be got".split())  # noqa: SIM905
_PERFECT = _AUXILIARIES | {"has", "have", "had"}
_VERB = re.compile(r"(?:ed|ing|rebuilt)\b|backed out", re.I)
_PREPOSITIONS = frozenset("of in on at from with for by to within through".split())  # noqa: SIM905
_PARTS = frozenset(
    "subset number couple set group majority most all some many part one each none".split()  # noqa: SIM905
)
_ALL = frozenset("all every each both entire whole".split())  # noqa: SIM905
_EMPTY = _ALL | frozenset(
    """
    the a an our their his her its some several many few most any more other another one two three same of
    affected stuck faulty broken bad problematic erroneous recent latest new old previous remaining various
    respective offending unhealthy impacted failing failed malfunctioning initiated rolling full complete
    accelerated global then issue issues problem problems thing things something
    anything everything process processes
    """.split()  # noqa: SIM905
)


class Teller(StrEnum):
    """Who tells, which decides how plainly it must be said that a deed helped."""

    THE_END = "the end"  # tells how it was mitigated or resolved: whatever was done helped
    A_DEED = "a deed"  # tells what somebody did: it or what follows says that things went well
    A_SUMMARY = "a summary"  # tells many things: the sentence itself says that the deed is what helped


def deeds_in(text: str, teller: Teller) -> tuple[Said, ...]:
    """The deeds that a plain text says were done and helped, each sort with each thing once."""
    return _deeds_in(text[:LONGEST], teller)


@lru_cache(maxsize=2048)
def _deeds_in(text: str, teller: Teller) -> tuple[Said, ...]:
    if not _DEED.search(text) or (teller == Teller.A_SUMMARY and not _BY.search(text)):
        return ()  # most texts
    found: dict[tuple, Said] = {}
    sentences = [" ".join(sentence.split()) for sentence in _SENTENCE.findall(text)]
    for sentence, following in zip(sentences, [*sentences[1:], ""], strict=False):
        if not sentence or len(sentence) > LONGEST_SENTENCE or _DOUBTED.search(sentence):
            continue
        if _has_helped(sentence, following, teller):
            for said in _told(sentence):
                found.setdefault((said.key, said.things), said)
    return tuple(found.values())


def _has_helped(sentence: str, following: str, teller: Teller) -> bool:
    if teller == Teller.THE_END:
        return True
    if teller == Teller.A_SUMMARY:
        return bool(_BY.search(sentence))
    return bool(_HELPED.search(sentence) or (_HELPED.search(following) and not _DOUBTED.search(following)))


def _told(sentence: str) -> Iterator[Said]:
    for match in _DEED.finditer(sentence):
        key = match.lastgroup.replace("_", "-")
        things, is_all = ((), False) if DEEDS[key].things == "no" else _things(sentence, match)
        if things or DEEDS[key].things != "must":
            yield Said(key, things, is_all, sentence)


def _things(sentence: str, match: re.Match[str]) -> tuple[tuple[str, ...], bool]:
    """The words for what it was done to, and whether to all of it.

    They follow a verb (“restarted every node”) or a noun and “of” (“a restart of the cluster”), or stand
    before what “was restarted”.
    """
    after = _WORD.findall(sentence, match.end(), match.end() + REACH)
    is_verb = bool(_VERB.search(match.group()))
    words = _until_stop(_without_part(after[1:] if after[:1] == ["of"] else after if is_verb else []))
    words = words or _those_that_were(sentence[max(match.start() - REACH, 0) : match.start()])
    things = (word for word in words if word.lower() not in _EMPTY and not word.endswith(("'s", "’s")))
    return tuple(things), any(word.lower() in _ALL for word in words)


def _those_that_were(before: str) -> list[str]:
    """The words before “was”, “have been” at the end of these; none where these end otherwise.

    None either where a preposition stands among them: of “the records in the cache were removed” nobody knows
    without grammar what was removed.
    """
    words = list(dropwhile(_is_adverb, reversed(_WORD.findall(before))))
    if not words or words[0].lower() not in _AUXILIARIES:
        return []
    words = list(dropwhile(lambda word: word.lower() in _PERFECT, words))
    taken = _until_stop(words)
    stop = words[len(taken)].lower() if len(taken) < len(words) else ""
    is_part_of_all = (
        stop == "of" and words[len(taken) + 1 : len(taken) + 2] and (words[len(taken) + 1].lower() in _PARTS)
    )
    return taken[::-1] if stop not in _PREPOSITIONS or is_part_of_all else []


def _without_part(words: list[str]) -> list[str]:
    """Without “a subset of”: the things are what comes then."""
    for place, word in enumerate(words[:3]):
        if word.lower() in _PARTS and words[place + 1 : place + 2] == ["of"]:
            return words[place + 2 :]
    return words


def _is_adverb(word: str) -> bool:
    return word.lower().endswith("ly")


def _until_stop(words: list[str]) -> list[str]:
    return list(takewhile(lambda word: not _stops(word), words[:MOST_THINGS]))


def _stops(word: str) -> bool:
    return word.lower() in _STOPS or _is_adverb(word) or word[0].isdigit()
