"""Answers that are almost right: a value in them is another, missing, or there twice."""

from __future__ import annotations

import copy
from collections.abc import Iterator

from hypothesis import strategies as st

MISSING = object()
TWICE = object()
LONG = "ä" * 5_000
NASTY = (
    None,
    True,
    False,
    0,
    -1,
    2**63,
    10**40,
    1.5,
    float("inf"),
    float("nan"),
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    LONG,
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59+14:00",
    "2024-05-06T09:15:00",
    "2024-05-06T09:15:00.123456789Z",
    "Mon, 06 May 2024 09:15:00 GMT",
    "-99999999999",
    "resolved",
    "RESOLVED",
    "wobbly",
    "https://[::1",
    "javascript:alert(1)",
    "<script>alert(1)</script>",
    "$undefined",
    [],
    {},
    [[]],
    [{}],
    [None],
    {"id": None},
    {"default": 1},
    [{"id": "a"}, {"id": "a"}],
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


def places(value: object, path: tuple = ()) -> Iterator[tuple]:
    """The path of everything in a value, itself left out."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in inside:
        yield (*path, key)
        yield from places(held, (*path, key))


@st.composite
def mutated(draw, value: object) -> object:
    """A value of JSON, or a text, changed in up to four places."""
    changed = copy.deepcopy(value)
    for _ in range(draw(st.integers(1, 4))):
        changed = _text(draw, changed) if isinstance(changed, str) else _json(draw, changed)
    return changed


def _json(draw, value: object) -> object:
    found = list(places(value))
    if not found:
        return draw(ANYTHING)
    *path, last = draw(st.sampled_from(found))
    holder = value
    for key in path:
        holder = holder[key]
    put = draw(st.sampled_from((MISSING, TWICE)) | st.sampled_from(NASTY).map(copy.deepcopy) | ANYTHING)
    if put is MISSING:
        del holder[last]
    elif put is TWICE:
        if isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
    else:
        holder[last] = put
    return value


def _text(draw, value: str) -> str:
    start = draw(st.integers(0, len(value)))
    end = draw(st.integers(start, min(len(value), start + 200)))
    return (
        value[:start]
        + draw(st.text(max_size=20) | st.sampled_from(["<", "&#0;", "]]>", "<item>"]))
        + value[end:]
    )
