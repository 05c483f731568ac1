"""JSON of which every value knows where it stands, so that what is read in it can be shown in the file.

record = read_json(text)
record["Title"].text, record["Title"].place
pieces = Pieces()
pieces.add(record["Summary"])        # its words, decoded
write_up = read_write_up(pieces.text)
pieces.place(write_up.events[0].place)   # … and where they stand in the file
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from incidents.importing.document import DocumentError, Place

SPACE = re.compile(r"[ \t\n\r]*")
NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?")
ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.")
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]{0,15})(?:\s[^<>]{0,500})?/?>")
BREAKS = re.compile(r"(?:br|p|div|ul|ol|tr|h[1-6])", re.IGNORECASE)
LITERALS = {"true": True, "false": False, "null": None}
MAX_DEPTH = 100
MAX_VALUES = 500_000
_STRING = json.decoder.scanstring  # (text, where it begins behind the quote) -> (decoded, where it ends)


class TooMuch(DocumentError):
    """JSON that is nested deeper, or holds more, than any document does."""


@dataclass(frozen=True, slots=True)
class Located:
    """A value and its place, quotes and brackets included.

    - value: a str, number, bool or None; a dict of Located by key; a list of Located.
    - whole: the place together with its key, for a value of an object; else its place.
    """

    value: object
    place: Place
    whole: Place
    source: str = field(repr=False)

    def __getitem__(self, key: str) -> Located:
        return self.value[key]

    def get(self, key: str) -> Located | None:
        """The value of a key; None where it is missing or null, or this is no object."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return None if found is None or found.value is None else found

    @property
    def text(self) -> str:
        """The decoded words; "" for what is no text."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def items(self) -> list[Located]:
        """What stands in a list; nothing for what is none."""
        return self.value if isinstance(self.value, list) else []

    def plain(self) -> object:
        """The value without its places, as `json.loads` gives it."""
        return json.loads(self.place.of(self.source))

    def runs(self) -> Iterator[tuple[int, int, int]]:
        """How the decoded words lie in the file: (characters decoded, begin, end), escapes apart."""
        at, stop = self.place.start + 1, self.place.end - 1
        for found in ESCAPE.finditer(self.source, at, stop):
            if found.start() > at:
                yield found.start() - at, at, found.start()
            yield 1, found.start(), found.end()
            at = found.end()
        if at < stop:
            yield stop - at, at, stop


def begins_as_json(text: str) -> bool:
    """Whether a text begins like an object or a list."""
    begin = SPACE.match(text).end()
    return text.startswith(("{", "["), begin)


def read_json(text: str) -> Located:
    """The value that a text is. Raises DocumentError, with the line, where it is none or nested deeply."""
    reader = _Reader(text)
    found = reader.read(SPACE.match(text).end())
    end = SPACE.match(text, found.place.end).end()
    if end < len(text):
        raise _unreadable(text, end, "more follows where it should end")
    return found


def read_lines(text: str) -> list[Located]:
    """The values that stand one after the other in a text: JSON Lines, or just one. Raises DocumentError."""
    found, at = [], SPACE.match(text).end()
    while at < len(text):
        found.append(_Reader(text).read(at))
        at = SPACE.match(text, found[-1].place.end).end()
    return found


@dataclass(slots=True)
class _Open:
    """An object or a list that is being read. key: of the value that comes next, and where it begins."""

    start: int
    value: dict[str, Located] | list[Located]
    key: str = ""
    key_start: int = 0


class _Reader:
    def __init__(self, text: str):
        self.text = text
        self.count = 0
        self.held: list[_Open] = []

    def read(self, at: int) -> Located:
        """The value that begins here, without recursion."""
        while True:
            found = self._begin(at)
            if found is None:
                at = self._enter(at)
                if not self._closes(at):
                    at = self._key(at)
                    continue
                found = self._leave(at)
            while self.held:
                self._put(found)
                at = SPACE.match(self.text, found.place.end).end()
                if self.text.startswith(",", at):
                    at = self._key(SPACE.match(self.text, at + 1).end())
                    break
                if not self._closes(at):
                    raise _unreadable(self.text, at, "a comma or a closing bracket is missing")
                found = self._leave(at)
            else:
                return found

    def _begin(self, at: int) -> Located | None:
        """A plain value, or None where an object or a list begins."""
        self.count += 1
        if self.count > MAX_VALUES:
            raise TooMuch(f"This JSON has more than {MAX_VALUES:,} values and is not read. Divide it.")
        mark = self.text[at : at + 1]
        if mark in ("{", "["):
            return None
        if mark == '"':
            return self._string(at)
        for word, value in LITERALS.items():
            if self.text.startswith(word, at):
                return self._located(value, at, at + len(word))
        if (number := NUMBER.match(self.text, at)) is not None:
            said = number.group()
            return self._located(int(said) if said.lstrip("-").isdigit() else float(said), at, number.end())
        raise _unreadable(self.text, at, "a value is missing")

    def _string(self, at: int) -> Located:
        try:
            value, end = _STRING(self.text, at + 1, True)
        except json.JSONDecodeError as error:
            raise _unreadable(self.text, error.pos, error.msg.lower()) from error
        return self._located(value, at, end)

    def _located(self, value: object, start: int, end: int) -> Located:
        place = Place(start, end)
        return Located(value, place, place, self.text)

    def _enter(self, at: int) -> int:
        if len(self.held) >= MAX_DEPTH:
            raise TooMuch(f"This JSON is nested more than {MAX_DEPTH} deep and is not read.")
        self.held.append(_Open(at, {} if self.text[at] == "{" else []))
        return SPACE.match(self.text, at + 1).end()

    def _closes(self, at: int) -> bool:
        return self.text.startswith("}" if isinstance(self.held[-1].value, dict) else "]", at)

    def _key(self, at: int) -> int:
        """Read the key that stands here, in an object; where the value begins."""
        top = self.held[-1]
        if isinstance(top.value, list):
            return at
        if not self.text.startswith('"', at):
            raise _unreadable(self.text, at, "a key in quotes is missing")
        key = self._string(at)
        if key.text in top.value:
            raise _unreadable(self.text, at, f"“{key.text[:60]}” stands there twice")
        top.key, top.key_start = key.text, at
        colon = SPACE.match(self.text, key.place.end).end()
        if not self.text.startswith(":", colon):
            raise _unreadable(self.text, colon, "a colon is missing")
        return SPACE.match(self.text, colon + 1).end()

    def _put(self, found: Located) -> None:
        top = self.held[-1]
        if isinstance(top.value, dict):
            whole = Place(top.key_start, found.place.end)
            top.value[top.key] = Located(found.value, found.place, whole, self.text)
        else:
            top.value.append(found)

    def _leave(self, at: int) -> Located:
        top = self.held.pop()
        return self._located(top.value, top.start, at + 1)


def _unreadable(text: str, at: int, what: str) -> DocumentError:
    line = text.count("\n", 0, at) + 1
    return DocumentError(f"This is no readable JSON: line {line}: {what}.")


class Pieces:
    """Words of several places of a file, put together as one text to be read; what is read is found again."""

    def __init__(self):
        self._words: list[str] = []  # in order
        self._begins: list[int] = []  # in the text put together, ascending
        self._ends: list[int] = []
        self._places: list[Place] = []  # in the file
        self._length = 0

    @property
    def text(self) -> str:
        return "".join(self._words)

    def say(self, words: str) -> None:
        """Add words that do not stand in the file: an empty line, a heading."""
        self._words.append(words)
        self._length += len(words)

    def add(self, said: Located, begin: int = 0, end: int | None = None) -> None:
        """Add the words of a text of the file, or those from `begin` to `end` of its decoded characters."""
        end = len(said.text) if end is None else end
        self._words.append(said.text[begin:end])
        at = 0
        for size, start, stop in said.runs():
            first, last = max(begin - at, 0), min(end - at, size)
            is_plain = size == stop - start
            if first < last:
                run = Place(start + first, start + last) if is_plain else Place(start, stop)
                self._run(last - first, run)
            at += size

    def add_unmarked(self, said: Located) -> None:
        """Add the words of a text that may be HTML: without tags, with line ends where they meant some."""
        at = 0
        for tag in TAG.finditer(said.text):
            if at < tag.start():
                self.add(said, at, tag.start())
            is_item = tag.group().lower().startswith("<li")
            self.say("\n- " if is_item else "\n" if BREAKS.fullmatch(tag.group(1)) else "")
            at = tag.end()
        if at < len(said.text):
            self.add(said, at)

    def add_place(self, source: str, place: Place) -> None:
        """Add a piece of the file as it is."""
        self._words.append(place.of(source))
        self._run(place.end - place.start, place)

    def _run(self, size: int, place: Place) -> None:
        self._begins.append(self._length)
        self._ends.append(self._length + size)
        self._places.append(place)
        self._length += size

    def place(self, place: Place) -> Place:
        """Where the words at a place of the text stand in the file: from the first of them to the last."""
        first = bisect_right(self._ends, place.start)
        last = bisect_right(self._begins, max(place.end - 1, place.start)) - 1
        if first >= len(self._places) or last < first:
            near = self._places[min(max(last, 0), len(self._places) - 1)] if self._places else Place(0, 0)
            return Place(near.end, near.end)
        start, end = self._places[first].start, self._places[last].end
        if self._is_plain(first):
            start += max(place.start - self._begins[first], 0)
        if self._is_plain(last):
            end = self._places[last].start + min(place.end, self._ends[last]) - self._begins[last]
        return Place(start, end)

    def _is_plain(self, number: int) -> bool:
        """Whether a run stands in the file letter for letter."""
        place = self._places[number]
        return self._ends[number] - self._begins[number] == place.end - place.start
