"""Answers of a page as they came, byte for byte, for administrators."""

from __future__ import annotations

import zlib

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from accounts.roles import may_administer
from incidents.seek import Key, seek
from statuspages.access import readable_page
from statuspages.models import Payload, StatusPage

NEWEST_FIRST = (Key("pk", falling=True),)


@login_required
@require_safe
def payload_list(request, pk):
    """Every answer that is kept, the newest first."""
    page = _page(request, pk)
    kept = seek(page.payloads.defer("body"), NEWEST_FIRST, request.GET.get("from", ""))
    return render(request, "statuspages/payload_list.html", {"page": page, "payloads": kept})


@login_required
@require_safe
def payload_download(request, pk, payload):
    """One answer as a file. It is never shown: what it holds is the vendor's, and could be anything."""
    page = _page(request, pk)
    found = get_object_or_404(Payload.objects.filter(page=page), pk=payload)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(page, found)}"'}
    body = zlib.decompress(found.body)
    return HttpResponse(body, content_type="application/octet-stream", headers=headers)


def _page(request, pk) -> StatusPage:
    page = readable_page(request, pk)
    if not may_administer(request.user):
        raise PermissionDenied("Only administrators may see answers as they came. Ask one of them.")
    return page


def _file_name(page: StatusPage, payload: Payload) -> str:
    ending = payload.path.partition("?")[0].rpartition("/")[2].rpartition(".")[2]
    ending = ending if ending in ("json", "atom", "rss", "xml", "html") else "txt"
    name = slugify(page.name)[:60] or "page"
    return f"{name}-{payload.fetched_at:%Y-%m-%dT%H%M%SZ}-{payload.pk}.{ending}"
