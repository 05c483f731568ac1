"""Housekeeping of the index."""

from __future__ import annotations

from celery import shared_task

from search import spelling, statistics


@shared_task
def repair_term_counts() -> None:
    """Let the statistics of terms agree with the passages, in few rows. Safe to run again, and at once."""
    statistics.repair()


@shared_task
def tidy_words() -> None:
    """Keep each word of passages once, and none that stands nowhere. Safe to run again, and at once."""
    spelling.tidy_words()
