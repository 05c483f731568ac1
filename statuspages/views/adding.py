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
from statuspages.lists.given import read_list
from statuspages.lists.wanted import ListError, Wanted
from statuspages.providers import BY_NAME
from statuspages.providers.reading import Level
from statuspages.views.reading import ask_to_read
from statuspages.watching import look_at, watch
from statuspages.wording import spoken


@login_required
@require_POST
def status_page_look(request):
    """What stands at an address, asked there within 25 seconds and not stored."""
    require_editor(request.user)
    form = AddressForm(request.POST)
    if several := _several(request.POST.get("address", "")):
        return render(request, "statuspages/page_look.html", {"form": form, "several": several})
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


def _several(text: str) -> tuple[Wanted, ...]:
    """The pages of a text with more than one address; none where it is one, or too much."""
    if text.count("://") < 2:
        return ()
    try:
        wanted = read_list(text)
    except ListError:
        return ()
    return wanted if len(wanted) > 1 else ()


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
    now = timezone.now()
    context = {
        "form": form,
        "found": found,
        "components": [(it.full_name, _trouble(found, it.status)) for it in found.components]
        if found
        else [],
        "is_quiet": bool(found and found.is_quiet(now)),
        "watching": watching,
        "now": now,
    }
    return render(request, "statuspages/page_look.html", context, status=200 if found else 422)


def _trouble(found, status: str) -> str:
    """What a component's status says, in words; "" where it works."""
    level = BY_NAME[found.provider].LEVELS.get(status)
    return "" if not status or level == Level.WORKS else spoken(status)
