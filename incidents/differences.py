"""How two texts differ, word by word, and what two people who wrote at once may both keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from incidents.matching import stretches

# Times and numbers such as 14:10 and 2.5 are read as one word, so that they are compared as one.
WORDS = re.compile(r"\n|[^\S\n]+|\d+(?:[:.,]\d+)+|\w+|[^\w\s]")
ALIKE = 0.3  # of the shorter side's characters, or two lines are told as one taken and one added
CONTEXT = 240  # characters kept at each end of what is the same
KEEP, TAKEN, ADDED = "=", "-", "+"
MINE, BETWEEN, THEIRS = "<<<<<<< yours", "=======", ">>>>>>> theirs"


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """The texts as (KEEP | TAKEN | ADDED, words). Kept and taken are `before`, kept and added are `after`.

    Lines are compared first and words only within lines that changed, so that long texts stay quick.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[tuple[str, str]] = []
    for same, i, i_end, j, j_end in stretches(old, new):
        if same:
            found.append((KEEP, "".join(old[i:i_end])))
        elif i_end - i == j_end - j:  # line for line
            for left, right in zip(old[i:i_end], new[j:j_end], strict=True):
                found += _changed(left, right)
        else:
            found += _changed("".join(old[i:i_end]), "".join(new[j:j_end]))
    return list(_joined(found))


def _changed(left: str, right: str) -> list[tuple[str, str]]:
    """Word by word, unless so little is common that nobody could read it."""
    old, new = WORDS.findall(left), WORDS.findall(right)
    found = []
    for same, i, i_end, j, j_end in stretches(old, new):
        gone, come = "".join(old[i:i_end]), "".join(new[j:j_end])
        found += [(KEEP, gone)] if same else [(TAKEN, gone), (ADDED, come)]
    common = sum(len("".join(words.split())) for kind, words in found if kind == KEEP)
    if common < ALIKE * min(len(left), len(right)):
        return [(TAKEN, left), (ADDED, right)]
    return found


def _joined(found: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Without empty pieces, neighbours of one kind joined, and what is taken before what is added.

    A space between two changes belongs to both: “one two” to “three four” is one change, not two.
    """
    gone, come, kept = "", "", ""
    for kind, words in [*found, (KEEP, "")]:
        if kind == KEEP:
            kept += words
            continue
        if not words:
            continue
        if kept and (kept.strip(" ") or not (gone or come)):
            yield from _run(gone, come, kept)
            gone, come = "", ""
        else:
            gone, come = gone + kept, come + kept
        kept = ""
        gone, come = (gone + words, come) if kind == TAKEN else (gone, come + words)
    yield from _run(gone, come, kept)


def _run(gone: str, come: str, kept: str) -> list[tuple[str, str]]:
    return [piece for piece in ((TAKEN, gone), (ADDED, come), (KEEP, kept)) if piece[1]]


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
    if kind != KEEP:
        shown = words if words.strip() else words.replace("\n", "¶\n")  # else an empty line would not be seen
        return format_html("<ins>{}</ins>" if kind == ADDED else "<del>{}</del>", shown)
    head = "" if is_first else _cut(words[:CONTEXT], -1)
    tail = "" if is_last else _cut(words[-CONTEXT:], 1)
    left_out = len(words) - len(head) - len(tail)
    if len(words) <= 2 * CONTEXT or not left_out:
        return format_html("<span>{}</span>", words)
    return format_html(
        "<span>{}</span> <small>[{} characters the same]</small> <span>{}</span>", head, left_out, tail
    )


def _cut(words: str, side: int) -> str:
    """Without the line, or else the word, that is cut through at the right (-1) or left (1) end."""
    ends = [match.end() for match in re.finditer("\n" if "\n" in words else r"\s", words)]
    if not ends:
        return words
    return words[: ends[-1]] if side < 0 else words[ends[0] :]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place that both changed: what stood there, and what each made of it. Empty: nothing, or taken out."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Two texts that began as one, put together.

    `clean`: they changed different places, and `text` has both. Otherwise `text` keeps both sides of each
    place that both changed, one behind the other between marks, and `conflicts` has these places.
    """

    text: str
    clean: bool
    conflicts: tuple[Conflict, ...] = ()


def merge3(base: str, mine: str, theirs: str) -> Merge:
    """Put together what two people made of `base`, line by line. Nothing of either is left out."""
    lines = base.splitlines(keepends=True)
    my_edits, their_edits = _edits(lines, mine), _edits(lines, theirs)
    out: list[str] = []
    conflicts, at = [], 0
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
            conflicts.append(Conflict(base_text, my_text, their_text))
            out.append(_both(my_text, their_text))
        at = end
    return Merge("".join([*out, *lines[at:]]), not conflicts, tuple(conflicts))


def _edits(lines: list[str], changed: str) -> list[tuple[int, int, str]]:
    """Which lines of the base became what: (start, end, text), half-open."""
    new = changed.splitlines(keepends=True)
    return [
        (i, i_end, "".join(new[j:j_end])) for same, i, i_end, j, j_end in stretches(lines, new) if not same
    ]


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
    return f"{MINE}\n{ended[0]}{BETWEEN}\n{ended[1]}{THEIRS}\n"


def is_unsettled(text: str) -> bool:
    """Whether marks of a conflict still stand in a text, so that somebody has yet to choose."""
    return not {MINE, THEIRS}.isdisjoint(text.splitlines())
