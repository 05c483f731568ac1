"""What is sent: a subject and a text without markup, the same for e-mail and chat."""

from __future__ import annotations

from dataclasses import dataclass, field

SUBJECT_LENGTH = 150


@dataclass(frozen=True, slots=True)
class Message:
    subject: str  # one line
    text: str
    headers: dict[str, str] = field(default_factory=dict)  # of an e-mail


def subject_line(words: str) -> str:
    """The words on one line that is short enough for a subject, whatever somebody else wrote into them."""
    line = " ".join(words.split())
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1].rstrip()}…"
