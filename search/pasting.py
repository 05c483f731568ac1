"""Telling what was pasted out of a log or a terminal from what somebody typed.

In a pasted message the quotation marks, minus signs and colons are the message's own, and nobody asks for
anything with them: only its words count.
"""

from __future__ import annotations

import re

READ = 2_000  # characters, which are enough to tell
ENOUGH = 2  # signs of different kinds

# A person types one or another of these; a message has several.
SIGNS = tuple(
    re.compile(sign)
    for sign in (
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d|\b\d\d:\d\d:\d\d\b",  # a moment
        r"\b0x[0-9a-fA-F]{4,}|\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-|\b[0-9a-f]{32,64}\b",  # an address, a key
        r"\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|CRITICAL|PANIC)\b|\b[EWIF]\d{4} ",  # a level
        r"\b(?:[Ee]rror|[Ee]xception|panic|fatal|failed|errno)(?: = |: |\()|\w(?:Error|Exception)\b",
        r"\[[^\]\n]{1,80}\]|\{[^}\n]{1,200}\}",  # brackets
        r"\b[\w.]{1,40}=[^\s=]",  # a key with its value
        r"(?<![\w.])/[\w.-]{1,80}/[\w.-]|\b[A-Z]:\\",  # a path
        r"\b\d{1,3}(?:\.\d{1,3}){3}:\d|\blocalhost:\d",  # an address with its port
        r"\bFile \"[^\"\n]{1,200}\", line \d|\bline \d+\b|:\d+:\d+\b|\bexit (?:code|status) \d",
        r"\w\(\w{0,40}\)",  # a call
    )
)
TRACE = re.compile(
    r"Traceback \(most recent call last\)|\bgoroutine \d{1,9} \[|\bCaused by: "
    r"|^[ \t]{0,40}at [\w.$<>]{3,200}\(",
    re.MULTILINE,
)


def is_pasted(text: str) -> bool:
    """Whether the text is a message of a machine. Linear in its length."""
    text = text[:READ].strip()
    if TRACE.search(text):
        return True
    return sum(sign.search(text) is not None for sign in SIGNS) + ("\n" in text) >= ENOUGH
