"""What a page tells becomes incidents with timelines, once; what it changes later is told as changed."""

import zlib
from datetime import UTC, datetime

import pghistory
import pytest

from accounts.factories import EditorFactory
from incidents.models import ImpactWindow, Incident
from statuspages import watching
from statuspages.factories import StatusPageFactory
from statuspages.models import Payload, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.tests import vendor
from timelines.factories import SourceFactory
from timelines.models import Kind, Lane, Source, TimelineEvent

pytestmark = pytest.mark.django_db

EDITED_AT = "2024-05-06T11:00:00.000Z"


@pytest.fixture
def page(served):
    served.statuspage(vendor.slow_builds())
    page = StatusPageFactory(url=served.url, name="Vendor")
    poll(page)
    return page


def poll(page) -> watching.Polled:
    polled = watching.poll(page.pk, even_if_not_due=True)
    assert polled.error is None
    return polled


def posts(incident: Incident) -> list[TimelineEvent]:
    return list(incident.events.filter(kind=Kind.STATUS_POST).in_time_order())


def edited(number: int, **changed) -> dict:
    """The incident with its update of this number (from 1, oldest first) changed at 11:00."""
    told = vendor.slow_builds()
    told["incident_updates"][-number] |= {"updated_at": EDITED_AT} | changed
    return told | {"updated_at": EDITED_AT}


def without(number: int) -> dict:
    told = vendor.slow_builds() | {"updated_at": EDITED_AT}
    del told["incident_updates"][-number]
    return told


def counts() -> dict:
    models = (Incident, TimelineEvent, Source, ReportedUpdate, UpdateRevision, ImpactWindow, Payload)
    return {model.__name__: model.objects.count() for model in models}


def test_an_incident_arrives_with_its_posts_as_events(page):
    incident = Incident.objects.get()
    assert (incident.title, incident.kind, incident.status) == ("Builds wait", "vendor", "resolved")
    assert (incident.visibility, incident.organisation) == ("internal", page.organisation)
    assert incident.severity is None
    first = posts(incident)[0]
    assert str(first.happened) == "6 May 2024, 09:00:00 UTC"
    assert (first.lane, first.actor) == (Lane.STATUS_PAGE, "Vendor")
    source = first.quotes.get().source
    assert source.text == "Builds wait longer than usual. We are looking into it."
    assert (source.url, source.part) == (
        "https://status.vendor.example/incidents/inc0slowblds",
        "upd000000001",
    )


def test_the_page_says_by_when_it_began_and_when_it_ended(page):
    told = Incident.objects.get().milestones_told
    assert told["started"].earliest is None
    assert told["started"].latest == datetime(2024, 5, 6, 9, 0, 1, tzinfo=UTC)
    assert told["resolved"].earliest == datetime(2024, 5, 6, 10, 15, tzinfo=UTC)


def test_a_component_has_a_window_for_each_level(page):
    windows = Incident.objects.get().impact_windows.order_by("pk")
    assert [(window.level, str(window.began), str(window.ended)) for window in windows] == [
        ("degraded", "6 May 2024, 09:00:00 UTC", "6 May 2024, 09:30:00 UTC"),
        ("partial-outage", "6 May 2024, 09:30:00 UTC", "6 May 2024, 10:15:00 UTC"),
    ]
    component = windows[0].component
    assert component == page.components.get().component
    assert (component.name, component.organisation) == ("Builds", page.organisation)


def test_an_open_incident_has_windows_without_an_end(served):
    still = vendor.affected("operational", "major_outage")
    served.statuspage(
        vendor.incident("inc0open0000", vendor.update("upd1", "investigating", "09:00", "", still))
    )
    poll(StatusPageFactory(url=served.url))
    window = ImpactWindow.objects.get()
    assert (window.level, window.ended) == ("major-outage", None)
    assert "resolved" not in Incident.objects.get().milestones_told


def test_every_answer_that_brought_something_is_kept_byte_for_byte(served, page):
    kept = {payload.path: zlib.decompress(bytes(payload.body)) for payload in Payload.objects.all()}
    assert kept == {path: answer.body for path, answer in served.answers.items()}


@pytest.mark.parametrize("has_etag", [True, False])
def test_the_same_payload_twice_changes_nothing(served, page, has_etag):
    before = counts()
    StatusPage.objects.update(validators={})
    for path, answer in served.answers.items():
        served.answer(path, answer.body, has_etag=has_etag)
    assert not poll(page).stored.is_change
    assert counts() == before


def test_a_new_post_joins_the_incident_and_moves_its_status(served, page):
    reopened = vendor.slow_builds()
    more = vendor.update("upd000000004", "monitoring", "10:40", "It came back. We are watching it.")
    reopened["incident_updates"].insert(0, more)
    served.statuspage(reopened | {"status": "monitoring", "updated_at": more["updated_at"]})
    assert poll(page).stored.lines == ("INC-1 “Builds wait”: updates 1 new",)
    incident = Incident.objects.get()
    assert len(posts(incident)) == 4
    assert incident.status == "monitoring"
    assert "resolved" not in incident.milestones_told


def test_an_edited_post_keeps_both_forms_and_corrects_the_event(served, page):
    served.statuspage(edited(2, body="The scheduler lost its leases: a disk was full."))
    assert poll(page).stored.lines == ("INC-1 “Builds wait”: updates 1 edited",)
    event = posts(Incident.objects.get())[1]
    assert event.text == "The scheduler lost its leases: a disk was full."
    assert event.edition == 2
    assert event.versions.order_by("pgh_id").last().pgh_context.metadata["why"] == "edited on the status page"
    texts = [
        revision.body for revision in UpdateRevision.objects.filter(update__event=event).order_by("number")
    ]
    assert texts == [
        "The scheduler has lost its lease table. We are restoring it.",
        "The scheduler lost its leases: a disk was full.",
    ]
    assert sorted(quote.text for quote in event.quotes.all()) == sorted(texts)


def test_an_edit_leaves_an_event_alone_that_a_person_has_corrected(served, page):
    event = posts(Incident.objects.get())[1]
    event.correct(by=EditorFactory(), text="They lost the table of leases.")
    served.statuspage(edited(2, body="The scheduler lost its leases: a disk was full."))
    poll(page)
    event.refresh_from_db()
    assert event.text == "They lost the table of leases."
    assert event.quotes.count() == 2
    assert UpdateRevision.objects.filter(update__event=event).count() == 2


def test_what_arrives_during_somebodys_request_is_not_their_doing(served, page):
    served.statuspage(edited(2, body="A disk was full."))
    with pghistory.context(user=EditorFactory().pk):
        poll(page)
    served.statuspage(edited(2, body="Two disks were full.") | {"updated_at": "2024-05-06T11:20:00.000Z"})
    poll(page)
    assert posts(Incident.objects.get())[1].text == "Two disks were full."


@pytest.mark.parametrize(
    "body",
    [
        "The scheduler has lost its  lease table.\n\nWe are restoring it. ",
        "The scheduler has lost its lease table.<br />We are restoring it.",
    ],
)
def test_other_spacing_is_no_edit(served, page, body):
    before = counts() | {"Payload": Payload.objects.count() + 1}  # its updated_at has changed, no more
    served.statuspage(edited(2, body=body))
    poll(page)
    assert counts() == before


def test_a_moved_time_moves_the_event_its_milestone_and_the_windows(served, page):
    served.statuspage(edited(3, display_at="2024-05-06T10:05:00.000Z"))
    poll(page)
    incident = Incident.objects.get()
    moved = datetime(2024, 5, 6, 10, 5, tzinfo=UTC)
    assert posts(incident)[2].happened.earliest == moved
    assert incident.milestones_told["resolved"].earliest == moved
    assert incident.impact_windows.count() == 2
    assert incident.impact_windows.order_by("pk").last().ended.earliest == moved
    assert UpdateRevision.objects.filter(update__uid="upd000000003").count() == 2


def test_a_window_that_a_person_has_changed_stays_as_it_is(served, page):
    window = ImpactWindow.objects.order_by("pk").last()
    window.change(by=EditorFactory(), level=ImpactWindow.Level.MAJOR_OUTAGE)
    first = ImpactWindow.objects.order_by("pk").first()
    first.remove(by=EditorFactory())
    served.statuspage(edited(3, display_at="2024-05-06T10:05:00.000Z"))
    poll(page)
    left = ImpactWindow.objects.get()
    assert (left.pk, left.level, left.ended) == (window.pk, "major-outage", window.ended)


def test_a_withdrawn_post_is_struck_and_comes_back(served, page):
    served.statuspage(without(3))
    assert poll(page).stored.lines == ("INC-1 “Builds wait”: updates 1 withdrawn",)
    event = posts(Incident.objects.get())[2]
    assert event.withdrawn_reason.startswith("withdrawn on the status page, last seen ")
    assert ReportedUpdate.objects.get(uid="upd000000003").gone_at
    assert "resolved" not in Incident.objects.get().milestones_told

    back = edited(3, body="Builds start as usual again. Sorry.") | {"updated_at": "2024-05-06T11:30:00.000Z"}
    served.statuspage(back)
    assert poll(page).stored.lines == ("INC-1 “Builds wait”: updates 1 edited, 1 listed again",)
    event.refresh_from_db()
    assert event.text == "Builds start as usual again. Sorry."
    assert event.withdrawn_at is None
    assert "resolved" in Incident.objects.get().milestones_told
    assert TimelineEvent.objects.filter(kind=Kind.STATUS_POST).count() == 3


def test_an_older_payload_after_a_newer_one_changes_nothing(served, page):
    older = dict(served.answers)
    served.statuspage(edited(2, body="A disk was full."), updated_at="2024-05-06T12:30:00.000Z")
    poll(page)
    before = counts()
    served.answers = older
    poll(page)
    assert counts() == before
    assert posts(Incident.objects.get())[1].text == "A disk was full."
    page.refresh_from_db()
    assert page.vendor_updated_at == datetime(2024, 5, 6, 12, 30, tzinfo=UTC)


def test_an_incident_that_leaves_the_window_stays(served, page):
    newer = vendor.incident("inc0newer000", vendor.update("updn", "resolved", "2024-06-01T09:00:00Z"))
    served.statuspage(newer, updated_at="2024-06-01T09:00:00.000Z")
    poll(page)
    assert page.reported_incidents.get(uid="inc0slowblds").gone_at is None


def test_an_incident_missing_before_an_older_one_was_withdrawn_and_may_come_back(served):
    older = vendor.incident("inc0older000", vendor.update("updo", "resolved", "2024-05-01T09:00:00.000Z"))
    served.statuspage(vendor.slow_builds(), older)
    page = StatusPageFactory(url=served.url)
    poll(page)
    served.statuspage(older, updated_at="2024-05-06T13:00:00.000Z")
    poll(page)
    gone = page.reported_incidents.get(uid="inc0slowblds")
    assert gone.gone_at
    assert gone.incident.status == "cancelled"
    assert all(event.withdrawn_at for event in posts(gone.incident))

    served.statuspage(vendor.slow_builds(), older, updated_at="2024-05-06T14:00:00.000Z")
    poll(page)
    back = page.reported_incidents.get(uid="inc0slowblds")
    assert (back.gone_at, back.incident.status) == (None, "resolved")
    assert not any(event.withdrawn_at for event in posts(back.incident))
    assert Incident.objects.count() == 2


def test_the_status_stays_where_a_person_has_set_it(served, page):
    incident = Incident.objects.get()
    incident.change_status("closed", by=EditorFactory())
    served.statuspage(edited(3, status="monitoring") | {"status": "monitoring"})
    poll(page)
    assert Incident.objects.get().status == "closed"


def test_a_renamed_incident_is_renamed_here_unless_a_person_named_it(served, page):
    served.statuspage(vendor.slow_builds() | {"name": "Builds and tests wait", "updated_at": EDITED_AT})
    poll(page)
    assert Incident.objects.get().title == "Builds and tests wait"
    Incident.objects.update(title="Their queue stood still")
    served.statuspage(vendor.slow_builds() | {"name": "All waits", "updated_at": "2024-05-06T11:10:00.000Z"})
    poll(page)
    assert Incident.objects.get().title == "Their queue stood still"
    assert page.reported_incidents.get().name == "All waits"


def with_postmortem(body: str, at: str = EDITED_AT) -> dict:
    told = vendor.slow_builds()
    written = vendor.update("updpostmorte", "postmortem", at, body, display_at=None)
    told["incident_updates"].insert(0, written)
    return told | {"status": "postmortem", "updated_at": at}


def test_a_postmortem_becomes_a_source_and_the_first_draft(served, page):
    served.statuspage(with_postmortem("## What happened\n\nA disk was full."))
    poll(page)
    incident = Incident.objects.get()
    assert len(posts(incident)) == 3
    assert incident.status == "resolved"
    assert incident.sources.get(kind=Source.Kind.WRITE_UP).text == "## What happened\n\nA disk was full."
    draft = incident.postmortem
    assert (draft.newest.body, draft.state) == ("## What happened\n\nA disk was full.", "draft")
    assert draft.published is None

    served.statuspage(with_postmortem("## What happened\n\nTwo disks were full.", "2024-05-07T09:00:00.000Z"))
    poll(page)
    draft.refresh_from_db()
    assert (draft.newest.number, draft.newest.body[-20:]) == (2, "Two disks were full.")


def test_an_edited_postmortem_never_goes_over_what_people_have_written(served, page):
    served.statuspage(with_postmortem("A disk was full."))
    poll(page)
    draft = Incident.objects.get().postmortem
    draft.save_text("We know better.", by=EditorFactory(), based_on=1)
    served.statuspage(with_postmortem("Two disks were full.", "2024-05-07T09:00:00.000Z"))
    poll(page)
    draft.refresh_from_db()
    assert draft.newest.body == "We know better."
    assert Source.objects.filter(kind=Source.Kind.WRITE_UP).count() == 2


def test_words_that_nobody_knows_are_kept_as_served(served):
    odd = vendor.affected("operational", "on_fire")
    served.statuspage(
        vendor.incident("inc0strange0", vendor.update("upd1", "exploded", "09:00", "", odd), impact="cosmic"),
        components=[vendor.component(status="on_fire")],
        indicator="apocalyptic",
    )
    page = StatusPageFactory(url=served.url)
    poll(page)
    page.refresh_from_db()
    reported = page.reported_incidents.get()
    assert (reported.status, reported.impact) == ("exploded", "cosmic")
    assert reported.updates.get().affected[0]["new"] == "on_fire"
    assert reported.incident.status == "investigating"
    assert not reported.incident.impact_windows.exists()
    assert (page.indicator, page.components.get().status) == ("apocalyptic", "on_fire")


def test_a_backfilled_incident_happened_when_it_says(served):
    told = vendor.update("upd1", "resolved", "07:00", "For an hour, hooks came late.")
    told |= {"created_at": "2024-05-06T11:00:00.000Z", "updated_at": "2024-05-06T11:00:00.000Z"}
    backfilled = vendor.incident("inc0backfill", told, impact="none", created_at="2024-05-06T07:00:00.000Z")
    served.statuspage(backfilled | {"started_at": "2024-05-06T11:00:00.000Z"})
    page = StatusPageFactory(url=served.url)
    poll(page)
    assert posts(Incident.objects.get())[0].happened.earliest == datetime(2024, 5, 6, 7, tzinfo=UTC)
    assert page.reported_incidents.get().vendor_started_at == datetime(2024, 5, 6, 11, tzinfo=UTC)


def test_components_are_renamed_go_and_come_back(served, page):
    def serve(*components, at):
        told = vendor.slow_builds()
        served.statuspage(told, components=list(components), updated_at=f"2024-05-06T{at}:00.000Z")
        poll(page)
        return page.components.get(uid="cmp0builds00")

    renamed = serve(vendor.component(name="Build runners", updated_at="2024-05-06T12:10:00Z"), at="12:10")
    assert renamed.name == "Build runners"
    gone = serve(vendor.component("cmp0tests000", "Tests"), at="12:20")
    assert gone.gone_at
    back = serve(vendor.component(updated_at="2024-05-06T12:30:00Z"), at="12:30")
    assert (back.pk, back.gone_at) == (renamed.pk, None)


def test_a_component_that_only_an_update_names_is_kept(served):
    served.statuspage(vendor.slow_builds(), components=[])
    page = StatusPageFactory(url=served.url)
    poll(page)
    assert page.components.get(uid="cmp0builds00").gone_at
    assert ImpactWindow.objects.count() == 2


def test_an_update_without_a_word_is_told_by_its_status(served):
    served.statuspage(
        vendor.incident("inc0wordless", vendor.update("upd1", "in_progress", "09:00") | {"body": None})
    )
    poll(StatusPageFactory(url=served.url))
    assert posts(Incident.objects.get())[0].text == "In progress"
    assert UpdateRevision.objects.get().source is None


def test_two_incidents_of_one_page_stay_two(served):
    same = [vendor.update(uid, "resolved", "09:00", "Builds start again.") for uid in ("upda", "updb")]
    served.statuspage(*(vendor.incident(f"inc-{post['id']}", post) for post in same))
    poll(StatusPageFactory(url=served.url))
    assert Incident.objects.count() == 2


@pytest.mark.parametrize(("opened_by_a_person", "kind"), [(False, "vendor"), (True, "public-write-up")])
def test_an_imported_write_up_becomes_the_vendors_unless_a_person_opened_it(served, opened_by_a_person, kind):
    page = StatusPageFactory(url=served.url, name="Vendor")
    incident = Incident.objects.open_new(
        title="Builds wait",
        by=EditorFactory() if opened_by_a_person else None,
        organisation=page.organisation,
        kind=Incident.Kind.PUBLIC_WRITE_UP,
    )
    SourceFactory(
        incident=incident, kind="write-up", url="https://status.vendor.example/incidents/inc0slowblds"
    )
    served.statuspage(vendor.slow_builds())
    poll(page)
    assert Incident.objects.get().kind == kind


def test_a_page_that_claims_the_address_of_another_vendor_s_gets_at_nothing(page, served):
    theirs = Incident.objects.get()
    before = (theirs.status, posts(theirs))
    claimed = {"id": "pg0impostor", "name": "Impostor"}
    posted = vendor.update("up0impostor", "investigating", "12:00", "All is lost.")
    served.statuspage(vendor.incident("inc0slowblds", posted, name="Something else entirely"), **claimed)
    StatusPage.objects.filter(pk=page.pk).update(url="http://elsewhere.example")
    impostor = StatusPageFactory(url=served.url, name="Impostor", uid="pg0impostor")
    poll(impostor)
    theirs.refresh_from_db()
    assert (theirs.status, posts(theirs)) == before
    assert impostor.reported_incidents.get().incident != theirs
