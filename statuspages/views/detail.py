"""One watched page, and one post of it."""

from __future__ import annotations

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from statuspages.access import readable_page
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage
from statuspages.page import Asked, page_context
from statuspages.posts import told_post
from statuspages.reports import span_of
from statuspages.views.numbers import whole_number

WITH_FACTS = StatusPage.objects.select_related("organisation", "added_by")


@require_safe
def status_page_detail(request, pk):
    page = readable_page(request, pk, WITH_FACTS)
    asked = Asked(
        cursor=request.GET.get("from", ""),
        only=whole_number(request.GET.get("incident", "")),
        every_component=request.GET.get("components") == "all",
        component=request.GET.get("component", "").strip()[:200],
        every_maintenance=request.GET.get("maintenances") == "all",
    )
    context = page_context(page, request.user, timezone.now(), asked)
    return render(request, "statuspages/page_detail.html", context)


@require_safe
def reported_update(request, pk, update):
    """One post whole, with the changes between its forms, or with form `?version=`."""
    page = readable_page(request, pk)
    told = ReportedIncident.objects.of_either_kind_visible_to(request.user).filter(page=page)
    updates = ReportedUpdate.objects.filter(reported__in=told).select_related("reported__incident")
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
