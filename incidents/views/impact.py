"""Impact windows of one incident."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from incidents.access import editable_incident
from incidents.forms.impact import ImpactWindowForm
from incidents.models import Incident
from incidents.views.items import item_form

INCIDENTS = Incident.objects.select_related("organisation")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def window_add(request, number):
    incident = editable_incident(request, number, INCIDENTS.all())
    form = ImpactWindowForm(request.POST or None, incident=incident, user=request.user)
    return item_form(request, form, heading="Add an impact window", anchor="impact")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def window_edit(request, number, pk):
    incident = editable_incident(request, number, INCIDENTS.all())
    window = get_object_or_404(incident.impact_windows.select_related("component"), pk=pk)
    form = ImpactWindowForm(request.POST or None, incident=incident, user=request.user, window=window)
    return item_form(
        request,
        form,
        heading="Change an impact window",
        anchor="impact",
        delete="incidents:window_delete",
        item=window,
    )


@login_required
@require_POST
def window_delete(request, number, pk):
    incident = editable_incident(request, number)
    get_object_or_404(incident.impact_windows, pk=pk).remove(by=request.user)
    return redirect(f"{incident.get_absolute_url()}#impact")
