"""Start and end where a document states them as such: front matter, “Start time: …”, “Duration: … to …”."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from timelines.reading.model import BlockKind, Mention, MentionKind
from timelines.reading.plain import plain
from timelines.reading.story.pages import Pages
from timelines.reading.story.told import Form, Told
from timelines.reading.story.weeding import is_day
from timelines.when import Precision, When

_INCIDENT = (
    r"(?:(?:the|incident|outage|impact|event|issue|disruption|problem|downtime|service|customer|total|actual)"
    r"[\s_-]{0,2}){0,3}"
)
START = re.compile(
    rf"\W*{_INCIDENT}(?:start(?:ed)?|begin(?:ning|s)?|began|onset|first occurrence)"
    r"(?:[\s_-]?(?:of)?[\s_-]?(?:the)?[\s_-]?(?:incident|outage|impact|issue))?(?:[\s_-]?(?:time|date|at|"
    r"on|when|datetime))*\W*(?:\(.{0,20}\))?\W*",
    re.IGNORECASE,
)
END = re.compile(
    rf"\W*{_INCIDENT}(?:end(?:ed)?|resolved|resolution|recovered|restored|finish(?:ed)?|stop(?:ped)?|over|"
    rf"service restored)"
    r"(?:[\s_-]?(?:of)?[\s_-]?(?:the)?[\s_-]?(?:incident|outage|impact|issue))?(?:[\s_-]?(?:time|date|at|"
    r"on|when|datetime))*\W*(?:\(.{0,20}\))?\W*",
    re.IGNORECASE,
)
SPAN = re.compile(
    rf"\W*{_INCIDENT}(?:duration|time ?frame|window|period|downtime|outage|incident|impact|time|when|"
    rf"dates?|occurred|length|start ?[-–—/&→]\s?end|date ?(?:/|and|&) ?time|span)"
    r"(?:[\s_-]?(?:of)?[\s_-]?(?:the)?[\s_-]?(?:incident|outage|impact|issue|event|time|window|"
    r"period))?\W*(?:\(.{0,20}\))?\W*",
    re.IGNORECASE,
)
DETECTED = re.compile(
    rf"\W*{_INCIDENT}(?:first )?(?:detected|detection|discovered|noticed|alert|reported)(?:[\s_-]?(?:time|"
    rf"date|"
    rf"at|on|when))*\W*",
    re.IGNORECASE,
)
_MARKED = re.compile(
    rf"\W*{_INCIDENT}(?P<mark>acknowledged|identified|mitigated)(?:[\s_-]?(?:time|date|at|on|"
    rf"when))*\W*",
    re.IGNORECASE,
)
SENTENCES = {
    "start": "The incident began, as the document states.",
    "span": "The incident began, as the document states.",
    "end": "The incident was over, as the document states.",
    "detected": "The incident was detected, as the document states.",
    "acknowledged": "The incident was acknowledged, as the document states.",
    "identified": "The cause was identified, as the document states.",
    "mitigated": "The incident was mitigated, as the document states.",
}
"""What an event says that nothing but a field tells."""

_NEAR_TOP = 30  # blocks
_DAY = timedelta(days=1)
_MOST_DAYS = timedelta(days=31)  # of an incident that a date names
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PUBLISHED_FOR = re.compile(r"resolved", re.IGNORECASE)


def role_of(label: str) -> str:
    """“start”, “end”, “span” or the name of a milestone between; "" for a label that names none of them."""
    for name, pattern in (("start", START), ("end", END), ("span", SPAN), ("detected", DETECTED)):
        if pattern.fullmatch(label):
            return name
    match = _MARKED.fullmatch(label)
    return match["mark"].lower() if match else ""


def stated_in_fields(pages: Pages) -> list[Told]:
    """What the fields at the top state with a clock time; a day alone only where it has an end."""
    found = []
    fields = [
        index
        for index, block in enumerate(pages.document.blocks)
        if block.kind is BlockKind.FIELD and block.stamp
    ]
    names = {index: _name(pages, index) for index in fields}
    has_end = any(_PUBLISHED_FOR.search(name) for name in names.values())
    for index, name in names.items():
        mentions = [one for one in pages.in_block.get(index, ()) if one.when is not None]
        if not mentions:
            continue
        role, mention = role_of(name), _fullest(mentions)
        if name.lower() == "date" and has_end and not is_day(mention.when):
            role = "start"  # of an issue on a status page, beside the time of its end
        if role and (role != "span" or mention.until is not None):
            found.append(_field(pages, index, mention, name, role))
    return found


def last_day_stated(pages: Pages, mentions: Sequence[Mention]) -> Told | None:
    """The last of the days that a field near the top names (“Date: 14-19 January 2026”), or None."""
    for mention in mentions:
        if mention.block > _NEAR_TOP:
            break
        block = pages.block(mention.block)
        if block.kind is not BlockKind.FIELD or not block.stamp or mention.kind is not MentionKind.ANCHOR:
            continue
        day = _last_of(mention)
        if day is not None and role_of(_name(pages, mention.block)) == "span":
            told = _field(pages, mention.block, mention, "", "end")
            told.when, told.until = day, None
            told.why.append("the last of the days that the document names")
            return told
    return None


def _last_of(mention: Mention) -> When | None:
    when = mention.when
    if when is None or when.is_open:
        return None
    if mention.until is not None:
        return mention.until if is_day(mention.until) else None
    if when.precision is not Precision.RANGE or not _DAY < when.width <= _MOST_DAYS or ":" in when.words:
        return None
    return When.at(when.latest - _DAY, Precision.DAY, when.zone, when.words)


def _fullest(mentions: list[Mention]) -> Mention:
    """The first, or where that is only a day the stretch beside it: “2 April from 09:12 to 11:47”."""
    stretches = [one for one in mentions if one.until is not None]
    return stretches[0] if stretches and is_day(mentions[0].when) else mentions[0]


def _name(pages: Pages, index: int) -> str:
    return _CAMEL.sub(" ", plain(pages.block(index).stamp.of(pages.text))).replace("_", " ").strip(" :*")


def _field(pages: Pages, index: int, mention: Mention, name: str, role: str) -> Told:
    label = {"span": "Duration"}.get(role, role.capitalize())
    return Told(
        place=pages.block(index).whole,
        text=SENTENCES[role],
        said="",
        form=Form.FIELD,
        section=pages.sections[index],
        block=index,
        mention=mention,
        when=mention.when,
        until=mention.until,
        time_place=mention.place,
        label=label,
    )


def stated_once(told: list[Told]) -> list[Told]:
    """Of fields that state the same of the incident the first; one that only says when, only near the top."""
    kept, seen = [], set()
    for one in told:
        role = role_of(one.label) if one.form is Form.FIELD and one.until is None else ""
        if role and (role in seen or (role == "span" and one.block > _NEAR_TOP)):
            continue
        seen.add(role)
        kept.append(one)
    return kept
