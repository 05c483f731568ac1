"""Housekeeping of the index."""

from __future__ import annotations

from celery import shared_task

from search import statistics


@shared_task
def repair_term_counts() -> None:
    """Let the statistics of terms agree with the passages, in few rows. Safe to run again, and at once."""
    statistics.repair()
