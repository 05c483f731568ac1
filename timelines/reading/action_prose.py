"""Commitments in prose: “we will …”, “is implementing …”, “future work includes …”, “to prevent this, …”."""

from __future__ import annotations

import re
from dataclasses import dataclass

from timelines.reading import commitment_words as said
from timelines.reading.action_details import DONE, IN_PROGRESS, OPEN
from timelines.reading.deeds import (
    VERBS,
    begins_with_deed,
    is_base,
    is_gerund,
    is_participle,
    parts_of,
    things_of,
)
from timelines.reading.model import Place


@dataclass(frozen=True, slots=True)
class Commitment:
    """The deeds that a sentence commits to. parts: places within the sentence; empty: only announced."""

    parts: tuple[Place, ...]
    state: str
    is_firm: bool  # the words alone make it an action item; else it takes a heading that says so


@dataclass(frozen=True, slots=True)
class _Sentence:
    words: str
    follows_vague: bool
    in_section: bool
    is_announced: bool = False

    @property
    def is_below_heading(self) -> bool:
        return self.in_section and not self.is_announced

    @property
    def is_against_recurrence(self) -> bool:
        return bool(said.AGAIN.search(self.words))

    @property
    def is_meant(self) -> bool:
        return self.in_section or self.is_against_recurrence

    def whole(self, state: str, *, is_firm: bool) -> Commitment:
        return Commitment((Place(0, len(self.words)),), state, is_firm)


def commitment_in(
    words: str, *, follows_vague: bool, is_action_section: bool, is_announced: bool = False
) -> Commitment | None:
    """What a sentence commits to.

    `follows_vague`: the sentence before announced measures. `is_action_section`: it stands under a heading
    that announces what will be done. `is_announced`: an earlier sentence of its paragraph announces measures.
    """
    sentence = _Sentence(words, follows_vague, is_action_section or is_announced, is_announced)
    low = words.lower()
    for cues, reader in _IN_TURN:
        found = reader(sentence) if not cues or any(cue in low for cue in cues) else None
        if found is not None:
            return None if said.PITCH.search(words) else found
    return None


def _these(sentence: _Sentence) -> Commitment | None:
    """“These include adding …, improving … and …” after measures were announced."""
    found = said.THESE.match(sentence.words) if sentence.follows_vague else None
    return Commitment(_listed(sentence.words, found.start("rest")), OPEN, is_firm=True) if found else None


def _headed(sentence: _Sentence) -> Commitment | None:
    """“Corrective actions include A, B and C”."""
    words = sentence.words
    found = said.HEAD.search(words)
    if not found or found.start() > 80:
        return None
    kind, tense = found["kind"].lower(), found["tense"].lower()
    is_past = tense in ("included", "involved", "was", "were")
    if is_past and said.OF_THEN.match(kind) and not sentence.in_section:
        return None
    form = begins_with_deed(words[found.start("rest") :])
    if tense in ("is", "are", "was", "were", ":") and form not in ("base", "gerund"):
        return None
    is_firm = sentence.is_meant or bool(said.OF_LATER.match(kind)) or not is_past
    return Commitment(_listed(words, found.start("rest")), DONE if is_past else OPEN, is_firm)


def _doing(sentence: _Sentence) -> Commitment | None:
    """“We are evaluating …”."""
    words = sentence.words
    found = said.DOING.search(words)
    if not found or not is_gerund(found["verb"]) or said.NOBODY.search(found["who"]):
        return None
    if said.RELATIVE.search(words[: found.start()]):
        return None
    if not _counts(_stem(found["verb"]), sentence, found.end()):
        return _after_working(sentence, found.end()) if found["verb"] == "working" else None
    is_firm = sentence.is_meant or found["verb"] in said.BUILDING
    return Commitment(_split(words, found.start("verb"), "gerund"), IN_PROGRESS, is_firm)


def _after_working(sentence: _Sentence, at: int) -> Commitment | None:
    """“working on adding …”, “working to add …”, “working with X to add …”."""
    found = said.AFTER_WORKING.match(sentence.words, at)
    if not found:
        return None
    form = begins_with_deed(sentence.words[found.start("rest") :])
    if form not in ("base", "gerund") and not sentence.is_against_recurrence:
        return None
    parts = _split(sentence.words, found.start("rest"), form or "base")
    return Commitment(parts, IN_PROGRESS, is_firm=sentence.is_against_recurrence)


def _being(sentence: _Sentence) -> Commitment | None:
    """“Checks are being added”; “work is underway to …”."""
    found = said.BEING.search(sentence.words)
    if not found or found["verb"] in said.IDLE or not (found["work"] or is_participle(found["verb"])):
        return None
    return sentence.whole(IN_PROGRESS, is_firm=sentence.is_meant or bool(found["work"]))


def _planned(sentence: _Sentence) -> Commitment | None:
    """“They plan to …”."""
    for found in said.PLAN.finditer(sentence.words):
        form = _form(found["verb"], sentence, found.end())
        if form:
            return Commitment(_split(sentence.words, found.start("verb"), form), OPEN, is_firm=True)
    return None


_SAID = re.compile(r"\b(?:said|told (?:us|me|them)|replied|answered|estimated)(?: that)?\s*$", re.IGNORECASE)
"""“They said they will repair it”: what somebody was told in the course of the incident."""


def _promised(sentence: _Sentence) -> Commitment | None:
    """“We will …”, “… will be added”."""
    for found in said.WILL.finditer(sentence.words):
        if found["not"] or not _is_answered_for(sentence, found):
            continue
        if _SAID.search(sentence.words[: found.start()]):
            continue
        form = _form(found["verb"], sentence, found.end())
        if form:
            return Commitment(_split(sentence.words, found.start("verb"), form), OPEN, is_firm=True)
        if is_participle(found["verb"]) and found["verb"] not in said.IDLE:
            return sentence.whole(OPEN, is_firm=sentence.is_meant)
    return None


def _is_answered_for(sentence: _Sentence, found: re.Match[str]) -> bool:
    """Whether somebody will see to it, and it is not merely what will happen."""
    if said.NOBODY.search(sentence.words[: found.start()] + (found["who"] or "")):
        return False
    return bool(found["who"]) or is_participle(found["verb"]) or sentence.in_section


def _form(verb: str, sentence: _Sentence, at: int) -> str:
    """How a deed is put, "" where the verb is none."""
    if is_base(verb):
        return "base" if _counts(verb, sentence, at) else ""
    return "gerund" if is_gerund(verb) and _counts(_stem(verb), sentence, at) else ""


def _prevented(sentence: _Sentence) -> Commitment | None:
    """“To prevent recurrence, they added …”."""
    found = said.TO_PREVENT.search(sentence.words)
    if not found or not said.OF_RECURRENCE.search(found["what"]) or not is_participle(found["verb"]):
        return None
    return Commitment(_split(sentence.words, found.start("verb"), "past"), DONE, is_firm=True)


def _announced(sentence: _Sentence) -> Commitment | None:
    """“They implemented several measures”: what they are comes after."""
    found = said.ANNOUNCED.search(sentence.words)
    if not found:
        return None
    return Commitment(_split(sentence.words, found.start("what"), "past"), DONE, is_firm=True)


def _was_done(sentence: _Sentence) -> Commitment | None:
    """After announced measures, in the same paragraph: “… were configured to …”."""
    found = said.WERE.search(sentence.words) if sentence.is_announced else None
    if not found or not is_participle(found["verb"]) or found["verb"] in said.IDLE:
        return None
    return sentence.whole(DONE, is_firm=True)


def _done(sentence: _Sentence) -> Commitment | None:
    """“We have since added …”, and in the right place “… has been added”."""
    for found in said.HAVE.finditer(sentence.words):
        verb = found["verb"]
        if not is_participle(verb) or (verb in said.IDLE and not sentence.in_section):
            continue
        if found["been"]:
            return sentence.whole(DONE, is_firm=True) if sentence.is_meant else None
        if not found["who"] or said.NOBODY.search(found["who"]):
            continue
        is_later = re.search(r"since|also|now|already|subsequently|recently", found["when"])
        parts = _split(sentence.words, found.start("verb"), "past")
        return Commitment(parts, DONE, is_firm=True) if sentence.is_meant or is_later or not parts else None
    return None


def _ought(sentence: _Sentence) -> Commitment | None:
    """In the right place: “we should …”."""
    found = said.OUGHT.search(sentence.words) if sentence.is_below_heading else None
    if found and (is_base(found["verb"]) or is_participle(found["verb"])):
        return sentence.whole(OPEN, is_firm=True)
    return None


def _bare(sentence: _Sentence) -> Commitment | None:
    """In the right place: a sentence that begins with the deed itself."""
    form = begins_with_deed(sentence.words) if sentence.is_below_heading else ""
    return sentence.whole(OPEN, is_firm=True) if form in ("base", "gerund") else None


# Each with literal words without which it finds nothing.
_IN_TURN = (
    (("these", "they", "this", "such", "among"), _these),
    (("include", "involve", " are ", " is ", ":", " was ", " were ", "consist", "focus"), _headed),
    (("ing ",), _doing),
    (("being ", "underway", "under way", "in progress", "ongoing", "planned to"), _being),
    ((" to ", " on ", " into ", " toward"), _planned),
    (("will ", "’ll ", "'ll "), _promised),
    (("prevent", "avoid", "to "), _prevented),
    (("have ", "has ", "’ve ", "'ve "), _done),
    (("measures", "steps", "changes", "improvements", "actions", "safeguards"), _announced),
    (("was ", "were "), _was_done),
    (("should", "must", "need", "ought"), _ought),
    ((), _bare),
)


def _counts(stem: str, sentence: _Sentence, at: int) -> bool:
    """Whether a deed is one against recurrence, and not of watching, telling or hoping."""
    verbs = {stem, stem + "e"}
    if not verbs & VERBS:
        return False
    if not verbs & said.WATCHING:
        return True
    if said.WAYS.match(sentence.words[at : at + 60]):
        return True
    return sentence.is_meant and bool(verbs & said.OWN)


def _stem(gerund: str) -> str:
    """“adding”: add, “planning”: plan; “improving”: improv, as its e is lost."""
    stem = gerund[:-3]
    return stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] and stem[:-1] in VERBS else stem


# Lists within a sentence


def _listed(words: str, start: int) -> tuple[Place, ...]:
    """The deeds or things from `start` on."""
    form = begins_with_deed(words[start:])
    return _shifted(parts_of(words[start:], form) if form else things_of(words[start:]), start, words)


def _split(words: str, start: int, form: str) -> tuple[Place, ...]:
    """The deeds from `start` on. Where measures are only announced: those after “including”, or none."""
    vague = said.VAGUE.search(words, start)
    if vague and vague.start() - start < 40:
        named = said.INCLUDING.search(words, vague.end())
        return _listed(words, named.start(named.lastgroup or 0)) if named else ()
    parts = _shifted(parts_of(words[start:], form), start, words)
    return parts if len(parts) > 1 else (Place(0, len(words)),)


def _shifted(places: list[Place], by: int, words: str) -> tuple[Place, ...]:
    """The places by so many characters further on, without the mark that ends the sentence."""
    found = []
    for place in places:
        end = place.start + len(place.of(words[by:]).rstrip(" .;,:!\n"))
        if end - place.start > 3:
            found.append(Place(place.start + by, end + by))
    return tuple(found)
