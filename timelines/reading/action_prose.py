"""Commitments in prose: “we will …”, “is implementing …”, “future work includes …”, “to prevent this, …”."""

from __future__ import annotations

import re
from dataclasses import dataclass

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


# What a cheap search finds first. A sentence without any of these is no commitment.
CUES = (
    "will ", "'ll ", "’ll ", "plan", "going to", "intend", "aims to", "aiming", "committed", "committing", "commits to",
    "commitment", "since ", "now ", "going forward", "moving forward", "in the future", "future ", "prevent",
    "follow-up", "followup", "follow up", "evaluating", "recurrence", "improvements", "measures", "working on",
    "working to", "underway", "in progress", "corrective", "remediation", "long-term", "long term", "short-term",
    "implementing", "improving", "adding", "enhanc", "we have ", "we've ", "we’ve ", "also ", "these include",
    "they include", "next step", "initiatives", "being ", "recommend", "consider", "exploring", "looking into",
    "should ", "need to ", "needs to ", "must ",
)  # fmt: skip

_ADVERB = (
    r"(?:(?:also|now|soon|currently|actively|already|then|further|additionally|therefore|thus|again|immediately|since|"
    r"subsequently|recently|next|first|both|be|each|continue to|in the (?:near )?future|going forward|in addition|"
    r"as a result|\w{3,15}ly),? ){0,3}"
)
_WHO = (
    r"(?:\bwe(?:[’'](?:ll|re|ve))?|\bthey(?:[’'](?:ll|re|ve))?|\b[Tt]eams?|\bengineers|\bengineering|"
    r"\bcompany|\bdevelopers|\boperators|\bproject|\bmaintainers|\borgani[sz]ation|\bproviders?|\bvendor|"
    r"\b[A-Z][\w.&+-]{1,30}(?: (?:Inc|Cloud|Games|Labs|Web Services)\.?)?)"
)
_WILL = re.compile(
    rf"(?P<who>{_WHO})? ?(?:\bwill|[’']ll)\s(?P<not>not )?{_ADVERB}(?:need to |have to |work (?:to|on|with .{{3,60}} to) )?(?P<verb>[a-z-]{{2,20}})\b"
)
_PLAN = re.compile(
    rf"(?P<who>{_WHO})\s(?:(?:is|are|am|was|were|has|have) )?{_ADVERB}(?:planning|plans?|planned|intends?|intending|aims?|aiming|hopes?|going|need|"
    rf"needs|wants?|expects?|committed|commits?|committing|pledged|vowed|looking|working|aiming|striving|"
    rf"continuing|outlined plans|proposed) "
    rf"(?:also )?(?:to|on|into|towards?) {_ADVERB}(?P<verb>[a-z-]{{2,20}})\b"
)
_DOING = re.compile(
    rf"(?P<who>{_WHO})(?:[’']re|[’']m|\s(?:is|are|am|will be|have been|has been)) {_ADVERB}(?P<verb>[a-z-]{{3,20}}ing)\b"
)
_BEING = re.compile(
    r"\b(?:is|are) (?:now |currently |also |actively ){0,2}being (?P<verb>[a-z-]{3,20}ed|built|made|put|written|rewritten)\b|"
    r"\b(?:work|efforts?|project|design|development) (?:is|are) (?:also |already |now ){0,2}(?:underway|under way|in progress|ongoing|planned) to "
    r"(?P<work>[a-z-]{2,20})\b"
)
_HAVE = re.compile(
    rf"(?P<who>{_WHO})?(?:[’']ve|\s(?:has|have)) (?P<when>{_ADVERB})(?P<verb>[a-z-]{{2,20}})\b"
)
_TO_PREVENT = re.compile(
    r"(?:^|\. |, )(?:in order )?to (?:help )?(?:prevent|avoid|ensure|reduce|mitigate|minimi[sz]e|address|guard against|protect against|"
    r"stop|eliminate|make sure|lower|limit)\b[^,]{3,160}, (?P<who>[\w.&' -]{1,50}?) (?:also |immediately |subsequently |\w{3,12}ly )?"
    r"(?P<verb>[a-z]{2,20})\b",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"\b(?P<kind>future|long(?:er)?[- ]term|short(?:er)?[- ]term|medium[- ]term|corrective|prevent\w{2,6}|planned|committed|ongoing|"
    r"follow[- ]?up|remediation|remedial|further|key|next|additional|post-incident|proposed|recommended|recommendations?|improvements?|"
    r"mitigation|immediate|other|permanent|subsequent|commitments?|other)"
    r"(?: (?!include|involve|are |is |was |were )[\w/-]{1,20}){0,4}?"
    r"(?: (?:efforts?|actions?|measures?|steps?|plans?|improvements?|initiatives?|remediations?|work|fix(?:es)?|changes|"
    r"follow[- ]?ups?|mitigations?|items?|enhancements?|recommendations?|areas|commitments?|prevention|goals?|strategies|solutions?|prevention)|s)?"
    r"(?: (?!include|involve|are |is |was |were )[\w,'’()/-]{1,24}){0,8}? ?"
    r"(?P<tense>includes?|involves?|are|is|consists? of|:|included|involved|were|was|will include|will involve|focus(?:es)? on|"
    r"identified (?:are|is|include))(?::| (?:to |the following:? )?)\s?(?P<rest>\S)",
    re.IGNORECASE,
)
_THESE = re.compile(
    r"^(?:these|they|this|such (?:measures|improvements|changes)|among these|specifically|key (?:ones|changes))"
    r"(?: \w{3,15}){0,2}?(?: (?:includes?|involves?|are|cover))?[:,]? (?P<rest>\S)",
    re.IGNORECASE,
)
_THESE_VERB = re.compile(
    r"^(?:these|they|this|such) [^.]{0,40}?(?:includes?|involves?|are|included)\b", re.IGNORECASE
)
_VAGUE = re.compile(
    r"\b(?:several|a (?:number|series|set|few|couple|variety) of|the following|these|many|various|some|multiple|numerous|two|three|four|five|six|"
    r"a few|further|additional|more|all|any)\b(?: [\w’'-]{1,20}){0,4} (?:measures|changes|improvements?|steps|actions?|action items|things|efforts?|safeguards|"
    r"initiatives|remediations?|mitigations?|ways|areas|work|fixes|updates)\b",
    re.IGNORECASE,
)
_INCLUDING = re.compile(r"\b(?:including|such as|namely)(?: \w{1,12}:)?:? (?P<rest>\S)|:\s(?P<after>\S)")
_AGAIN = re.compile(
    r"prevent|recur|in (?:the )?future|again\b|avoid|similar (?:incidents?|issues?|problems?|outages?|failures?|events?|occurrences?|situations?)|"
    r"going forward|moving forward|long[- ]term|so that (?:we|this|it|future)|reduce the|more (?:resilient|robust)|resilien|next time|"
    r"as a result of this|following this|in response",
    re.IGNORECASE,
)
_PITCH = re.compile(
    r"\b(?:you|your|yours|you'll|contact us|sign up|learn more|free trial|request a demo|our (?:product|solution|customers can)|"
    r"we recommend (?:that )?(?:all )?(?:users|customers|everyone))\b|apologi[sz]|\bsorry\b|thank|patience|\?\s*$",
    re.IGNORECASE,
)
# Deeds of the incident itself or of telling about it.
_WATCHING = frozenset(
    """monitor monitoring provide providing post posting share sharing continue continuing investigate investigating
    keep keeping watch watching update updating inform informing let tell follow see seeing wait waiting
    get getting be have give giving report reporting notify resume begin start try take make go come
    experience seeing reach check publish know like happen need find announce explain describe discuss talk
    cover look help become remain work fail restart recover require result cause""".split()
)
_IDLE = frozenset("been be had made taken seen gone identified confirmed resolved found received begun mitigated restored "
    "recovered started completed concluded released fixed experienced known shown caused led heard noticed discovered discussed "
    "posted published rolled reverted verified contacted stopped finished returned reached acknowledged agreed called come "
    "decided determined described explained given happened investigated kept lost observed reported restarted "
    "run sent scaled set spent thought tried used worked written done learned learnt failed switched read".split())  # fmt: skip


def commitment_in(words: str, *, follows_vague: bool, is_action_section: bool) -> Commitment | None:
    """What a sentence commits to.

    `follows_vague`: the sentence before announced measures. `is_action_section`: it stands under a heading that
    announces what will be done.
    """
    if _PITCH.search(words):
        return None
    for reader in (_these, _heads, _progress, _promise, _done, _bare):
        found = reader(words, follows_vague, is_action_section)
        if found is not None:
            return found
    return None


def _these(words: str, follows_vague: bool, _in_section: bool) -> Commitment | None:
    """“These include adding …, improving … and …” after measures were announced."""
    found = _THESE.match(words)
    if not (follows_vague and found and _THESE_VERB.match(words)):
        return None
    return Commitment(_listed(words, found.start("rest")), OPEN, is_firm=True)


def _heads(words: str, _follows: bool, in_section: bool) -> Commitment | None:
    """“Corrective actions include A, B and C”."""
    found = _HEAD.search(words)
    if not found or found.start() > 80:
        return None
    past = found["tense"].lower() in ("included", "involved", "was", "were")
    kind = found["kind"].lower()
    if (
        kind.startswith(
            ("improvement", "other", "key", "mitigation", "immediate", "subsequent", "additional", "further")
        )
        and past
        and not in_section
    ):
        return None
    rest = words[found.start("rest") :]
    form = begins_with_deed(rest)
    if found["tense"].lower() in ("is", "are", "was", "were", ":") and form not in ("base", "gerund"):
        return None
    future = kind.startswith(
        (
            "future",
            "long",
            "planned",
            "committed",
            "corrective",
            "prevent",
            "follow",
            "propos",
            "recommend",
            "commit",
        )
    )
    is_firm = in_section or future or bool(_AGAIN.search(words)) or not past
    return Commitment(_listed(words, found.start("rest")), OPEN if not past else DONE, is_firm)


def _progress(words: str, _follows: bool, in_section: bool) -> Commitment | None:
    """“We are evaluating …”, “is being improved”, “work is underway to …”."""
    found = _DOING.search(words)
    if found and is_gerund(found["verb"]) and _counts(found["verb"][:-3], words, found.end(), in_section):
        start = found.start("verb")
        if found["verb"] == "working":
            return _after_working(words, found.end())
        is_firm = in_section or bool(_AGAIN.search(words)) or found["verb"] in _BUILDING
        return Commitment(_split(words, start, "gerund"), IN_PROGRESS, is_firm)
    being = _BEING.search(words)
    if being and ((being["verb"] and is_participle(being["verb"])) or being["work"]):
        if being["verb"] and being["verb"] in _IDLE:
            return None
        return Commitment(
            (Place(0, len(words)),),
            IN_PROGRESS,
            in_section or bool(being["work"]) or bool(_AGAIN.search(words)),
        )
    return None


_BUILDING = frozenset(
    """implementing improving adding enhancing evaluating redesigning rebuilding building developing hardening reviewing
    introducing strengthening updating auditing migrating automating creating changing planning exploring considering
    refining redesigning expanding investing rewriting revising replacing separating accelerating""".split()
)


def _after_working(words: str, at: int) -> Commitment | None:
    """“working on adding …”, “working to add …”, “working with X to add …”."""
    found = re.compile(r"(?: (?!to\b|on\b)[\w.-]{1,20}){0,8} (?:to|on) (?P<rest>[a-z])").match(words, at)
    if not found:
        return None
    form = begins_with_deed(words[found.start("rest") :])
    if form not in ("base", "gerund") and not _AGAIN.search(words):
        return None
    parts = _split(words, found.start("rest"), form or "base")
    return Commitment(parts, IN_PROGRESS, is_firm=bool(_AGAIN.search(words)))


def _promise(words: str, _follows: bool, in_section: bool) -> Commitment | None:
    """“We will …”, “plans to …”, “… will be added”, and in the right place “should …”."""
    for reader in (_PLAN, _WILL):
        for found in reader.finditer(words):
            verb = found["verb"]
            if reader is _WILL and (found["not"] or not _may_promise(words, found, in_section)):
                continue
            if is_base(verb) and _counts(verb, words, found.end(), in_section):
                return Commitment(_split(words, found.start("verb"), "base"), OPEN, is_firm=True)
            if is_gerund(verb) and _counts(verb[:-3], words, found.end(), in_section):
                return Commitment(_split(words, found.start("verb"), "gerund"), OPEN, is_firm=True)
            if reader is _WILL and is_participle(verb) and verb not in _IDLE:
                return Commitment((Place(0, len(words)),), OPEN, in_section or bool(_AGAIN.search(words)))
    return _ought(words, in_section)


_NO_PROMISE = re.compile(
    r"\b(?:which|that|who|customers?|users?|clients?|there|it|this|and|attacker|farmers|when|if|once|until|visitors)\s*$",
    re.IGNORECASE,
)


def _may_promise(words: str, found: re.Match[str], in_section: bool) -> bool:
    """Whether somebody answers for what will be done."""
    if _NO_PROMISE.search(words[: found.start()] + (found["who"] or "")):
        return False
    if found["who"]:
        return True
    passive = is_participle(found["verb"])
    return passive or in_section


_OUGHT = re.compile(
    r"\b(?:should|must|need(?:s)? to|ought to) (?:also |always |probably |really |never |not )?(?:be )?(?P<verb>[a-z-]{2,20})\b"
)


def _ought(words: str, in_section: bool) -> Commitment | None:
    found = _OUGHT.search(words)
    if (
        in_section
        and found
        and "should have" not in words
        and (is_base(found["verb"]) or is_participle(found["verb"]))
    ):
        return Commitment((Place(0, len(words)),), OPEN, is_firm=False)
    return None


def _done(words: str, _follows: bool, in_section: bool) -> Commitment | None:
    """“We have since added …”; “To prevent recurrence, they added …”."""
    found = _TO_PREVENT.search(words)
    if (
        found
        and _TO_PREVENT_AIM.search(words)
        and is_participle(found["verb"])
        and found["verb"] not in ("was", "were")
    ):
        return Commitment(_split(words, found.start("verb"), "past"), DONE, is_firm=True)
    for found in _HAVE.finditer(words):
        verb = found["verb"]
        if not is_participle(verb) or (verb in _IDLE and not in_section):
            continue
        if not found["who"] or _NO_PROMISE.search(found["who"]):
            continue
        later = re.search(r"since|also|now|already|subsequently|recently", found["when"])
        is_firm = in_section or bool(later) or bool(_AGAIN.search(words))
        return Commitment(_split(words, found.start("verb"), "past"), DONE, is_firm) if is_firm else None
    return None


_TO_PREVENT_AIM = re.compile(r"to (?:help )?(?:prevent|avoid|ensure|guard|protect|reduce|minimi|mitigate|stop|eliminate|lower|limit|make sure|address)\b[^,]{0,60}"
    r"(?:recur|similar|future|again|this|such|these|risk|likelihood|the same|from happening)", re.IGNORECASE)  # fmt: skip


def _bare(words: str, _follows: bool, in_section: bool) -> Commitment | None:
    """Under the right heading: a sentence that begins with the deed itself."""
    form = begins_with_deed(words) if in_section else ""
    if form in ("base", "gerund"):
        return Commitment((Place(0, len(words)),), OPEN, is_firm=True)
    return None


def _counts(stem: str, words: str, at: int, in_section: bool) -> bool:
    """Whether a deed is one against recurrence, and not of watching, telling or hoping."""
    verbs = {stem, stem + "e", stem[:-1] if len(stem) > 2 and stem[-1:] == stem[-2:-1] else stem}
    if not verbs & VERBS:
        return False
    if verbs & _WATCHING:
        return (
            bool(_TOWARDS.match(words[at : at + 60]))
            or (in_section and bool(verbs & _OWN))
            or bool(_AGAIN.search(words) and verbs & _OWN)
        )
    return True


_OWN = frozenset("make take start work look help find investigate check publish begin".split())
_TOWARDS = re.compile(r" (?:\w+ ){0,2}?(?:ways|whether|how we|options|methods|solutions|possib|into (?:ways|how|whether|implement|add|improv|mov)|improvements|steps to|sure (?:that|we|to|this)|the feasib|"
    r"to (?:improve|invest|build|harden|strengthen|refine|enhance|add|work (?:on|to)|automate|migrate|reduce))")  # fmt: skip


# Lists within a sentence


def _listed(words: str, start: int) -> tuple[Place, ...]:
    """The deeds or things from `start` on."""
    form = begins_with_deed(words[start:])
    if form in ("base", "gerund", "past"):
        return _shifted(parts_of(words[start:], form), start, words)
    return _shifted(things_of(words[start:]), start, words)


def _split(words: str, start: int, form: str) -> tuple[Place, ...]:
    """The deeds from `start` on. Where only measures are announced: those named after “including”, or none."""
    vague = _VAGUE.search(words, start)
    if vague and vague.start() - start < 40:
        named = _INCLUDING.search(words, vague.end())
        if named:
            return _listed(words, named.start("rest") if named["rest"] else named.start("after"))
        return ()
    parts = _shifted(parts_of(words[start:], form), start, words)
    return parts if len(parts) > 1 else (Place(0, len(words)),)


def _shifted(places: list[Place], by: int, words: str) -> tuple[Place, ...]:
    """The places by so many characters further on, without the mark that ends the sentence."""
    found = []
    for place in places:
        piece = place.of(words[by:])
        end = place.start + len(piece.rstrip(" .;,:!\n"))
        if end - place.start > 3:
            found.append(Place(place.start + by, end + by))
    return tuple(found)
