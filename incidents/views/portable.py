"""The export of one incident."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.roles import may_edit
from incidents.access import readable_incident
from incidents.models import Incident
from incidents.portable import gather_incident, write_incident


@require_safe
def incident_export(request, number):
    """The incident as a file in the portable format. Drafts of a postmortem only for those who may edit."""
    incident = readable_incident(request, number, Incident.objects.for_page())
    text = write_incident(gather_incident(incident, drafts=may_edit(request.user)))
    headers = {"Content-Disposition": f'attachment; filename="{incident.reference}.md"'}
    return HttpResponse(text.encode(), content_type="text/markdown; charset=utf-8", headers=headers)
