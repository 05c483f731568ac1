"""Serving the vendor's API: the same answer to everybody, from any origin, cheap to ask for again.

Nothing here asks who is asking: no session is opened, no cookie set, and caches may keep every answer.
"""

from __future__ import annotations

import json
from functools import wraps
from hashlib import sha256

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from statuspages.publish.documents import DOCUMENTS
from statuspages.publish.ids import Row, pk_of
from statuspages.publish.published import our_incidents

METHODS = "GET, HEAD, OPTIONS"
MAX_AGE = 30  # seconds that caches may keep an answer
CONTENT_TYPE = "application/json; charset=utf-8"


def for_any_origin(view):
    """Answer OPTIONS, refuse what would write, and let scripts of other sites read the answer."""

    @csrf_exempt
    @wraps(view)
    def wrapped(request, *args, **kwargs):
        if request.method == "OPTIONS":
            response = HttpResponse()
            response["Access-Control-Allow-Methods"] = METHODS
            response["Access-Control-Allow-Headers"] = "*"
            response["Access-Control-Max-Age"] = "86400"
        elif request.method not in ("GET", "HEAD"):
            response = _json({"error": f"This address is read-only: {METHODS}."}, status=405)
        else:
            response = view(request, *args, **kwargs)
        if request.method not in ("GET", "HEAD"):
            response["Allow"] = METHODS
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag"
        return response

    return wrapped


# The answer holds no secret and nothing of the request, so compressing it tells nobody anything (BREACH).
@for_any_origin
@gzip_page
def document(request, name):
    response = _json(DOCUMENTS[name](timezone.now()))
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    patch_vary_headers(response, ["Accept-Encoding"])  # on a 304 too, which gzip leaves alone
    return get_conditional_response(request, etag=etag, response=response)


@for_any_origin
def without_slash(request):
    """x.json/ is x.json."""
    address = request.get_full_path().replace(request.path, request.path.rstrip("/"), 1)
    return HttpResponsePermanentRedirect(address)


@for_any_origin
def not_found(request):
    known = ", ".join(f"{name}.json" for name in DOCUMENTS)
    return _json({"error": f"There is no such address. There are: {known}."}, status=404)


@require_safe
def front(request):
    """People who open the page's address find the incidents it is made of."""
    return HttpResponseRedirect(f"{reverse('incidents:list')}?kind=incident")


@require_safe
def incident(request, uid):
    """Where a shortlink leads: the incident's page. Whatever is not published is not there."""
    pk = pk_of(Row.INCIDENT, uid)
    if pk is None:
        raise Http404("No incident has this id.")
    return HttpResponseRedirect(get_object_or_404(our_incidents(), pk=pk).get_absolute_url())


def _json(data: dict, status: int = 200) -> HttpResponse:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return HttpResponse(body.encode(), content_type=CONTENT_TYPE, status=status)
