"""Watched pages: the list, one of them, and what can be done with it."""

from __future__ import annotations

import logging
import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from accounts.roles import require_editor
from accounts.way_back import way_back
from statuspages.access import editable_page, readable_page
from statuspages.afterwards import SPAN, changes_since
from statuspages.exceptions import AlreadyWatched, StatusPageError
from statuspages.forms import AddressForm, RenameForm, WatchForm
from statuspages.listing import page_list
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage
from statuspages.page import page_context, span_of
from statuspages.posts import told_post
from statuspages.tasks import poll_status_page
from statuspages.watching import look_at, watch

log = logging.getLogger(__name__)

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


@login_required
@require_POST
def status_page_look(request):
    """What stands at an address, asked there within 10 seconds and not stored."""
    require_editor(request.user)
    form = AddressForm(request.POST)
    found = _found(form) if form.is_valid() else None
    watching = None
    if found:
        name = found.moved.name if found.moved else found.name
        watching = WatchForm(initial={"address": found.url, "name": name})
    return _look_page(request, form, found=found, watching=watching)


@login_required
@require_POST
def status_page_watch(request):
    """Watch what was looked at. It is looked at again, since nothing was stored between."""
    require_editor(request.user)
    form = WatchForm(request.POST)
    found = _found(form) if form.is_valid() else None
    if found is None:
        return _look_page(request, form)
    try:
        page = watch(found, name=form.cleaned_data["name"], by=request.user)
    except AlreadyWatched as error:
        messages.error(request, str(error))
        return redirect(error.page)
    _ask_to_read(page)
    messages.success(request, f"{page.name} is watched and being read. Reload in a few seconds.")
    return redirect(page)


def _found(form: AddressForm):
    """What the form's address shows; None, with what is wrong in the form, where that cannot be said."""
    try:
        return look_at(form.cleaned_data["address"])
    except AlreadyWatched as error:
        form.known = error.page
        form.add_error("address", str(error))
    except StatusPageError as error:
        form.add_error("address", str(error))


def _look_page(request, form: AddressForm, *, found=None, watching=None) -> HttpResponse:
    context = {"form": form, "found": found, "watching": watching, "now": timezone.now()}
    return render(request, "statuspages/page_look.html", context, status=200 if found else 422)


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
        only=_number(request.GET.get("incident", "")),
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
    post = told_post(found, version=_number(request.GET.get("version", "")), whole=True)
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
    _ask_to_read(page)
    messages.success(request, f"{page.name} is watched again and being read.")
    return redirect(page)


@login_required
@require_POST
def status_page_read(request, pk):
    page = editable_page(request, pk)
    if page.read_soon(timezone.now()):
        _ask_to_read(page)
        messages.success(request, f"{page.name} is being read. Reload in a few seconds to see what it says.")
    else:
        messages.error(request, f"{page.name} is not watched. Watch it again to have it read.")
    return redirect(way_back(request) or page)


def _ask_to_read(page: StatusPage) -> None:
    """Have a worker read a page that is due. Without a broker the next tick will do the same."""
    try:
        poll_status_page.delay_on_commit(page.pk)
    except OperationalError:
        log.warning("page %s is due, but no broker could be told", page.pk)


def _number(text: str) -> int | None:
    """A number in an address; None for what is none, or larger than any key."""
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else None
