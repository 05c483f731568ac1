"""Many pages at once: adding those of a list, following how that goes, and taking the list away as a file."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.roles import require_editor
from statuspages.adding import begin_adding
from statuspages.forms import ListForm
from statuspages.lists.opml import write_opml
from statuspages.lists.table import write_table
from statuspages.models import Adding, StatusPage
from statuspages.tasks import add_listed_pages

log = logging.getLogger(__name__)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adding_new(request):
    """Addresses pasted or sent as a file."""
    require_editor(request.user)
    if request.method != "POST":
        return render(request, "statuspages/adding_new.html", {"form": ListForm()})
    form = ListForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "statuspages/adding_new.html", {"form": form}, status=422)
    adding = begin_adding(form.cleaned_data["wanted"], by=request.user)
    ask_to_add(adding)
    return redirect(adding)


@login_required
@require_safe
def adding_detail(request, pk):
    """How far a list is, and what became of each of its lines."""
    adding = get_object_or_404(Adding.objects.visible_to(request.user).with_sums(), pk=pk)
    lines = adding.lines.select_related("page").order_by("position")
    context = {"adding": adding, "lines": lines}
    return render(request, "statuspages/adding_detail.html", context)


@login_required
@require_POST
def adding_again(request, pk):
    """Look once more at what was refused."""
    adding = get_object_or_404(Adding.objects.visible_to(request.user), pk=pk)
    require_editor(request.user)
    if adding.try_again():
        ask_to_add(adding)
    else:
        messages.info(request, "Nothing of this list was refused.")
    return redirect(adding)


def ask_to_add(adding: Adding) -> None:
    """Have workers begin with the list. Without a broker the next tick will do the same."""
    try:
        add_listed_pages.delay_on_commit(adding.pk)
    except OperationalError:
        log.warning("list %s waits, but no broker could be told", adding.pk)


@login_required
@require_safe
def export_csv(request):
    """Every watched page as a row that can be read in again."""
    return _file(write_table(_pages(request)), "text/csv", "status-pages.csv")


@login_required
@require_safe
def export_opml(request):
    """Every watched page as an outline, for feed readers too."""
    text = write_opml(_pages(request), title="Watched status pages", made_at=timezone.now())
    return _file(text, "text/x-opml", "status-pages.opml")


def _pages(request):
    return StatusPage.objects.visible_to(request.user).order_by(F("name"), "pk")


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text.encode(), content_type=f"{content_type}; charset=utf-8", headers=headers)
