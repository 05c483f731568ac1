"""Addresses from before there were fields: their parameters, as fields of the query text."""

from __future__ import annotations

from incidents.asking.fields import NAMES
from incidents.asking.writing import clause

# Each with the field it is now, and whether commas divide its values. Names of components may have some.
OLD = {
    "severity": True,
    "status": True,
    "kind": True,
    "organisation": True,
    "component": False,
    "mechanism": True,
    "tag": True,
    "year": True,
    "in": True,
    "incident": True,
}
MOST_VALUES = 20  # of one parameter
LONGEST_VALUE = 200  # characters


def text_of(parameters) -> str:
    """The query text of a page's address; `parameters` is its QueryDict."""
    parts = [parameters.get("q", "").strip()]
    parts += [
        clause(NAMES[name], _values(parameters.getlist(name), split=split)) for name, split in OLD.items()
    ]
    parts += [clause("missing", [gap]) for gap in _values(parameters.getlist("missing"), split=True)]
    return " ".join(part for part in parts if part)


def _values(said: list[str], *, split: bool) -> list[str]:
    words = [word.strip() for value in said for word in (value.split(",") if split else [value])]
    return list(dict.fromkeys(word[:LONGEST_VALUE] for word in words if word))[:MOST_VALUES]
