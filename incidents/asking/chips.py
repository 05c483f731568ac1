"""A query as pieces that can be taken out one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from incidents.asking.conditions import Condition
from incidents.asking.fields import FIELDS, NAMES
from search.query import Clause, Element, Query
from search.scanning import cut

MOST = 40  # chips; the last one has all that comes after
MOST_WORDS = 12  # that have a chip each; where there are more, one chip has those that stand together
SHOWN = 60  # characters of words that have one chip
KINDS = {"prefix": "word", "either": "clause"}


@dataclass(frozen=True, slots=True)
class Chip:
    """A piece of the query that can be taken out, as people read it."""

    kind: str  # "word", "phrase", "excluded", "any" (words with OR), "clause"
    label: str  # of the field; "" for words
    text: str
    start: int
    end: int
    without: str  # the text without it
    is_used: bool = True  # a clause that means nothing is left out of the search


def chips_of(query: Query, used: Mapping[int, Condition]) -> Iterator[Chip]:
    """The pieces of the query in their order. `used`: what its clauses mean, by their `start`."""
    words = [element for element in query.elements if element.kind == "word"]
    elements = list(query.elements if len(words) <= MOST_WORDS else _together(query))
    for element in [*elements[:MOST], *_rest(elements[MOST:])]:
        without = cut(query.text, element.start, element.end)
        told = _told(element.clauses, used) if element.clauses else ("", element.text, True)
        kind = KINDS.get(element.kind, element.kind)
        label, text, is_used = told
        yield Chip(kind, label, text, element.start, element.end, without, is_used)


def _rest(elements: list[Element]) -> list[Element]:
    """All of them as one."""
    if not elements:
        return []
    return [Element("word", elements[0].start, elements[-1].end, f"and {len(elements)} more")]


def _together(query: Query) -> Iterator[Element]:
    """The elements, with words that stand next to one another as one."""
    run: list[Element] = []
    for element in query.elements:
        if element.kind == "word":
            run.append(element)
            continue
        if run:
            yield _run(query, run)
        run = []
        yield element
    if run:
        yield _run(query, run)


def _run(query: Query, run: list[Element]) -> Element:
    start, end = run[0].start, run[-1].end
    text = " ".join(element.text for element in run)
    said = text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(run)} words)"
    return Element("word", start, end, said)


def _told(clauses: tuple[Clause, ...], used: Mapping[int, Condition]) -> tuple[str, str, bool]:
    """(label, text, whether it is used at all) of one clause, or of several with ORs between them."""
    told = [_one(clause, used.get(clause.start)) for clause in clauses]
    is_used = any(clause.start in used for clause in clauses)
    if len(told) == 1:
        return *told[0], is_used
    return "", " or ".join(f"{label} {text}" for label, text in told), is_used


def _one(clause: Clause, condition: Condition | None) -> tuple[str, str]:
    said = " or ".join(condition.labels if condition else clause.values)
    return FIELDS[NAMES[clause.name]].title, f"not {said}" if clause.negated else said
