"""One watched page, and one post of it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from statuspages.access import editable_page, readable_page
from statuspages.forms import RenameForm
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage
from statuspages.page import page_context, span_of
from statuspages.posts import told_post
from statuspages.views.numbers import whole_number

WITH_FACTS = StatusPage.objects.select_related("organisation", "added_by")


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
        only=whole_number(request.GET.get("incident", "")),
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
    post = told_post(found, version=whole_number(request.GET.get("version", "")), whole=True)
    context = {
        "page": page,
        "reported": found.reported,
        "span": span_of(found.reported),
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
