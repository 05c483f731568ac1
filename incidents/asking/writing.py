"""Query text from fields and values, so that it reads back as exactly these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import takewhile

from incidents.asking.fields import NAMES
from search.query import Clause, Query
from search.scanning import QUOTES, Kind, Part, cut, scan
from search.words import readable


def written(clauses: Iterable[tuple[str, Sequence[str]]], words: str = "") -> str:
    """Query text: `written([("org", ["fyra"]), ("-component", ["Web, API"])], "etcd")`.

    A name with a minus before it is the contrary. Values that are empty, and fields without any, are left
    out. The words come first; they are a query themselves and stay as they are, but for what would reach
    into the fields: a quotation mark that nothing closes, an OR at the end.
    """
    fields = [clause(name, values) for name, values in clauses]
    return " ".join(part for part in (_closed(words), *fields) if part)


def clause(name: str, values: Iterable[str]) -> str:
    """One field with its values, quoted where they have to be; "" without any."""
    said = ",".join(quoted(value) for value in values if value.strip())
    return f"{name}:{said}" if said else ""


def quoted(value: str) -> str:
    """A value as it stands behind the colon."""
    if any(letter in QUOTES or letter in "," or letter.isspace() for letter in value):
        return '"' + value.replace('"', '""') + '"'
    return value


def changed(query: Query, name: str, values: Sequence[str]) -> str:
    """The text of a query with one clause of the field `name` that has these values, in place of all it has.

    None where there are no values. Contrary clauses, and those that an OR joins, stay.
    """
    text, at = query.text, len(query.text)
    own = [
        element
        for element in query.elements
        if element.kind == "clause" and _is_own(element.clauses[0], name)
    ]
    for element in reversed(own):
        text = cut(text, element.start, element.end)
    said = clause(name, values)
    if not own or not said:
        return _joined(_closed(text), said) if said else text.strip()
    at = own[0].start
    return _joined(text[:at], said, text[at:])


def _is_own(held: Clause, name: str) -> bool:
    return not held.negated and NAMES.get(held.name) == name


def _joined(*parts: str) -> str:
    return " ".join(part.strip() for part in parts if part.strip())


@lru_cache(maxsize=4)  # a page writes one text once for each of its links
def _closed(words: str) -> str:
    """The words without what would reach into what comes after them.

    That is a quotation mark that nothing closes, and an OR that they end with.
    """
    words = readable(words).strip()
    parts = list(scan(words, NAMES))
    ends = len(parts) - len(list(takewhile(_is_loose, reversed(parts))))
    for place, part in reversed(list(enumerate(parts))):
        if part.kind is Kind.OPEN or place >= ends:
            words = words[: part.start] + words[part.end :]
        elif part.is_open:
            name = f"-{part.name}" if part.negated else part.name
            words = words[: part.start] + clause(name, part.values) + words[part.end :]
    return words.strip()


def _is_loose(part: Part) -> bool:
    return part.kind in (Kind.OR, Kind.OPEN)
