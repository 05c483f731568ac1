"""One mapping of the front matter, read key by key into values of the right type."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterator

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from accounts.models import validate_time_zone
from incidents.portable.problems import Problems, instead, shown
from incidents.portable.tree import Mapping, Node, Sequence, Text
from timelines.when import UnreadableTime, When

_YES = {"true": True, "yes": True, "false": False, "no": False, "": False}
_NOTHING = ("", "~", "null")  # what YAML writes for no value, when it is not in quotation marks
_WORDS_OF = {Text: "a text", Sequence: "a list", Mapping: "keys and values"}
_WEB_ADDRESS = URLValidator(schemes=("http", "https"))


class Part:
    """The keys of one mapping, and where it stands for messages.

    Each method reads one key and gives the plain default where it is missing or wrong; what is wrong goes to
    the problems. `close()` reports keys that nobody asked for.
    """

    def __init__(self, node: Mapping, place: str, problems: Problems):
        self.node = node
        self.place = place
        self.problems = problems
        self._asked: list[str] = []

    def wrong(self, key: str, sentence: str, line: int = 0) -> None:
        """Report a problem with the value of `key`."""
        held = self.node.entries.get(key)
        line = line or (held.line if held else self.node.line)
        self.problems.add(line, ": ".join(word for word in (self.place, key, sentence) if word))

    def close(self) -> None:
        for key in self.node.entries.keys() - set(self._asked):
            line = self.node.entries[key].line
            place = f"{self.place}: " if self.place else ""
            advice = instead(key, self._asked, name="Known keys")
            self.problems.add(line, f"{place}the key {shown(key)} is not known here. {advice}")

    # What stands there

    def _node(self, key: str, kind: type) -> Node | None:
        """The node of `key` if it is of this kind; None, with a problem, for another; None for no value."""
        self._asked.append(key)
        node = self.node.entries.get(key)
        if node is None or (isinstance(node, Text) and node.is_plain and node.value in _NOTHING):
            return None
        if not isinstance(node, kind):
            self.wrong(key, f"this is {_WORDS_OF[type(node)]}; {_WORDS_OF[kind]} belongs here.")
            return None
        return node

    def has(self, key: str) -> bool:
        return key in self.node.entries

    def verbatim(self, key: str, *, limit: int) -> str:
        """The text exactly as written."""
        node = self._node(key, Text)
        if node is None:
            return ""
        if len(node.value) > limit:
            self.wrong(key, f"the text is {len(node.value):,} characters long; {limit:,} is the most.")
            return ""
        return node.value

    def prose(self, key: str, *, limit: int, required: bool = False) -> str:
        """Markdown, without blank lines at its ends."""
        text = self.verbatim(key, limit=limit).strip()
        if required and not text:
            self._missing(key)
        return text

    def _missing(self, key: str) -> None:
        if self.has(key):
            held = self.node.entries[key]
            if isinstance(held, Text) and not held.value.strip():
                self.wrong(key, "there is no text. Write something, or leave the whole entry out.")
        else:
            self.wrong("", f"the key {key} is missing. Add it.")

    def line(self, key: str, column: models.CharField, *, required: bool = False) -> str:
        """One line of text that fits the column."""
        text = " ".join(self.prose(key, limit=100_000, required=required).split())
        if len(text) > column.max_length:
            self.wrong(key, f"{shown(text)} is {len(text)} characters long; {column.max_length} is the most.")
            return ""
        return text

    def address(self, key: str, column: models.URLField, *, required: bool = False) -> str:
        """A web address."""
        text = self.line(key, column, required=required)
        try:
            if text:
                _WEB_ADDRESS(text)
        except ValidationError:
            self.wrong(key, f"{shown(text)} is not an address such as https://example.org/page.")
            return ""
        return text

    def choice(self, key: str, choices: Collection[str], default: str, *, required: bool = False) -> str:
        """One of these words."""
        node = self._node(key, Text)
        if node is None or not node.value.strip():
            if required:
                self._missing(key)
            return default
        word = node.value.strip()
        if word not in choices:
            self.wrong(key, f"{shown(word)} is not known. {instead(word, choices)}")
            return default
        return word

    def flag(self, key: str) -> bool:
        node = self._node(key, Text)
        word = node.value.strip().lower() if node else ""
        if word not in _YES:
            self.wrong(key, f"{shown(word)} is neither true nor false.")
        return _YES.get(word, False)

    def number(self, key: str) -> int | None:
        node = self._node(key, Text)
        if node is None:
            return None
        if not (node.value.isascii() and node.value.isdigit() and len(node.value) < 10):
            self.wrong(key, f"{shown(node.value)} is not a whole number.")
            return None
        return int(node.value)

    def date(self, key: str) -> datetime.date | None:
        node = self._node(key, Text)
        try:
            return datetime.date.fromisoformat(node.value.strip()) if node and node.value.strip() else None
        except ValueError:
            self.wrong(key, f"{shown(node.value)} is not a day of the calendar, written like 2023-03-14.")
            return None

    def instant(self, key: str) -> datetime.datetime | None:
        """An ISO 8601 time with its offset."""
        node = self._node(key, Text)
        if node is None or not node.value.strip():
            return None
        try:
            moment = datetime.datetime.fromisoformat(node.value.strip())
            if moment.utcoffset() is not None:
                return moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            pass
        self.wrong(key, f"{shown(node.value)} is not a time like 2023-03-24T01:38:00Z.")
        return None

    def zone(self, key: str) -> str:
        """An IANA zone name, UTC where there is none."""
        node = self._node(key, Text)
        name = node.value.strip() if node else ""
        try:
            validate_time_zone(name or "UTC")
        except ValidationError as error:
            self.wrong(key, " ".join(error.messages))
            return "UTC"
        return name or "UTC"

    def time(self, key: str, *, required: bool = False, **context) -> When | None:
        """A time in words, read against `context` like When.read(), or its bounds like When.from_dict()."""
        if isinstance(self.node.entries.get(key), Mapping):
            return self._bounds(key)
        node = self._node(key, Text)
        if node is None or not node.value.strip():
            if required:
                self._missing(key)
            return None
        try:
            return When.read(node.value, **context)
        except UnreadableTime as error:
            self.wrong(key, str(error))
            return None

    def _bounds(self, key: str) -> When | None:
        part = self.part(key)
        facts = {name: part.prose(name, limit=100) for name in ("earliest", "latest", "precision", "zone")}
        facts["words"] = part.verbatim("words", limit=1000)
        part.close()
        try:
            return When.from_dict(facts)
        except (ValueError, TypeError) as error:
            self.wrong(key, f"{error} Write a time in words, or earliest, latest and precision.")
            return None

    # What stands inside

    def words(self, key: str) -> list[Text]:
        """A list of texts, each once."""
        node = self._node(key, Sequence)
        found: dict[str, Text] = {}
        for item in node.items if node else ():
            if not isinstance(item, Text):
                self.wrong(key, f"this is {_WORDS_OF[type(item)]}; a text belongs here.", item.line)
            elif item.value.strip() in found:
                self.wrong(key, f"{shown(item.value)} stands here twice. Keep one.", item.line)
            elif item.value.strip():
                found[item.value.strip()] = Text(item.value.strip(), item.line, item.is_plain)
        return list(found.values())

    def part(self, key: str) -> Part | None:
        """The mapping under `key`."""
        node = self._node(key, Mapping)
        place = f"{self.place}: {key}" if self.place else key
        return Part(node, place, self.problems) if node else None

    def parts(self, key: str, name: str) -> Iterator[Part]:
        """The mappings of a list, called “factor 2 (id skew)” in messages."""
        node = self._node(key, Sequence)
        for number, item in enumerate(node.items if node else (), start=1):
            place = f"{self.place}: {name} {number}" if self.place else f"{name} {number}"
            if not isinstance(item, Mapping):
                self.problems.add(
                    item.line, f"{place}: this is {_WORDS_OF[type(item)]}; keys and values belong here."
                )
                continue
            part = Part(item, place, self.problems)
            held = item.entries.get("id")
            if isinstance(held, Text) and held.value.strip():
                part.place += f" (id {held.value.strip()[:40]})"
            yield part
