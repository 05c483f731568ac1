"""Saved searches: the list, one of them, its feed, and the link that ends its e-mails."""

from __future__ import annotations

from hashlib import sha256
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from incidents.forms.saved_search import SavedSearchForm
from incidents.models import Incident, SavedSearch
from incidents.models.saved_search import LONGEST_QUERY
from incidents.saved import keeping
from incidents.saved.errors import SearchRefused
from incidents.saved.feed import feed_of
from incidents.saved.rows import found_rows, page_of, saved_rows
from incidents.saved.telling import may_tell_channel, read_stop_token

FORM_METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def saved_list(request):
    """One's own, or with `?of=others` those that others share."""
    searches, of_others = SavedSearch.objects.visible_to(request.user), request.GET.get("of") == "others"
    wanted = searches.exclude(owner=request.user) if of_others else searches.filter(owner=request.user)
    page = page_of(wanted, request.GET.get("from", ""))
    context = {"page": page, "of_others": of_others}
    if not of_others:
        visible = Incident.objects.visible_to(request.user)
        context |= {
            "rows": saved_rows(page.rows, visible),
            "may_tell_channel": may_tell_channel(request.user),
        }
    return render(request, "incidents/saved_list.html", context)


@login_required
@require_safe
def saved_search(request, pk):
    """The address to share: leads to what answers now, for whoever opens it."""
    search = _readable(request, pk)
    return redirect(f"{reverse('incidents:search')}?{urlencode({'q': search.query})}")


@login_required
@require_http_methods(FORM_METHODS)
def saved_new(request):
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    initial = {"query": query, "name": " ".join(query.split())[:100]}
    form = SavedSearchForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid() and (search := form.save()):
        messages.success(request, f"“{search.name}” is saved.")
        return redirect("incidents:saved_list")
    status = 422 if request.method == "POST" else 200
    return render(request, "incidents/saved_new.html", {"form": form}, status=status)


@login_required
@require_http_methods(FORM_METHODS)
def saved_edit(request, pk):
    search = _own(request, pk)
    form = SavedSearchForm(request.POST or None, user=request.user, search=search)
    if request.method == "POST" and form.is_valid() and (saved := _changed(form.save)):
        messages.success(request, f"“{saved.name}” is saved.")
        return redirect("incidents:saved_list")
    return _edit_page(request, search, form)


def _edit_page(request, search: SavedSearch, form: SavedSearchForm):
    context = {
        "search": search,
        "form": form,
        "found": found_rows(search, Incident.objects.visible_to(request.user)),
        "feed": _feed_address(request, search),
    }
    return render(request, "incidents/saved_edit.html", context, status=422 if form.is_bound else 200)


def _feed_address(request, search: SavedSearch) -> str:
    """The secret address of its feed; "" where it has none."""
    if not search.feed_key:
        return ""
    return request.build_absolute_uri(reverse("incidents:saved_feed", args=[search.feed_key]))


@login_required
@require_http_methods(FORM_METHODS)
def saved_delete(request, pk):
    search = _own(request, pk)
    if request.method == "POST":
        keeping.delete(search)
        messages.success(request, f"“{search.name}” is deleted.")
        return redirect("incidents:saved_list")
    return render(request, "incidents/saved_delete.html", {"search": search})


@login_required
@require_POST
def saved_pause(request, pk):
    """Tell nothing of it (`to=pause`), or again of what comes from now on."""
    search, pauses = _own(request, pk), request.POST.get("to") == "pause"
    said = "tells nothing until you resume it." if pauses else "tells what newly answers from now on."
    _do(request, lambda: keeping.change(search, is_paused=pauses), f"“{search.name}” {said}")
    return redirect("incidents:saved_list")


@login_required
@require_POST
def saved_feed_renew(request, pk):
    search = _own(request, pk)
    said = "The feed has a new address. The one before answers no more." if search.feed_key else ""
    _do(request, lambda: keeping.give_feed(search), said)
    return redirect(f"{reverse('incidents:saved_edit', args=[pk])}#feed")


@login_required
@require_POST
def saved_feed_remove(request, pk):
    search = _own(request, pk)
    _do(request, lambda: keeping.take_feed(search), "The feed's address answers no more.")
    return redirect(f"{reverse('incidents:saved_edit', args=[pk])}#feed")


@gzip_page
@require_safe
def saved_feed(request, key):
    """Whoever knows the address reads as the owner, whose rights are asked for anew each time.

    Asked for again with its ETag it is answered 304. Not so with a date alone: an incident that the owner may
    no longer see leaves the feed, and no date says so.
    """
    held = SavedSearch.objects.filter(feed_key=key, owner__is_active=True)
    search = get_object_or_404(held.select_related("owner").defer("known"))
    body, changed_at = feed_of(search)
    response = HttpResponse(body.encode(), content_type=Atom1Feed.content_type)
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed_at.timestamp())
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=etag, response=response)


@csrf_exempt  # mail programs post to it (RFC 8058); the address itself is the secret
@never_cache
@require_http_methods(FORM_METHODS)
def saved_stop_mail(request, key):
    """End the e-mails of one search, without signing in. A GET only asks: scanners of mail follow links."""
    search = get_object_or_404(SavedSearch.objects.defer("known"), pk=read_stop_token(key))
    if request.method == "POST":
        search = _changed(lambda: keeping.stop_mail(search))
    return render(request, "incidents/saved_stop_mail.html", {"search": search})


def _readable(request, pk: int) -> SavedSearch:
    searches = SavedSearch.objects.visible_to(request.user).select_related("owner", "channel")
    return get_object_or_404(searches.defer("known"), pk=pk)


def _own(request, pk: int) -> SavedSearch:
    search = _readable(request, pk)
    if search.owner != request.user:
        raise PermissionDenied(f"Only {search.owner} may change this saved search. Save it as your own.")
    return search


def _changed(change) -> SavedSearch | None:
    """What a change gives; 404 where the search was deleted a moment ago."""
    try:
        return change()
    except SavedSearch.DoesNotExist as error:
        raise Http404 from error


def _do(request, change, said: str) -> None:
    """Change it and say so, or say why not."""
    try:
        _changed(change)
    except SearchRefused as error:
        messages.error(request, str(error))
    else:
        if said:
            messages.success(request, said)
