"""Words that mean the same to search: everybody reads the list, administrators change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.roles import may_administer, require_administrator
from incidents.forms.synonyms import SynonymForm
from search.models import SynonymSet
from search.synonyms import ChangedMeanwhile

SHOWN = 20  # changes
VERBS = {"insert": "added", "update": "changed to", "delete": "removed"}


@dataclass(frozen=True, slots=True)
class Change:
    """A set as it was written at one moment."""

    at: datetime
    who: str  # "" where a command did it
    verb: str
    said: str


@require_safe
def synonym_list(request):
    changes = []
    if may_administer(request.user):
        changes = _changes(SynonymSet.versions_of_all().exclude(pgh_context=None))
    context = {"sets": SynonymSet.objects.for_list(), "changes": changes}
    return render(request, "incidents/synonym_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def synonym_add(request):
    require_administrator(request.user)
    form = SynonymForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.save(by=request.user):
        messages.success(request, f"Search takes these for one another now: {form.stored}.")
        return redirect("incidents:synonyms")
    return _form_page(request, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def synonym_edit(request, pk):
    require_administrator(request.user)
    form = SynonymForm(request.POST or None, stored=get_object_or_404(SynonymSet, pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            if form.save(by=request.user):
                messages.success(request, f"Search takes these for one another now: {form.stored}.")
                return redirect("incidents:synonyms")
        except ChangedMeanwhile:
            return _conflict_page(request, form, get_object_or_404(SynonymSet, pk=pk))
    return _form_page(request, form)


@login_required
@require_POST
def synonym_remove(request, pk):
    """Let the words of a set be different ones again. Its earlier forms stay in the history."""
    require_administrator(request.user)
    stored = get_object_or_404(SynonymSet, pk=pk)
    read = request.POST.get("edition", "")
    try:
        stored.remove(by=request.user, edition=int(read) if read.isdecimal() else 0)
    except ChangedMeanwhile as error:
        messages.error(request, str(error))
        return redirect("incidents:synonym", pk)
    messages.success(request, f"Search takes these for different words again: {stored}.")
    return redirect("incidents:synonyms")


def _form_page(request, form: SynonymForm, status: int | None = None):
    stored = form.stored
    context = {"form": form, "stored": stored, "changes": _changes(stored.versions) if stored else []}
    status = status or (422 if form.is_bound else 200)
    return render(request, "incidents/synonym_form.html", context, status=status)


def _conflict_page(request, form: SynonymForm, newest: SynonymSet):
    form.go_on_from(newest)
    form.add_error(
        None, f"Somebody else has just changed this set to: {newest}. Yours is below; save again to keep it."
    )
    form.stored = newest
    return _form_page(request, form, 409)


def _changes(versions: QuerySet) -> list[Change]:
    """The last of these, the newest first."""
    rows = list(versions.select_related("pgh_context").order_by("-pgh_id")[:SHOWN])
    told = [row.pgh_context.metadata.get("user") if row.pgh_context else None for row in rows]
    people = User.objects.in_bulk([pk for pk in told if pk])
    return [
        Change(row.pgh_created_at, str(people.get(pk, "")), VERBS[row.pgh_label], ", ".join(row.forms))
        for row, pk in zip(rows, told, strict=True)
    ]
