"""Everything that was changed of an incident."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.roles import may_edit
from incidents.access import readable_incident
from incidents.history import history_of


@require_safe
def incident_history(request, number):
    incident = readable_incident(request, number)
    page = history_of(incident, request.GET.get("before", ""), drafts=may_edit(request.user))
    return render(request, "incidents/incident_history.html", {"incident": incident, "page": page})
