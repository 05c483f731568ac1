"""Contributing factors of one incident."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from incidents.access import editable_incident
from incidents.forms.factors import ContributingFactorForm
from incidents.views.items import item_form


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def factor_add(request, number):
    incident = editable_incident(request, number)
    form = ContributingFactorForm(request.POST or None, incident=incident)
    return item_form(request, form, heading="Add a contributing factor", anchor="factors")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def factor_edit(request, number, pk):
    incident = editable_incident(request, number)
    factor = get_object_or_404(incident.factors.select_related("mechanism"), pk=pk)
    form = ContributingFactorForm(request.POST or None, incident=incident, factor=factor)
    heading = f"Change factor {factor.position}"
    return item_form(
        request, form, heading=heading, anchor=factor.anchor, delete="incidents:factor_delete", item=factor
    )


@login_required
@require_POST
def factor_delete(request, number, pk):
    incident = editable_incident(request, number)
    get_object_or_404(incident.factors, pk=pk).remove(by=request.user)
    return redirect(f"{incident.get_absolute_url()}#factors")
