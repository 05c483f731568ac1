"""Words of providers that no list of ours has: kept as they came, taken for the default, and counted."""

from __future__ import annotations

from django.db import models

from statuspages.models.page import StatusPage


class StrangeWord(models.Model):
    """A word that a page used and nobody knows."""

    page = models.ForeignKey(StatusPage, models.CASCADE, related_name="strange_words")
    what = models.CharField(max_length=40, help_text="“component status”")
    word = models.CharField(max_length=200)
    times = models.PositiveBigIntegerField(default=0, help_text="In how many new answers, all told.")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "what", "word"], name="strange_word_once")]

    def __str__(self):
        return f"{self.what}: {self.word}"
