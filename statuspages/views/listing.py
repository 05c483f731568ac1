"""The list of watched pages."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from statuspages.afterwards import SPAN, changes_since
from statuspages.forms import AddressForm
from statuspages.listing import page_list
from statuspages.models import Adding, Platform, ReportedIncident
from statuspages.narrowing import PageFilter
from statuspages.views.numbers import whole_number


@require_safe
def status_page_list(request):
    now = timezone.now()
    wanted = PageFilter.read(request.GET)
    reported = ReportedIncident.objects.visible_to(request.user)
    context = {
        "list": page_list(request.user, now, wanted, whole_number(request.GET.get("page", "")) or 1),
        "wanted": wanted,
        "changes": changes_since(reported, now - SPAN),
        "adding": Adding.objects.visible_to(request.user).unfinished().order_by("-pk").first(),
        "platforms": Platform.objects.visible_to(request.user).failing(),
        "form": AddressForm(),
        "now": now,
    }
    return render(request, "statuspages/page_list.html", context)
