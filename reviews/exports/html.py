"""A review as one HTML file that needs nothing else: for sending, keeping and printing. No scripts."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string

from reviews.page import told
from reviews.report import Report


def write(report: Report) -> str:
    return render_to_string("reviews/export.html", {**told(report), "site": settings.SITE_ADDRESS})
