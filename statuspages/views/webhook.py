"""Where vendors' webhooks arrive: at a secret address of each page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from statuspages.models import StatusPage
from statuspages.nudging import hear_webhook

MOST_BYTES = 1_000_000  # Statuspage sends an incident's whole timeline


@csrf_exempt  # the address itself is the secret
@require_POST
def webhook(request: HttpRequest, key: str) -> HttpResponse:
    """Whatever is sent is answered 202: vendors end a subscription that is answered with errors."""
    page = get_object_or_404(StatusPage, nudge_key=key)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return HttpResponse(status=413)
    hear_webhook(page, body, timezone.now())
    return HttpResponse(status=202)
