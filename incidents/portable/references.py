"""References to events in a postmortem's text: `[event:spike]` in a file, `[event:17]` in the database."""

from __future__ import annotations

import re
from collections.abc import Callable

# A code span is taken first, so that what it shows is left alone; so is a bracket with a backslash before it.
_SPAN_OR_REFERENCE = re.compile(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)|(?<!\\)\[event:([^\]\s]{1,100})\]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def rewrite_references(body: str, rewrite: Callable[[str, int], str]) -> str:
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
            lines[number] = _SPAN_OR_REFERENCE.sub(
                lambda found, number=number: rewrite(found[2], number) if found[2] else found[0], line
            )
    return "\n".join(lines)
