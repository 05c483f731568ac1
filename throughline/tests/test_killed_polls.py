"""A worker that is killed in the middle of a poll loses nothing and doubles nothing, whatever the broker."""

import os
import random
import signal
import subprocess
import time

import pytest

from statuspages.tests import vendor
from statuspages.tests.served import INCIDENTS, Served
from throughline.tests.installation import Installation
from throughline.tests.processes import free_port, wait_until
from throughline.tests.vendors_changing import ChangingVendors, posts_of

PAGES = 500
ADD_MANY = """
from django.utils import timezone
from incidents.models import Organisation
from statuspages.models import StatusPage
now = timezone.now()
vendors = [Organisation(name=f"Vendor {{number}}", slug=f"vendor-{{number}}") for number in range({pages})]
Organisation.objects.bulk_create(vendors)
StatusPage.objects.bulk_create(
    StatusPage(url=url, name=url, organisation=vendor, provider="statuspage", next_due_at=now)
    for url, vendor in zip({urls}, vendors))
"""
TOLD_SO_FAR = "SELECT count(*) FROM statuspages_reportedupdate"
DUE_AGAIN = "UPDATE statuspages_statuspage SET next_due_at = now() WHERE lease IS NULL AND random() < 0.2"
ALL_TOLD = """
    SELECT
        (SELECT count(*) FROM incidents_incident WHERE title LIKE 'Trouble at page%'),
        (SELECT count(*) FROM statuspages_reportedincident),
        (SELECT count(*) FROM statuspages_reportedupdate),
        (SELECT count(*) FROM statuspages_updaterevision),
        (SELECT count(*) FROM timelines_source WHERE text LIKE 'Word % on page%'),
        (SELECT count(*) FROM timelines_timelineevent WHERE text LIKE '%Word % on page%'),
        (SELECT count(*) FROM statuspages_happening WHERE what = 'opened')
"""
ADD = """
from django.utils import timezone
from incidents.models import Organisation
from statuspages.models import StatusPage
organisation = Organisation.objects.named("Killed vendor")
StatusPage.objects.create(
    url="{url}", name="Killed", provider="statuspage", organisation=organisation, next_due_at=timezone.now())
"""
TICK = "from statuspages.tasks import read_due_pages as tick; tick.delay()"
STORED = """
    SELECT count(DISTINCT incident.id), count(DISTINCT event.id), count(DISTINCT source.id)
    FROM incidents_incident incident
    JOIN incidents_organisation organisation ON organisation.id = organisation_id
    LEFT JOIN timelines_timelineevent event ON event.incident_id = incident.id
    LEFT JOIN timelines_source source ON source.incident_id = incident.id
    WHERE organisation.name = 'Killed vendor'
"""
OTHERS = """
    SELECT
        (SELECT count(*) FROM statuspages_reportedincident),
        (SELECT count(*) FROM statuspages_reportedupdate),
        (SELECT count(*) FROM statuspages_updaterevision),
        (SELECT count(*) FROM statuspages_reportedwindow),
        (SELECT count(*) FROM statuspages_reading),
        (SELECT count(*) FROM statuspages_payload)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data directory whose database is up to date and empty: making one takes half a minute."""
    directory = tmp_path_factory.mktemp("prepared")
    Installation(directory).manage("prepare")
    return directory / "var"


@pytest.fixture(params=["files", pytest.param("redis", marks=pytest.mark.broker)])
def broker(request, tmp_path):
    """Settings of an installation with this broker."""
    if request.param == "files":
        yield {}
        return
    port = free_port()
    redis = subprocess.Popen(
        ["redis-server", "--port", str(port), "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    yield {"CELERY_BROKER_URL": f"redis://127.0.0.1:{port}/0"}
    redis.terminate()
    redis.wait(10)


def copy_of(prepared, directory) -> None:
    """Give an installation in `directory` that data, with its owners: PostgreSQL insists on its own."""
    subprocess.run(["cp", "-a", prepared, directory / "var"], check=True)


def kill_workers(up) -> None:
    """SIGKILL to the worker and its processes; the supervisor starts another."""
    workers = [pid for pid, command in up.descendants().items() if "throughline worker" in command]
    assert workers
    for pid in workers:
        os.kill(pid, signal.SIGKILL)
    wait_until(
        lambda: any(
            "throughline worker" in command and pid not in workers
            for pid, command in up.descendants().items()
        )
    )


def test_a_worker_killed_while_it_reads_and_while_it_stores(tmp_path, prepared):
    copy_of(prepared, tmp_path)
    installation = Installation(tmp_path, THROUGHLINE_FETCH_ALLOW="127.0.0.1")
    with Served() as site, installation.start() as up:
        up.wait_for("ready.", 120)
        site.statuspage(vendor.slow_builds())
        quick = site.answers[INCIDENTS]
        site.answer(INCIDENTS, quick.body, delay_seconds=30)
        with installation.connect() as connection, installation.connect() as locking:

            def shell(code: str) -> None:
                installation.manage("shell", "--no-imports", "-c", code)

            def waits_for_a_lock() -> bool:
                waiting = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                return connection.execute(waiting).fetchone() is not None

            def expire_the_lease() -> None:
                leased = "UPDATE statuspages_statuspage SET leased_until = now() WHERE lease IS NOT NULL"
                assert connection.execute(leased).rowcount == 1

            shell(ADD.format(url=site.url))
            shell(TICK)
            wait_until(lambda: site.asked)
            kill_workers(up)
            site.answers[INCIDENTS] = quick
            expire_the_lease()

            with locking.transaction():
                locking.execute(
                    "SELECT 1 FROM incidents_organisation WHERE name = 'Killed vendor' FOR UPDATE"
                )
                shell(TICK)
                wait_until(waits_for_a_lock)
                kill_workers(up)
            assert connection.execute(STORED).fetchone() == (0, 0, 0)
            assert connection.execute(OTHERS).fetchone() == (0, 0, 0, 0, 0, 0)
            expire_the_lease()

            shell(TICK)
            wait_until(lambda: connection.execute(STORED).fetchone()[0])
            shell(TICK)  # not due, so nothing happens
            # one incident; three posts and its beginning; the posts' texts
            assert connection.execute(STORED).fetchone() == (1, 4, 3)
            assert connection.execute(OTHERS).fetchone() == (1, 3, 3, 2, 1, 2)
            lease = connection.execute("SELECT lease, failures FROM statuspages_statuspage").fetchone()
            assert lease == (None, 0)
        assert up.stop() == 0


def test_workers_killed_at_random_among_hundreds_of_changing_pages(tmp_path, prepared, broker):
    copy_of(prepared, tmp_path)
    chance = random.Random(5)
    installation = Installation(tmp_path, THROUGHLINE_FETCH_ALLOW="127.0.0.0/8", **broker)
    with ChangingVendors(PAGES) as vendors, installation.start() as up:
        urls = [vendors.url(page) for page in range(PAGES)]
        up.wait_for("ready.", 240)
        installation.manage("shell", "--no-imports", "-c", ADD_MANY.format(pages=PAGES, urls=urls))
        with installation.connect() as connection:

            def told() -> int:
                time.sleep(0.5)
                connection.execute(DUE_AGAIN)
                return connection.execute(TOLD_SO_FAR).fetchone()[0]

            posts = sum(map(posts_of, range(PAGES)))
            for share in (0.1, 0.4, 0.7):
                wait_until(lambda share=share: told() >= share * posts, 120)
                time.sleep(chance.uniform(0, 0.5))
                kill_workers(up)
                # What whoever was killed has leased is free after two minutes: now.
                leased = "UPDATE statuspages_statuspage SET leased_until = now() WHERE lease IS NOT NULL"
                connection.execute(leased)
            wait_until(lambda: told() == posts, 120)
            expected = (PAGES, PAGES, posts, posts, posts, posts, PAGES)
            assert connection.execute(ALL_TOLD).fetchone() == expected
        assert up.stop() == 0
