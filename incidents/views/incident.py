"""One incident: opening it, reading it, changing its facts and status."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.roles import require_editor
from incidents.access import editable_incident, readable_incident
from incidents.exceptions import StatusUnchanged
from incidents.forms.incident import IncidentForm, NewIncidentForm, StatusForm
from incidents.models import Incident
from incidents.page import incident_page
from incidents.similar.page import SimilarPage
from incidents.similar.typed import similar_to_typed


@require_safe
def incident_detail(request, number):
    incident = readable_incident(request, number, Incident.objects.for_page())
    by_learning = request.GET.get("order") == "learned"
    context = incident_page(incident, request.user, by_learning=by_learning)
    return render(request, "incidents/incident_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident_new(request):
    require_editor(request.user)
    if request.method == "POST" and request.POST.get("do") == "similar":
        return _similar_so_far(request)
    form = NewIncidentForm(
        request.POST or None, user=request.user, initial={"time_zone": request.user.time_zone}
    )
    if request.method == "POST" and form.is_valid():
        return redirect(form.save(by=request.user))
    return _form_page(request, "incidents/incident_new.html", form)


def _similar_so_far(request):
    """What it is like as far as it is typed: asked for while typing, or by a button. Keeps nothing."""
    page = SimilarPage(similar_to_typed(request.POST, request.user))
    if request.htmx:
        return render(request, "incidents/_similar.html", {"page": page})
    typed = request.POST.dict() | {"readers": request.POST.getlist("readers")}
    form = NewIncidentForm(user=request.user, initial=typed)
    return render(request, "incidents/incident_new.html", {"form": form, "page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident_edit(request, number):
    incident = editable_incident(request, number, Incident.objects.select_related("organisation", "lead"))
    form = IncidentForm(request.POST or None, incident=incident, user=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(form.save(by=request.user))
    return _form_page(request, "incidents/incident_edit.html", form, incident=incident)


@login_required
@require_POST
def incident_status(request, number):
    incident = editable_incident(request, number, Incident.objects.for_page())
    form = StatusForm(request.POST)
    if form.is_valid():
        try:
            incident.change_status(form.cleaned_data["status"], by=request.user, why=form.cleaned_data["why"])
        except StatusUnchanged as error:
            form.add_error("status", str(error))
        else:
            return redirect(incident)
    context = incident_page(incident, request.user) | {"status_form": form}
    return render(request, "incidents/incident_detail.html", context, status=422)


def _form_page(request, template: str, form, **context):
    """The page with its form: 200 when it is first shown, 422 when what came back could not be taken."""
    status = 422 if request.method == "POST" else 200
    return render(request, template, {"form": form, **context}, status=status)
