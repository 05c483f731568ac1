"""Patterns of the reader, each only tried where a word it cannot do without stands (`timelines.guarded`)."""

from __future__ import annotations

from timelines.guarded import Guarded, guarded, needed_words
from timelines.notes import words

__all__ = ["Guarded", "any_of", "guarded", "needed_words"]


def any_of(*alternatives: str) -> Guarded:
    """`timelines.notes.words.any_of`, guarded."""
    return Guarded(words.any_of(*alternatives))
