"""The fields at the top of a document: YAML or TOML front matter, and “Date: 14 March” lines."""

from __future__ import annotations

import re

from timelines.reading.model import Block, BlockKind, Place
from timelines.reading.structure.lines import Line
from timelines.reading.structure.page import Page

_YAML_KEY = re.compile(r"(?P<key>[A-Za-z_][\w .-]{0,60}?)\s{0,4}:(?:\s+(?P<value>\S.*)|\s*)", re.DOTALL)
_TOML_KEY = re.compile(r"(?P<key>[A-Za-z_][\w.-]{0,60})\s{0,4}=\s{0,4}(?P<value>\S.*)", re.DOTALL)
_FIELD = re.compile(
    r"(?:[-*•]\s{1,4})?(?P<mark>\*\*|__|\*|_)?(?P<key>[^\W\d_][\w /&()'’-]{0,38}[\w)])\s?"
    r"(?:(?P<inner>:)\s?(?(mark)(?P=mark)|)|(?(mark)(?P=mark)\s?:|:))\s{0,8}(?P<value>\S.{0,300})",
)
_NAMED = re.compile(r"\*\*(?P<key>[^\W\d_][\w /&()'’-]{1,38})(?::\*\*|\*\*\s?:)")
_KNOWN = re.compile(
    r"""(?:(?:incident|report|post-?mortem|document|event|issue|outage)\s)?(?:
        dates?(?:\sof\s.{1,20})?|title|authors?|owners?|status|severity|priority|sev|published|posted
        |last\s(?:updated|modified|edited)|updated|created|(?:written|prepared|reported|approved)\sby|reporter
        |timestamp|time|(?:start(?:ed)?|end(?:ed)?|resolved|detected)(?:\stime|\sdate|\sat|\son)?|duration
        |services?(?:\saffected)?|affected(?:\s.{1,20})?|systems?|components?|products?|teams?|company
        |organi[sz]ation|customer|tags?|labels?|categor(?:y|ies)|keywords?|id|number
        |incident(?:\s(?:id|number|commander|lead|manager|owner|responders?))?|commander|lead|operator
        |participants|attendees|reviewers?|version|impact|type|classification|region|environment|url|link
        |source|tl;?dr|ticket|jira|issue|from|to|cc|subject|sent
    )""",
    re.IGNORECASE | re.VERBOSE,
)
HEADS_FIELDS = re.compile(
    r"(?:\W|\d){0,6}(?:(?:incident|document|report|post-?mortem|basic|general|key)\s)?"
    r"(?:details?|info(?:rmation)?|meta-?data|facts|at a glance|overview|header|properties)\W{0,3}",
    re.IGNORECASE,
)
"""A heading below the title that holds fields, not the story."""
TOP_LINES = 40
MAX_FRONT_MATTER = 2000
"""Lines. Front matter that does not end within them is none."""


def read_front_matter(page: Page) -> None:
    """Take the fields of YAML (---) or TOML (+++) front matter, if the text begins with it."""
    lines = page.lines
    first = page.next_filled(0)
    page.top_end = first + TOP_LINES
    if first >= len(lines) or lines[first].text not in ("---", "+++"):
        return
    fence = lines[first].text
    closes = (fence, "...") if fence == "---" else (fence,)
    key = _YAML_KEY if fence == "---" else _TOML_KEY
    last = min(len(lines), first + MAX_FRONT_MATTER)
    end = next((n for n in range(first + 1, last) if lines[n].text in closes), -1)
    if end < 0 or not any(key.fullmatch(line.text) for line in lines[first + 1 : end]):
        return
    page.blocks.append(_noise(lines[first]))
    for line in lines[first + 1 : end]:
        _take_field(line, key, page.blocks)
    page.blocks.append(_noise(lines[end]))
    page.at = end + 1
    page.top_end = end + TOP_LINES


def read_field(page: Page) -> bool:
    """Take “Date: 14 March” or “**Status**: resolved” where nothing but a title stands above.

    Right below another field, any short name will do, not only the usual ones. A line may hold several:
    “**Severity:** SEV2 | **Status:** resolved”.
    """
    if not page.is_top or page.at > page.top_end:
        return False
    is_sure = bool(page.blocks) and page.blocks[-1].kind is BlockKind.FIELD and page.text(-1) != ""
    fields = _fields_in(page.line) or [top_field(page.line, is_sure=is_sure)]
    found = [field for field in fields if field is not None]
    if not found:
        return False
    page.blocks += found
    page.at += 1
    return True


def _fields_in(line: Line) -> list[Block | None]:
    """The fields of a line that has several; [] where it has none or one."""
    marks = list(_NAMED.finditer(line.text)) if line.text.count("*") > 7 else []
    if len(marks) < 2 or marks[0].start():
        return []
    edges = [*(mark.start() for mark in marks[1:]), len(line.text)]
    fields: list[Block | None] = []
    for mark, end in zip(marks, edges, strict=True):
        value = line.text[mark.end() : end]
        begin = line.first + mark.end() + len(value) - len(value.lstrip())
        last = line.first + mark.end() + len(value.rstrip(" \t|·•,;/—–-"))
        name = Place(line.first + mark.start("key"), line.first + mark.end("key"))
        if last > begin:
            whole = Place(line.first + mark.start(), line.first + end)
            fields.append(_field(Place(begin, last), whole, name))
    return fields


def _take_field(line: Line, key: re.Pattern[str], blocks: list[Block]) -> None:
    if not line.text:
        return
    if line.text[0] == "#":
        blocks.append(_noise(line))
        return
    last = blocks[-1]
    match = key.fullmatch(line.text) if line.indent == 0 and line.text[0] != "-" else None
    if match is None:
        if last.kind is BlockKind.FIELD:
            start = last.place.start if last.place.start < last.place.end else line.first
            blocks[-1] = _field(Place(start, line.last), Place(last.whole.start, line.last), last.stamp)
        else:
            blocks.append(_noise(line))
        return
    name = Place(line.first, line.first + match.end("key"))
    value = Place(line.last, line.last)
    if match["value"]:
        value = Place(line.first + match.start("value"), line.last)
    blocks.append(_field(value, Place(line.first, line.last), name))


def top_field(line: Line, *, is_sure: bool) -> Block | None:
    """“Date: 14 March”, “**Status**: resolved”. `is_sure`: any short name will do."""
    if len(line.text) > 340:
        return None
    match = _FIELD.fullmatch(line.text)
    if match is None or not (is_sure or _KNOWN.fullmatch(match["key"])) or match["key"].count(" ") > 3:
        return None
    start = match.start("value")
    name = Place(line.first + match.start("key"), line.first + match.end("key"))
    return _field(Place(line.first + start, line.last), Place(line.first, line.last), name)


def _field(place: Place, whole: Place, name: Place | None) -> Block:
    return Block(BlockKind.FIELD, place, whole, stamp=name)


def _noise(line: Line) -> Block:
    place = Place(line.first, line.last)
    return Block(BlockKind.NOISE, place, place)
