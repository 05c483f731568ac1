"""Reading, writing, publishing and comparing an incident's postmortem."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import may_edit
from incidents.access import editable_incident, readable_incident
from incidents.differences import merge3, word_difference
from incidents.exceptions import AlreadyPublished, EditConflict, NewerVersion, NothingToPublish
from incidents.forms.postmortem import PostmortemForm, PublishForm, StateForm
from incidents.models import Incident, Postmortem
from incidents.page import readable_postmortem
from incidents.writing import DEFAULT_BODY, reading_page, unmentioned_factors, written


@require_safe
def postmortem_read(request, number):
    incident = readable_incident(request, number, Incident.objects.for_page())
    revision = readable_postmortem(incident, request.user)
    context = reading_page(incident, revision) | {"can_edit": may_edit(request.user)}
    return render(request, "incidents/postmortem.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def postmortem_edit(request, number):
    """The editor. Saving keeps one more version; `then=publish` also publishes it."""
    incident = editable_incident(request, number, Incident.objects.for_page())
    if request.method != "POST":
        return _editor(request, incident, _first_form(incident))
    publishes = request.POST.get("then") == "publish"
    form = PostmortemForm(request.POST, publishes=publishes)
    if not form.is_valid():
        return _editor(request, incident, form, status=422)
    postmortem = Postmortem.begin(incident)
    try:
        with transaction.atomic():
            revision = postmortem.save_text(
                form.cleaned_data["body"],
                by=request.user,
                based_on=form.cleaned_data["based_on"],
                note=form.cleaned_data["note"],
            )
            if publishes:
                postmortem.publish(by=request.user)
    except EditConflict as conflict:
        return _conflict(request, incident, form, conflict)
    if publishes:
        return redirect(postmortem)
    messages.success(request, f"Saved as version {revision.number}.")
    return redirect("incidents:postmortem_edit", incident.number)


def _first_form(incident: Incident) -> PostmortemForm:
    """The newest text to go on from, else the template with its prompts."""
    newest = incident.postmortem.newest if hasattr(incident, "postmortem") else None
    body, number = (newest.body, newest.number) if newest else (DEFAULT_BODY, 0)
    return PostmortemForm(initial={"body": body, "based_on": number})


def _editor(request, incident: Incident, form: PostmortemForm, status: int = 200):
    body = form["body"].value() or ""
    postmortem = getattr(incident, "postmortem", None)
    context = {
        "incident": incident,
        "form": form,
        "postmortem": postmortem,
        "others": postmortem.others_writing(request.user) if postmortem else [],
        **_preview(incident, body),
    }
    return render(request, "incidents/postmortem_edit.html", context, status=status)


def _preview(incident: Incident, body: str) -> dict:
    return {"preview": written(incident, body), "unmentioned": unmentioned_factors(incident, body)}


def _conflict(request, incident: Incident, form: PostmortemForm, conflict: EditConflict):
    """Both texts, where they differ, and a form that goes on from the newer one. Nothing is lost."""
    mine, theirs = form.cleaned_data["body"], conflict.newest
    base = theirs.postmortem.revisions.filter(number=form.cleaned_data["based_on"]).first()
    merged = merge3(base.body if base else "", mine, theirs.body)
    chosen = PostmortemForm(
        initial={
            "body": merged.text,
            "based_on": theirs.number,
            "note": form.cleaned_data["note"],
        }
    )
    context = {
        "incident": incident,
        "error": conflict,
        "theirs": theirs,
        "mine": mine,
        "merged": merged,
        "difference": word_difference(theirs.body, mine),
        "form": chosen,
    }
    return render(request, "incidents/postmortem_conflict.html", context, status=409)


@login_required
@require_POST
def postmortem_preview(request, number):
    """The text as readers will see it, and who else is writing. Keeps nothing of the text."""
    incident = editable_incident(request, number, Incident.objects.for_page())
    form = PostmortemForm({"body": request.POST.get("body", ""), "based_on": 0})
    context = {"incident": incident, "form": form, "others": []}
    if not form.is_valid():
        return render(request, "incidents/_preview.html", context, status=422)
    if hasattr(incident, "postmortem"):
        incident.postmortem.note_writer(request.user)
        context["others"] = incident.postmortem.others_writing(request.user)
    context |= _preview(incident, form.cleaned_data["body"])
    return render(request, "incidents/_preview.html", context)


@login_required
@require_POST
def postmortem_state(request, number):
    """Hand a draft to review, or take it back."""
    incident = editable_incident(request, number)
    postmortem = get_object_or_404(Postmortem, incident=incident)
    form = StateForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, "A postmortem is a draft or in review until it is published. Nothing was changed."
        )
        return redirect(postmortem)
    try:
        postmortem.move_to(form.cleaned_data["state"], by=request.user)
    except AlreadyPublished as error:
        messages.error(request, str(error))
    return redirect(postmortem)


@login_required
@require_POST
def postmortem_publish(request, number):
    incident = editable_incident(request, number)
    postmortem = get_object_or_404(Postmortem, incident=incident)
    form = PublishForm(request.POST)
    try:
        postmortem.publish(by=request.user, version=form.read_version())
    except (NothingToPublish, NewerVersion) as error:
        messages.error(request, str(error))
    return redirect(postmortem)


@require_safe
def postmortem_versions(request, number):
    """Every version with who wrote it; for editors, since drafts are not for everybody."""
    incident, postmortem = _for_editors(request, number)
    revisions = postmortem.revisions.select_related("author").defer("body").order_by("-number")
    context = {"incident": incident, "postmortem": postmortem, "revisions": revisions}
    return render(request, "incidents/postmortem_versions.html", context)


@require_safe
def postmortem_version(request, number, version):
    """One version, compared word by word with the one before."""
    incident, postmortem = _for_editors(request, number)
    revision = get_object_or_404(postmortem.revisions.select_related("author"), number=version)
    before = postmortem.revisions.filter(number=version - 1).first()
    context = {
        "incident": incident,
        "postmortem": postmortem,
        "revision": revision,
        "before": before,
        "difference": word_difference(before.body if before else "", revision.body),
    }
    return render(request, "incidents/postmortem_version.html", context)


def _for_editors(request, number):
    incident = readable_incident(request, number)
    if not may_edit(request.user):
        raise Http404("Versions of a postmortem are for editors.")
    return incident, get_object_or_404(Postmortem, incident=incident)
