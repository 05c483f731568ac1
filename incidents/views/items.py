"""The page on which one thing of an incident (a window, factor, action or source) is added or changed."""

from __future__ import annotations

from django.shortcuts import redirect, render
from django.urls import reverse


def item_form(request, form, *, heading: str, anchor: str, delete: str = "", item=None):
    """Show `form`, or save it and go back to the incident.

    `form.incident` is the incident and `form.save(by=…)` writes. `anchor` is where the incident's page opens
    afterwards; `delete` names the view that removes `item`. 422 with the form when it cannot be taken.
    """
    incident = form.incident
    back = f"{incident.get_absolute_url()}#{anchor}"
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        return redirect(back)
    context = {
        "incident": incident,
        "form": form,
        "heading": heading,
        "back": back,
        "delete": reverse(delete, args=[incident.number, item.pk]) if delete else "",
    }
    return render(
        request, "incidents/item_form.html", context, status=422 if request.method == "POST" else 200
    )
