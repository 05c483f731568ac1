"""The words that tell what happened: the part of a sentence that belongs to its time, without that time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from timelines.reading.model import Place
from timelines.reading.plain import plain_words

_GLUE = re.compile(
    r"(?:at|on|around|about|approximately|approx\.?|approx|roughly|circa|ca\.|nearly|by|from|since|until|"
    r"till|between|"
    r"in|shortly|just|right|only|and|to|the|this|that|same|early|late|later|as of|starting|beginning|time|"
    r"times|date|"
    r"jan(?:uary)?|febr?(?:uary)?|apr(?:il)?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?|mar(?:ch)?|may|june?|july?|(?:mon|tues?|wednes|thurs?|"
    r"fri|satur|sun)(?:day)?|"
    r"local|us|night|morning|evening|afternoon|day|of|during|before|after|some|then|exactly|already|also|"
    r"UTC|GMT|(?-i:[A-Z]{1,4}T)|hrs?|hours)\b\.?",
    re.IGNORECASE,
)
"""Words that stand between times, or before them, and say nothing else."""

_MARKS = re.compile(r"[\s,;:.|~≈@(){}\[\]<>*_`#/=+–—→>-]")
_MARKS_AFTER = re.compile(r"(?:(?!:[a-z0-9_+-]{2,30}:)[\s,;:|)\]}>*_`=–—→-]){1,40}|\.{1,3}\s")
_NUMBERS = re.compile(r"\d[\d:./-]{0,20}(?:\s?[ap]\.?m\b\.?)?", re.IGNORECASE)
_ZONE_AFTER = re.compile(
    r"[\s(]{0,2}(?:UTC|GMT|[A-Z]{1,4}T|Z)\b(?:[+-]\d{1,2}(?::?\d\d)?)?\)?|"
    r"(?<=\d\d)\s(?:hrs|hours)\b(?!\s(?:later|after|before|ago|earlier|into))"
)
_TAKEN_OUT = re.compile(
    r"[\s,(\[]{0,3}(?:\b(?:starting |beginning |just |shortly )?(?:at|on|around|about|approximately|"
    r"@)\s{1,3}){0,3}$|,?\s{1,3}(?:starting|beginning|commencing)\s{1,3}$"
)
_KEPT_WITH = re.compile(
    r"\W{0,3}(?:until|till|since|from|before|after|between|to|of|through|within)\b", re.IGNORECASE
)
_TAKEN_WITH = re.compile(
    r"(?:starting |beginning |just |shortly )?(?:at|on|around|about|approximately|@)\s", re.IGNORECASE
)
_KEPT_BEFORE = re.compile(
    r"(?<![\w-])(?:by|until|till|since|from|before|after|between|to|and|of|in|for|within|than|past|through|"
    r"at least|over|"
    r"lasted|lasting)\s{1,3}(?:(?:about|around|approximately|the|only|just|at)\s{1,3}){0,2}$",
    re.IGNORECASE,
)
"""Before these a time belongs to what is told: without it the sentence would say something else."""

_LEADING = re.compile(
    r"(?:[\s,;:–—-]{1,9}|(?:and|but|so|then|that|when|where|while|as|which is when|at which point|"
    r"after which|upon which|also|finally|in addition)\b,?\s{1,3}(?=(?:we|i|it|they|he|she|the|our|all|an?|"
    r"this|these|"
    r"those|some|most|[A-Z]|[\w-]{1,30}\s(?:was|were|is|are|had|has|began|started))\b)|"
    r"with\s{1,3}(?!(?:that|this|these|those|it|no)\b)(?=[\w-]{1,30}\s[\w-])|"
    r"(?:and )?lasting\s[^,.;]{1,40},\s{1,3})",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:which|that|who|where|to|until|due|because)\b", re.IGNORECASE)
_NO_STATEMENT = re.compile(
    r"[\s,)]{0,3}(?:$|[.;]|(?:due to|because|for|in|on|at|of|respectively|and|or|until|to|as well)\b)",
    re.IGNORECASE,
)
"""What follows a time that only repeats the statement before it: “… and again from 12:40 to 17:37 due to”."""

_ENDS = " \t\n,;:–—-|"
_ODD_MARKS = re.compile(r"\s{1,3}([,.;:!?)])")
_EMPTY_BRACKETS = re.compile(r"[(\[]\s{0,3}[,;]?\s{0,3}[)\]]")
_SIGN = re.compile(r"^\W{0,8}:[a-z0-9_+-]{2,30}:\s{0,3}")
"""A picture by its name, as chat programs write it: “:rotating_light: ”."""

_AMOUNT = re.compile(r"^\(?[^()]{1,30}\)\s{0,2}[:–—-]\s{1,3}")
"""How long it took, between a time and what happened: “(103 minutes): ”."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_BOUNDARY = re.compile(
    r"(?P<strong>;\s|[.!?]\s|\s[–—]\s|\s-\s|\n)"
    r"|(?P<joined>,?\s(?:and|but|while|whereas|then|so),?\s(?:then\s|that\s|finally\s|again\s)?)"
    r"|(?P<relative>,?\s(?:that|which|after which|at which point|until|before|when)\s)"
    r"|(?P<comma>,\s)",
    re.IGNORECASE,
)
_JOINT_AT_END = re.compile(r"[\s,;]{1,3}(?:and|but|while|then|so)[\s,;]{0,3}$", re.IGNORECASE)
_RANK = {"strong": 0, "joined": 1, "relative": 2, "comma": 3}
_DEED = re.compile(
    r"\b\w{2,}(?:ed|en)\b|\b(?:was|were|is|are|be|had|has|have|did|began|begun|went|saw|rose|fell|fired|"
    r"ran|got|lost|"
    r"came|took|made|found|put|sent|brought|became|grew|broke|built|cut|hit|kept|led|left|let|met|said|set|"
    r"shut|"
    r"spun|stood|stuck|told|thought|understood|wrote)\b|\b\w{3,}(?:s|ing)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:\w{2,}(?:ed|en)|was|were|is|are|be|had|has|have|did|do|does|may|can|began|begun|went|saw|rose|fell|"
    r"ran|got|lost|came|took|made|found|put|sent|brought|became|grew|broke|built|cut|hit|kept|led|left|let|met|"
    r"said|set|shut|spun|stood|stuck|told|thought|wrote|\w{3,}(?:s|es)(?= (?:to|a|an|the|that|its?)\b))\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[^\s,(~≈*_]+")
_ENOUGH = 400  # characters that show whether there are words
_ABBREVIATED = re.compile(r"\b(?:a|p)\.m\.\s$|\b(?:approx|ca|vs|e\.g|i\.e|etc|no)\.\s$", re.IGNORECASE)

LONGEST = 280  # characters of a text that is no sentence of its own; longer ones end with a sentence


def parts_of(text: str, unit: Place, times: Sequence[Place]) -> list[Place]:
    """The part of a sentence that belongs to each of its times, in their order.

    Where the words between two times do not fall into two statements, both get all of it up to the next cut.
    """
    cuts = [unit.start]
    shares: list[int] = [0]
    for before, after in pairwise(times):
        cut = _cut(text, Place(before.end, after.start), Place(cuts[-1], unit.end), after)
        if cut is not None:
            cuts.append(cut)
        shares.append(len(cuts) - 1)
    ends = [*cuts[1:], unit.end]
    return [_trimmed(text, Place(cuts[share], ends[share])) for share in shares]


def _cut(text: str, between: Place, unit: Place, after: Place) -> int | None:
    """Where the statement of the later time begins, if both sides of it tell something."""
    found = []
    for match in _BOUNDARY.finditer(text, max(between.start - 1, unit.start), between.end):
        if match.lastgroup == "strong" and _ABBREVIATED.search(text, match.start() - 6, match.end()):
            continue
        at = match.end() if match.lastgroup in ("strong", "comma", "joined") else _relative_start(match)
        if _names(text, Place(unit.start, match.start())) and _tells(text, Place(match.end(), unit.end)):
            found.append((_RANK[match.lastgroup or "comma"], -at, at))
    if not found:
        return None
    near = [one for one in found if _is_glue(text[one[2] : after.start])]
    if near and _NO_STATEMENT.match(text, after.end, unit.end):
        return None
    return min(near or found)[2]


def _relative_start(match: re.Match) -> int:
    """“that we were able to …”: the pronoun goes with its clause."""
    return match.start() + len(match[0]) - len(match[0].lstrip(", \n\t"))


def _is_glue(words: str) -> bool:
    return all(_GLUE.fullmatch(word) for word in _TOKEN.findall(words))


def _names(text: str, place: Place) -> bool:
    words = _WORD.findall(text, place.start, min(place.end, place.start + _ENOUGH))
    return sum(not _GLUE.fullmatch(word) for word in words) >= 2


def _tells(text: str, place: Place) -> bool:
    """Whether two words or more and something like a verb stand there."""
    return _names(text, place) and any(
        not _GLUE.fullmatch(match[0]) for match in _DEED.finditer(text, place.start, place.end)
    )


def _trimmed(text: str, place: Place) -> Place:
    start, end = place.start, place.end
    while start < end and text[start] in " \t\n,;":
        start += 1
    if joint := _JOINT_AT_END.search(text, max(start, end - 12), end):
        end = joint.start()
    while end > start and text[end - 1] in " \t\n,;":
        end -= 1
    return Place(start, end)


# Without the time


def skip_times(text: str, unit: Place, times: Sequence[Place]) -> int:
    """Where the words begin that follow the times a piece opens with; its start where it opens with none."""
    position, passed = unit.start, unit.start
    ahead = [place for place in times if place.end > unit.start and place.start < unit.end]
    while position < unit.end:
        if ahead and position >= ahead[0].start:
            position = passed = max(position, ahead.pop(0).end)
            if zone := _ZONE_AFTER.match(text, position, unit.end):
                position = passed = zone.end()
        elif _MARKS.match(text, position):
            position += 1
        elif ahead and (glue := _glue_before(text, position, ahead[0].start)):
            position = glue
        else:
            break
    if passed == unit.start:
        return unit.start
    after = _MARKS_AFTER.match(text, passed, unit.end)
    return after.end() if after else passed


def _glue_before(text: str, position: int, limit: int) -> int | None:
    """The end of a word without meaning of its own, if only such words stand before the next time."""
    if limit - position > 60 or not _is_glue(_NUMBERS.sub("", text[position:limit])):
        return None
    match = _GLUE.match(text, position) or _NUMBERS.match(text, position)
    return match.end() if match and match.end() <= limit else None


def what_happened(text: str, unit: Place, times: Sequence[Place]) -> str:
    """What a piece of the text tells, without its times, leading words and marks, as one plain line."""
    start = skip_times(text, unit, times)
    pieces, position = [], start
    for place in times:
        if place.start < position or place.end > unit.end:
            continue
        before = text[position : place.start]
        if (end := _without(text, before, place, unit)) is not None:
            pieces.append(before[: end - len(before)] if end < len(before) else before)
            position = place.end
            if zone := _ZONE_AFTER.match(text, position, unit.end):
                position = zone.end()
    pieces.append(text[position : unit.end])
    return tidy(plain_words(" ".join(pieces)))


def _without(text: str, before: str, place: Place, unit: Place) -> int | None:
    """How much of the words before a time stays when it is taken out; None where it must stay."""
    if before[-1:] in ("(", "[") and text[place.end : place.end + 1] in (")", "]"):
        return len(before)
    if _KEPT_BEFORE.search(before[-60:]) or _KEPT_WITH.match(place.of(text)):
        return None
    tail = _TAKEN_OUT.search(before[-60:])
    if tail is None or not (tail[0].strip() or _TAKEN_WITH.match(place.of(text))):
        ends = not text[place.end : unit.end].strip(" .)*_")
        return len(before.rstrip()) if ends and before.strip() else None
    kept = len(before) - len(tail[0])
    rest = text[place.end : unit.end].lstrip()
    if rest[:1] in ("-", "–", "—", "/") or _GOES_TO.match(rest):
        return None
    return kept


_GOES_TO = re.compile(
    r"to\s|and(?! (?:[a-z]{4,}|a|an|the|we|our|it|its)\b)|and (?:again|from|until|till)\b", re.IGNORECASE
)
"""What makes a time the first of two: “14:05 to …”, “14:05 and 15:10”; not “14:05 and added a rule”."""


def tidy(words: str) -> str:
    """With a capital letter, and without brackets that lost their time and marks at the ends."""
    words = _SIGN.sub("", _EMPTY_BRACKETS.sub("", words))
    words = " ".join(_ODD_MARKS.sub(r"\1", words).split())
    words = _AMOUNT.sub("", words.strip(_ENDS)).lstrip("&. " + _ENDS).rstrip("( ,;:")
    for _ in range(3):
        match = _LEADING.match(words)
        if not match or match.end() >= len(words):
            break
        words = words[match.end() :]
    if words.count("(") < words.count(")") and words.endswith(")"):
        words = words[:-1]
    return words[:1].upper() + words[1:]


def begins_relative(words: str) -> bool:
    """Whether a piece needs the words before it to be understood (“which lasted until …”)."""
    return _RELATIVE.match(words) is not None


def has_verb(words: str) -> bool:
    """Whether a clause says that something happened, and does not only name something (“By Ann N.”)."""
    return _VERB.search(words[:_ENOUGH]) is not None


def has_words(text: str, place: Place, least: int = 1) -> bool:
    """Whether anything but times, marks and small words stands there."""
    found = 0
    for match in _WORD.finditer(plain_words(text, place)):
        found += not _GLUE.fullmatch(match[0])
        if found >= least:
            return True
    return False
