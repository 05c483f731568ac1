"""Rows that are to be told to somebody: when, how often it was tried, and what came of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

WAITING = Q(sent_at=None, dropped_at=None)


class OutgoingQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(WAITING)

    def free(self, now: datetime):
        """What is due and nobody is sending."""
        return self.waiting().filter(due_at__lte=now).exclude(leased_until__gt=now)


class Outgoing(models.Model):
    """Something to be told once. Index `due_at` where `WAITING`: what was told stays in the table."""

    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)  # NULL: nobody is sending it
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)  # NULL: not yet
    dropped_at = models.DateTimeField(null=True)  # NULL: it was not given up
    error = models.CharField(max_length=300, blank=True, help_text="Why it was not sent, in words.")

    objects = OutgoingQuerySet.as_manager()

    class Meta:
        abstract = True
