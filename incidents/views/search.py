"""Searching: incidents by what is told of them."""

from __future__ import annotations

from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.search_page import search_page


@require_safe
def search(request):
    typing = bool(request.htmx) and request.htmx.trigger == "q"  # not by Enter or the button
    page = search_page(request.user, request.GET, typing=typing)
    return render(request, "incidents/search.html", {"page": page})
