"""From text to blocks and sentences."""

from __future__ import annotations

from timelines.reading.limits import MAX_CHARACTERS, TooLong, check_time
from timelines.reading.model import Document, Place
from timelines.reading.plain import plain, plain_words
from timelines.reading.structure.blocks import read_blocks
from timelines.reading.structure.lines import levelled, split_lines
from timelines.reading.structure.sentences import read_sentences

__all__ = ["parse", "plain", "plain_words"]


def parse(text: str, within: Place | None = None) -> Document:
    """The blocks and sentences of a text, or of the part `within`; places are those of the whole text.

    Raises TooLong for more than MAX_CHARACTERS.
    """
    within = Place(0, len(text)) if within is None else within
    if within.end - within.start > MAX_CHARACTERS:
        raise TooLong(within.end - within.start)
    scan = levelled(text)
    lines = split_lines(scan, within.start, within.end)
    blocks = read_blocks(scan, lines)
    check_time()
    return Document(text, tuple(blocks), tuple(read_sentences(scan, blocks)))
