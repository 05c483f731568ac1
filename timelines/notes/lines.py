"""Which pasted lines belong together: events with what continues them, headings that name a day, mere rules.

Nothing is read as a time here beyond a first look at its shape.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

_NEWLINE = re.compile(r"\r\n|\r|\n")
_LIST_MARK = r"(?:[-*+•‣◦–—]|\d{1,3}[.)])"
BULLET = re.compile(rf"^(?P<indent>\s*){_LIST_MARK}\s+(?=\S)(?!\d{{1,3}}\s*$)")
_CLOCKISH = re.compile(
    r"^[\[(~≈*_|\s]*(?:ca\.? |about |around |at |by |before |after |between |from )?"
    r"(?:\d{1,2}[:.h]\d{2}|\d{4}-\d{2}-\d{2}|\d{1,2}\s?[ap]\.?m\b|T\s?[+-]\s?\d|\+\d+\s?(?:d|h|m))",
    re.IGNORECASE,
)
_TRACE = re.compile(
    r"^(?:at\s+[\w$.<>/]+\(|File \"|Traceback \(|Caused by:|\.\.\. \d+ (?:more|common)|goroutine \d+|"
    r"[\w.]+(?:Error|Exception)\b(?::|$)|(?:created by|exit status) )"
)
_FENCE = re.compile(r"^\s*(```|~~~)")
_RULE = re.compile(r"^[\W_]+$")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_NAME_AND_TIME = re.compile(
    r"^(?P<name>[^\W\d][^\[\]<>:|]{0,58}?)(?P<gap>\s{2,}|\t|\s+[—–-]\s+|\s+APP\s+|\s+)\[?"
    r"(?P<time>(?:today at |yesterday at )?(?:\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{2,4})?,?\s+)?"
    r"\d{1,2}:\d{2}(?::\d{2})?(?P<half>\s?[ap]\.?m\.?)?)\]?$",
    re.IGNORECASE,
)
_TIME_ALONE = re.compile(r"^\[?\d{1,2}:\d{2}(?::\d{2})?(?P<half>\s?[ap]\.?m\.?)?\]?$", re.IGNORECASE)
_POSTED = re.compile(
    r"^(?P<posted>Posted (?:on )?)?"
    r"(?P<time>[A-Z][a-z]{2,8}\.? \d{1,2},? (?:\d{4}(?: -|,)? )?\d{1,2}:\d{2}\b.{0,12})$"
)
"""The line beneath a post on a status page."""
_POST_STATES = ("investigating", "identified", "monitoring", "resolved", "update", "completed", "scheduled")
_DATEISH = re.compile(r"^[^:]{3,48}$")
_DECORATION = " \t#*=_~-–—:[]()|>"


class Part(StrEnum):
    """What a group of lines is."""

    EVENT = "event"
    HEADING = "heading"
    RULE = "rule"


@dataclass(slots=True)
class Entry:
    """Lines `first` to `last` of the paste (both included, counted from 1).

    - head: its first line without indentation, bullet or the pipes of a table.
    - more: the lines that continue it, without indentation that all of them share.
    - speaker, clock: from a line of their own, above the text as chat programs copy it, or beneath it as
      status pages do (`is_post`); "" where there is none.
    """

    part: Part
    first: int
    last: int
    head: str
    raw: list[str]
    is_bullet: bool = False
    indent: int = 0
    more: list[str] = field(default_factory=list)
    speaker: str = ""
    clock: str = ""
    is_post: bool = False

    def continue_with(self, number: int, line: str) -> None:
        """Add a line to the end, with the blank ones between."""
        blank = number - self.last - 1
        self.more.extend([""] * blank + [line])
        self.raw.extend([""] * blank + [line])
        self.last = number


def entries_of(text: str, is_day) -> list[Entry]:
    """Group the lines of `text`. `is_day(words)` tells whether a short line is nothing but a date."""
    lines = _dedented(_NEWLINE.split(text))
    found: list[Entry] = []
    fence = ""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if posted := _posted(line, number, lines):
            found.append(_post(found, number, line, posted))
            continue
        above = _event_above(found)
        opens = _FENCE.match(line)
        if above and (fence or opens):
            above.continue_with(number, line)
            fence = "" if fence and opens and opens[1] == fence else fence or opens[1]
        elif above and not _is_heading(line, is_day) and _continues(line, above):
            above.continue_with(number, line)
        else:
            found.append(_entry(number, line, lines, is_day, above))
    return found


def _posted(line: str, number: int, lines: list[str]) -> re.Match | None:
    """A match where the line dates the post above it."""
    match = _POSTED.match(line.strip())
    if match is None or match["posted"]:
        return match
    last = next(text for text in reversed(lines) if text.strip())
    return match if number > 1 and _POSTED.match(last.strip()) else None


def _post(found: list[Entry], number: int, line: str, posted: re.Match) -> Entry:
    """The post that a line dates: what stands above it, back to the last line with a time."""
    post = Entry(Part.EVENT, number, number, "", [line], clock=posted["time"], is_post=True)
    while (above := _event_above(found)) and not above.clock and not _CLOCKISH.match(above.head):
        found.pop()
        blank = post.first - above.last - 1
        post.more[:0] = [above.head, *above.more, *[""] * blank]
        post.raw[:0] = [*above.raw, *[""] * blank]
        post.first = above.first
    while post.more and not post.more[-1]:
        post.more.pop()
    if len(post.more) > 1 and post.more[0].strip().lower() in _POST_STATES:
        post.more[:2] = [f"{post.more[0].strip()} - {post.more[1]}"]
    return post


def _dedented(lines: list[str]) -> list[str]:
    """Without the indentation that every line shares (a paste from a list or an e-mail)."""
    lines = [line.expandtabs(4).rstrip() if line[:1] in " \t" else line.rstrip() for line in lines]
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[margin:] for line in lines]


def _event_above(found: list[Entry]) -> Entry | None:
    return found[-1] if found and found[-1].part == Part.EVENT and not found[-1].is_post else None


def _is_heading(line: str, is_day) -> bool:
    """Whether a line is nothing but a date, with whatever is drawn round it."""
    if line[:1].isspace():
        return False
    words = line.strip(_DECORATION)
    return bool(_DATEISH.match(words)) and any(map(str.isdigit, words)) and is_day(words)


def _continues(line: str, above: Entry) -> bool:
    """Whether `line` belongs to the event above it."""
    bare = line.strip()
    bullet = BULLET.match(line)
    if _CLOCKISH.match(line[bullet.end() :] if bullet else bare):
        return False
    if above.clock and not above.head:
        return not _chat_head(bare, lines_below=True)
    indent = len(line) - len(line.lstrip())
    if bullet:
        return not (above.is_bullet and indent <= above.indent)
    if indent:
        return True
    return bare.startswith(">") or bool(_TRACE.match(bare))


def _chat_head(bare: str, *, lines_below: bool):
    """A match where the line is only who spoke and when; None for anything else."""
    match = _NAME_AND_TIME.match(bare)
    if match is None or not lines_below or len(match["name"].split()) > 4:
        return None
    return match if match["half"] or len(match["gap"]) > 1 else None


def _entry(number: int, line: str, lines: list[str], is_day, above: Entry | None) -> Entry:
    bare = line.strip()
    if _is_table_head(bare, number, lines) or (_RULE.match(bare) and not bare.startswith("?")):
        return Entry(Part.RULE, number, number, bare, [line])
    if _is_heading(line, is_day):
        return Entry(Part.HEADING, number, number, bare.strip(_DECORATION), [line])
    bullet = BULLET.match(line)
    head = _without_pipes(line[bullet.end() :] if bullet else bare)
    entry = Entry(
        Part.EVENT,
        number,
        number,
        head,
        [line],
        is_bullet=bool(bullet),
        indent=len(line) - len(line.lstrip()),
    )
    return _spoken(entry, _text_below(number, lines), above)


def _spoken(entry: Entry, below: bool, above: Entry | None) -> Entry:
    """Take who spoke and when from a line that holds nothing else and has text below it."""
    if match := _chat_head(entry.head, lines_below=below):
        entry.speaker, entry.clock, entry.head = match["name"].strip(" —–-"), match["time"], ""
        entry.speaker = re.sub(r"\s+(?:APP|BOT)$", "", entry.speaker)
    elif below and _TIME_ALONE.match(entry.head):
        entry.speaker = above.speaker if above else ""
        entry.clock, entry.head = entry.head.strip("[]") + _half_of(entry.head, above), ""
    return entry


def _half_of(clock: str, above: Entry | None) -> str:
    """“ PM” for a clock that leaves it out, as Slack does where the one above has said it."""
    half = re.search(r"\s?[ap]\.?m\.?$", above.clock, re.IGNORECASE) if above else None
    return half[0] if half and not _TIME_ALONE.match(clock)["half"] else ""


def _text_below(number: int, lines: list[str]) -> bool:
    """Whether the next line that is not blank begins without a time."""
    following = next((line.strip() for line in lines[number : number + 3] if line.strip()), "")
    return bool(following) and not _CLOCKISH.match(following) and not _NAME_AND_TIME.match(following)


def _is_table_head(bare: str, number: int, lines: list[str]) -> bool:
    return (
        "|" in bare
        and number < len(lines)
        and "|" in lines[number]
        and bool(_TABLE_RULE.match(lines[number]))
    )


def _without_pipes(head: str) -> str:
    """A row of a table as words: its cells divided by a space."""
    if not head.startswith("|"):
        return head
    return " ".join(cell.strip() for cell in head.strip("|").split("|") if cell.strip())
