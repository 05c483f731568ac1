"""The first page: what is open, what is due, what was learnt."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.front import front_page
from incidents.models import Incident


@require_safe
def home(request):
    visible = Incident.objects.visible_to(request.user)
    return render(request, "incidents/home.html", front_page(visible, request.user, timezone.now()))
