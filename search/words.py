"""From a text to the terms that it is found by. The same for what is searched and for what is asked.

A text is a row of tokens: a word, or an identifier with its joints (`kube-proxy`, `10.43.0.1:443`,
`Proxier.syncProxyRules`). A token is a row of pieces, what stands between the joints, and each takes one
position. The terms of a token are its pieces as stems, the parts of pieces in camelCase, and every whole that
the joints hold together: `10.43.0.1:443`, `10.43.0.1`, `10`, `43`, `0`, `1`, `443`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

from search.stemming import stem

LONGEST_TERM = 64  # characters; what is longer is known by its beginning
WORTH_KEEPING = 40  # characters; longer tokens hardly come twice

# Combining accents, soft hyphens and joiners belong to the letter before them.
LETTER, ATTACHED = r"[^\W_]", "\u0300-\u036f\u00ad\u200b-\u200d"
PIECE = rf"{LETTER}(?:{LETTER}|[{ATTACHED}]|['’](?={LETTER}))*"
TOKEN = re.compile(rf"{PIECE}(?:[._/:@\\-]{{1,3}}{PIECE})*")
# The joints from the loosest to the tightest.
JOINTS = tuple(re.compile(joint) for joint in (r"[._/:@\\-]*[/:@\\][._/:@\\-]*", r"[._-]*\.[._-]*", "[_-]+"))
HUMP = re.compile("(?<=[a-z])(?=[A-Z])|(?<=[0-9])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
SEVERAL = re.compile("[A-Z]{2,}s")  # “VMs”, “APIs”
UNREADABLE = re.compile("[\x00\ud800-\udfff]")
NOT_PLAIN = re.compile(f"[{ATTACHED}'’]")

# As PostgreSQL's english.stop, without those that say something of an incident: down, up, off, out, no, nor,
# not. They are searched only where there is nothing else, and within phrases.
STOP_WORDS = frozenset(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she
    her hers herself it its itself they them their theirs themselves what which who whom this that
    these those am is are was were be been being have has had having do does did doing a an the and
    but if or because as until while of at by for with about against between into through during
    before after above below to from in on over under again further then once here
    there when where why how all any both each few more most other some such only own
    same so than too very s t can will just don should now
    """.split()  # noqa: SIM905 (easier to read so)
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands between two joints of a token. Offsets are into the token."""

    start: int
    end: int
    term: str
    parts: tuple[tuple[int, int, str], ...] = ()  # of camelCase: start, end, term


@dataclass(frozen=True, slots=True)
class Whole:
    """Pieces that a joint holds together: `first` to `last`, counted from 0, both included."""

    first: int
    last: int
    term: str


@dataclass(frozen=True, slots=True)
class Token:
    pieces: tuple[Piece, ...]
    wholes: tuple[Whole, ...] = ()  # the longest first
    terms: tuple[tuple[int, str], ...] = ()  # every term, with the place of its (first) piece in the token

    @property
    def is_identifier(self) -> bool:
        return bool(self.wholes or self.pieces[0].parts)


def readable(text: str) -> str:
    """The text without what PostgreSQL cannot keep: NUL and halves of surrogate pairs."""
    return UNREADABLE.sub(" ", text)


def tokens_of(text: str) -> Iterator[tuple[int, Token]]:
    """The tokens of a text in order, each with its offset."""
    for found in TOKEN.finditer(text):
        word = found.group()
        yield found.start(), _known(word) if len(word) <= WORTH_KEEPING else _token(word)


def positions_of(text: str) -> tuple[dict[str, list[int]], int]:
    """For each term of a text its positions, from 1 and rising, and how many positions there are."""
    found: dict[str, list[int]] = {}
    position = 1
    for _, token in tokens_of(text):
        for place, term in token.terms:
            found.setdefault(term, []).append(position + place)
        position += len(token.pieces)
    return found, position - 1


def folded(word: str) -> str:
    """Without case, accents, apostrophes and what is not seen."""
    if word.isascii() and "'" not in word:
        return word.lower()
    spread = normalize("NFKD", NOT_PLAIN.sub("", word).casefold())
    return "".join(letter for letter in spread if not combining(letter)) or word


def _term(piece: str) -> str:
    """A piece as it is looked for."""
    if piece[-1] in "sS" and piece[-2:-1] in ("'", "’"):
        piece = piece[:-2]
    word = folded(piece)[:LONGEST_TERM]
    return stem(word) if word.isalpha() else word


def _token(word: str) -> Token:
    if word.isalpha() and (word.islower() or word.istitle()):  # most words; the rest would say the same
        term = _term(word)
        return Token((Piece(0, len(word), term),), (), ((0, term),))
    pieces: list[Piece] = []
    wholes: list[Whole] = []
    _take_apart(word, 0, len(word), 0, pieces, wholes)
    terms = [(whole.first, whole.term) for whole in wholes]
    for place, piece in enumerate(pieces):
        terms.append((place, piece.term))
        terms += [(place, term) for _, _, term in piece.parts]
    wholes.sort(key=lambda whole: (whole.first - whole.last, whole.first))
    return Token(tuple(pieces), tuple(wholes), tuple(sorted(set(terms))))


def _take_apart(word: str, start: int, end: int, tightness: int, pieces: list, wholes: list) -> None:
    """Add the pieces of word[start:end], and the wholes they make, to the lists."""
    if tightness == len(JOINTS):
        pieces.append(_piece(word, start, end))
        return
    cuts = list(JOINTS[tightness].finditer(word, start, end))
    first = len(pieces)
    for cut in cuts:
        _take_apart(word, start, cut.start(), tightness + 1, pieces, wholes)
        start = cut.end()
    _take_apart(word, start, end, tightness + 1, pieces, wholes)
    if cuts:
        begin = pieces[first].start
        wholes.append(Whole(first, len(pieces) - 1, folded(word[begin:end])[:LONGEST_TERM]))


def _piece(word: str, start: int, end: int) -> Piece:
    text = word[start:end]
    if text.islower() or text.istitle() or not text.isascii():
        return Piece(start, end, _term(text))
    if SEVERAL.fullmatch(text):
        return Piece(start, end, _term(text), ((start, end - 1, _term(text[:-1])),))
    cuts = [start, *(start + hump.start() for hump in HUMP.finditer(text)), end]
    if len(cuts) == 2:
        return Piece(start, end, _term(text))
    bounds = pairwise(cuts)
    return Piece(start, end, _term(text), tuple((at, to, _term(word[at:to])) for at, to in bounds))


_known = lru_cache(maxsize=60_000)(_token)
