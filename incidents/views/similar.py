"""What an incident is like, and saying whether it is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.roles import may_edit
from incidents.access import editable_incident, readable_incident
from incidents.drafts.reading import read_draft
from incidents.drafts.request_time import one_request
from incidents.exceptions import PairChanged
from incidents.forms.pair import PairForm
from incidents.importing.document import DocumentError
from incidents.models import Incident, IncidentPair
from incidents.similar.drafted import story_drafted, text_drafted
from incidents.similar.finding import similar_to, similar_to_told
from incidents.similar.page import SimilarPage
from incidents.similar.said import dismissed_pairs, pair_said, said_of
from incidents.views.importing import own_draft

WITH_ORGANISATION = Incident.objects.select_related("organisation")


@require_safe
def incident_similar(request, number):
    """The page of its own; htmx, on the incident's page, gets the section alone."""
    incident = readable_incident(request, number, WITH_ORGANISATION)
    said = pair_said(incident, request.GET.get("said", ""), request.user)
    return _similar(request, incident, said=said)


@login_required
@require_POST
def pair_say(request, number, other):
    """Say something of two incidents, or take it back."""
    incident = editable_incident(request, number, WITH_ORGANISATION)
    another = readable_incident(request, other)
    if another == incident:
        raise Http404
    form = PairForm(request.POST)
    if not form.is_valid():
        refusal = "That is nothing that can be said of two incidents. Use one of the buttons."
        return _similar(request, incident, refusal=refusal, status=422)
    verdict, was = form.cleaned_data["verdict"], form.cleaned_data["was"]
    try:
        IncidentPair.objects.say(incident, another, verdict, by=request.user, was=was)
    except PairChanged as error:
        return _similar(request, incident, refusal=str(error), status=409)
    return redirect(f"{reverse('incidents:similar', args=[incident.number])}?said={another.number}#similar")


@login_required
@require_safe
@one_request()
def import_similar(request, draft_id):
    """What a document is like that is being imported, as it was read and decided about so far."""
    draft = own_draft(request, draft_id)
    if not draft.is_waiting:
        return redirect(draft)
    try:
        read = read_draft(draft).read
    except DocumentError:
        return redirect(draft)  # which says what is wrong
    story, text = story_drafted(draft, read), text_drafted(draft, read)
    without = [key for key in (draft.into_id, draft.came_from_id) if key]
    page = SimilarPage(similar_to_told(story, text, request.user, without=without))
    template = "incidents/_similar.html" if request.htmx else "incidents/import_similar.html"
    return render(request, template, {"page": page, "draft": draft})


def _similar(request, incident: Incident, *, said=None, refusal: str = "", status: int = 200):
    similar = similar_to(incident, request.user)
    page = SimilarPage(similar, incident, can_say=may_edit(request.user), said=said, refusal=refusal)
    if request.htmx:
        return render(request, "incidents/_similar.html", {"page": page}, status=status)
    context = {
        "page": page,
        "dismissed": dismissed_pairs(incident, request.user),
        "history": said_of(incident, request.user),
    }
    return render(request, "incidents/similar.html", context, status=status)
