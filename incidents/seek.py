"""Seek pagination: pages that begin where the last one ended, however many rows lie before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core import signing
from django.db.models import Q, QuerySet

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class SeekPage:
    """Rows of one page, and the cursors (opaque strings, "" for none) of the pages beside it."""

    rows: Sequence
    next: str
    previous: str

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Key:
    """One column of the order: an annotated name, whether it falls, and how to read it back from JSON.

    The column holds no NULL: annotate it with Coalesce first.
    """

    name: str
    falling: bool = False
    parse: Callable = lambda value: value


def seek(rows: QuerySet, keys: Sequence[Key], cursor: str = "", size: int = PAGE_SIZE) -> SeekPage:
    """One page of `rows`, ordered by `keys`, the last of which is unique.

    A cursor that was tampered with or is of another list counts as none: the first page.
    """
    backwards, values = _read(cursor, keys)
    if values:
        rows = rows.filter(_beyond(keys, values, backwards))
    found = list(rows.order_by(*_order(keys, backwards))[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    return SeekPage(
        found,
        next=_cursor(found[-1], keys) if found and (more or backwards) else "",
        previous=_cursor(found[0], keys, backwards=True) if found and (more if backwards else values) else "",
    )


def _order(keys, backwards):
    return [f"{'-' if key.falling != backwards else ''}{key.name}" for key in keys]


def _beyond(keys, values, backwards) -> Q:
    """Rows strictly behind `values` in the order: (a > x) or (a = x and b > y) or …"""
    condition, equal = Q(), Q()
    for key, value in zip(keys, values, strict=True):
        side = "lt" if key.falling != backwards else "gt"
        condition |= equal & Q(**{f"{key.name}__{side}": value})
        equal &= Q(**{key.name: value})
    return condition


def _cursor(row, keys, backwards=False) -> str:
    values = [getattr(row, key.name) for key in keys]
    told = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
    return signing.dumps([backwards, *told], salt=_salt(keys), compress=True)


def _read(cursor, keys):
    try:
        backwards, *told = signing.loads(cursor, salt=_salt(keys))
        return backwards, [key.parse(value) for key, value in zip(keys, told, strict=True)]
    except (signing.BadSignature, ValueError, TypeError):
        return False, None


def _salt(keys) -> str:
    """Names the order, so that no cursor is taken for one of another list."""
    return " ".join(["seek", *_order(keys, backwards=False)])
