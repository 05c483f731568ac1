"""The documents an incident stands on."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from incidents.access import editable_incident, readable_incident
from incidents.forms.sources import SourceForm
from incidents.views.items import item_form
from timelines.quoting import marked_text


@require_safe
def source_detail(request, number, pk):
    """The document word for word, with every quoted place marked and linked to what stands on it."""
    incident = readable_incident(request, number)
    source = get_object_or_404(incident.sources.select_related("added_by"), pk=pk)
    quotes = source.quotes.prefetch_related("events", "factors", "action_items").order_by(
        "start", "end", "pk"
    )
    context = {
        "incident": incident,
        "source": source,
        "quotes": quotes,
        "pieces": marked_text(source.text, quotes),
    }
    return render(request, "incidents/source_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def source_add(request, number):
    incident = editable_incident(request, number)
    form = SourceForm(request.POST or None, incident=incident)
    return item_form(request, form, heading="Keep a source", anchor="sources")
