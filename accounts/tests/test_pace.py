"""What is told once a day is told when its hour strikes next, also where clocks change."""

from datetime import UTC, datetime

import pytest

from accounts.telling.pace import due_time


@pytest.mark.parametrize(
    ("seen_at", "zone", "hour", "due_at"),
    [
        (datetime(2024, 3, 5, 7, tzinfo=UTC), "UTC", 8, datetime(2024, 3, 5, 8, tzinfo=UTC)),
        (datetime(2024, 3, 5, 8, tzinfo=UTC), "UTC", 8, datetime(2024, 3, 6, 8, tzinfo=UTC)),
        # Zurich puts its clocks forward in the night to 31 March 2024, and back in that to 27 October.
        (datetime(2024, 3, 30, 12, tzinfo=UTC), "Europe/Zurich", 8, datetime(2024, 3, 31, 6, tzinfo=UTC)),
        (datetime(2024, 10, 26, 12, tzinfo=UTC), "Europe/Zurich", 8, datetime(2024, 10, 27, 7, tzinfo=UTC)),
        (datetime(2024, 3, 5, 23, tzinfo=UTC), "Pacific/Auckland", 13, datetime(2024, 3, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_digest_comes_when_the_hour_strikes_next_in_its_zone(seen_at, zone, hour, due_at):
    assert due_time(seen_at, pace="daily", hour=hour, zone=zone) == due_at
    assert due_time(seen_at, pace="at-once", hour=hour, zone=zone) == seen_at
