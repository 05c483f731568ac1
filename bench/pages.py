"""Server time and queries of pages, through Django's own client: middleware, view, template, no network."""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from bench.generate import generate
from incidents.models import Incident
from timelines.models import TimelineEvent

LIMIT_MS = 100  # median of each page
WARM_UP = 3  # requests before we measure: templates are compiled, plans made


@dataclass(frozen=True, slots=True)
class Measured:
    """One page at one size. Times are milliseconds of server time."""

    page: str
    status: int
    median_ms: float
    p95_ms: float
    cpu_ms: float  # of this process, without the database's; median
    queries: int
    kilobytes: float

    @property
    def is_slow(self) -> bool:
        return self.median_ms > LIMIT_MS

    @property
    def failed(self) -> bool:
        return self.status != 200


def report(sizes: list[int], *, repeat: int, seed: int) -> int:
    """Generate up to each size, measure, print; 1 if a page fails, is slow, or asks more than at first."""
    taken: list[list[Measured]] = []
    for size in sizes:
        begun = time.monotonic()
        added = generate(size, seed=seed)
        seconds = time.monotonic() - begun
        print(f"\n{Incident.objects.count():,} incidents, {TimelineEvent.objects.count():,} events", end="")
        print(f" ({added:,} added in {seconds:.0f} s)\n")
        client = editor()
        taken.append([measure(client, page, address, repeat) for page, address in pages()])
        _print(taken[-1])
    return _judge(taken)


def pages() -> list[tuple[str, str]]:
    """What is measured: names and addresses."""
    listed, found = reverse("incidents:list"), reverse("incidents:search")
    counted = Incident.objects.annotate(held=Count("events"))
    longest = counted.order_by("-held", "pk").first()
    usual = counted.filter(held__range=(28, 32), visibility="internal").order_by("pk").first()
    written = counted.exclude(postmortem=None).filter(held__range=(28, 32)).order_by("pk").first()
    return [
        ("home", "/"),
        ("incidents", listed),
        ("incidents, filtered", f"{listed}?severity=SEV1,SEV2&status=closed"),
        ("incidents, words", f"{listed}?q=queue"),
        ("search", f"{found}?q=queue+connection+timeout"),
        ("search, narrowed", f"{found}?q=queue+connection+timeout&severity=SEV1,SEV2&in=event"),
        ("search, a common word", f"{found}?q=queue"),
        (f"incident, {longest.held} events", reverse("incidents:detail", args=[longest.number])),
        (f"incident, {usual.held} events", reverse("incidents:detail", args=[usual.number])),
        ("postmortem", reverse("incidents:postmortem", args=[written.number])),
        ("action items", reverse("incidents:actions")),
    ]


def editor() -> Client:
    """A browser in which an editor has signed in."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="person0"), "django.contrib.auth.backends.ModelBackend")
    return client


def measure(client: Client, page: str, address: str, repeat: int) -> Measured:
    """Ask for a page, `repeat` times after a warm-up, then once more to count queries."""
    for _ in range(WARM_UP):
        client.get(address)
    times, cpu_times = [], []
    for _ in range(repeat):
        begun, cpu_begun = time.perf_counter(), time.process_time()
        client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        cpu_times.append((time.process_time() - cpu_begun) * 1000)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    times.sort()
    return Measured(
        page=page,
        status=response.status_code,
        median_ms=statistics.median(times),
        p95_ms=times[math.ceil(0.95 * len(times)) - 1],
        cpu_ms=statistics.median(cpu_times),
        queries=len(queries),
        kilobytes=len(response.content) / 1000,
    )


def _print(measured: list[Measured]) -> None:
    print(f"{'page':26} {'median ms':>9} {'p95 ms':>8} {'cpu ms':>8} {'queries':>8} {'kB':>7}")
    for one in measured:
        note = f"  answers {one.status}" if one.failed else "  slow" if one.is_slow else ""
        figures = (
            f"{one.median_ms:9.1f} {one.p95_ms:8.1f} {one.cpu_ms:8.1f} {one.queries:8} {one.kilobytes:7.0f}"
        )
        print(f"{one.page:26} {figures}{note}")


def _judge(taken: list[list[Measured]]) -> int:
    last = taken[-1]
    found = [f"{one.page} answers {one.status}." for one in last if one.failed]
    found += [f"{one.page} takes more than {LIMIT_MS} ms." for one in last if one.is_slow and not one.failed]
    for before, after in zip(taken[0], last, strict=True):
        if after.queries > before.queries:
            found.append(f"{after.page} asks {before.queries} queries, with more data {after.queries}.")
    print("\n" + ("\n".join(found) if found else f"Every page is under {LIMIT_MS} ms at the median."))
    return 1 if found else 0
