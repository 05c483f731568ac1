"""Where in a text a time may begin: a few scans, each led by digits or a literal word, so all are cheap."""

from __future__ import annotations

import re

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_FIGURES = re.compile(
    rf"""
    \d{{1,2}}(?:
        [:h]\d\d(?!\d)
        |:(?:\?\?|xx|[0-5][x?])
        |\ ?[ap]\.?m(?![a-z])
        |\ ?o'?clock
        |(?:st|nd|rd|th)?\.?(?:\ of)?[ /-]{{0,3}}{MONTH}(?![a-z])
        |[/.-]\d{{1,2}}[/.-]\d{{2,4}}(?!\d)
        |\.[0-5]\d\ ?(?:[ap]\.?m|utc|gmt|bst|cet|cest|eet|eest|pst|pdt|est|edt)(?![a-z])
        |\.[0-5]\d(?=\ (?:and|to|until)\ \d{{1,2}}\.\d\d)
        |/\d{{1,2}},?\ (?:at\ |-\ |@\ ?)?\d{{1,2}}:\d\d
        |h?\ (?:utc|gmt|cet|cest|bst|pst|pdt|pt|est|edt|et)(?![a-z])
        |(?:\ ?-\ ?|\ (?:to|and)\ )\d{{1,2}}(?::\d\d)?\ ?[ap]\.?m(?![a-z])
        |(?:\ ?-\ ?|\ (?:to|and)\ )\d{{1,2}}(?:th|st|nd|rd)?\ {MONTH}(?![a-z])
    )
    |\d{{4}}(?=\ ?(?:and|to|until|-)\ ?\d{{4}}\ ?(?:hrs|hours|h|utc|gmt|z|[a-z]{{1,4}}t)(?![a-z]))
    |\d{{4}}(?:[-/.]\d{{1,2}}[-/.]\d|\ ?(?:utc|gmt|z|hrs|h)(?![a-z])|\d{{4}}(?:t|\ \d{{1,2}}:)\d\d)
    """,
    re.VERBOSE,
)
_DAY_OF_A_MONTH = re.compile(r"\d(?<= \d)\d?(?!\d)")
_MONTH_BEFORE = re.compile(MONTH + r"\.? {1,3}(?:the )?$")
_THE_NTH = re.compile(r"the (?=\d{1,2}(?:st|nd|rd|th)(?:[ ,.;:)]|$))")
_DAY = re.compile(r"day(?![a-z])")
_BEFORE_DAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun|yester|to|(?:next|following|same|previous|that|this) "
    r"|(?:that|this) same )$"
)
_PARTS = tuple(re.compile(rf"{word}(?![a-z])") for word in ("morning", "afternoon", "evening", "night"))
_BEFORE_PART = re.compile(
    r"(?:(?:next|following|same|previous|that|this|last) |yesterday |that same |(?:in|early in) the |to|the "
    r"|early |late |mid[- ]?)$"
)
_NAMED = tuple(re.compile(rf"{word}(?![a-z])") for word in ("noon", "midnight", "midday"))
_TOMORROW = re.compile(r"tomorrow(?![a-z])")
_NEXT_TO_IT = re.compile(
    r"the (?:day|morning|afternoon|evening|night) (?:before|after)(?= ?[,.;:(]|$| (?:at|around|by) )"
)
_OF = re.compile(r" of(?! the (?:day|week|month))")


def candidates(text: str) -> list[tuple[int, int]]:
    """(start, end) of what may be a time or a part of one, in order, in a text in small letters."""
    found = [match.span() for match in _FIGURES.finditer(text)]
    for match in _DAY_OF_A_MONTH.finditer(text):
        month = _MONTH_BEFORE.search(text, max(0, match.start() - 18), match.start())
        if month:
            found.append((month.start(), match.end()))
    for match in _THE_NTH.finditer(text):
        found.append((match.start(), match.end() + 3))
    found += _with_words_before(text, _DAY, _BEFORE_DAY)
    for part in _PARTS:
        found += _with_words_before(text, part, _BEFORE_PART)
    found += [match.span() for match in _NEXT_TO_IT.finditer(text)]
    for named in (*_NAMED, _TOMORROW):
        found += [match.span() for match in named.finditer(text)]
    found.sort(key=lambda place: (place[0], -place[1]))
    return found


def _with_words_before(text: str, word: re.Pattern, before: re.Pattern) -> list[tuple[int, int]]:
    """Places of a word together with those words before it without which it is no time."""
    found = []
    for match in word.finditer(text):
        lead = before.search(text, max(0, match.start() - 14), match.start())
        if lead is None or (lead[0] in ("the ", "in the ") and not _OF.match(text, match.end())):
            continue
        found.append((lead.start(), match.end()))
    return found
