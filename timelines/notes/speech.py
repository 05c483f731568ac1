"""Who said it, and what is left to be the text of an event."""

from __future__ import annotations

import re

from timelines.notes.lines import Entry
from timelines.notes.words import STATUS_PAGE

_ANGLED = re.compile(r"^<(?P<name>[^<>]{1,60})>:?\s+(?P<text>.*)$", re.DOTALL)
_STARRED = re.compile(r"^\*\s+(?P<name>[\w.-]{1,40})\s+(?P<text>.+)$", re.DOTALL)
_HANDLE = re.compile(r"^@(?P<name>[\w.-]{1,60}):?\s+(?P<text>.+)$", re.DOTALL)
_COLON = re.compile(r"^(?P<name>[^\W\d][\w.'’-]*(?: [^\W\d][\w.'’-]*){0,2}):\s+(?P<text>.+)$", re.DOTALL)
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        """
        update updates note notes todo action actions decision question fix cause impact edit warning error
        info alert status log logs result then so hypothesis theory next started detected acknowledged
        identified mitigated resolved ps btw re fwd observation change communication comms symptom symptoms
        """,
    )
)
"""Words that stand before a colon without being anybody."""

_LOG_LOOK = re.compile(
    r"^\W*(?:ERROR|ERR|WARN|WARNING|FATAL|CRIT|CRITICAL|INFO|DEBUG|NOTICE|TRACE|PANIC|SEVERE)\b|"
    r"^[\w./-]+\[\d+\]:|^[\w.$]+\.(?:go|py|java|rs|c|js):\d+|\b\w+=(?:\"|\d|\w+\s+\w+=)"
)
_SEPARATORS = " \t:;,|–—-=>→"


def speaker_of(text: str, *, in_brackets: bool, known: frozenset[str]) -> tuple[str, str]:
    """(who speaks, what they say) of what stands behind a time; "" where nobody is named.

    “name: text” counts where the time stood in brackets, as chat programs write it, or where the name is
    one of `known`.
    """
    for pattern in (_ANGLED, _HANDLE):
        if match := pattern.match(text):
            return match["name"].strip(), match["text"]
    if in_brackets and (match := _STARRED.match(text)):
        return match["name"], match["text"]
    match = _COLON.match(text)
    if match is None or STATUS_PAGE.match(text) or match["name"].lower() in _NO_NAMES:
        return "", text
    if in_brackets or match["name"] in known:
        return match["name"], match["text"]
    return "", text


def named_in(texts) -> frozenset[str]:
    """Names that begin two lines or more with a colon: the speakers of a chat without brackets."""
    seen: set[str] = set()
    twice: set[str] = set()
    for text in texts:
        match = _COLON.match(text)
        if match and match["name"].lower() not in _NO_NAMES and not STATUS_PAGE.match(text):
            (twice if match["name"] in seen else seen).add(match["name"])
    return frozenset(twice)


def looks_logged(text: str) -> bool:
    """Whether a machine wrote this: it has a level, a program and process, a place in code, key=value."""
    return bool(_LOG_LOOK.search(text[:300]))


def text_of(first: str, entry: Entry, *, is_log: bool) -> str:
    """The Markdown of an event: its first line and what continues it. Logs become code, letter for letter."""
    more = _outdented(entry.more)
    if is_log:
        return _as_code(first, more)
    paragraphs = [first] if first else []
    for line in more:
        begins_block = line.startswith((">", "- ", "* ", "+ ", "• ", "```", "~~~"))
        follows_block = bool(paragraphs) and paragraphs[-1][:1] == line[:1] and begins_block
        if begins_block and not follows_block and paragraphs and not _inside_code(paragraphs):
            paragraphs.append("")
        paragraphs.append(line.replace("• ", "- ", 1) if line.startswith("• ") else line)
    return "\n".join(paragraphs).strip()


def _inside_code(lines: list[str]) -> bool:
    return sum(line.startswith(("```", "~~~")) for line in lines) % 2 == 1


def _outdented(lines: list[str]) -> list[str]:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[margin:] for line in lines]


def _as_code(first: str, more: list[str]) -> str:
    if not more:
        fence = "``" if "`" in first else "`"
        space = " " if "`" in first else ""
        return f"{fence}{space}{first}{space}{fence}"
    fence = "~~~" if any(line.startswith("```") for line in [first, *more]) else "```"
    return "\n".join([fence, first, *more, fence])


def without_separators(text: str) -> str:
    """What follows a time, without the colon, dash or bar that divided the two."""
    return text.lstrip(_SEPARATORS)
