"""Pages of weekly reviews."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.reading import reading_of
from incidents.models import Incident
from reviews.changes import changes_since
from reviews.exceptions import UnreadableWeek
from reviews.exports import FORMATS, format_named
from reviews.index import weeks_with_something
from reviews.models import PreparedReview
from reviews.page import told
from reviews.report import Report, review
from reviews.week import Week, past_week

SHOWN_AT_ONCE = 60  # weeks


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    """The weeks that have something in them."""
    zone = settings.REVIEW_ZONE
    visible = Incident.objects.visible_to(request.user)
    rows = weeks_with_something(visible, zone, with_prepared=request.user.is_authenticated)
    # A year at a time only where there are many: most installations see all their weeks at once.
    years = sorted({row.week.year for row in rows}, reverse=True) if len(rows) > SHOWN_AT_ONCE else []
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else (years or [None])[0]
    now = timezone.now()
    context = {
        "rows": [row for row in rows if year in (None, row.week.year)],
        "years": years,
        "year": year,
        "past": past_week(now, zone),
        "present": Week.of(now, zone),
        "zone": zone,
    }
    return render(request, "reviews/review_list.html", context)


@require_safe
def review_detail(request: HttpRequest, week: str) -> HttpResponse:
    """The review of one week, for whoever asks: worked out anew from what they may see."""
    try:
        asked = _asked(request, week)
    except UnreadableWeek as error:
        return _refused(request, error)
    report = _review(request, asked)
    return render(request, "reviews/review_detail.html", {**told(report), **_around(request, report)})


@require_safe
def review_export(request: HttpRequest, week: str, name: str) -> HttpResponse:
    """The same as a document to keep."""
    if name not in FORMATS:
        raise Http404
    try:
        asked = _asked(request, week)
    except UnreadableWeek as error:
        return _refused(request, error)
    form = format_named(name)
    response = HttpResponse(form.write(_review(request, asked)), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="review-{asked}.{form.name}"'
    return response


@require_safe
def review_present(request: HttpRequest) -> HttpResponse:
    """To the week that it is now."""
    week = Week.of(timezone.now(), settings.REVIEW_ZONE)
    return redirect("reviews:detail", str(week))


def _asked(request: HttpRequest, week: str) -> Week:
    """Raises UnreadableWeek."""
    return Week.read(week, zone=request.GET.get("zone") or settings.REVIEW_ZONE)


def _review(request: HttpRequest, week: Week) -> Report:
    return review(week, as_of=timezone.now(), visible=Incident.objects.visible_to(request.user))


def _refused(request: HttpRequest, error: UnreadableWeek) -> HttpResponse:
    """404 for a week that there is not, 422 for a zone that cannot be read."""
    status = 404 if error.field == "week" else 422
    context = {"error": error, "past": past_week(timezone.now(), settings.REVIEW_ZONE)}
    return render(request, "reviews/unreadable.html", context, status=status)


def _around(request: HttpRequest, report: Report) -> dict:
    """What the page has that documents have not: the way to other weeks, and what was prepared."""
    week = report.week
    query = "" if week.zone == settings.REVIEW_ZONE else f"?{urlencode({'zone': week.zone})}"
    reader_zone = reading_of(request).zone
    prepared = None
    if request.user.is_authenticated:
        prepared = PreparedReview.objects.of(week).first()
    changes = []
    if prepared is not None:
        changes = changes_since(prepared.figures, report, Incident.objects.visible_to(request.user))
    return {
        "query": query,
        "default_zone": settings.REVIEW_ZONE,
        "previous": _address(week.previous, query),
        "next": _address(week.next, query),
        "formats": [(name, reverse("reviews:export", args=[str(week), name]) + query) for name in FORMATS],
        "other_zone": reader_zone if reader_zone != week.zone else "",
        "prepared": prepared,
        "changes": changes,
    }


def _address(week: Week, query: str) -> tuple[Week, str]:
    return week, reverse("reviews:detail", args=[str(week)]) + query
