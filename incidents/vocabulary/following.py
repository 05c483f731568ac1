"""What of incidents follows a word that is renamed or merged: factors, windows, tags, and the index."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Count, F, Func, Value
from django.utils import timezone

from incidents.indexing import AT_A_TIME, index_incidents
from incidents.models import ContributingFactor, ImpactWindow, Incident, Mechanism, Tag
from incidents.vocabulary.places import Place, counted, register


def _factors_naming(words: Sequence[Mechanism]):
    return ContributingFactor.objects.filter(mechanism__in=words)


def _incidents_with_factors(words: Sequence[Mechanism]) -> set[int]:
    return set(_factors_naming(words).values_list("incident", flat=True))


def _move_factors(word: Mechanism, other: Mechanism) -> None:
    keys = _incidents_with_factors([word])
    _factors_naming([word]).update(mechanism=other)
    _index(keys, "factor")


def _factors_renamed(word: Mechanism, old: str) -> None:
    _index(_incidents_with_factors([word]), "factor")


def _tagged(words: Sequence[Tag]):
    return Incident.objects.filter(tags__overlap=[word.name for word in words])


def _numbers_tagged(words: Sequence[Tag]) -> dict[int, int]:
    each = _tagged(words).order_by().values(tag=Func(F("tags"), function="unnest"))
    numbers = dict(each.annotate(Count("pk")).values_list("tag", "pk__count"))
    return {word.pk: numbers[word.name] for word in words if word.name in numbers}


def _retag(old: str, new: str) -> None:
    """Let incidents have one tag for another; whoever has both keeps one (the database does that)."""
    tagged = Incident.objects.filter(tags__contains=[old])
    keys = set(tagged.values_list("pk", flat=True))
    replaced = Func(F("tags"), Value(old), Value(new), function="array_replace")
    tagged.update(tags=replaced, updated_at=timezone.now())
    _index(keys, "summary")


def _index(keys: Iterable[int], kind: str) -> None:
    """Index these incidents, some at a time. They are locked."""
    keys = sorted(keys)
    for first in range(0, len(keys), AT_A_TIME):
        index_incidents([Incident(pk=key) for key in keys[first : first + AT_A_TIME]], kind)


FACTORS = Place(
    "contributing factor",
    "contributing factors",
    numbers=lambda words: counted(_factors_naming(words), "mechanism"),
    move=_move_factors,
    rename=_factors_renamed,
    users=_incidents_with_factors,
    models=("incidents.ContributingFactor",),
)
TAGGED = Place(
    "incident",
    "incidents",
    numbers=_numbers_tagged,
    move=lambda word, other: _retag(word.name, other.name),
    rename=lambda word, old: _retag(old, word.name),
    users=lambda words: set(_tagged(words).values_list("pk", flat=True)),
)
WINDOWS = Place(
    "impact window",
    "impact windows",
    numbers=lambda words: counted(ImpactWindow.objects.filter(component__in=words), "component"),
    move=lambda word, other: ImpactWindow.objects.filter(component=word).update(component=other),
    models=("incidents.ImpactWindow",),
)


def add() -> None:
    """Register the places of this app, once."""
    register("mechanism", FACTORS)
    register("tag", TAGGED)
    register("component", WINDOWS)
