"""What may lie behind an incident of ours: the offers with their reasons, and a person's word on them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from incidents.access import editable_incident, readable_incident
from statuspages.models import ReportedIncident, Upstream
from statuspages.upstream import decide, offers_of, undecide

SAYS = {
    Upstream.State.LINKED: "is told as upstream of",
    Upstream.State.DECLINED: "is no longer offered for",
}


@login_required
@require_safe
def upstream_list(request, number):
    """Everything that may lie behind incident `number`, linked, offered and declined."""
    incident = readable_incident(request, number)
    offers = offers_of(incident, request.user)
    states = {offer: offer.decision.state if offer.decision else "offered" for offer in offers}
    context = {
        "incident": incident,
        "linked": [offer for offer in offers if states[offer] == Upstream.State.LINKED],
        "offered": [offer for offer in offers if states[offer] == "offered"],
        "declined": [offer for offer in offers if states[offer] == Upstream.State.DECLINED],
    }
    return render(request, "statuspages/upstream_list.html", context)


@login_required
@require_POST
def upstream_decide(request, number, pk, state):
    """Link or decline, with the reason as it stands now; "" where nothing offers it (any more)."""
    incident, reported = _both(request, number, pk)
    offers = offers_of(incident, request.user)
    why = next((offer.why for offer in offers if offer.reported.pk == reported.pk), "")
    decide(incident, reported, state, by=request.user, why=why)
    messages.success(request, f"“{reported.name}” {SAYS[state]} {incident.reference}.")
    return redirect("statuspages:upstream", incident.number)


@login_required
@require_POST
def upstream_undo(request, number, pk):
    """Take the decision back; a second time changes nothing."""
    incident, reported = _both(request, number, pk)
    undecide(incident, reported, by=request.user)
    return redirect("statuspages:upstream", incident.number)


def _both(request, number: int, pk: int):
    incident = editable_incident(request, number)
    return incident, get_object_or_404(ReportedIncident.objects.visible_to(request.user), pk=pk)
