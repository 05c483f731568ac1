"""What people add to a watched page: settings, what of ours needs it, its secret address for webhooks."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from statuspages.access import editable_page
from statuspages.forms import DependencyForm, SettingsForm
from statuspages.models import Dependency, StatusPage

ANCHORS = {"needs": "#needed-by", "webhook": "#webhook"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def status_page_settings(request, pk):
    if request.method != "POST":
        page = editable_page(request, pk, StatusPage.objects.select_related("organisation"))
        return _settings(request, page)
    with transaction.atomic():  # nobody else changes it between the check and the change
        locked = StatusPage.objects.select_related("organisation").select_for_update(
            of=("self",), no_key=True
        )
        page = editable_page(request, pk, locked)
        form = SettingsForm(request.POST, page=page)
        if form.is_valid():
            form.save(by=request.user)
            messages.success(request, "Saved.")
            return redirect(page)
    return _settings(request, page, form=form, status=422)


def _settings(request, page, *, form=None, needs=None, status: int = 200) -> HttpResponse:
    dependencies = Dependency.objects.visible_to(request.user)
    context = {
        "page": page,
        "form": form or SettingsForm(page=page),
        "needs": needs or DependencyForm(page=page, user=request.user, initial=_last_named(dependencies)),
        "dependencies": dependencies.filter(page=page).for_page(),
        "webhook": _webhook(request, page),
    }
    return render(request, "statuspages/page_settings.html", context, status=status)


def _last_named(dependencies) -> dict:
    """Whose component was named last: mostly it is the same organisation's again."""
    last = dependencies.select_related("component__organisation").order_by("-pk").first()
    return {"organisation": last.component.organisation.name} if last else {}


def _webhook(request, page: StatusPage) -> str:
    """The page's secret address; "" where it has none."""
    if not page.nudge_key:
        return ""
    return request.build_absolute_uri(reverse("statuspages:webhook", args=[page.nudge_key]))


@login_required
@require_POST
def dependency_new(request, pk):
    page = editable_page(request, pk, StatusPage.objects.select_related("organisation"))
    form = DependencyForm(request.POST, page=page, user=request.user)
    if not form.is_valid():
        return _settings(request, page, needs=form, status=422)
    form.save(by=request.user)
    return _back(page, "needs")


@login_required
@require_POST
def dependency_remove(request, pk, dependency):
    page = editable_page(request, pk)
    known = Dependency.objects.visible_to(request.user).filter(page=page)
    get_object_or_404(known, pk=dependency).remove(by=request.user)
    return _back(page, "needs")


@login_required
@require_POST
def webhook_renew(request, pk):
    page = editable_page(request, pk)
    had_one = bool(page.nudge_key)
    page.renew_nudge_key()
    if had_one:
        messages.success(request, "There is a new address. The one before answers no more.")
    return _back(page, "webhook")


@login_required
@require_POST
def webhook_remove(request, pk):
    page = editable_page(request, pk)
    page.drop_nudge_key()
    messages.success(request, "The address answers no more.")
    return _back(page, "webhook")


def _back(page: StatusPage, part: str):
    return redirect(reverse("statuspages:settings", args=[page.pk]) + ANCHORS[part])
