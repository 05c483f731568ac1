"""Action items: across incidents, and of one."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.reading import today_of
from accounts.way_back import way_back
from incidents.access import editable_incident
from incidents.due import ActionFilter, action_page
from incidents.forms.actions import ActionItemForm, ActionStatusForm
from incidents.models import ActionItem
from incidents.views.items import item_form


@require_safe
def action_list(request):
    wanted = ActionFilter.from_query(request.GET)
    today = today_of(request.user)
    page = action_page(ActionItem.objects.visible_to(request.user), wanted, request.user, today)
    return render(request, "incidents/action_list.html", {"page": page, "wanted": wanted, "today": today})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def action_add(request, number):
    incident = editable_incident(request, number)
    form = ActionItemForm(request.POST or None, incident=incident)
    return item_form(request, form, heading="Add an action item", anchor="actions")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def action_edit(request, number, pk):
    incident = editable_incident(request, number)
    action = get_object_or_404(incident.action_items, pk=pk)
    form = ActionItemForm(request.POST or None, incident=incident, action=action)
    return item_form(request, form, heading=f"Change action item {action.position}", anchor=action.anchor)


@login_required
@require_POST
def action_status(request, number, pk):
    """Move an action item on from a list; done now counts as today, where the person is."""
    incident = editable_incident(request, number)
    action = get_object_or_404(incident.action_items, pk=pk)
    form = ActionStatusForm(request.POST)
    if not form.is_valid():
        return HttpResponse("That is no status an action item can be moved to from here.", status=422)
    status = form.cleaned_data["status"]
    done = today_of(request.user) if status == ActionItem.Status.DONE else None
    action.change(by=request.user, status=status, done_date=done)
    return redirect(way_back(request) or action)
