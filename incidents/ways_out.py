"""Where little is found: what to leave out to find more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice

from django.db.models import QuerySet
from django.http import QueryDict

from incidents.filters import Facet, changed_query
from incidents.finding import Asked
from search.finding import matching_groups
from search.query import Query, read_query

FEW = 3  # incidents
MOST_TRIED = 6  # ways


@dataclass(frozen=True, slots=True)
class WayOut:
    """What to leave out to find more, and how many incidents there are then."""

    words: str
    query: str
    number: int


def ways_out(
    visible: QuerySet, narrowed: Asked, offered: list[Facet], found: int, query: QueryDict
) -> list[WayOut]:
    """What to leave out to find more than `found` incidents: filters, quotation marks, excluded words.

    None where more than FEW are found. `visible` are the incidents that the person may see, `narrowed` what
    they ask for with the incidents that match looked up, `offered` the page's facets, `query` its address's.
    """
    if found > FEW:
        return []
    left_out = islice(chain(_without_filters(narrowed, offered), _without_words(narrowed)), MOST_TRIED)
    if not found:
        left_out = chain(_beginnings(narrowed, query), left_out)
    ways = []
    for words, name, value, asked in left_out:
        number = _count(visible, asked)
        if number > found:
            ways.append(WayOut(words, changed_query(query, name, [value] if value else []), number))
    return ways


def _count(visible: QuerySet, asked: Asked) -> int:
    found = asked.among(visible)
    if asked.wanted.matching is None:
        found = found.filter(pk__in=matching_groups(asked.query, kinds=asked.kinds))
    return found.count()


def _without_filters(narrowed: Asked, offered: list[Facet]) -> Iterator[tuple[str, str, str, Asked]]:
    """(words, name of the parameter, its value, what is asked then)."""
    for facet in offered:
        held = getattr(narrowed.wanted, facet.name, ())
        if held:
            labels = " or ".join([choice.label for choice in facet.choices if choice.is_on] or held)
            wanted = narrowed.wanted.without(facet.name)
            yield f"Without {facet.title.lower()} {labels}", facet.name, "", replace(narrowed, wanted=wanted)
    if narrowed.wanted.tag:
        tags = " or ".join(narrowed.wanted.tag)
        yield f"Without tag {tags}", "tag", "", replace(narrowed, wanted=narrowed.wanted.without("tag"))
    anew = replace(narrowed, wanted=replace(narrowed.wanted, matching=None))
    if narrowed.kinds:
        yield "In every kind of passage", "in", "", replace(anew, kinds=())
    if narrowed.number is not None:
        yield "In every incident", "incident", "", replace(anew, number=None)


def _beginnings(narrowed: Asked, query: QueryDict) -> Iterator[tuple[str, str, str, Asked]]:
    """The last word as the beginning of one, where it was not taken for that already."""
    begun = read_query(query.get("q", ""), typing=True)
    if begun.prefix and not narrowed.query.prefix:
        anew = replace(narrowed, query=begun, wanted=replace(narrowed.wanted, matching=None))
        yield f"With words that begin with “{begun.prefix}”", "typing", "1", anew


def _without_words(narrowed: Asked) -> Iterator[tuple[str, str, str, Asked]]:
    """Only what must or must not be there; of the other words any is enough."""
    anew = replace(narrowed, wanted=replace(narrowed.wanted, matching=None))
    sought, parts = narrowed.query, parts_of(narrowed.query)
    for phrase in sought.phrases:
        if " " in phrase.text:
            text = " ".join(phrase.text if part == f'"{phrase.text}"' else part for part in parts)
            words = f"Without the quotes around “{phrase.text}”"
            yield words, "q", text, replace(anew, query=read_query(text))
    if sought.excluded:
        text = " ".join(part for part in parts if not part.startswith("-"))
        words = f"Also with {', '.join(f'“{one}”' for one in sought.excluded)}"
        yield words, "q", text, replace(anew, query=read_query(text))


def parts_of(query: Query) -> list[str]:
    """The words, phrases and exclusions as one types them. The word that may go on stays the last."""
    parts = [
        *(one.text for one in query.terms),
        *(f'"{one.text}"' for one in query.phrases),
        *(f'-"{one.text}"' if " " in one.text else f"-{one.text}" for one in query.excluded),
        query.prefix,
    ]
    return [part for part in parts if part]
