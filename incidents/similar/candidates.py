"""Incidents worth a closer look, among those that a person may see, and how common things are among these.

Nothing here, no count either, is made of incidents that are not visible: whoever may not see one gets the
very same list and scores whether it is there or not.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Lower

from incidents.models import ContributingFactor, ImpactWindow
from incidents.similar.comparing import COMPONENT_WORTH, OTHER_ROLE, ROLE_WORTH
from incidents.similar.rates import Rates
from incidents.similar.story import Story

MOST = 15


def structural(story: Story, visible: QuerySet) -> tuple[Rates, list[int]]:
    """How common the story's mechanisms and components are, and the incidents that share most of them.

    The best first, the newest first among equals. Three queries at most.
    """
    factors, windows = _factors(story, visible), _windows(story, visible)
    rates = Rates(
        visible.count(),
        mechanisms=_incidents_each((slug, key) for key, slug, _ in factors),
        components=_incidents_each((name, key) for key, name in windows),
    )
    rare = {slug: rates.rarity(having) for slug, having in rates.mechanisms.items()}
    worth = {name: COMPONENT_WORTH * rates.rarity(having) for name, having in rates.components.items()}
    scores: dict[int, float] = defaultdict(float)
    for (key, slug), share in sorted(_best_parts(story, factors).items()):
        scores[key] += share * rare[slug]
    for key, name in sorted(windows):
        scores[key] += worth[name]
    scores.pop(story.key, None)
    return rates, heapq.nlargest(MOST, scores, key=lambda key: (round(scores[key], 6), key))


def _factors(story: Story, visible: QuerySet) -> set[tuple[int, str, str]]:
    """(incident, mechanism, role) of all factors with a mechanism of the story."""
    if not story.mechanisms:
        return set()
    rows = ContributingFactor.objects.filter(mechanism__slug__in=story.mechanisms, incident__in=visible)
    return set(rows.values_list("incident", "mechanism__slug", "role"))


def _windows(story: Story, visible: QuerySet) -> set[tuple[int, str]]:
    """(incident, name in small letters) of all components of a name that the story has too."""
    names = {name.lower() for name, _ in story.components}
    if not names:
        return set()
    rows = ImpactWindow.objects.filter(incident__in=visible).annotate(name=Lower("component__name"))
    return set(rows.filter(name__in=names).values_list("incident", "name"))


def _incidents_each(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    return Counter(what for what, _ in set(pairs))


def _best_parts(story: Story, factors: set[tuple[int, str, str]]) -> dict[tuple[int, str], float]:
    """{(incident, mechanism): what the part that it played there is worth}, as `comparing` counts it."""
    roles: dict[str, set[str]] = defaultdict(set)
    for factor in story.factors:
        roles[factor.mechanism].add(factor.role)
    best: dict[tuple[int, str], float] = defaultdict(float)
    for key, slug, role in factors:
        worth = ROLE_WORTH[role] if role in roles[slug] else OTHER_ROLE * ROLE_WORTH[role]
        best[key, slug] = max(best[key, slug], worth)
    return best
