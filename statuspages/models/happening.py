"""What happened on watched pages that somebody may want to be told of."""

from __future__ import annotations

from django.db import models

from statuspages.models.page import StatusPage
from statuspages.models.reported import ReportedIncident, ReportedUpdate


class Happening(models.Model):
    """Written in the transaction that stored it; who is told, and when, is decided afterwards."""

    class What(models.TextChoices):
        OPENED = "opened", "incident opened"
        ESCALATED = "escalated", "incident worse"
        RESOLVED = "resolved", "incident resolved"
        REOPENED = "reopened", "incident reopened"
        EDITED_AFTERWARDS = "edited-afterwards", "edited after resolution"
        WITHDRAWN = "withdrawn", "post or incident withdrawn"
        UNREADABLE = "unreadable", "page not readable"
        READABLE = "readable", "page readable again"
        PLATFORM_DOWN = "platform-down", "most pages of a provider not readable"
        PLATFORM_UP = "platform-up", "provider readable again"

    what = models.CharField(max_length=20, choices=What)
    page = models.ForeignKey(
        StatusPage, models.CASCADE, null=True, related_name="happenings"
    )  # NULL: of a whole provider
    provider = models.CharField(max_length=20, blank=True)
    reported = models.ForeignKey(ReportedIncident, models.CASCADE, null=True, related_name="happenings")
    update = models.ForeignKey(ReportedUpdate, models.CASCADE, null=True, related_name="happenings")
    at = models.DateTimeField(db_index=True, help_text="When we saw it.")
    says = models.CharField(max_length=500, help_text="In one sentence.")
    dispatched_at = models.DateTimeField(null=True)  # NULL: whom to tell was not decided yet

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="happening_waiting", condition=models.Q(dispatched_at=None))
        ]

    def __str__(self):
        return self.says
