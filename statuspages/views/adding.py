"""Looking at a page, and watching it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.roles import require_editor
from statuspages.exceptions import AlreadyWatched, StatusPageError
from statuspages.forms import AddressForm, WatchForm
from statuspages.views.reading import ask_to_read
from statuspages.watching import look_at, watch


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
    ask_to_read(page)
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
