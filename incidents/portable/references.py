"""References to events in a postmortem's text: `[event:spike]` in a file, `[event:17]` in the database."""

from __future__ import annotations

import re
from collections.abc import Callable

_TOKEN = re.compile(r"(?P<ticks>`+)|(?<!\\)\[event:(?P<id>[^\]\s`]{1,100})\]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")

Rewrite = Callable[[str, int], str]


def rewrite_references(body: str, rewrite: Rewrite) -> str:
    """`body` with each reference replaced by `rewrite(its id, its line from 0)`, outside code."""
    lines, fence = body.split("\n"), ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
        else:
            lines[number] = _rewritten(line, number, rewrite)
    return "\n".join(lines)


def _rewritten(line: str, number: int, rewrite: Rewrite) -> str:
    """One line; in time that grows with its length only, whatever stands in it."""
    tokens = list(_TOKEN.finditer(line))
    closing = _closing(tokens)
    pieces, written, at = [], 0, 0
    while at < len(tokens):
        token = tokens[at]
        if token["id"]:
            pieces += [line[written : token.start()], rewrite(token["id"], number)]
            written = token.end()
        elif at in closing and line[token.start() - 1 : token.start()] != "\\":
            at = closing[at]
        at += 1
    return "".join([*pieces, line[written:]])


def _closing(tokens: list[re.Match]) -> dict[int, int]:
    """For each run of backticks the next run of the same length: the two make a code span."""
    ahead: dict[int, int] = {}
    closing: dict[int, int] = {}
    for at in reversed(range(len(tokens))):
        if ticks := tokens[at]["ticks"]:
            if len(ticks) in ahead:
                closing[at] = ahead[len(ticks)]
            ahead[len(ticks)] = at
    return closing
