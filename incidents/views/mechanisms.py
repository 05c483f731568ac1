"""The vocabulary of mechanisms, and where each was met."""

from __future__ import annotations

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from incidents.models import ContributingFactor, Incident, Mechanism
from incidents.seek import Key, seek

NEWEST_FIRST = (Key("pk", falling=True),)


@require_safe
def mechanism_list(request):
    visible = Incident.objects.visible_to(request.user)
    met = Count("factors__incident", filter=Q(factors__incident__in=visible), distinct=True)
    mechanisms = Mechanism.objects.in_use().annotate(met=met)
    told = visible.filter(factors__isnull=False).distinct().count()
    return render(request, "incidents/mechanism_list.html", {"mechanisms": mechanisms, "told": told})


@require_safe
def mechanism_detail(request, slug):
    mechanism = get_object_or_404(Mechanism, slug=slug)
    visible = Incident.objects.visible_to(request.user)
    factors = ContributingFactor.objects.filter(mechanism=mechanism, incident__in=visible)
    factors = factors.select_related("incident__severity", "incident__organisation")
    context = {
        "mechanism": mechanism,
        "page": seek(factors, NEWEST_FIRST, request.GET.get("from", "")),
        "number": factors.count(),
    }
    return render(request, "incidents/mechanism_detail.html", context)
