"""Captures of one feed on different days, served one after the other: what of it is new, edited, renamed,
withdrawn or only aged out, and what merely looks so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from incidents.models import Incident
from statuspages import watching
from statuspages.ingest.words import plain
from statuspages.models import Happening, ReportedIncident, StatusPage, UpdateRevision
from statuspages.providers.feeds import read_feed

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "status-pages"
FEEDS = SHARED / "statuspage-atom"
HISTORY = "/history.atom"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not SHARED.is_dir(), reason="needs the collection of captures beside the repository"),
]


@dataclass(frozen=True)
class Row:
    """A line of the table: numbers of entries. `edited` leaves out those to which posts were only added."""

    before: str
    after: str
    new: set[int] = frozenset()
    reentered: set[int] = frozenset()
    edited: set[int] = frozenset()
    announced: set[int] = frozenset()  # of those, where no post is another, but a maintenance has begun
    appended: dict[int, int] | None = None  # to an entry, how many posts
    renamed: set[int] = frozenset()
    withdrawn: set[int] = frozenset()
    moved: set[int] = frozenset()  # `published` of an entry
    aged_out: set[int] = frozenset()

    def __str__(self):
        return f"{self.before} to {self.after}"


TABLE = [
    Row(
        "2022-10-04",
        "2022-10-05",
        new={11430054, 11413491},
        edited={11314069},
        announced={11314069},
        moved={11314069},
        aged_out={10847032, 10837590},
    ),
    Row(
        "2023-02-18",
        "2023-02-19",
        new={16184971},
        appended={16184432: 16},
        renamed={16184432},
        moved={16184432},
        aged_out={15875011},
    ),
    Row(
        "2023-02-19",
        "2023-02-21",
        new={16196728},
        edited={16184432},
        renamed={16184432},
        aged_out={15877748},
    ),
    Row("2023-06-30", "2023-07-01", edited={17722171}),
    Row(
        "2026-03-04",
        "2026-03-05",
        new={28795113, 28794783},
        edited={28753588, 28750704, 28703281, 28663359},
        renamed={28769993},
        aged_out={28456613, 28456612},
    ),
    Row("2026-05-22", "2026-05-23", edited={30221212}),
    Row("2026-07-28", "2026-07-29", reentered={30715981}, edited={30985470, 30932925}, withdrawn={31013816}),
]


def capture(day: str) -> bytes:
    return (FEEDS / f"github-history-{day}.atom").read_bytes()


def numbers_of(*bodies: bytes) -> dict[str, int]:
    """The number of each entry by its incident's id."""
    pairs = re.findall(rb"Incident/(\d+)</id>.*?/incidents/(\w+)\"", b"".join(bodies), re.DOTALL)
    return {uid.decode(): int(number) for number, uid in pairs}


@dataclass(frozen=True)
class Told:
    """What is stored of an incident, as its entry says it. `paragraphs`: the oldest first."""

    name: str
    published: datetime
    paragraphs: tuple[str, ...]
    is_gone: bool

    def begins_with(self, earlier: Told) -> bool:
        return self.paragraphs[: len(earlier.paragraphs)] == earlier.paragraphs


def told_of(page: StatusPage) -> dict[str, Told]:
    return {row.uid: told(row) for row in page.reported_incidents.all()}


def told(row: ReportedIncident) -> Told:
    updates = sorted(row.updates.filter(gone_at=None), key=lambda update: (update.shown_at, update.uid))
    paragraphs = [
        "".join(f"{update.status} {plain(update.revisions.latest('number').body)}".split())
        for update in updates
    ]
    is_announced = row.state == "scheduled"
    if is_announced:
        paragraphs.append(f"scheduled for {row.scheduled_for} until {row.scheduled_until}")
    published = (
        row.scheduled_for if is_announced else max((update.shown_at for update in updates), default=None)
    )
    return Told(row.name, published, tuple(paragraphs), row.gone_at is not None)


@pytest.fixture
def read_both(served):
    """Serve both captures, one after the other, and read the page each time."""

    def read_both(before: bytes, after: bytes):
        served.answer(HISTORY, before, has_etag=True)
        page = watching.watch(watching.look_at(served.url + HISTORY))
        assert (page.provider, page.url) == ("feed", served.url)
        first = watching.poll(page.pk)
        assert first.error is None
        held = told_of(page)
        served.answer(HISTORY, after, has_etag=True)
        second = watching.poll(page.pk, even_if_not_due=True)
        assert second.error is None
        return page, held, second

    return read_both


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE, ids=str)
def test_what_a_later_capture_changes(read_both, row):
    bodies = capture(row.before), capture(row.after)
    page, before, polled = read_both(*bodies)
    number, listed, after = numbers_of(*bodies), numbers_of(bodies[1]), told_of(page)
    assert len(before) == 25

    def numbers(uids) -> set[int]:
        return {number[uid] for uid in uids}

    added = after.keys() - before.keys()
    entered = {uid for uid in added if is_line_of(polled, f"“{after[uid].name}”, listed for the first time")}
    assert numbers(added - entered) == set(row.new)
    assert numbers(entered) == set(row.reentered)
    assert numbers(uid for uid in before if after[uid].is_gone) == set(row.withdrawn)
    assert numbers(uid for uid in before if before[uid].name != after[uid].name) == set(row.renamed)
    standing = {uid for uid in before if not after[uid].is_gone}
    assert numbers(standing - listed.keys()) == set(row.aged_out)
    assert numbers(uid for uid in standing if before[uid].published != after[uid].published) == set(row.moved)
    kept = {uid for uid in standing if after[uid].begins_with(before[uid])}
    assert numbers(standing - kept) == set(row.edited)
    longer = {number[uid]: len(after[uid].paragraphs) - len(before[uid].paragraphs) for uid in kept}
    assert {uid: more for uid, more in longer.items() if more} == (row.appended or {})
    check_revisions(row, number)
    check_happenings(row, number, before)


def is_line_of(polled, words: str) -> bool:
    return any(words in line for line in polled.stored.lines)


def check_revisions(row: Row, number: dict[str, int]) -> None:
    """One post of each edited entry has two forms, and nothing else has."""
    later = UpdateRevision.objects.exclude(number=1).values_list("update__reported__uid", "number")
    assert sorted((number[uid], form) for uid, form in later) == [
        (uid, 2) for uid in sorted(set(row.edited) - set(row.announced))
    ]


def check_happenings(row: Row, number: dict[str, int], before: dict[str, Told]) -> None:
    """What is new is told to people, what was withdrawn too; what only entered again is not."""
    told = Happening.objects.exclude(what=Happening.What.OPENED, reported__uid__in=before)
    told = told.values_list("what", "reported__uid", "update")
    opened = [number[uid] for what, uid, _ in told if what == Happening.What.OPENED]
    assert sorted(opened) == sorted(row.new)
    gone = [number[uid] for what, uid, post in told if what == Happening.What.WITHDRAWN and post is None]
    assert sorted(gone) == sorted(row.withdrawn)


@pytest.mark.django_db
@pytest.mark.parametrize("row", TABLE[::3], ids=str)
def test_read_in_the_other_order_the_older_capture_undoes_nothing(read_both, row):
    page, before, _ = read_both(capture(row.after), capture(row.before))
    after = told_of(page)
    assert {uid: after[uid] for uid in before} == before
    assert not UpdateRevision.objects.filter(number__gt=1).exists()


@pytest.mark.django_db
def test_the_same_capture_again_changes_nothing(read_both):
    page, before, polled = read_both(capture("2026-08-22"), capture("2026-08-22") + b"\n")
    assert (polled.stored.is_change, told_of(page)) == (False, before)
    assert Incident.objects.count() == 25


@pytest.mark.django_db
def test_every_capture_in_turn_keeps_all_that_was_said(served):
    days = sorted(path.stem[-10:] for path in FEEDS.glob("*.atom"))
    served.answer(HISTORY, capture(days[0]))
    page = watching.watch(watching.look_at(served.url + HISTORY))
    listed = set()
    for day in days:
        served.answer(HISTORY, capture(day))
        assert watching.poll(page.pk, even_if_not_due=True).error is None
        listed |= numbers_of(capture(day)).keys()
    assert set(page.reported_incidents.values_list("uid", flat=True)) == listed
    gone = page.reported_incidents.exclude(gone_at=None)
    assert [row.name for row in gone] == [told_of(page)[row.uid].name for row in gone]
    assert gone.count() == 1
    assert not page.strange_words.exists()


@pytest.mark.parametrize("path", sorted(FEEDS.glob("*.atom")), ids=lambda path: path.stem)
def test_every_post_of_every_capture_is_read(path):
    body = path.read_bytes()
    feed = read_feed(body)
    incidents = feed.incidents + feed.maintenances
    assert len(incidents) == 25
    assert sum(len(incident.updates) for incident in incidents) == body.count(b"&lt;small&gt;")
    for incident in incidents:
        newest = incident.scheduled_for or incident.updates[-1].at
        assert newest == incident.listed_at.replace(second=0)
        assert all(
            "<small>" not in update.body and not update.body.endswith("</p>") for update in incident.updates
        )


@pytest.mark.parametrize(
    ("name", "components", "in_trouble"), [("inriver-rss-2025-02-24", 14, 0), ("kobv-rss-2025-03-06", 9, 1)]
)
def test_components_of_statusiq(name, components, in_trouble):
    found = read_feed((SHARED / "statusiq" / f"{name}.xml").read_bytes()).components
    assert len(found) == components
    assert sum(each.status != "operational" for each in found) == in_trouble
