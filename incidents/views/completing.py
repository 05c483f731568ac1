"""What is offered while somebody types a query."""

from __future__ import annotations

from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.asking.completing import complete


@require_safe
def completing(request):
    """`?q=…&at=…`: what the text may go on to at the caret, as options of a list box; empty where at nothing.

    `at` counts characters (code points) before the caret; without it, or where it is no number, all of them.
    """
    said = request.GET.get("at", "")
    at = int(said[:9]) if said.isascii() and said.isdigit() else None
    completions = complete(request.GET.get("q", ""), at, user=request.user)
    return render(request, "incidents/_completions.html", {"completions": completions})
