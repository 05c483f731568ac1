"""The account page, and the theme and times switches."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.addresses import forget_former_addresses
from accounts.forms import AccountForm, ApiTokenForm, ThemeForm, TimesForm
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
    return _account_page(request, form, ApiTokenForm(user=request.user))


@login_required
@require_POST
@never_cache
def token_make(request):
    """Make an API token. The answer is the only page that ever shows it."""
    form = ApiTokenForm(request.POST, user=request.user)
    if not form.is_valid():
        return _account_page(request, AccountForm(instance=request.user), form)
    token, words = form.save()
    return render(request, "accounts/token_made.html", {"token": token, "words": words})


@login_required
@require_POST
def token_revoke(request, key):
    """End a token of one's own, from the next request on. A second press finds it gone."""
    token = request.user.auth_token_set.filter(token_key=key).first()
    if token:
        token.delete()
        messages.success(request, f"The token “{token.name}” is revoked.")
    return redirect(f"{resolve_url('accounts:account')}#tokens")


def _account_page(request, form: AccountForm, token_form: ApiTokenForm):
    context = {
        "form": form,
        "token_form": token_form,
        "tokens": request.user.auth_token_set.for_list(),
        "role": role_of(request.user),
    }
    wrong = form.errors or token_form.errors
    return render(request, "accounts/account.html", context, status=422 if wrong else 200)


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
