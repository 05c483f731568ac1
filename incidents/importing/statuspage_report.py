"""The incident report of an Atlassian Statuspage, as text: saved, copied or printed from its page.

    Queue stands still
    Incident Report for Acme

    Resolved
    All jobs run again.
    Posted Mar 15, 2023 - 01:59 UTC
    Investigating
    Jobs wait.
    Posted Mar 14, 2023 - 18:19 UTC
    This incident affected: Jobs and Website (Login, Search).

The newest post stands first, a postmortem above all. The words of the status may be missing, or be Markdown
headings; what stands before the title and after the components belongs to the page, not to the report.
Written against real reports of three pages (2023 to 2026).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from types import MappingProxyType

from incidents.importing.component_line import AFFECTED, affected_by
from incidents.importing.document import (
    Affected,
    DocumentError,
    Opened,
    Place,
    ReadDocument,
    ReadPost,
    ReadSettings,
    ReadWriteUp,
)
from incidents.importing.format import Format
from incidents.importing.front_matter import address_in, front_matter
from incidents.importing.plain_markdown import as_markdown
from incidents.importing.prose import fields_of, read_prose, with_silence
from incidents.importing.told_once import apart_from_posts, with_story
from incidents.importing.words import says_over
from timelines.models import Source
from timelines.when import AmbiguousZone, Precision, UnreadableTime, When

KIND = "Statuspage incident report"
LOOKED_FOR = "a Statuspage incident report (lines such as “Posted Mar 14, 2023 - 18:19 UTC”)"
MAX_POSTS = 2_000  # the longest seen has 60
MAX_POST = 50_000  # characters; the longest seen has 7,000
MAX_WRITE_UP = 400_000  # characters, see incidents.forms.postmortem.MAX_BODY
MAX_AFFECTED = 20_000  # characters
WRITE_UP_CHARACTERS = 400  # what stands above the last post and is shorter is hardly a postmortem

MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
OFFSET = r"[+−-]\d{1,2}(?::?\d{2})?"
TIME = (
    rf"(?:(?P<month>{MONTH})\s{{1,3}}(?P<day>\d{{1,2}})|(?P<day_first>\d{{1,2}})\s{{1,3}}(?P<month_second>{MONTH}))"
    r"\s{0,3},?\s{1,3}(?P<year>\d{4})\s{0,3}(?:[-–—,]|at)?\s{0,3}"
    r"(?P<clock>\d{1,2}:\d{2}(?:\s?[AaPp]\.?[Mm]\.?)?)\s{0,3}"
    rf"(?P<zone>[A-Za-z]{{2,5}}(?:{OFFSET})?|{OFFSET})?"
)
POSTED = re.compile(
    r"^[ \t]*[*_]{0,3}Posted:?[*_]{0,3}[ \t]{1,3}(?:[^\n]{1,40}? ago\b[.,]?[ \t]{0,3})?"
    rf"{TIME}[.*_ \t]*$",
    re.MULTILINE,
)
HEAD = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]*)?Incident(?:[ \t]*\n)?[ \t]*Report for[ \t]+(\S[^\n]{0,300})$", re.MULTILINE
)
STATUSES = (
    "investigating", "identified", "monitoring", "update", "resolved", "postmortem", "scheduled",
    "in progress", "verifying", "completed",
)  # fmt: skip
STATUS = re.compile(
    rf"^[ \t]*(?:#{{1,6}}[ \t]*)?[*_]{{0,3}}({'|'.join(STATUSES)})[*_]{{0,3}}"
    r"[ \t]*(?:(?::[ \t]*)?$|(?:-|–|—)[ \t]+)",
    re.IGNORECASE | re.MULTILINE,
)
OFFSET_ALONE = re.compile(r"^([+−-])(\d{1,2}):?(\d{2})?$")
SHORT_REPORT, SHORT_REST = 3_000, 200  # characters above and below the line of the only post
WORD = re.compile(r"\S")
NOTHING: Mapping[Place, str] = MappingProxyType({})


class ZoneOpen(DocumentError):
    """Nobody says in which zone the posts are dated."""


def is_report(text: str) -> bool:
    """Whether a text looks like such a report, complete or not.

    A single line that says when something was posted may be that of an article, too: above it, or at its end.
    """
    posted = list(islice(POSTED.finditer(text), 2))
    if HEAD.search(text):
        return bool(posted) or bool(AFFECTED.search(text))
    if len(posted) != 1 or AFFECTED.search(text):
        return bool(posted)
    return posted[0].start() <= SHORT_REPORT and len(text) - posted[0].end() <= SHORT_REST


def read_report(
    text: str, *, zone: str = "", stamps: Mapping[Place, str] = NOTHING, organisation: str = ""
) -> ReadDocument:
    """What a report says by its layout: its posts, its write-up, its components. Raises DocumentError.

    `zone`: the IANA name of the zone of its times, for letters that mean several zones, or none at all.
    `stamps`: the times of words where markup states them, ISO 8601. `organisation`: where it does not say.
    """
    posted = list(islice(POSTED.finditer(text), MAX_POSTS + 1))
    if not posted:
        raise DocumentError(
            f"This looks like a {KIND}, but none of its posts is dated: no line such as "
            "“Posted Mar 14, 2023 - 18:19 UTC” was found."
        )
    if len(posted) > MAX_POSTS:
        raise DocumentError(f"This has more than {MAX_POSTS:,} posts; no incident has that many. Divide it.")
    above = _above(text, posted[0].start())
    stated = dict(_stated(posted, stamps))
    sections = list(_sections(text, above.end, posted, zone, stated))
    affected = AFFECTED.search(text, posted[-1].end())
    if affected and len(affected.group()) > MAX_AFFECTED:
        raise DocumentError(f"{_line(affected)}: it names more components than can be; shorten it.")
    write_up, sections = _take_write_up(sections)
    posts = tuple(
        ReadPost(each.at, each.status, as_markdown(each.body), each.place) for each in sections if each.body
    )
    newest = max((post.at for post in posts), key=_key, default=None)
    return ReadDocument(
        kind=KIND,
        source_kind=Source.Kind.STATUS_PAGE,
        text=text,
        title=above.title,
        organisation=above.organisation or organisation,
        address=above.address,
        posts=posts,
        write_up=write_up,
        affected=affected_by(affected) if affected else Affected(),
        is_maintenance=_is_maintenance(affected, posts),
        published=write_up.published if write_up else newest,
        problems=tuple(_problems(above.organisation or organisation, len(sections) - len(posts), posts)),
    )


def _key(when: When):
    return when.key


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above the posts, which begin behind `end`."""

    title: str
    organisation: str
    address: str
    end: int


def _above(text: str, posts_at: int) -> _Above:
    """Raises DocumentError without a title."""
    fields, end = front_matter(text)
    address, title, organisation = address_in(text), fields.get("title", ""), ""
    if head := HEAD.search(text, end, posts_at):
        lines = (line.strip(" \t#*") for line in reversed(text[end : head.start()].splitlines()))
        title = next((line for line in lines if line), title)
        organisation, end = head.group(1).strip(" \t#*_"), head.end()
    elif not title:
        title, end = _first_line(text, end, posts_at)
    if not title:
        raise DocumentError(f"This looks like a {KIND}, but it has no title. Write one on its first line.")
    return _Above(title, organisation, address, end)


def _first_line(text: str, begin: int, end: int) -> tuple[str, int]:
    """The first line and where it ends, unless it is a status already."""
    begin = _skip(text, begin, end)
    line_end = text.find("\n", begin, end)
    line = text[begin : line_end if line_end >= 0 else end]
    return ("", begin) if line_end < 0 or STATUS.match(line) else (line.strip(" \t#*"), line_end)


@dataclass(frozen=True, slots=True)
class _Section:
    """A post: its words, and its place from the first of them to the end of the line that dates it."""

    status: str
    body: str
    at: When
    place: Place


def _sections(
    text: str, begin: int, posted: Sequence[re.Match], zone: str, stated: Mapping[int, datetime]
) -> Iterator[_Section]:
    """The posts in the order of the document. `stated`: when those of these numbers were posted."""
    for number, found in enumerate(posted):
        start = _skip(text, begin, found.start())
        status = STATUS.match(text, start, found.start())
        if status is None and number == 0:  # a heading of the page's own may stand above the first one
            status = STATUS.search(text, start, found.start())
            start = status.start() if status else start
        body = text[status.end() if status else start : found.start()].strip()
        if len(body) > (MAX_POST if number else MAX_WRITE_UP):
            raise DocumentError(
                f"{_line(found)}: {len(body):,} characters above it are more than a post has."
            )
        name = status.group(1).lower().replace(" ", "_") if status else ""
        at = _stated_minute(found, stated[number]) if number in stated else _time(found, zone)
        yield _Section(name, body, at, Place(start, found.start() + len(found.group().rstrip())))
        begin = found.end()


def _stated(posted: Sequence[re.Match], stamps: Mapping[Place, str]) -> Iterator[tuple[int, datetime]]:
    """The moments that markup states, by the number of the post: both come in the order of the text."""
    left = sorted(stamps)
    for number, found in enumerate(posted):
        while left and left[0].end <= found.start():
            left.pop(0)
        if left and left[0].start < found.end():
            moment = datetime.fromisoformat(stamps[left[0]])
            if moment.tzinfo is not None:
                yield number, moment


def _stated_minute(found: re.Match, moment: datetime) -> When:
    zone = (found["zone"] or "UTC").replace("−", "-")
    try:
        zone = When.read(f"{moment:%Y-%m-%d} 00:00 {zone}").zone
    except UnreadableTime:
        zone = "UTC"
    return When.at(moment, Precision.MINUTE, zone, words=_words(found))


def _words(found: re.Match) -> str:
    """How the time of a post is written."""
    begin = min(found.start("month"), found.start("day_first"), key=lambda at: (at < 0, at))
    return " ".join(found.string[begin : found.end()].split()).rstrip(".*_ ")


def _skip(text: str, begin: int, end: int) -> int:
    """The place of the next character that is no white space, `end` where there is none."""
    found = WORD.search(text, begin, end)
    return found.start() if found else end


def _time(found: re.Match, zone: str) -> When:
    """The minute of a post. Raises DocumentError where its zone is not certain."""
    day, month = found["day"] or found["day_first"], found["month"] or found["month_second"]
    words, said = _words(found), found["zone"] or ""
    if not said and not zone:
        raise ZoneOpen(f"{_line(found)}: no zone stands beside “{words}”. Say which, such as Europe/Berlin.")
    if offset := OFFSET_ALONE.match(said):  # beside a clock time “-03:00” would be the end of a range
        sign, hours, minutes = offset.groups(default="00")
        said, zone = "", f"{sign.replace('−', '-')}{int(hours):02d}:{minutes}"
    try:
        when = When.read(f"{day} {month[:3]} {found['year']} {found['clock']} {said}", zone=zone or None)
    except AmbiguousZone as error:
        raise ZoneOpen(
            f"{_line(found)}: “{words}” {error.reason}. Say which, such as America/Chicago."
        ) from error
    except UnreadableTime as error:
        raise DocumentError(f"{_line(found)}: {error}") from error
    if when.precision is not Precision.MINUTE:
        raise DocumentError(f"{_line(found)}: “{words}” is no minute.")
    return replace(when, words=words)


def _line(found: re.Match) -> str:
    return f"Line {found.string.count(chr(10), 0, found.start()) + 1}"


def _take_write_up(sections: list[_Section]) -> tuple[ReadWriteUp | None, list[_Section]]:
    """The postmortem, if the report begins with one, and the posts beneath it.

    Where it is not called one, it is what stands above the post that says that it is over, at some length.
    """
    first, rest = sections[0], sections[1:]
    unnamed = (
        not first.status
        and len(first.body) >= WRITE_UP_CHARACTERS
        and bool(rest)
        and says_over(rest[0].status, rest[0].body)
        and not first.at.before(rest[0].at)
    )
    if first.status != "postmortem" and not unnamed:
        return None, sections
    body = as_markdown(first.body, with_headings=True)
    return (ReadWriteUp(body, first.place, first.at) if body else None), rest


def _is_maintenance(affected: re.Match | None, posts: Sequence[ReadPost]) -> bool:
    named = affected is not None and affected.group(1) != "incident"
    return named or any(
        post.status in ("scheduled", "in_progress", "verifying", "completed") for post in posts
    )


def _problems(organisation: str, empty: int, posts: Sequence[ReadPost]) -> Iterator[str]:
    if not organisation:
        yield "It does not say whose report it is (“Incident Report for …”)."
    if empty:
        yield f"{empty} post{'s' if empty > 1 else ''} without words left out."
    if not posts:
        yield "It has no posts."


def read_whole_report(opened: Opened, settings: ReadSettings, **known) -> ReadDocument:
    """What a report says by its layout and in its words, each happening once. Raises DocumentError.

    `known`: fields of Setting that the page states, `stamps` among them.
    """
    try:
        report = read_report(
            opened.text,
            zone=settings.zone or settings.usual_zone,
            stamps=known.get("stamps", NOTHING),
            organisation=settings.organisation or opened.hints.get("site", ""),
        )
    except ZoneOpen as error:
        return _words_alone(opened, settings, str(error), known)
    known = known | {"title": report.title, "published": report.published}
    fields = fields_of(read_prose(opened, settings, **known))
    if report.write_up:
        known["day"] = min((post.at.best.date() for post in report.posts), default=None)
        story = fields_of(read_prose(opened, settings, within=_story(report), **known))
        fields = with_story(fields, story, report.write_up)
    events, posts = apart_from_posts(fields["events"], report.posts)
    taken = ("author", "severity", "zone", "log_zone", "day", "factors", "actions", "found_affected")
    return replace(
        report,
        posts=posts,
        events=events,
        tags=fields["tags"],
        **{name: fields[name] for name in taken},
    )


def _words_alone(opened: Opened, settings: ReadSettings, problem: str, known: dict) -> ReadDocument:
    """A report whose posts cannot be placed until somebody says in which zone they are."""
    fields = fields_of(read_prose(opened, settings, **known))
    above = _above(opened.text, POSTED.search(opened.text).start())
    fields |= {"title": above.title, "problems": (problem, *fields["problems"])}
    return ReadDocument(
        kind=KIND,
        source_kind=Source.Kind.STATUS_PAGE,
        text=opened.text,
        address=above.address,
        **with_silence(fields, organisation=above.organisation or opened.hints.get("site", "")),
    )


def _story(report: ReadDocument) -> Place:
    """The words of the postmortem, without the line that dates it and the word that names it."""
    place = report.write_up.place
    end = POSTED.search(report.text, place.start, place.end)
    status = STATUS.match(report.text, place.start, place.end)
    return Place(status.end() if status else place.start, end.start() if end else place.end)


FORMAT = Format(
    "statuspage-report",
    KIND,
    lambda given: is_report(given.text),
    lambda given: [given.opened("statuspage-report")],
    read_whole_report,
)
