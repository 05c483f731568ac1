"""The list of incidents."""

from __future__ import annotations

from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.list_page import list_page


@require_safe
def incident_list(request):
    return render(request, "incidents/incident_list.html", {"list": list_page(request.user, request.GET)})
