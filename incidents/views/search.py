"""Searching: incidents by what is told of them."""

from __future__ import annotations

from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.models import Incident
from incidents.search_page import search_page


@require_safe
def search(request):
    visible = Incident.objects.visible_to(request.user)
    page = search_page(visible, request.GET, typing=bool(request.htmx))
    return render(request, "incidents/search.html", {"page": page})
