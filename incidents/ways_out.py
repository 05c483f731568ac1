"""Where little is found: what to leave out to find more, and how much there is then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from django.db.models import QuerySet

from incidents.asking import Asked, Condition, changed
from incidents.asking.fields import NAMES
from incidents.facet_counts import Counted
from search.finding import matching_groups
from search.query import Element, Query, read_query
from search.scanning import QUOTES, cut

FEW = 3  # incidents
MOST_REWORDED = 2  # each asks the database how common its words are
SHORTEST_BEGINNING = 3  # characters


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to leave out to find more, the query text then, and how many incidents there are."""

    words: str
    text: str
    number: int


@dataclass(frozen=True, slots=True)
class Rewording:
    """The query with other words, or looked for in other places, and the incidents that it finds."""

    words: str
    text: str
    incidents: QuerySet


def rewordings(asked: Asked, visible: QuerySet, total: int, *, is_exact: bool = False) -> list[Rewording]:
    """Other words worth trying where no more than FEW incidents are found; none where more are.

    `visible` are the incidents that the person may see, `total` is how many are found. `is_exact`: without
    corrections of the spelling.
    """
    if total > FEW or not asked.query:
        return []
    tried = chain(_anywhere(asked), _beginning(asked.query, total), _without_words(asked.query))
    among = asked.among(visible)
    within = None if is_exact else among.order_by().values("pk")
    return [
        Rewording(words, text, among.filter(pk__in=matching_groups(query, kinds=kinds, within=within)))
        for words, text, query, kinds in islice(tried, MOST_REWORDED)
    ]


def ways_out(asked: Asked, counted: Counted, total: int, reworded: Sequence[Rewording]) -> list[WayOut]:
    """What finds more than `total` incidents. `counted` has counted the rewordings, too."""
    if total > FEW:
        return []
    ways = [
        WayOut(_left_out(asked, one), _without(asked.query, one), counted.without[place])
        for place, one in enumerate(asked.conditions)
    ]
    ways += [
        WayOut(one.words, one.text, number) for one, number in zip(reworded, counted.besides, strict=True)
    ]
    found = [way for way in ways if way.number > total]
    if not found and asked.query and len(asked.conditions) > 1:
        found = [WayOut("Without all of the fields", _bare(asked), counted.every)]
    return [way for way in found if way.number > total]


def _bare(asked: Asked) -> str:
    """The query text without its conditions; where the words stand is still said."""
    text = asked.query.text
    places = {one.start for one in asked.conditions}
    for element in reversed(asked.query.elements):
        if any(element.start <= place < element.end for place in places):
            text = cut(text, element.start, element.end)
    return text


def _left_out(asked: Asked, condition: Condition) -> str:
    if condition.field == "incident":
        return "In every incident"
    chip = next(chip for chip in asked.chips if chip.start <= condition.start < chip.end)
    return f"Without {chip.label} {chip.text}" if chip.label else f"Without {chip.text}"


def _without(query: Query, condition: Condition) -> str:
    return query.without(next(one for one in query.elements if one.start <= condition.start < one.end))


# (words, query text, query, kinds of passages)
Tried = tuple[str, str, Query, tuple[str, ...]]


def _anywhere(asked: Asked) -> Iterator[Tried]:
    if asked.kinds:
        yield "In every kind of passage", changed(asked.query, "in", []), asked.query, ()


def _beginning(query: Query, total: int) -> Iterator[Tried]:
    """The last word as the beginning of one, where nothing has it as it is."""
    last = query.elements[-1] if query.elements else None
    if total or query.prefix or not last or last.kind != "word" or not last.text.isalnum():
        return
    if len(last.text) >= SHORTEST_BEGINNING:
        yield _reworded(f"With words that begin with “{last.text}”", query, last, f"{last.text}*")


def _without_words(query: Query) -> Iterator[Tried]:
    """Only what must or must not be there; of the other words any is enough."""
    for element in query.elements:
        bare = element.text.strip(QUOTES)
        if element.kind == "phrase" and " " in bare:
            yield _reworded(f"Without the quotes around “{bare}”", query, element, bare)
    excluded = [element for element in query.elements if element.kind == "excluded"]
    if excluded:
        text = query.text
        for element in reversed(excluded):
            text = cut(text, element.start, element.end)
        names = ", ".join(f"“{one}”" for one in query.excluded)
        yield f"Also with {names}", text, read_query(text, fields=NAMES), ()


def _reworded(words: str, query: Query, element: Element, by: str) -> Tried:
    text = query.text[: element.start] + by + query.text[element.end :]
    return words, text, read_query(text, fields=NAMES), ()
