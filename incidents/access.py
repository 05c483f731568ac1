"""Getting an incident for a request: what a person may not see is not there."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.roles import require_editor
from incidents.models import Incident


def readable_incident(request: HttpRequest, number: int, incidents: QuerySet | None = None) -> Incident:
    """Incident `number` as this person may read it. Raises Http404 for one they may not.

    `incidents` may be a prepared queryset (`Incident.objects.for_page()`); visibility is added here.
    """
    incidents = Incident.objects.all() if incidents is None else incidents
    return get_object_or_404(incidents.visible_to(request.user), number=number)


def editable_incident(request: HttpRequest, number: int, incidents: QuerySet | None = None) -> Incident:
    """The same for somebody who is about to change it. Raises PermissionDenied for a reader without the role.

    Use under `login_required`, so that nobody learns by the answer whether a restricted incident exists.
    """
    incident = readable_incident(request, number, incidents)
    require_editor(request.user)
    return incident
