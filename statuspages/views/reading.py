"""Having a page read: now, no more, again."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from accounts.way_back import way_back
from statuspages.access import editable_page
from statuspages.models import StatusPage
from statuspages.tasks import poll_status_page

log = logging.getLogger(__name__)


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
    ask_to_read(page)
    messages.success(request, f"{page.name} is watched again and being read.")
    return redirect(page)


@login_required
@require_POST
def status_page_read(request, pk):
    page = editable_page(request, pk)
    if page.read_soon(timezone.now()):
        ask_to_read(page)
        messages.success(request, f"{page.name} is being read. Reload in a few seconds to see what it says.")
    else:
        messages.error(request, f"{page.name} is not watched. Watch it again to have it read.")
    return redirect(way_back(request) or page)


def ask_to_read(page: StatusPage) -> None:
    """Have a worker read a page that is due. Without a broker the next tick will do the same."""
    try:
        poll_status_page.delay_on_commit(page.pk)
    except OperationalError:
        log.warning("page %s is due, but no broker could be told", page.pk)
