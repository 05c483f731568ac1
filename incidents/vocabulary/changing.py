"""Who changed a word, in the history of every row that changed with it."""

from __future__ import annotations

import pghistory

VOCABULARY = "vocabulary"
"""Stands in the history of rows that changed because a word did, so that this is nobody's edit of them."""


def changing_words(by, why: str):
    """History context for renaming or merging a word. `by`: the person who does it, None for a command."""
    known = {"user": by.pk} if by else {}
    return pghistory.context(**known, **{VOCABULARY: True, "why": why})
