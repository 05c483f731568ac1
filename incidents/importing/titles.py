"""A name for a document that has none: its first words."""

from __future__ import annotations

import re

LONGEST = 110  # characters of a title made of first words
SENTENCE = re.compile(r"[.!?](?=\s|$)|\n\s*\n|。|！|？")
MARKS = " \t#*_>-=|`\"'“”"


def title_from(text: str, *, within: int = 20_000) -> str:
    """The first line that says something, or its first sentence, cut between words; "" where there is none.

    No more than `within` characters are looked at.
    """
    lines = (line.strip(MARKS) for line in text[:within].splitlines())
    line = next((line for line in lines if sum(map(str.isalnum, line)) > 1), "")
    line = " ".join(line.split())
    end = SENTENCE.search(line)
    sentence = line[: end.start()] if end and end.start() > 10 else line
    if len(sentence) <= LONGEST:
        return sentence
    return f"{sentence[:LONGEST].rpartition(' ')[0] or sentence[:LONGEST]}…"
