"""What lists of every extent and kind become here, whatever the page's format."""

from dataclasses import replace

import pytest

from incidents.models import ImpactWindow, Incident
from statuspages.factories import StatusPageFactory
from statuspages.models import Happening, StrangeWord, UpdateRevision
from statuspages.providers.reading import Affected, Extent, Kind, ReadComponent, Strange
from statuspages.tests.accounts import account, at, listing, maintenance, post, take, told
from timelines.models import Kind as EventKind
from timelines.models import Source, TimelineEvent

pytestmark = pytest.mark.django_db

BUILDS_OUT = Affected("cmp1", "Builds", "operational", "major_outage")


@pytest.fixture
def page():
    return StatusPageFactory(name="Vendor")


def open_only(*incidents, **changed):
    return account(listing(*incidents, extent=Extent.OPEN), **changed)


def posts_of(incident):
    return list(incident.events.filter(kind=EventKind.STATUS_POST).in_time_order())


PLANNED = maintenance(
    "mnt1", post("m1", "scheduled", "08:00", "We replace disks."), window=("10:00", "12:00")
)
UNDER_WAY = maintenance(
    "mnt1",
    post("m1", "scheduled", "08:00", "We replace disks."),
    post("m2", "in-progress", "10:00", "We have begun.", BUILDS_OUT),
)


def test_a_maintenance_is_kept_with_every_form_and_is_no_incident_of_ours(page):
    stored = take(page, account(listing(PLANNED, kind=Kind.MAINTENANCE)), "08:01")
    assert stored.lines == ("maintenance “Builds wait, mnt1”, new: updates 1 new",)
    stored = take(page, account(listing(UNDER_WAY, kind=Kind.MAINTENANCE), said_at="12:10"), "10:01")
    assert stored.lines == ("maintenance “Builds wait, mnt1”: updates 1 new",)
    row = page.reported_incidents.get()
    assert (row.kind, row.incident, row.state) == ("maintenance", None, "in-progress")
    assert (row.scheduled_for, row.scheduled_until) == (at("10:00"), at("12:00"))
    assert [update.event for update in row.updates.all()] == [None, None]
    assert UpdateRevision.objects.filter(source=None).count() == 2
    assert not Incident.objects.exists()
    assert not ImpactWindow.objects.exists()
    assert not Source.objects.exists()


def test_a_maintenance_is_edited_withdrawn_and_listed_again_like_an_incident(page):
    def list_maintenances(*maintenances, clock):
        lists = listing(*maintenances, kind=Kind.MAINTENANCE, extent=Extent.COMPLETE)
        take(page, account(lists, said_at=clock), clock)
        return page.reported_incidents.get()

    list_maintenances(PLANNED, clock="13:00")
    (planned,) = PLANNED.updates
    later = replace(planned, body="We replace all disks.", updated_at=at("14:00"))
    moved = replace(PLANNED, updates=(later,), updated_at=at("14:00"), scheduled_until=at("13:00"))
    row = list_maintenances(moved, clock="14:01")
    assert row.scheduled_until == at("13:00")
    assert [form.body for form in row.updates.get().revisions.order_by("number")] == [
        "We replace disks.",
        "We replace all disks.",
    ]
    assert list_maintenances(clock="15:00").gone_at == at("15:00")
    assert list_maintenances(moved, clock="15:02").gone_at is None


def test_one_that_goes_on_no_longer_is_over_and_was_not_withdrawn(page):
    take(page, open_only(told("i", post("1", "investigating", "09:00", "", BUILDS_OUT))), "09:01")
    take(page, open_only(said_at="12:05"), "09:30")
    row = page.reported_incidents.get()
    assert (row.unlisted_at, row.gone_at, row.state) == (at("09:30"), None, "investigating")
    assert row.incident.status == "resolved"
    assert not any(event.withdrawn_at for event in posts_of(row.incident))
    assert "resolved" not in row.incident.milestones_told  # nobody says when
    window = ImpactWindow.objects.get()
    assert (window.ended.earliest, window.ended.latest.replace(second=0)) == (at("09:00"), at("09:30"))


def test_one_that_is_listed_again_goes_on(page):
    goes_on = told("i", post("1", "investigating", "09:00", "", BUILDS_OUT))
    take(page, open_only(goes_on), "09:01")
    take(page, open_only(said_at="12:05"), "09:30")
    take(page, open_only(goes_on, said_at="12:06"), "09:32")
    row = page.reported_incidents.get()
    assert (row.unlisted_at, row.incident.status) == (None, "investigating")
    assert ImpactWindow.objects.get().ended is None


def test_the_same_twice_changes_nothing_and_is_not_compared(page, django_assert_max_num_queries):
    said = account(
        listing(told("i", post("1", "investigating", "09:00"))), listing(PLANNED, kind=Kind.MAINTENANCE)
    )
    take(page, said, "09:01")
    with django_assert_max_num_queries(8):
        assert not take(page, said, "09:02").is_change
    again = replace(said, page=replace(said.page, updated_at=at("12:30")))
    assert not take(page, again, "09:03").is_change


def test_a_text_that_is_told_later_becomes_the_first_form(page):
    silent = post("1", "investigating", "09:00", None)
    take(page, account(listing(told("i", silent))), "09:01")
    row = page.reported_incidents.get()
    assert not row.updates.get().revisions.exists()
    assert posts_of(row.incident)[0].text == "Investigating"
    spoken = replace(silent, body="Builds wait.")
    stored = take(page, account(listing(told("i", spoken)), said_at="12:01"), "09:05")
    assert stored.lines == ("INC-1 “Builds wait, i”: updates 1 told for the first time",)
    form = row.updates.get().revisions.get()
    assert (form.number, form.body, form.seen_at, form.last_seen_at) == (1, "Builds wait.", at("09:05"), None)
    assert posts_of(row.incident)[0].text == "Builds wait."


def test_each_form_says_when_it_was_first_and_last_seen(page):
    first = post("1", "investigating", "09:00", "Builds wait.")
    take(page, account(listing(told("i", first))), "09:01")
    take(page, account(listing(told("i", first)), said_at="12:10"), "09:40")
    second = replace(first, body="A disk was full.", updated_at=at("09:50"))
    take(page, account(listing(told("i", second)), said_at="12:20"), "09:51")
    seen = [(form.seen_at, form.last_seen_at) for form in UpdateRevision.objects.order_by("number")]
    assert seen == [(at("09:01"), at("09:40")), (at("09:51"), None)]


def test_a_form_that_is_withdrawn_was_last_seen_before_and_stands_when_it_is_back(page):
    one, two = post("1", "investigating", "09:00"), post("2", "monitoring", "09:10")

    def seen(*posts, clock, **changed):
        read = told("i", *posts, updated_at=at(clock), **changed)
        take(page, account(listing(read), said_at=clock), clock)
        return list(UpdateRevision.objects.filter(update__uid="1").values_list("last_seen_at", flat=True))

    assert seen(one, two, clock="09:20") == [None]
    assert seen(two, clock="09:30") == [at("09:20")]
    assert seen(two, clock="09:40") == [at("09:20")]
    assert seen(one, two, clock="09:50") == [None]
    assert seen(two, clock="10:00") == [at("09:50")]
    rewritten = replace(one, body="It was a disk.")
    assert seen(rewritten, two, clock="10:10") == [at("09:50"), None]


def test_a_post_given_to_the_minute_is_told_to_the_minute(page):
    exact = post("1", "resolved", "09:15", "Over.", precision="minute")
    take(page, account(listing(told("i", exact))), "09:20")
    (event,) = posts_of(Incident.objects.get())
    assert str(event.happened) == "6 May 2024, 09:15 UTC"
    assert "09:15 UTC" in event.quotes.get().source.title


def test_made_ids_that_give_way_to_the_vendor_s_leave_one_post(page):
    made = told("i", post("09:00", "investigating", "09:00", "Builds wait."), ids_are_made=True)
    take(page, account(listing(made)), "09:01")
    theirs = told("i", post("v1", "investigating", "09:00", "Builds wait."), updated_at=at("09:10"))
    take(page, account(listing(theirs), said_at="12:01"), "09:11")
    row = page.reported_incidents.get()
    assert (row.updates.get().uid, row.ids_are_made) == ("v1", False)
    assert TimelineEvent.objects.filter(kind=EventKind.STATUS_POST).count() == 1
    assert UpdateRevision.objects.count() == 1
    assert Source.objects.get(incident=row.incident).part == "v1"


def test_an_end_that_only_the_incident_gives_marks_its_end(page):
    ended = told("i", post("1", "investigating", "09:00"), state="resolved", status="resolved")
    take(page, account(listing(replace(ended, resolved_at=at("10:00")))), "10:05")
    milestones = Incident.objects.get().milestones_told
    assert milestones["resolved"].earliest == at("10:00")


def test_an_incident_without_a_post_has_begun_by_its_time(page):
    take(page, account(listing(told("i", created_at=at("09:00"), updated_at=at("09:00")))), "10:05")
    began = Incident.objects.get().milestones_told["started"]
    assert (began.earliest, began.latest.replace(second=0)) == (None, at("09:00"))


def test_times_from_the_future_are_kept_and_freeze_nothing(page):
    ahead = post("1", "investigating", "400 09:00", "Builds wait.")
    take(page, account(listing(told("i", ahead)), said_at="400 09:00"), "09:01")
    assert page.reported_incidents.get().updates.get().display_at == at("400 09:00")
    right = post("1", "resolved", "09:00", "Over.")
    take(page, account(listing(told("i", right)), said_at="12:00"), "12:01")
    row = page.reported_incidents.get()
    assert (row.state, row.updates.get().display_at) == ("resolved", at("09:00"))


def component(uid: str, name: str, status="operational", **changed):
    return ReadComponent(uid, name, changed.pop("group", ""), 1, status, None, **changed)


def test_a_renamed_component_keeps_its_history(page):
    out = told("i", post("1", "investigating", "09:00", "", BUILDS_OUT))
    take(page, account(listing(out), components=(component("cmp1", "Builds"),)), "09:01")
    renamed = component("cmp1", "Build runners", group="Compute")
    take(page, account(listing(out), components=(renamed,), said_at="12:01"), "09:10")
    row = page.components.get()
    assert (row.name, row.group_name) == ("Build runners", "Compute")
    assert row.windows.get().window.component == row.component


def test_strange_words_are_kept_and_counted_once_an_answer(page):
    said = account(listing(told("i", post("1", "investigating", "09:00"))))
    odd = (Strange("component status", "on_fire", 3),)
    take(page, replace(said, strange=odd), "09:01")
    take(page, replace(said, strange=odd), "09:02")  # the same again
    more = account(listing(told("i", post("1", "investigating", "09:00"), post("2", "monitoring", "09:10"))))
    take(page, replace(more, strange=odd), "09:11")
    word = StrangeWord.objects.get()
    assert (word.what, word.word, word.times) == ("component status", "on_fire", 2)
    assert (word.first_seen_at, word.last_seen_at) == (at("09:01"), at("09:11"))


def test_another_page_at_the_same_address_misses_nothing_of_the_former_and_is_no_news(page):
    goes_on = told("i", post("1", "investigating", "09:00"))
    take(page, account(listing(goes_on, told("j", post("j1", "resolved", "08:30")))), "09:01")
    there = Happening.objects.count()
    other = account(listing(told("other", post("o1", "resolved", "08:00"))), said_at="13:00")
    take(page, replace(other, page=replace(other.page, uid="pg2")), "13:01")
    take(page, replace(other, page=replace(other.page, uid="pg2", updated_at=at("13:10"))), "13:11")
    assert not page.reported_incidents.exclude(gone_at=None).exists()
    assert page.reported_incidents.get(uid="i").unlisted_at == at("13:01")
    assert (page.uid, Happening.objects.count()) == ("pg2", there)


def test_a_page_under_another_id_that_lists_the_same_is_no_other(page):
    first, second = told("i", post("1", "resolved", "09:00")), told("j", post("j1", "resolved", "10:00"))
    take(page, account(listing(second, first)), "11:01")
    said = account(listing(first), said_at="13:00")
    take(page, replace(said, page=replace(said.page, uid="pg2")), "13:01")
    assert page.reported_incidents.get(uid="j").gone_at == at("13:01")


def test_an_empty_answer_of_another_page_is_a_change_that_is_kept(page):
    take(page, account(listing(told("i", post("1", "investigating", "09:00")))), "09:01")
    said = account(listing(), said_at="13:00")
    stored = take(page, replace(said, page=replace(said.page, uid="pg2")), "13:01")
    assert stored.is_change
    assert page.reported_incidents.get().unlisted_at == at("13:01")


def test_another_format_of_a_page_misses_nothing_of_the_former_and_is_no_news(page):
    take(page, account(listing(told("i", post("1", "resolved", "09:00")))), "09:01")
    page.provider = "instatus"
    other = told("other", post("o1", "resolved", "08:00"))
    stored = take(page, account(listing(other, extent=Extent.COMPLETE), said_at="13:00"), "13:01")
    assert stored.lines == ("INC-2 “Builds wait, other”, new: updates 1 new",)
    assert page.reported_incidents.get(uid="i").gone_at is None
