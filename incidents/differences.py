"""How two texts differ, word by word, and what two people who wrote at once may both keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WORDS = re.compile(r"\s+|\w+|[^\w\s]")
MAX_WORDS = 4_000  # on one side; longer stretches are told line by line
CONTEXT = 240  # characters kept at each end of what is the same
KEEP, TAKEN, ADDED = "=", "-", "+"


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """The texts as (KEEP | TAKEN | ADDED, words). Kept and taken are `before`, kept and added are `after`.

    Lines are compared first and words only within lines that changed, so that long texts stay quick.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[tuple[str, str]] = []
    for same, left, right in _blocks(old, new):
        if same:
            found.append((KEEP, "".join(left)))
        else:
            found += _changed("".join(left), "".join(right))
    return _joined(found)


def _blocks(old: list, new: list) -> Iterator[tuple[bool, list, list]]:
    """Stretches of two lists that are the same, or not, in order."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag == "equal", old[i1:i2], new[j1:j2]


def _changed(left: str, right: str) -> list[tuple[str, str]]:
    old, new = WORDS.findall(left), WORDS.findall(right)
    if not old or not new or max(len(old), len(new)) > MAX_WORDS:
        return [(TAKEN, left), (ADDED, right)]
    found = []
    for same, gone, come in _blocks(old, new):
        found += [(KEEP, "".join(gone))] if same else [(TAKEN, "".join(gone)), (ADDED, "".join(come))]
    return found


def _joined(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without empty pieces, neighbours of one kind joined."""
    joined: list[tuple[str, str]] = []
    for kind, words in found:
        if not words:
            continue
        if joined and joined[-1][0] == kind:
            joined[-1] = (kind, joined[-1][1] + words)
        else:
            joined.append((kind, words))
    return joined


def word_difference(before: str, after: str) -> SafeString:
    """The difference as HTML for `.diff`: <del> and <ins>, with long stretches that are the same left out."""
    found = pieces(before, after)
    if all(kind == KEEP for kind, _ in found):
        return format_html("<p>{}</p>", "The two texts are the same.")
    last = len(found) - 1
    return format_html_join(
        "", "{}", ((_drawn(kind, words, n == 0, n == last),) for n, (kind, words) in enumerate(found))
    )


def _drawn(kind: str, words: str, is_first: bool, is_last: bool) -> SafeString:
    if kind == ADDED:
        return format_html("<ins>{}</ins>", words)
    if kind == TAKEN:
        return format_html("<del>{}</del>", words)
    head = "" if is_first else words[:CONTEXT]
    tail = "" if is_last else words[-CONTEXT:]
    left_out = len(words) - len(head) - len(tail)
    if left_out <= 0:
        return format_html("<span>{}</span>", words)
    return format_html(
        "<span>{}</span> <small>[{} characters the same]</small> <span>{}</span>", head, left_out, tail
    )


@dataclass(frozen=True, slots=True)
class Merge:
    """Two texts that began as one, put together.

    `clean`: they changed different places, and `text` has both. Otherwise `text` keeps both sides of each
    place that both changed, one behind the other between marks.
    """

    text: str
    clean: bool


def merge3(base: str, mine: str, theirs: str) -> Merge:
    """Put together what two people made of `base`, line by line. Nothing of either is left out."""
    lines = base.splitlines(keepends=True)
    my_edits, their_edits = _edits(lines, mine), _edits(lines, theirs)
    out: list[str] = []
    clean, at = True, 0
    for start, end in _regions([*my_edits, *their_edits]):
        out += lines[at:start]
        my_text = _applied(lines, my_edits, start, end)
        their_text = _applied(lines, their_edits, start, end)
        base_text = "".join(lines[start:end])
        if my_text in (base_text, their_text):
            out.append(their_text)
        elif their_text == base_text:
            out.append(my_text)
        else:
            clean = False
            out.append(_both(my_text, their_text))
        at = end
    return Merge("".join([*out, *lines[at:]]), clean)


def _edits(lines: list[str], changed: str) -> list[tuple[int, int, str]]:
    """Which lines of the base became what: (start, end, text), half-open."""
    new = changed.splitlines(keepends=True)
    codes = SequenceMatcher(None, lines, new, autojunk=False).get_opcodes()
    return [(i1, i2, "".join(new[j1:j2])) for tag, i1, i2, j1, j2 in codes if tag != "equal"]


def _regions(edits) -> list[tuple[int, int]]:
    """Places of the base that somebody changed; those that touch are one place."""
    regions: list[tuple[int, int]] = []
    for start, end, _ in sorted(edits):
        if regions and start <= regions[-1][1]:
            regions[-1] = (regions[-1][0], max(end, regions[-1][1]))
        else:
            regions.append((start, end))
    return regions


def _applied(lines: list[str], edits, start: int, end: int) -> str:
    """Lines `start` to `end` of the base with the edits that fall there."""
    out, at = [], start
    for first, last, text in edits:
        if start <= first and last <= end:
            out += [*lines[at:first], text]
            at = last
    return "".join([*out, *lines[at:end]])


def _both(mine: str, theirs: str) -> str:
    """Both sides, each on lines of its own, for a person to choose from."""
    ended = [text if text.endswith("\n") or not text else f"{text}\n" for text in (mine, theirs)]
    return f"<<<<<<< yours\n{ended[0]}=======\n{ended[1]}>>>>>>> theirs\n"
