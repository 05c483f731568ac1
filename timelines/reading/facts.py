"""What a document says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from timelines.reading.fields import Field, fields_of, values_of
from timelines.reading.model import Block, BlockKind, Document, Facts, Setting
from timelines.reading.organisations import find_organisation
from timelines.reading.plain import plain_words
from timelines.reading.structure.shapes import is_section_title
from timelines.when import When
from timelines.when.errors import UnreadableTime

_TITLE = ("title", "incident title", "name", "incident name", "headline", "subject")
_AUTHOR = (
    "author",
    "authors",
    "author(s)",
    "written by",
    "prepared by",
    "report author",
    "postmortem author",
    "from",
)
_PUBLISHED = (
    "source published at",
    "published",
    "published at",
    "published on",
    "publish date",
    "publishdate",
    "publication date",
    "date published",
    "date posted",
    "pubdate",
    "posted",
    "posted on",
    "report date",
    "date of report",
    "postmortem date",
    "sent",
)
_INCIDENT_FIELDS = re.compile(r"resolved|severity|start|end|affected|detected|duration|impact", re.IGNORECASE)
_SEVERITY = ("severity", "sev", "incident severity", "severity level", "priority", "impact level")
_TAGS = ("tags", "tag", "labels", "keywords", "categories", "category")
_SUMMARY_FIELD = ("summary", "description", "tl;dr", "tldr", "abstract")
_SUMMARY_TITLE = re.compile(
    r"(?:\d{1,2}[.)]?\s)?(?:(?:executive|incident|issue|brief|short|high[- ]level)\s)?"
    r"(?:summary|overview|abstract|tl;?dr|synopsis)\b",
    re.IGNORECASE,
)
_SUMMARY_LABEL = re.compile(r"(?:\*\*|__)?(?:Summary|Overview|TL;?DR)(?::(?:\*\*|__)?|(?:\*\*|__):)\s")
_SAID_SEVERITY = re.compile(
    r"\b(?:(?P<sev>SEV(?:ERITY)?[ -]?[0-5])\b|(?P<p>P[0-4])\b(?=[ -](?:incident|outage|issue))|"
    r"severity(?:\slevel)?(?:\sof|:|\sis|\swas)?\s(?P<word>critical|high|major|medium|moderate|minor|low|[0-5])\b)",
    re.IGNORECASE,
)
_PRIORITY = re.compile(r"P[0-4] ?[-a-z]")
_BYLINE = re.compile(
    r"(?:By|Written by|Author:|Posted by|Published by|Prepared by)\s+"
    r"(?P<name>[^\W\d_][\w.'’-]{0,30}(?:\s[^\W\d_][\w.'’-]{0,30}){0,4}"
    r"(?:(?:,|\sand|\s&)\s[^\W\d_][\w.'’-]{0,30}(?:\s[^\W\d_][\w.'’-]{0,30}){0,3}){0,4})"
    r"(?:\s?[,|·•—–(-]|\son\b|$)"
)
_POSTED_ON = re.compile(
    r"(?:[·•|—–,-]\s?|^|\b(?:posted|published|date)\b:?\s(?:on\s)?)"
    r"(?P<when>(?:\d{1,2}\s)?[A-Z][a-z]{2,8}\.?\s(?:\d{1,2}(?:st|nd|rd|th)?,?\s)?\d{4}|\d{4}-\d{2}-\d{2})",
    re.IGNORECASE,
)
_BEFORE_NAME = re.compile(r"^[\W\d_]{1,40}")
_SAYS_POSTED = re.compile(r"\b(?:posted|published|written by|by)\b", re.IGNORECASE)
_HEAD_BLOCKS = 10
"""How many blocks may hold what a document says of itself above its text."""
_HEAD_CHARACTERS = 2500
_LONGEST_BYLINE = 200
_LONGEST_TITLE = 300


def find_facts(document: Document, setting: Setting) -> Facts:
    """What the document says of itself; what `setting` says goes first."""
    fields = list(fields_of(document))
    title = setting.title or _title(document, fields)
    head = _head_lines(document)
    return Facts(
        title=title,
        organisation=setting.organisation or find_organisation(document, fields, title),
        author=_author(head, fields),
        published=setting.published or _published(document, head, fields),
        severity=_severity(document, fields, title),
        tags=tuple(_tags(document, fields)),
        summary=_summary(document, fields),
    )


def _title(document: Document, fields: list[Field]) -> str:
    for value in values_of(fields, _TITLE):
        return value
    for n, block in enumerate(document.blocks):
        if block.kind is BlockKind.HEADING and _may_be_title(document, block):
            return plain_words(document.text, block.place)[:_LONGEST_TITLE]
        if block.kind not in (BlockKind.FIELD, BlockKind.NOISE, BlockKind.HEADING) or n > _HEAD_BLOCKS:
            break
    return _title_below(document)


def _may_be_title(document: Document, block: Block) -> bool:
    """Whether a heading names the incident, and not a part of the document (“1. **Issue summary**”)."""
    words = plain_words(document.text, block.place)
    name = _BEFORE_NAME.sub("", words)
    is_section = is_section_title(name) and name.count(" ") < 4 and ":" not in name.rstrip(": ")
    return not is_section and (block.level == 1 or bool(name))


def _title_below(document: Document) -> str:
    """A title below other text: the only heading of the first level, or the first one where it is a name."""
    found = [block for block in document.blocks if block.kind is BlockKind.HEADING and block.level == 1]
    if len(found) == 1 and _may_be_title(document, found[0]):
        return plain_words(document.text, found[0].place)[:_LONGEST_TITLE]
    first = next((block for block in document.blocks if block.kind is BlockKind.HEADING), None)
    if first is not None and first.whole.start < first.place.start and _may_be_title(document, first):
        words = plain_words(document.text, first.place)
        return words[:_LONGEST_TITLE] if words.count(" ") >= 3 and not is_section_title(words) else ""
    return ""


def _head_lines(document: Document) -> list[str]:
    """The plain words of the first short paragraphs."""
    told = (block for block in document.blocks if block.kind not in (BlockKind.FIELD, BlockKind.NOISE))
    return [
        plain_words(document.text, block.place)
        for block in islice(told, _HEAD_BLOCKS)
        if block.kind is BlockKind.PARAGRAPH and block.place.end - block.place.start < _LONGEST_BYLINE
    ]


def _author(head: list[str], fields: list[Field]) -> str:
    for value in values_of(fields, _AUTHOR):
        return value.strip("[]\"'")
    return next((match["name"].strip(" ,") for words in head if (match := _BYLINE.match(words))), "")


def _published(document: Document, head: list[str], fields: list[Field]) -> When | None:
    for value in values_of(fields, _PUBLISHED):
        if (when := _read(value)) is not None:
            return when
    is_mail = {"from", "subject"} <= {field.name for field in fields}
    if not any(_INCIDENT_FIELDS.search(field.name) for field in fields):
        for field in fields:
            if (
                (field.is_front_matter or is_mail)
                and field.name == "date"
                and (when := _read(field.value)) is not None
            ):
                return when
    return _byline_date(head) or _own_post(document)


def _byline_date(head: list[str]) -> When | None:
    """“Posted on 24 March 2023”, “By Mira Smith · March 24, 2023”."""
    for words in head:
        if _SAYS_POSTED.match(words) and (match := _POSTED_ON.search(words)):
            return _read(match["when"])
    return None


def _own_post(document: Document) -> When | None:
    """The stamp of a status page beneath the write-up itself, which has no text of its own."""
    for block in document.blocks:
        if block.kind is BlockKind.POST:
            is_bare = block.stamp is not None and block.place.end - block.place.start < 100
            if (
                is_bare
                and "\n" not in block.place.of(document.text)
                and block.place.start < block.stamp.start
            ):
                return _read(block.stamp.of(document.text)) if _is_posted(document, block) else None
            return None
    return None


def _is_posted(document: Document, block: Block) -> bool:
    return block.place.of(document.text).lstrip("*_<smal>").startswith(("Posted", "Published"))


def _read(words: str) -> When | None:
    try:
        return When.read(words.strip(" \"'"))
    except UnreadableTime:
        return None


def _severity(document: Document, fields: list[Field], title: str) -> str:
    for value in values_of(fields, _SEVERITY):
        return value[:60]
    text, start = document.text, document.blocks[0].whole.start if document.blocks else 0
    head = f"{title}\n{text[start : start + _HEAD_CHARACTERS]}"
    if "sev" not in head.lower() and not _PRIORITY.search(head):
        return ""
    match = _SAID_SEVERITY.search(head)
    return match["sev"] or match["p"] or match["word"] if match else ""


def _tags(document: Document, fields: list[Field]) -> Iterator[str]:
    seen = set()
    for field in fields:
        if field.name not in _TAGS:
            continue
        for tag in field.items:
            if tag.casefold() not in seen and len(tag) <= 60:
                seen.add(tag.casefold())
                yield tag


def _summary(document: Document, fields: list[Field]) -> str:
    for value in values_of(fields, _SUMMARY_FIELD):
        return value
    is_below = False
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            is_below = _SUMMARY_TITLE.match(block.place.of(document.text)) is not None
        elif block.kind is BlockKind.PARAGRAPH:
            if is_below:
                return plain_words(document.text, block.place)
            if match := _SUMMARY_LABEL.match(document.text, block.place.start, block.place.end):
                return plain_words(document.text[match.end() : block.place.end])
    return ""
