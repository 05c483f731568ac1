"""The log says what is worth knowing, and not that the clock ticks."""

import logging

import pytest


@pytest.mark.parametrize(
    ("said", "is_kept"),
    [
        ("Scheduler: Sending due task %s (%s)", False),
        ("beat: Starting...", True),
        ("Message Error: %s", True),
    ],
)
def test_a_tick_of_beat_is_not_logged(said, is_kept):
    record = logging.LogRecord("celery.beat", logging.INFO, __file__, 1, said, ("read pages", "task"), None)
    assert bool(logging.getLogger("celery.beat").filter(record)) is is_kept


@pytest.mark.parametrize("name", ["celery.worker.strategy", "celery.app.trace"])
def test_of_tasks_only_what_went_wrong_is_logged(name):
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert logging.getLogger(name).isEnabledFor(logging.WARNING)
