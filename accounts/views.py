"""The account page, and the theme and times switches."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses import forget_former_addresses
from accounts.forms import AccountForm, ThemeForm, TimesForm
from accounts.models import User
from accounts.reading import remember_theme, remember_times
from accounts.roles import role_of
from accounts.way_back import way_back


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request):
    # A copy: a refused form has already set its values on its instance, and the header shows the person.
    person = User.objects.get(pk=request.user.pk)
    form = AccountForm(request.POST if request.method == "POST" else None, instance=person)
    if form.is_valid():
        with transaction.atomic():
            forget_former_addresses(form.save())
        messages.success(request, "Your account is saved.")
        return redirect("accounts:account")
    context = {"form": form, "role": role_of(request.user)}
    return render(request, "accounts/account.html", context, status=422 if form.errors else 200)


@require_POST
def theme(request):
    """Set light, dark or as the system, and go back to the page it was set on."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("The theme is “system”, “light” or “dark”.")
    response = _back(request)
    remember_theme(request, response, form.cleaned_data["theme"])
    return response


@require_POST
def times(request):
    """Show times as recorded, or also in the reader's zone, and go back to the page it was set on."""
    form = TimesForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest("Times are shown as “utc” or “local”.")
    response = _back(request)
    remember_times(request, response, form.cleaned_data["times"])
    return response


def _back(request) -> HttpResponseRedirect:
    """To `next` if it is a page of this site, else home."""
    return HttpResponseRedirect(way_back(request) or resolve_url("home"), status=303)
