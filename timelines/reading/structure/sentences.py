"""From blocks to sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from timelines.reading.model import Block, BlockKind, Place, Sentence

_END = re.compile(
    r"""[.!?…。！？\n<](?:
        (?<=[.!?…])[.!?]{0,2}["'”’)\]*_`»]{0,4}(?=\s|<br|$)
        | (?<=[。！？])
        | (?<=\n)(?:[\ \t]*\n|(?<=\ \ \n)|(?<=\\\n))
        | (?<=<)[bB][rR]\s?/?>
    )""",
    re.VERBOSE,
)
"""Where a sentence may end. It begins with one set of characters, which makes the search quick."""
_NEXT_WORD = re.compile(r"[\s\"'“”‘’(\[*_`]*(\S+)")
_NEVER_LAST = frozenset(
    """
    e.g. i.e. eg. ie. vs. cf. approx. ca. dr. mr. mrs. ms. prof. st. fig. figs. sec. ref. refs. resp. viz.
    jan. feb. mar. apr. jun. jul. aug. sep. sept. oct. nov. dec. mon. tue. tues. wed. thu. thur. thurs. fri.
    sat. sun. gen. sen. rep. dept. est. esp. incl. excl. vol. op. al. min. max. ver. v. c. z.b. bzw. u.a.
    """.split()  # noqa: SIM905
)
"""Abbreviations that something always follows."""
_SOMETIMES_LAST = frozenset(
    "a.m. p.m. am. pm. etc. inc. ltd. corp. co. u.s. u.k. e.u. u.s.a. llc. gmbh. hrs. mins. secs. no.".split()  # noqa: SIM905
)
_OPENERS = frozenset(
    """
    the we it this that these those at on in by our a an as after before when while once i they he she all
    some there however during from for since then additionally also although because but customers users
    engineers no if one with to its their what
    """.split()  # noqa: SIM905
)
"""Words that begin a sentence even where a name could go on behind an abbreviation."""
_WRAPS = ("**", "__", "*", "_", "`", '"')
_BREAK_AT_END = re.compile(r"\s?<br\s?/?>$", re.IGNORECASE)


def read_sentences(scan: str, blocks: list[Block]) -> list[Sentence]:
    """The sentences of the blocks, in order; a row has those of each cell."""
    found: list[Sentence] = []
    for n, block in enumerate(blocks):
        for piece in _pieces(scan, block):
            found.extend(Sentence(place, n) for place in split_sentences(scan, piece))
    return found


def _pieces(scan: str, block: Block) -> Iterator[Place]:
    kind = block.kind
    if kind in (BlockKind.NOISE, BlockKind.CODE, BlockKind.FIELD):
        return
    if kind is BlockKind.ROW:
        yield from (cell for cell in block.cells if cell.start < cell.end)
    elif kind is BlockKind.HEADING:
        yield block.place
    elif kind is BlockKind.LOG and block.stamp is not None:
        yield Place(block.stamp.end, block.place.end)
    elif kind is BlockKind.POST and block.stamp is not None:
        yield from _around(scan, block.place, block.stamp)
    else:
        yield block.place


def _around(scan: str, place: Place, stamp: Place) -> Iterator[Place]:
    """The text of a post without the line, or the part of it, that dates it."""
    line_start = max(scan.rfind("\n", place.start, stamp.start) + 1, place.start)
    line_end = scan.find("\n", stamp.end, place.end)
    line_end = place.end if line_end < 0 else line_end
    if line_start > place.start:
        yield Place(place.start, line_start)
    rest = scan[stamp.end : line_end].strip(" \t-–—:*_[]()|")
    if len(rest) > 12:
        yield Place(stamp.end, place.end)
    elif line_end < place.end:
        yield Place(line_end, place.end)


def split_sentences(scan: str, place: Place) -> Iterator[Place]:
    """The places of the sentences within a place, without outer marks and blanks."""
    start = place.start
    for match in _END.finditer(scan, place.start, place.end):
        if match.end() <= start or not _ends(scan, match, place.end):
            continue
        if (found := _bare(scan, start, match.end())) is not None:
            yield found
        start = match.end()
    if (found := _bare(scan, start, place.end)) is not None:
        yield found


def _ends(scan: str, match: re.Match[str], stop: int) -> bool:
    mark = match[0]
    if mark[0] not in ".…":
        return True
    after = _NEXT_WORD.match(scan, match.end(), min(stop, match.end() + 80))
    following = after[1] if after else ""
    if mark[0] == "…" or mark.startswith(".."):
        return not following[:1].islower()
    if ")" in mark and following[:1].islower():
        return False
    word = scan[max(0, match.start() - 30) : match.start() + 1].split()[-1].lower()
    word = word.rpartition("/")[2].lstrip("([\"“‘'*_`")
    if word in _NEVER_LAST:
        return not following
    if word in _SOMETIMES_LAST:
        if word == "no.":
            return not following[:1].isdigit()
        return following[:1].isupper() and following.lower().strip(".,;:'’") in _OPENERS
    if len(word) == 2 and word[0].isalpha():
        return not following[:1].isupper() or following.lower() in _OPENERS
    return True


def _bare(scan: str, start: int, end: int) -> Place | None:
    """Without blanks, and without marks that stand around the whole."""
    words = scan[start:end]
    start += len(words) - len(words.lstrip(" \t\n\\>|-–—:") if words[:1] in " \t\n\\>|-–—:" else words)
    end = start + len(scan[start:end].rstrip(" \t\n\\|"))
    while (
        end > start and scan[end - 1] == ">" and (tag := _BREAK_AT_END.search(scan, max(start, end - 8), end))
    ):
        end = tag.start()
    for mark in _WRAPS:
        size = len(mark)
        if end - start <= 2 * size or not scan.startswith(mark, start) or not scan.endswith(mark, start, end):
            continue
        if mark not in scan[start + size : end - size]:
            start, end = start + size, end - size
    if end <= start or not any(map(str.isalnum, scan[start:end])):
        return None
    return Place(start, end)
