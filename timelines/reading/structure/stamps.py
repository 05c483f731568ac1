"""Times that begin a line, or are all of it: what machines, people in a chat and status pages write.

Only shapes are looked at here; nothing is read as a time. All patterns are bounded, so that a line costs
what it is long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?"
_LOOSE_CLOCK = r"\d{1,2}[:.h]\d{2}(?::\d{2})?"
_HALF = r"(?:\s?[AaPp]\.?[Mm]\b\.?)?"
_ZONE = r"(?:\s?(?:Z|UTC(?:[+-]\d{1,2}(?::?\d{2})?)?|GMT|[A-Z]{1,4}T|[+-]\d{2}:?\d{2})(?![A-Za-z0-9]))?"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s\d{4})?"
_ISO_DAY = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
_SHORT_DAY = r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
_NAMED_DAY = rf"(?:{_MONTH}\s{{1,2}}{_ORDINAL}{_YEAR}|{_ORDINAL}\s(?:of\s)?{_MONTH}{_YEAR})"
_DAY = rf"(?:{_WEEKDAY},?\s)?(?:{_ISO_DAY}|{_SHORT_DAY}|{_NAMED_DAY})"
_STAMP = rf"(?:{_DAY}[,T]?\s{{1,2}}(?:at\s|-\s)?)?{_CLOCK}{_HALF}{_ZONE}"

_LOGGED = re.compile(
    rf"""[\[(]?(?P<stamp>
        (?:{_ISO_DAY}[T\ _] | (?:{_WEEKDAY}\ )?{_MONTH}\ {{1,2}}\d{{1,2}}\ (?:\d{{4}}\ )?)
            \d{{1,2}}:\d{{2}}:\d{{2}}(?P<fraction>[.,]\d{{1,9}})?(?:\ ?(?:Z|UTC|[+-]\d{{2}}:?\d{{2}}))?
        | \d{{2}}:\d{{2}}:\d{{2}}(?P<part>[.,]\d{{1,9}})?
        | \d{{10}}\.\d{{1,9}}(?=\s)
    )[\])]?(?P<rest>[\s:|,-].{{0,300}}|$)""",
    re.VERBOSE,
)
_KLOG = re.compile(r"[IWEF](?P<stamp>\d{4} \d{2}:\d{2}:\d{2}\.\d{1,9})\s")
_ACCESS = re.compile(
    r"\S{1,60} \S{1,60} \S{1,60} \[(?P<stamp>\d{2}/[A-Z][a-z]{2}/\d{4}:\d{2}:\d{2}:\d{2} [+-]\d{4})\]"
)
_JSON_STAMP = re.compile(
    r"""\"(?:@?timestamp|time|ts|date|datetime|eventTime|asctime|t)\"\s{0,3}:\s{0,3}
    \"?(?P<stamp>[\dT:.,+Z\ /-]{8,40})""",
    re.VERBOSE,
)
_KEY_STAMP = re.compile(r"\b(?:time|ts|timestamp)=\"?(?P<stamp>\d[\dT:.,+Z-]{7,39})")
_MACHINE = re.compile(
    r"""
    ^[\s\W]{0,6}(?:ERROR|ERR|WARN|WARNING|FATAL|CRIT|CRITICAL|INFO|DEBUG|NOTICE|TRACE|PANIC|SEVERE)\b
    | ^[\s:]{0,3}(?:error|warn|warning|fatal|info|debug|notice|level=\w{1,10})\b[\s:\]]
    | ^\s{0,3}[\w.-]{1,60}\s[\w./()-]{1,60}(?:\[\d{1,9}\])?:\s     # host program[123]:
    | ^\s{0,3}[\w./-]{1,60}\[\d{1,9}\]:
    | ^\s{0,3}\[[\w\ .:-]{1,60}\]\s{0,3}[\[\w]
    | \b\w{1,30}=(?:\"|\d|\w{1,40}\s\w{1,30}=)
    | \b[\w-]{1,60}\.(?:go|py|java|rs|c|cc|cpp|js|rb)\b[:\ ]\d
    """,
    re.VERBOSE,
)
"""What only a machine writes behind a time."""

_PERSON = r"@?[^\W\d_][\w.'’-]{0,30}"
_CHAT_ANGLED = re.compile(
    rf"[\[(]?(?P<stamp>{_STAMP})[\])]?\s{{1,4}}[-–—]?\s{{0,2}}<(?P<name>[^<>]{{1,60}})>:?\s"
)
_CHAT_BRACKETS = re.compile(
    rf"[\[(](?P<stamp>{_STAMP})[\])]\s{{0,4}}[-–—]?\s{{0,2}}"
    rf"(?P<name>{_PERSON}(?:\s[\w.'’()-]{{1,30}}){{0,3}}):\s"
)
_CHAT_BARE = re.compile(
    rf"(?P<stamp>{_STAMP})\s{{1,4}}[-–—]?\s{{0,2}}(?P<name>{_PERSON}(?:\s{_PERSON}){{0,2}}):\s"
)
_CHAT_NAME_FIRST = re.compile(
    r"(?P<name>[^\W\d_][^\[\]<>:|\n]{0,50}?)(?:\s{2,10}|\t|\s+APP\s+|\s+[-–—]\s+|\s)"
    rf"\[?(?P<stamp>(?:(?:[Tt]oday|[Yy]esterday)\sat\s)?{_STAMP})\]?"
)
_LONGEST_NAME_LINE = 90
_CALENDAR_NAME = re.compile(rf"(?:{_MONTH}|{_WEEKDAY}),?$", re.IGNORECASE)
_NOBODY = frozenset(
    """
    update updates note notes todo action actions decision question fix cause impact edit warning error info
    alert alerts status log logs result then so hypothesis theory next started start end ended detected
    detection acknowledged identified mitigated mitigation resolved resolution investigating monitoring
    completed scheduled postmortem ps btw re fwd observation change communication comms symptom symptoms
    recovery utc gmt pst pdt est edt cet cest bst ist jst time timeline incident deploy deployment rollback
    summary description root trigger am pm phase step event service services database
    """.split()  # noqa: SIM905
)
"""Words before a colon that are nobody's name."""

_STATES = (
    r"(?:investigating|identified|monitoring|resolved|updated?|in\ progress|completed|scheduled|"
    r"verifying|postmortem|edit|closed?|final\ update)"
)
_POSTED = re.compile(
    rf"""(?:\*\*|_|<small>)?(?:Posted|Published)\b(?:\ on)?:?\s(?:[^\n]{{1,30}}?\sago\.?\s)?
    (?P<stamp>
        [A-Z][a-z]{{2,8}}\.?\s\d{{1,2}},?\s(?:\d{{4}}\s?[-–,]?\s?)?(?:at\s)?{_CLOCK}{_HALF}[^\n]{{0,12}}
        | \d{{4}}-\d{{2}}-\d{{2}}[T\ ]{_CLOCK}[^\n]{{0,12}}
    )$""",
    re.VERBOSE,
)
_DATED = re.compile(
    rf"""[\[*_(\#\s]{{0,6}}(?P<state>{_STATES})\b[\])*_:]{{0,4}}\s{{0,3}}
    [-–—:@(\[]{{0,2}}\s{{0,3}}(?:posted\s|at\s|on\s|\#\d{{1,3}}\s[-–—:(]?\s?)?
    (?P<stamp>
        (?:(?:{_ISO_DAY}|{_NAMED_DAY}),?(?:[T\s]|\s[-–—@]\s|\sat\s))?
        \d{{1,2}}[:h]\d{{2}}(?::\d{{2}})?{_HALF}{_ZONE}
    )(?P<close>[\])*_:]{{0,4}})(?P<rest>.{{0,400}})""",
    re.IGNORECASE | re.VERBOSE,
)
_HISTORY = re.compile(
    rf"""[*_]{{0,2}}
    (?P<stamp>{_MONTH}\s\d{{1,2}},(?:\s\d{{4}})?,?\s(?:-\s)?{_CLOCK}{_HALF}\s(?:[A-Z]{{3,4}}|UTC))
    [*_]{{0,2}}\s{{0,3}}[-–—:]?\s{{0,3}}[*_]{{0,2}}(?P<state>{_STATES})?(?P<rest>.{{0,20}})""",
    re.IGNORECASE | re.VERBOSE,
)
_STATE_ALONE = re.compile(rf"[*_\[\#\s]{{0,5}}{_STATES}[*_\]:\s]{{0,5}}", re.IGNORECASE | re.VERBOSE)
_STATE_LEADS = re.compile(
    rf"[*_]{{0,2}}{_STATES}[*_]{{0,2}}\s{{0,2}}[-–—:]\s{{0,2}}[*_]{{0,2}}\s?\S", re.IGNORECASE | re.VERBOSE
)

_TIME_ALONE = re.compile(
    rf"""[~≈*_\[(\s]{{0,4}}(?:(?:at|around|about|approx\.?|ca\.?|c\.)\s)?
    (?:{_DAY}[,T:]?\s{{1,3}}(?:at\s|-\s)?)?{_LOOSE_CLOCK}{_HALF}(?:\s?[-–—]\s?{_LOOSE_CLOCK}{_HALF})?
    {_ZONE}\s?(?:\([A-Za-z+:\d\ ]{{2,12}}\))?[*_\]):.\s–—-]{{0,4}}""",
    re.VERBOSE,
)
_DAY_ALONE = re.compile(
    rf"""[*_\[(\s]{{0,4}}(?:{_WEEKDAY},?\s(?:the\s)?)?(?:{_ISO_DAY}|{_SHORT_DAY}|{_NAMED_DAY})
        (?:,?\s\(?{_WEEKDAY}\)?)?(?:\s\(?[A-Z]{{3,4}}\)?)?[*_\]):,\s]{{0,4}}
    | [*_\s]{{0,3}}(?:{_WEEKDAY}|Day\s\d{{1,2}}\b.{{0,20}})[*_:\s]{{0,4}}""",
    re.VERBOSE,
)


class Stamped(NamedTuple):
    """Where in a line its stamp is, its author ((0, 0) for nobody), and where its words begin.

    has_state: of a post, whether the line says how the incident stands (“Investigating”).
    """

    stamp: tuple[int, int]
    author: tuple[int, int]
    words: int
    has_state: bool = False


def logged(text: str, *, in_code: bool = False) -> Stamped | None:
    """The stamp of a line that a machine wrote. In code a time with seconds is enough, in prose it is not."""
    first = text[0]
    if first == "{":
        match = _JSON_STAMP.search(text, 0, 2000)
        return Stamped(match.span("stamp"), (0, 0), 0) if match else None
    if (first.isdigit() or first in "[(" or first.isupper()) and (match := _LOGGED.match(text)):
        is_sure = in_code or match["fraction"] or match["part"] or _MACHINE.search(match["rest"])
        return Stamped(match.span("stamp"), (0, 0), match.end("stamp")) if is_sure else None
    if first in "IWEF" and (match := _KLOG.match(text)):
        return Stamped(match.span("stamp"), (0, 0), match.end())
    if ":" not in text:
        return None
    if (match := _ACCESS.match(text)) or (match := _KEY_STAMP.search(text, 0, 200)):
        return Stamped(match.span("stamp"), (0, 0), 0)
    return None


def said(text: str, names: frozenset[str]) -> Stamped | None:
    """A chat line with its time first: “[14:05] <mira> …”, “[14:05] mira: …”, “14:05 mira: …”.

    The last, without brackets, only for one of `names`.
    """
    first = text[0]
    if not (first.isdigit() or first in "[(" or first.isupper()):
        return None
    match = _CHAT_ANGLED.match(text)
    if match is None and (match := _CHAT_BRACKETS.match(text)) and not _is_person(match["name"]):
        return None
    if match is None and (match := _CHAT_BARE.match(text)) and match["name"] not in names:
        return None
    return Stamped(match.span("stamp"), match.span("name"), match.end()) if match else None


def said_beneath(text: str) -> Stamped | None:
    """A line of its own above what somebody says: “Mira Smith  14:05”, “mira [2:05 PM]”."""
    if len(text) > _LONGEST_NAME_LINE or text[-1] not in "0123456789mM]).":
        return None
    match = _CHAT_NAME_FIRST.fullmatch(text)
    if match is None or not _is_person(match["name"]):
        return None
    return Stamped(match.span("stamp"), match.span("name"), match.end())


def _is_person(name: str) -> bool:
    words = name.lower().split()
    if any(map(str.isdigit, name)) or _CALENDAR_NAME.match(words[0]):
        return False
    return len(words) <= 4 and not any(word.strip("@.") in _NOBODY for word in words)


def speakers(texts: Iterable[str]) -> frozenset[str]:
    """Who speaks in lines “14:05 name: …”: names that stand so at least twice."""
    seen: dict[str, int] = {}
    for text in texts:
        if text[:1].isdigit() and (match := _CHAT_BARE.match(text)) and _is_person(match["name"]):
            seen[match["name"]] = seen.get(match["name"], 0) + 1
    return frozenset(name for name, count in seen.items() if count > 1)


def posted(text: str) -> tuple[int, int] | None:
    """Where the time is in “Posted Mar 15, 2023 - 01:59 UTC”, a line of its own beneath a post."""
    if len(text) > 110 or ("ost" not in text[:14] and "ubl" not in text[:14]):
        return None
    match = _POSTED.match(text)
    return match.span("stamp") if match else None


def dated_post(text: str) -> Stamped | None:
    """The time that opens a post: “[Update - 2023-03-29 15h50 UTC]”, “**Update 14:20 UTC** …”.

    Also “Mar 14, 18:19 UTC” alone or before “Investigating - …”. `words` is where the line goes on.
    """
    if not (text[0].isalpha() or text[0] in "[*_("):
        return None
    if match := _DATED.match(text):
        goes_on = match["rest"].lstrip()
        if match["close"] or not goes_on or goes_on[0] in "-–—:)]|":
            return Stamped(match.span("stamp"), (0, 0), match.end("close"), has_state=True)
    if (match := _HISTORY.match(text)) and (match["state"] or not match["rest"].strip()):
        return Stamped(match.span("stamp"), (0, 0), match.end("stamp"), has_state=bool(match["state"]))
    return None


def stamp_alone(text: str) -> tuple[int, int] | None:
    """Where the time is in a line that is nothing but the stamp of an update: “Mar 15, 01:59 UTC”."""
    if not 12 < len(text) < 50 or ":" not in text or not text[0].isalpha():
        return None
    match = _HISTORY.match(text)
    if match is None or match["state"] or match["rest"].strip():
        return None
    return match.span("stamp")


def is_state(text: str) -> bool:
    """Whether a line is only the state of a post: “Resolved”."""
    return len(text) < 40 and _STATE_ALONE.fullmatch(text) is not None


def leads_with_state(text: str) -> bool:
    """Whether a line is a post with its state: “Investigating - We are …”."""
    return _STATE_LEADS.match(text) is not None


def is_day_alone(text: str) -> bool:
    """Whether a line is nothing but a day: “15 May”, “Tuesday, January 10, 2024”, “2024-01-10”, “Day 2”."""
    return len(text) < 60 and _DAY_ALONE.fullmatch(text) is not None


def is_time_alone(text: str) -> bool:
    """Whether a line is nothing but a time of day, with or without its day."""
    return len(text) < 70 and _TIME_ALONE.fullmatch(text) is not None
