"""Events on which sources differ: their text ends with a paragraph that says what the others say."""

from __future__ import annotations

import re

DIFFER = "Sources differ."
NOTE = re.compile(rf"(?:^|\n[ \t]*\n)(?:\*\*)?{re.escape(DIFFER)}(?:\*\*)? (?=\S)")


def without_note(text: str) -> tuple[str, str]:
    """An event's text and what stands there of other sources, "" where they agree."""
    found = NOTE.search(text)
    if found is None:
        return text, ""
    return text[: found.start()].rstrip(), text[found.start() :].strip()


def with_note(text: str, says: str) -> str:
    """The text with a note of what others say; `says` "" for none."""
    return f"{text}\n\n{DIFFER} {says}" if says else text
