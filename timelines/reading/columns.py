"""What the columns of a table hold, by their titles."""

from __future__ import annotations

import re
from enum import StrEnum

from timelines.reading.model import Block, BlockKind, Document
from timelines.reading.plain import plain_words


class Column(StrEnum):
    DEED = "deed"
    OWNER = "owner"
    DUE = "due"
    TICKET = "ticket"
    STATE = "state"
    TIME = "time"
    NAME = "name"  # of a component
    EFFECT = "effect"  # on a component
    CAUSE = "cause"
    OTHER = ""


_TITLES = tuple(
    (column, re.compile(words, re.IGNORECASE))
    for column, words in (
        (Column.DUE, r"\bdue\b|deadline|target|\beta\b|by when|time ?frame|timescale|complet\w+ (?:by|date)|"
                     r"expected|"
                     r"^(?:when|date|finish|delivery)\b"),
        (Column.OWNER, r"owner|assignee|assigned|responsib|\bwho\b|\bdri\b|\blead\b|\bpoc\b|accountable|"
                       r"driver|^team$|"
                       r"point of contact|^person|^by$"),
        (Column.TICKET, r"ticket|issue|jira|\blinks?\b|\bbugs?\b|tracking|tracker|\bprs?\b|pull request|"
                        r"reference|^refs?$|url|github|"
                        r"^gh$|story|card"),
        (Column.STATE, r"status|\bstate\b|\bdone\b|progress|^completed?\??$|finished|implemented"),
        (Column.CAUSE, r"cause|factor|^why"),
        (Column.DEED, r"action|task|to[- ]?do|follow[- ]?up|measure|remediation|mitigation|improvement|"
                      r"recommendation|"
                      r"next step|deliverable|corrective|^(?:item|description|what|title|summary|fix|work|"
                      r"change|activity|details)\b"),
        (Column.TIME, r"^time|timestamp|\butc\b|\bdate\b.*\btime\b|^\w{0,4} ?time\b|^hh:mm"),
        (Column.EFFECT, r"impact|effect|symptom|degradation|severity|behaviou?r"),
        (Column.NAME, r"service|component|system|product|application|region|feature|endpoint|resource|"
                      r"cluster|environment|\barea\b"),
    )
)  # fmt: skip


def column_named(title: str) -> Column:
    words = title.strip(" *_`:#")
    return next((column for column, reader in _TITLES if reader.search(words)), Column.OTHER)


def columns_of(document: Document, block: Block) -> tuple[Column, ...]:
    """What each cell of a row holds, () where the table has no titles."""
    if block.kind is not BlockKind.ROW or block.head < 0:
        return ()
    head = document.blocks[block.head]
    titles = [plain_words(document.text, cell) for cell in head.cells]
    found = [column_named(title) for title in titles]
    if Column.TIME not in found and re.match(r"(?:date|when)\b", titles[0] if titles else "", re.IGNORECASE):
        found[0] = Column.DUE if Column.OWNER in found or Column.STATE in found else Column.TIME
    return tuple(found)
