"""What follows a component of ours that is merged: what pages list it as, and what of ours needs them."""

from __future__ import annotations

from incidents.models import Component
from incidents.vocabulary.places import Place, counted, register
from statuspages.models import Dependency, ReportedComponent


def _move_dependencies(word: Component, other: Component) -> None:
    """Let the other need what this one needs; what both need is needed once."""
    held = set(other.depends_on.values_list("page", "reported_component"))
    needs = Dependency.objects.filter(component=word)
    twice = [need.pk for need in needs if (need.page_id, need.reported_component_id) in held]
    needs.filter(pk__in=twice).delete()
    needs.update(component=other)


REPORTED = Place(
    "component of a watched page",
    "components of watched pages",
    numbers=lambda words: counted(ReportedComponent.objects.filter(component__in=words), "component"),
    move=lambda word, other: ReportedComponent.objects.filter(component=word).update(component=other),
    models=("statuspages.ReportedComponent",),
)
DEPENDENCIES = Place(
    "dependency on a watched page",
    "dependencies on watched pages",
    numbers=lambda words: counted(Dependency.objects.filter(component__in=words), "component"),
    move=_move_dependencies,
    models=("statuspages.Dependency",),
)


def add() -> None:
    """Register the places of this app, once."""
    register("component", REPORTED)
    register("component", DEPENDENCIES)
