"""The incidents that one is like, the likest first, each with what says so.

Starts from what the person may see: neither the list nor a score depends on anything else. Nothing is kept
from one time to the next, so nothing can be out of date, and the same data gives the same answer.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from incidents.models import Incident, IncidentPair
from incidents.similar.candidates import structural
from incidents.similar.comparing import Comparison, compare
from incidents.similar.rates import Rates
from incidents.similar.said import verdicts_on
from incidents.similar.stored import loaded, stories_of
from incidents.similar.story import Story
from incidents.similar.terms import shared_terms, standings_in, standings_of, terms_in
from search.likeness import alike

MOST = 5
LOOKED_AT = 2  # times as many are looked at closely as are shown
LEAST_SCORE = 0.3  # below, it is chance
TEXTS = 60  # incidents that are looked at for their words and meaning
TEXTS_COMPARED = 15  # of these, those that are compared whatever their structure
# What the words say is added to what the structure says, up to 1: the first words in common say most.
# A cosine is high for any two accounts of one field, so it counts as far as it is above that of the others
# that were looked at.
WORDS_STEEPNESS = 2.5
MEANING_WORTH, MOST_FOR_MEANING = 2.0, 0.3


@dataclass(frozen=True, slots=True)
class Alike:
    """An incident that is like the one that is read.

    - text: what its words and meaning add to the score. verdict: of IncidentPair, "" where nobody said any.
    """

    incident: Incident
    comparison: Comparison
    text: float = 0.0
    verdict: str = ""

    @property
    def score(self) -> float:
        """For the order, and to be told apart in it; no measure beyond that."""
        return round(self.comparison.score + self.text, 4)


@dataclass(frozen=True, slots=True)
class Similar:
    """What is alike.

    - related: those that somebody said belong together. dismissed: how many were said not to be alike.
    - total: how many incidents the person may see, over which was counted how common things are.
    """

    found: tuple[Alike, ...] = ()
    related: tuple[Alike, ...] = ()
    dismissed: int = 0
    total: int = 0


def similar_to(incident: Incident, user, *, limit: int = MOST) -> Similar:
    """What a stored incident is like, for a person who may read it. `incident` came with its organisation.

    A fixed number of queries.
    """
    said = verdicts_on(incident, user)
    (story,) = stories_of([incident]).values()
    search = _Search(story, incident.pk, Incident.objects.visible_to(user))
    related = [key for key, verdict in said.items() if verdict == IncidentPair.Verdict.RELATED]
    found, kept = search.best(limit, without=said, besides=related)
    return Similar(
        found=tuple(found),
        related=tuple(replace(one, verdict=IncidentPair.Verdict.RELATED) for one in kept),
        dismissed=len(said) - len(related),
        total=search.rates.total,
    )


def similar_to_told(
    story: Story, text: str, user, *, limit: int = MOST, without: Collection[int] = ()
) -> Similar:
    """The same for an incident that is not stored: as a draft or a form tells it, structure and plain text.

    `without`: keys of incidents to leave out.
    """
    search = _Search(story, text, Incident.objects.visible_to(user))
    found, _ = search.best(limit, without=without)
    return Similar(found=tuple(found), total=search.rates.total)


class _Search:
    """One look for what a story is like. `asked`: the key of its incident, or its plain text."""

    def __init__(self, story: Story, asked: int | str, visible: QuerySet):
        self.story, self.asked = story, asked
        self.rates, self.keys = structural(story, visible)
        found = alike(asked, within=visible.values("pk"), limit=TEXTS)
        self.texts = {one.group: one for one in found}
        self.usual = statistics.median(one.meaning for one in found) if found else 1.0

    def best(
        self, limit: int, *, without: Collection[int], besides: Collection[int] = ()
    ) -> tuple[list[Alike], list[Alike]]:
        """The likest, without these; and those `besides`, whatever they are like. The likest first."""
        candidates = dict.fromkeys([*self.keys, *list(self.texts)[:TEXTS_COMPARED]])
        keys = [key for key in candidates if key not in without]
        compared = _compared(self.story, [*keys, *besides], self.rates, self._worth_of_text)
        kept = [one for one in compared if one.incident.pk in besides]
        others = [one for one in compared if one.incident.pk not in besides][: limit * LOOKED_AT]
        told = self._with_words([*others, *kept])
        found = [one for one in told if one.incident.pk not in besides and _is_telling(one)]
        return found[:limit], [one for one in told if one.incident.pk in besides]

    def _worth_of_text(self, key: int) -> float:
        text = self.texts.get(key)
        if text is None:
            return 0.0
        above = max(text.meaning - self.usual, 0.0)
        words = 1 - math.exp(-WORDS_STEEPNESS * text.words)
        return words + min(above * MEANING_WORTH, MOST_FOR_MEANING)

    def _with_words(self, found: list[Alike]) -> list[Alike]:
        """The same with the rare words that both share, in their new order."""
        keys = [one.incident.pk for one in found]
        terms = {key: terms_in(self.texts[key].terms) if key in self.texts else [] for key in keys}
        wanted = {term for each in terms.values() for term in each}
        is_stored = isinstance(self.asked, int)
        standings = standings_of([*keys, self.asked] if is_stored else keys, wanted)
        here = (
            standings.get(self.asked, {}) if is_stored else standings_in(self.asked, wanted, self.story.place)
        )
        told = []
        for one in found:
            key = one.incident.pk
            said = " ".join(shared.text for shared in one.comparison.shared)
            words = shared_terms(terms[key], here, standings.get(key, {}), besides=said)
            told.append(replace(one, comparison=one.comparison.with_words(words)) if words else one)
        return _in_order(told)


def _compared(
    story: Story, keys: Iterable[int], rates: Rates, worth_of_text: Callable[[int], float]
) -> list[Alike]:
    """The incidents of these keys beside the story, the likest first."""
    incidents = loaded(keys)
    stories = stories_of(incidents)
    found = [
        Alike(incident, compare(story, stories[incident.pk], rates), worth_of_text(incident.pk))
        for incident in incidents
    ]
    return _in_order(found)


def _in_order(found: Iterable[Alike]) -> list[Alike]:
    return sorted(found, key=lambda one: (-one.score, -one.incident.number))


def _is_telling(one: Alike) -> bool:
    return one.comparison.says_something and one.score >= LEAST_SCORE
