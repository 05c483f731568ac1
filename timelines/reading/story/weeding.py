"""Times at which nothing happened that the timeline of an incident would tell."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

from timelines.notes.words import any_of
from timelines.reading.model import Mention, MentionKind, Times
from timelines.reading.sections import Section
from timelines.reading.story.told import Form, Told
from timelines.when import Precision, When

USABLE = frozenset({MentionKind.EVENT, MentionKind.POSTED, MentionKind.LOGGED, MentionKind.SAID})
NO_STORY = frozenset({Section.ACTIONS, Section.DONE, Section.ADVICE, Section.ASIDE})
"""Parts of a write-up whose prose tells no happenings of the incident."""

TEACHING = frozenset({Section.LESSONS, Section.WELL, Section.WRONG, Section.CAUSES})
"""Parts that judge: “on the same day”, “next time” there are no days of the story."""

_LONG_BEFORE = timedelta(days=60)
_HOURS = timedelta(hours=3)
_WIDEST_DAYS = 2  # a time that leaves more room than this says when only roughly

_TO_COME = re.compile(
    r"\b(?:will|shall|should|would|going to|plan(?:s|ned|ning)? (?:to|for|on)|intend(?:s|ed|ing)? to|"
    r"expect(?:s|ed|ing)? to|"
    r"aim(?:s|ed|ing)? to|scheduled (?:for|to)|due (?:by|on|to be)|eta|no later than|hope(?:s|d)? to|"
    r"(?:is|are|were|was) to be|(?:can|may) be|due(?=\W{0,3}$)|must|need(?:s)? to)\b(?P<rest>[^.;,:]{0,90})$",
    re.IGNORECASE,
)
_FOR_THEN = re.compile(
    r"\b(?:for (?:the|an?|our|their|its|\d+)|ask(?:s|ed|ing)?|needs?|would|until|before|by|"
    r"to [a-z]+)\b[^.;]{0,70}$",
    re.IGNORECASE,
)
_BEING_DONE = re.compile(
    r"(?:\b(?:are|is|am)|['’](?:re|m)) (?:\w{2,12} )?\w{2,20}ing\b[^.;]{0,90}$", re.IGNORECASE
)
_BY = re.compile(r"(?:by|before)\b", re.IGNORECASE)
_HAS_HAPPENED = re.compile(r"\b(?:was|were|had|began|started|experienced|[a-z]{3,}ed)\b", re.IGNORECASE)
_EVERY = any_of(
    r"every (?:day|night|hour|morning|week|weekday|\w+day|minute)|each (?:day|night|hour|morning|week|"
    r"\w+day)|"
    r"on weekdays|usually|typically|normally (?:runs?|happens?|starts?)|always (?:runs?|at)"
)
_ONCE = any_of(r"failed|experienced|noticed|outage")
_ROUTINE = any_of(r"daily|nightly|hourly|weekly|cron(?:job)?s?")
_FOR_EXAMPLE = re.compile(
    r"\b(?:for example|e\.g\.|for instance|such as|imagine|suppose|say,)\s?[^.]{0,60}$", re.IGNORECASE
)
_COMPARED = re.compile(
    r"\b(?:(?:similar|same|previous|earlier|prior|last|another) (?:to|incident|outage|issue|"
    r"event)s?[^.,;]{0,30}|"
    r"back in|dating (?:back )?to|available since|in use since|(?:version|release|build|image) (?:of|from)|"
    r"(?:logs?|data|metrics?|backups?|snapshots?|dumps?|state|report|screenshot)s? (?:from|of|as of|"
    r"taken at))\s*$",
    re.IGNORECASE,
)


def is_usable(mention: Mention) -> bool:
    return mention.kind in USABLE


def is_day(when: When | None) -> bool:
    """Whether no more than a day, or less, is known."""
    if when is None or when.is_open or when.is_by:
        return False
    return when.precision == Precision.DAY or when.width.days >= 1


def _is_stretch(when: When | None) -> bool:
    """Whether both sides of a time say what was known; of “by 14:30” only the later one does."""
    return when is not None and not when.is_open and not when.is_by


def is_wide(when: When | None) -> bool:
    """Whether hours are left open: too wide for a start or an end where there is another."""
    return _is_stretch(when) and when.width >= _HOURS


def is_vague(when: When | None) -> bool:
    return _is_stretch(when) and when.width.days > _WIDEST_DAYS


def is_to_come(before: str) -> bool:
    """Whether the words before a time say that it is meant, not told: “to be restarted at”."""
    match = _TO_COME.search(before[-160:])
    return match is not None and not _HAS_HAPPENED.search(match["rest"])


def is_meant_by(before: str, time: str) -> bool:
    """Whether something is being done that is to be ready then: “we are moving all staff by 1 October”."""
    return _BY.match(time) is not None and _BEING_DONE.search(before[-120:]) is not None


def is_meant_for(before: str) -> bool:
    """Whether “the next day” belongs to what is asked for: “its needs for the workshop next day”."""
    return _FOR_THEN.search(before[-120:]) is not None


def is_habit(said: str) -> bool:
    """Whether a sentence tells how things always go; “we stopped the nightly export” tells of once."""
    if _EVERY.search(said):
        return _ONCE.search(said) is None
    return _ROUTINE.search(said) is not None and _HAS_HAPPENED.search(said) is None


def is_reference(before: str) -> bool:
    """Whether a time only says which thing is meant: “the backup of 02:00”, “for example at 14:00”."""
    return _COMPARED.search(before[-80:]) is not None or _FOR_EXAMPLE.search(before[-80:]) is not None


_ONLY_BY = re.compile(
    r"\W*(?:[Tt]riggered|[Cc]reated|[Pp]osted|[Uu]pdated|[Ee]dited|[Aa]dded|[Ww]ritten|[Ss]ent) by "
    r"[A-Z][\w.'’-]{0,30}(?: [A-Z][\w.'’-]{0,30}){0,3}\W*"
)


def says_only_who(text: str) -> bool:
    """Whether an entry says who wrote or set it off and not what happened (“Triggered by Ann Lee.”)."""
    return _ONLY_BY.fullmatch(text) is not None


def is_bare_day(told: Told) -> bool:
    """Whether a field only names the day of the incident (“Date: 14 March”)."""
    return told.form is Form.FIELD and told.until is None and is_day(told.when) and bool(told.label)


def doubt_history(told: list[Told], times: Times) -> None:
    """What happened on a day long before is background unless somebody says that it belongs here."""
    if times.day is None:
        return
    begin = datetime.combine(times.day, time(), UTC) - _LONG_BEFORE
    for one in told:
        if one.form is Form.PROSE and one.when is not None and is_day(one.when) and one.when.latest < begin:
            one.doubt("long before the rest")
