"""The page of patterns, and each of its tables as a file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from incidents.models import Incident
from reviews.patterns import csv, page
from reviews.patterns.asking import Scope, read_scope
from reviews.patterns.narrowing import narrowings
from reviews.patterns.patterns import MOST_COMPONENTS, Patterns, patterns
from reviews.patterns.rows import incidents_by_key, told_of


@require_safe
def pattern_list(request: HttpRequest) -> HttpResponse:
    """What keeps happening, among the incidents that are asked for and that this person may see."""
    scope = read_scope(request.GET, request.user)
    visible = Incident.objects.visible_to(request.user)
    most = {"most": None, "most_components": MOST_COMPONENTS, "most_seen": None} if scope.everything else {}
    found = _patterns(scope, visible, **most)
    named = incidents_by_key(visible, page.keys_named(found, everything=scope.everything))
    context = {
        "scope": scope,
        "tables": csv.TABLES,
        "narrowings": narrowings(found.ground, scope.held),
        **page.told(found, named, everything=scope.everything),
    }
    return render(request, "reviews/patterns.html", context)


@require_safe
def pattern_table(request: HttpRequest, name: str) -> HttpResponse:
    """One table, whole: every mechanism, component and pair."""
    if name not in csv.TABLES:
        raise Http404
    scope = read_scope(request.GET, request.user)
    visible = Incident.objects.visible_to(request.user)
    found = _patterns(scope, visible, most=None, most_components=None, most_seen=None)
    named = incidents_by_key(visible, page.keys_named(found, everything=True))
    response = HttpResponse(csv.write(name, found, named), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="patterns-{name}.csv"'
    return response


def _patterns(scope: Scope, visible, **most) -> Patterns:
    told = told_of(scope.incidents(visible), visible)
    how = {"roles": scope.roles, "role_is_joined": scope.holds_mechanisms, "now": timezone.now()}
    return patterns(told, scope.text, **how, **most)
