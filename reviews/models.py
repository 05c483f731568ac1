"""Reviews that were prepared, and stay as they were."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

import pgtrigger
from django.db import models

from incidents.models import Incident
from reviews.exports.json import plain
from reviews.report import review
from reviews.week import Week


class PreparedReviewQuerySet(models.QuerySet):
    def of(self, week: Week):
        return self.filter(week=str(week), zone=week.zone)

    def prepare(self, week: Week, *, at: datetime) -> PreparedReview:
        """Keep the figures of a week as they are now; those kept before, if there are any.

        Two may call this at once: one of them writes. Of restricted incidents nothing is kept.
        """
        held = self.of(week).first()
        if held is not None:
            return held
        internal = Incident.objects.exclude(visibility=Incident.Visibility.RESTRICTED)
        figures = plain(review(week, as_of=at, visible=internal))
        kept, _ = self.get_or_create(
            week=str(week),
            zone=week.zone,
            defaults={"prepared_at": at, "figures": figures, "sha256": checksum(figures)},
        )
        return kept


class PreparedReview(models.Model):
    """The figures of one week at one moment: of public and internal incidents, for people who have signed in.

    Who may see an incident changes, so what is kept is never shown as it is: `reviews.changes` tells of
    incidents that the reader may see now.
    """

    week = models.CharField(max_length=8)  # 2023-W11
    zone = models.CharField(max_length=64)
    prepared_at = models.DateTimeField()
    figures = models.JSONField()  # as reviews.exports.json.plain gives them
    sha256 = models.CharField(max_length=64)  # of the figures

    objects = PreparedReviewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["week", "zone"], name="review_once_a_week_and_zone")]
        triggers = [pgtrigger.Protect(name="frozen", operation=pgtrigger.Update)]

    def __str__(self):
        return f"{self.week}, {self.zone}"

    @property
    def is_intact(self) -> bool:
        """Whether the figures are those that were kept."""
        return checksum(self.figures) == self.sha256


def checksum(figures: dict) -> str:
    """SHA-256 of the figures in one form, whatever order the database gives their keys back in."""
    text = json.dumps(figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
