"""Components that a document calls affected without saying from when to when, nor how badly."""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps

from incidents.importing.document import Affected
from incidents.importing.people import BY_PEOPLE
from incidents.models import Component, ImpactWindow, Incident
from incidents.models.word import State
from timelines.when import Precision, When

NOTE = "Named as affected; the document does not say from when to when, nor how badly."
NAME_LENGTH = 200


def say_affected(
    incident: Incident,
    affected: Affected,
    *,
    over_by: When,
    is_over: bool,
    is_maintenance: bool = False,
    by=None,
) -> list[str]:
    """Give each component a window that claims no more than the document does; returns the names of those.

    It began, and if `is_over` ended, by the document's last word (`over_by`). Components that have a window
    in this incident are left alone. The incident has an organisation.
    """
    told = set(incident.impact_windows.values_list("component", flat=True))
    by_then = When(None, over_by.latest, Precision.RANGE, over_by.zone)
    level = ImpactWindow.Level.MAINTENANCE if is_maintenance else ImpactWindow.Level.DEGRADED
    components = [one for one in _components(incident, affected) if one.pk not in told]
    windows = [
        ImpactWindow(
            incident=incident,
            component=component,
            level=level,
            began=by_then,
            ended=by_then if is_over else None,
            note=NOTE,
        )
        for component in components
    ]
    ImpactWindow.objects.add_all(windows, by=by)
    return [component.name for component in components]


def forget_vague(windows: Iterable[ImpactWindow]) -> None:
    """Take away the windows that say no more than that a component was affected, where these say when.

    `windows`: of any incidents. What somebody changed stays.
    """
    versions = apps.get_model("incidents", "ImpactWindowVersion").objects
    theirs = versions.filter(BY_PEOPLE, note=NOTE).values("pgh_obj")
    told = {(window.incident_id, window.component_id) for window in windows}
    vague = ImpactWindow.objects.filter(
        note=NOTE, incident__in={pair[0] for pair in told}, component__in={pair[1] for pair in told}
    ).exclude(pk__in=theirs)
    stale = [one.pk for one in vague if (one.incident_id, one.component_id) in told]
    if stale:
        ImpactWindow.objects.filter(pk__in=stale).delete()


def _components(incident: Incident, affected: Affected) -> list[Component]:
    """The organisation's components of these names, proposed where they are new. Three queries at most."""
    organisation = incident.organisation
    here = organisation.components.by_name()
    names = affected.names
    if affected.undivided[:NAME_LENGTH].casefold() in here:
        names = (affected.undivided,)
    names = [name[:NAME_LENGTH] for name in names]
    new = {name.casefold(): name for name in names if name.casefold() not in here}
    made = Component.objects.bulk_create(
        [Component(organisation=organisation, name=name, state=State.PROPOSED) for name in new.values()]
    )
    here |= {one.name.casefold(): one for one in made}
    return list(dict.fromkeys(here[name.casefold()] for name in names))
