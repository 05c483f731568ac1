"""The list of incidents."""

from __future__ import annotations

from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.filters import IncidentFilter, facets
from incidents.models import Incident
from incidents.rows import SORTS, incident_rows, sorted_page


@require_safe
def incident_list(request):
    visible = Incident.objects.visible_to(request.user)
    wanted = IncidentFilter.from_query(request.GET).looked_up(visible)
    sort = request.GET.get("sort", "") if request.GET.get("sort") in SORTS else "started"
    found = wanted.apply(visible)
    page = sorted_page(found.for_list(), sort, request.GET.get("from", ""))
    kept = visible.count()
    context = {
        "page": page,
        "rows": incident_rows(page),
        "wanted": wanted,
        "sort": sort,
        "facets": facets(visible, wanted, request.GET),
        "found": kept if wanted.is_empty else found.count(),
        "kept": kept,
    }
    return render(request, "incidents/incident_list.html", context)
