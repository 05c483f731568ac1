"""Whatever can be read can be stored, and stored again without a change."""

import contextlib
import json

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings

from statuspages.exceptions import PageUnreadable
from statuspages.factories import StatusPageFactory
from statuspages.ingest.look import Look
from statuspages.ingest.store import store
from statuspages.providers.statuspage import read
from statuspages.tests.test_parse import ANSWERS

LONG = "ä" * 5000
YEAR_ONE, YEAR_LAST = "0002-01-01T00:00:00Z", "9999-12-31T23:59:59Z"


def update(uid, **said) -> dict:
    return {"id": uid, "status": LONG, "body": LONG} | said


@pytest.mark.django_db
@given(ANSWERS)
@example(
    {
        "page": {"id": LONG, "name": LONG, "url": f"https://{LONG}", "time_zone": LONG},
        "components": [{"id": LONG, "name": LONG, "status": LONG, "group_id": LONG, "position": 10**20}],
        "incidents": [
            {
                "id": LONG,
                "name": LONG,
                "shortlink": f"https://x.example/{LONG}",
                "impact": LONG,
                "incident_updates": [
                    update(LONG, affected_components=[{"code": LONG, "name": LONG, "new_status": LONG}]),
                    update("a", display_at=YEAR_ONE, body="\u0000"),
                    update("b", display_at=YEAR_LAST, body=" "),
                    update("c", status="postmortem", body="<script>x</script>" * 9),
                ],
            }
        ],
    }
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_can_be_read_can_be_stored_once(answer):
    body = json.dumps(answer).encode()
    try:
        account = read({"incidents": body}, {})
    except PageUnreadable:
        return
    with contextlib.suppress(PageUnreadable):
        account = read({"incidents": body, "summary": body}, {})
    before = transaction.savepoint()
    page = StatusPageFactory()
    seen = Look(account, {}, 0)
    told = [incident for incident in account.listings[0].incidents if incident.tells_something]
    assert len(store(page, seen, timezone.now()).lines) == len(told)
    assert not store(page, seen, timezone.now()).is_change
    transaction.savepoint_rollback(before)
