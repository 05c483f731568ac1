"""The contributing factors and action items that a document names, in an incident's lists.

What is said already, in these or similar words, gets the further quote. What stood on the same words once and
was taken away stays away, and what people changed stays as they left it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from incidents.importing.alike import is_alike, likeness_of, stems_of
from incidents.importing.document import Place
from incidents.importing.words import address_forms, words_of
from incidents.indexing import index_incident
from incidents.models import ActionItem, ContributingFactor, Mechanism
from incidents.models.action import ActionQuote
from incidents.models.factor import FactorEvidence, FactorQuote
from timelines.models import Quote
from timelines.reading.model import FoundAction, FoundFactor

STATES = {
    "open": ActionItem.Status.PROPOSED,
    "in-progress": ActionItem.Status.IN_PROGRESS,
    "done": ActionItem.Status.DONE,
    "declined": ActionItem.Status.DECLINED,
}
DECLINED = "The document says that this will not be done."
MAX_STATEMENT, MAX_TITLE, MAX_OWNER, MAX_ADDRESS = 1000, 500, 200, 2000


@dataclass(frozen=True, slots=True)
class Listed:
    """How many are in the list for the first time, and how many are now said by this document as well."""

    new: int = 0
    joined: int = 0


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the two lists of an incident. `version`: the history of `through`, which ties quotes to rows."""

    model: type
    through: type
    version: str
    name: str  # of the foreign key in `through`
    text: str  # the field that says it


FACTOR = _Kind(ContributingFactor, FactorQuote, "FactorQuoteVersion", "factor", "statement")
ACTION = _Kind(ActionItem, ActionQuote, "ActionQuoteVersion", "action_item", "title")


def list_factors(
    incident,
    factors: Sequence[FoundFactor],
    quotes: Mapping[Place, Quote],
    standing: Mapping[Place, Iterable[int]],
    *,
    is_new: bool = False,
) -> Listed:
    """Let the incident's factors name these. `standing`: ids of the events that stand on each place.

    `is_new`: the incident has just been opened, and lists nothing. The caller holds it. The number of queries
    does not grow with that of the factors.
    """
    if not factors:
        return Listed()
    slugs = {factor.mechanism for factor in factors} - {""}
    mechanisms = {slug: word for slug, word in Mechanism.objects.at(slugs).items() if not word.is_retired}
    told = [
        {
            "statement": cut(factor.text, MAX_STATEMENT),
            "role": factor.role if factor.role in ContributingFactor.Role.values else "contributing",
            "mechanism": mechanisms.get(factor.mechanism),
        }
        for factor in factors
    ]
    listed, new = _list(FACTOR, incident, factors, told, quotes, is_new)
    FactorEvidence.objects.bulk_create(
        [
            FactorEvidence(factor=row, event_id=event)
            for number, row in new.items()
            for event in sorted(_events_within(factors[number], standing))
        ]
    )
    return listed


def list_actions(
    incident, actions: Sequence[FoundAction], quotes: Mapping[Place, Quote], *, is_new: bool = False
) -> Listed:
    """Let the incident's action items name these. As `list_factors`."""
    if not actions:
        return Listed()
    listed, _ = _list(ACTION, incident, actions, [_action(action) for action in actions], quotes, is_new)
    return listed


def _action(action: FoundAction) -> dict[str, Any]:
    status = STATES.get(action.state, ActionItem.Status.PROPOSED)
    is_address = bool(address_forms(action.ticket)) and len(action.ticket) <= MAX_ADDRESS
    return {
        "title": cut(action.text, MAX_TITLE),
        "status": status,
        "declined_reason": DECLINED if status == ActionItem.Status.DECLINED else "",
        "owner_name": action.owner[:MAX_OWNER],
        "due_date": action.due,
        "tracker_url": action.ticket.strip() if is_address else "",
    }


def _events_within(factor: FoundFactor, standing: Mapping[Place, Iterable[int]]) -> set[int]:
    """The events that stand on words of a factor."""
    return {
        event
        for place, events in standing.items()
        if any(place.meets(here) for here in (factor.place, *factor.also))
        for event in events
    }


def _list(
    kind: _Kind, incident, items: Sequence, told: list[dict], quotes: Mapping[Place, Quote], is_new: bool
) -> tuple[Listed, dict[int, Any]]:
    """Write what is not listed yet; the new rows by their number in `items`."""
    standing_on = [[quotes[place] for place in (item.place, *item.also) if place in quotes] for item in items]
    rows = [] if is_new else list(kind.model.objects.filter(incident=incident).order_by("position", "pk"))
    before = {} if is_new else _ever_on(kind, {quote.pk for each in standing_on for quote in each})
    found = _matched(kind, rows, told, [[quote.pk for quote in each] for each in standing_on], before)
    last = max((row.position for row in rows), default=0)
    numbers = [number for number, row in enumerate(found) if row is None]
    new = {
        number: kind.model(incident=incident, position=last + nth, **told[number])
        for nth, number in enumerate(numbers, 1)
    }
    kind.model.objects.bulk_create(new.values())
    pairs = {
        (row.pk, quote.pk)
        for number, each in enumerate(standing_on)
        if (row := new.get(number) or found[number])
        for quote in each
    }
    pairs -= {(row, quote) for quote, held in before.items() for row in held}
    kind.through.objects.bulk_create(
        [kind.through(**{f"{kind.name}_id": row, "quote_id": quote}) for row, quote in sorted(pairs)]
    )
    if new:
        index_incident(incident, "factor" if kind is FACTOR else "action")
    joined = {row for row, _ in pairs} - {row.pk for row in new.values()}
    return Listed(len(new), len(joined)), new


def _ever_on(kind: _Kind, quotes: set[int]) -> dict[int, set[int]]:
    """By quote, the rows that stand on it or stood on it once, also those that are no more. One query."""
    versions = apps.get_model("incidents", kind.version).objects.filter(quote__in=quotes)
    ever: dict[int, set[int]] = {}
    for quote, row in versions.values_list("quote_id", f"{kind.name}_id").distinct():
        ever.setdefault(quote, set()).add(row)
    return ever


def _matched(
    kind: _Kind, rows: list, told: list[dict], standing_on: list[list[int]], before: dict[int, set[int]]
) -> list:
    """For each item the row that says it; False for one that was taken away; None for one that is new."""
    by_key = {row.pk: row for row in rows}
    stems = {row.pk: stems_of(str(row)) for row in rows}
    words = {row.pk: words_of(str(row)) for row in rows}
    free, found = dict(by_key), []
    for facts, quotes in zip(told, standing_on, strict=True):
        mine, my_words = stems_of(facts[kind.text]), words_of(facts[kind.text])
        ever = {row for quote in quotes for row in before.get(quote, ())}
        here = [row for row in sorted(ever) if row in by_key]
        likes = {row: likeness_of(mine, stems[row]) for row in here or free}
        likely = here or [row for row, like in likes.items() if is_alike(like) or words[row] == my_words]
        best = max(likely, key=lambda row: (words[row] == my_words, likes[row].both), default=None)
        found.append(by_key.get(best) or (False if ever else None))
        free.pop(best, None)
    return found


def cut(text: str, length: int) -> str:
    """A text of at most so many characters."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
