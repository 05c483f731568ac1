"""The list of watched pages."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from statuspages.afterwards import SPAN, changes_since
from statuspages.forms import AddressForm
from statuspages.listing import page_list
from statuspages.models import ReportedIncident


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
