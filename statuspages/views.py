"""Watched pages: the list, one of them, and what can be done with it."""

from __future__ import annotations

import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.way_back import way_back
from statuspages.access import editable_page, readable_page
from statuspages.afterwards import SPAN, changes_since
from statuspages.forms import AddressForm, RenameForm
from statuspages.listing import page_list
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage
from statuspages.page import page_context, reported_row
from statuspages.posts import told_post

WITH_FACTS = StatusPage.objects.select_related("organisation", "added_by")


@require_safe
def status_page_list(request):
    now = timezone.now()
    reported = ReportedIncident.objects.visible_to(request.user)
    context = {
        "list": page_list(request.user, now),
        "changes": changes_since(reported, now - SPAN),
        "form": AddressForm(),
        "now": now,
    }
    return render(request, "statuspages/page_list.html", context)


@require_safe
def status_page_detail(request, pk):
    page = readable_page(request, pk, WITH_FACTS)
    return _detail(request, page, RenameForm(page=page))


def _detail(request, page: StatusPage, form: RenameForm, status: int = 200) -> HttpResponse:
    context = page_context(
        page,
        request.user,
        timezone.now(),
        cursor=request.GET.get("from", ""),
        all_components=request.GET.get("components") == "all",
    )
    return render(request, "statuspages/page_detail.html", context | {"form": form}, status=status)


@require_safe
def reported_update(request, pk, update):
    """One post whole, with the changes between its forms, or with form `?version=`."""
    page = readable_page(request, pk)
    reported = ReportedIncident.objects.visible_to(request.user).filter(page=page)
    updates = ReportedUpdate.objects.filter(reported__in=reported).select_related("reported__incident")
    found = get_object_or_404(updates.prefetch_related("revisions"), pk=update)
    version = request.GET.get("version", "")
    post = told_post(found, version=int(version) if re.fullmatch("[0-9]{1,6}", version) else None, whole=True)
    context = {
        "page": page,
        "row": reported_row(found.reported),
        "post": post,
        "incident": found.reported.incident,
    }
    return render(request, "statuspages/update_detail.html", context)


@login_required
@require_POST
def status_page_rename(request, pk):
    page = editable_page(request, pk, WITH_FACTS)
    form = RenameForm(request.POST, page=page)
    if form.is_valid():
        return redirect(form.save(by=request.user))
    page.refresh_from_db(fields=["name"])
    return _detail(request, page, form, status=422)


@login_required
@require_POST
def status_page_stop(request, pk):
    page = editable_page(request, pk)
    page.stop_watching(by=request.user)
    messages.success(request, f"{page.name} is not read any more. All that was kept stays.")
    return redirect(page)


@login_required
@require_POST
def status_page_resume(request, pk):
    page = editable_page(request, pk)
    page.resume_watching(by=request.user, now=timezone.now())
    messages.success(request, f"{page.name} is watched again. It is read within a minute.")
    return redirect(page)


@login_required
@require_POST
def status_page_read(request, pk):
    page = editable_page(request, pk)
    if page.read_soon(timezone.now()):
        messages.success(request, f"{page.name} is being read. Reload in a few seconds to see what it says.")
    else:
        messages.error(request, f"{page.name} is not watched. Watch it again to have it read.")
    return redirect(way_back(request) or page)
