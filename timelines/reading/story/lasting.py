"""Stretches: happenings of which a sentence says how long they lasted."""

from __future__ import annotations

import re
from datetime import timedelta

from timelines.reading.story.marks import ended, is_of_incident, says_lasting
from timelines.reading.story.told import Form, Told
from timelines.reading.story.weeding import is_wide
from timelines.when import Precision, When
from timelines.when.reading.amounts import read_amount
from timelines.when.reading.scan import Cursor

_BETWEEN = re.compile(r"\bbetween\b", re.IGNORECASE)
_END = re.compile(r"\W{0,3}(?:until|till|through|to|ending|up to)\b", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:until|till)\b(?:\s(?:it|they|the \w{1,30}(?: \w{1,30})?)\s(?:was|were|had been|"
    r"could be)\b[^.;]{0,60})?\W{0,3}"
    r"(?:(?:about|around|approximately|at)\W{0,2})?$",
    re.IGNORECASE,
)
"""“until 18:00”, “until it was resolved at 18:00”; but not “until Ann looked at 18:00”."""

_UNNOTICED = re.compile(
    r"(?:\b(?:not|never|nobody|no ?one|none)\s(?:\w+ ){0,2}|n['’]t\s(?:\w+ ){0,2}|\bun)"
    r"(?:read|notic|detect|seen|saw|see\b|discover|recogni|acknowledg|found|find|alert|told|aware|escalat|page|inform|realis|realiz|know)\w*[^.;]{0,60}$",
    re.IGNORECASE,
)
"""“was not read until 07:50”, “went unnoticed until …”: then somebody saw it, and it was not over."""

_LASTED = re.compile(
    r"\b(?:last(?:ed|ing|s)|persist(?:ed|ing)|continu(?:ed|ing)|(?:outage|incident|downtime|disruption|"
    r"degradation) of|"
    r"duration of|(?:down|unavailable|inaccessible|unreachable|offline) for|for a (?:total|duration) of)\s"
    r"(?:for\s)?(?:(?:a|about|around|approximately|roughly|nearly|almost|just|over|under|some|total|of|"
    r"period|only|up|to)\s){0,4}"
    r"(?=\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|an?\s)",
    re.IGNORECASE,
)
_LONGEST = timedelta(
    days=3
)  # a stretch of more than this is no span of an incident that prose gives in passing
_LONGEST_OF_DAYS = timedelta(days=62)  # “between 9 July and 16 July … was exposed”
_HEDGE = timedelta(minutes=5)
_DAY = timedelta(days=1)


def is_between(told: Told) -> bool:
    """Whether its words are “between … and …”, within which something may have happened once."""
    return told.when is not None and _BETWEEN.search(told.when.words) is not None


def is_between_days(when: When) -> bool:
    """Whether a time is said as “between” two days, without hours."""
    if when.precision is not Precision.RANGE or when.is_open or not _BETWEEN.search(when.words):
        return False
    has_clock = re.search(r"\d[:.h]\d\d|\d\s?[ap]\.?m\b", when.words, re.IGNORECASE)
    return has_clock is None and 2 * _DAY <= when.width <= _LONGEST_OF_DAYS


def is_end(told: Told) -> bool:
    """Whether a time is the end of something by its own words (“until 01:27”)."""
    if told.until is not None or told.when is None:
        return False
    at = told.said.find(told.when.words) if told.when.words else -1
    if _UNNOTICED.search(told.said[:at] if at >= 0 else told.said):
        return False
    if _END.match(told.when.words):
        return True
    return at >= 0 and _UNTIL.search(told.said, max(0, at - 120), at) is not None


def give_end(told: Told) -> None:
    """Let a happening have the end that its sentence gives, where it tells of something that went on.

    “Between 12:17 and 12:30 downloads were broken” tells how long it lasted, not when it happened once. “At
    16:58 an outage began that lasted 2 hours and 5 minutes” gives the end as nearly as it is counted.
    """
    when = told.when
    if told.until is not None or when is None or when.is_open:
        return
    if when.precision is Precision.RANGE:
        _split(told, when)
    elif told.form is Form.PROSE and not is_wide(when) and not is_end(told):
        told.until = _counted(told, when)


def _split(told: Told, when: When) -> None:
    if is_between_days(when) and says_lasting(told.said):
        told.when = When.at(when.earliest, Precision.DAY, when.zone, when.words)
        told.until = When.at(when.latest - _DAY, Precision.DAY, when.zone, when.words)
    elif when.width <= _LONGEST and _BETWEEN.search(when.words) and says_lasting(told.said):
        told.when = When.at(when.earliest, Precision.MINUTE, when.zone, when.words)
        told.until = When.at(when.latest, Precision.MINUTE, when.zone, when.words)


def _counted(told: Told, when: When) -> When | None:
    """The time of the sentence, and the length it names, together; None where it names none."""
    match = _LASTED.search(told.said)
    if match is None or not is_of_incident(told.said) or ended(told.said[: match.start()]):
        return None
    amount = read_amount(Cursor(told.said[match.end() : match.end() + 60]))
    if amount is None or not timedelta(0) < amount.length <= _LONGEST:
        return None
    slack = max(amount.slack or timedelta(0), amount.unit / 2, _HEDGE)
    told.why.append("the end is counted from how long it lasted")
    end = when.best + amount.length
    return When(end - slack, end + slack, Precision.APPROXIMATE, when.zone, when.words)
