"""Getting a watched page for a request: what a person may not see is not there."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.roles import require_editor
from statuspages.models import StatusPage


def readable_page(request: HttpRequest, pk: int, pages: QuerySet | None = None) -> StatusPage:
    """The page as this person may read it. Raises Http404 for one they may not."""
    pages = StatusPage.objects.all() if pages is None else pages
    return get_object_or_404(pages.visible_to(request.user), pk=pk)


def editable_page(request: HttpRequest, pk: int, pages: QuerySet | None = None) -> StatusPage:
    """The same for somebody about to change it, under `login_required`. Viewers: PermissionDenied."""
    page = readable_page(request, pk, pages)
    require_editor(request.user)
    return page
