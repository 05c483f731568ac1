"""From a draft to an incident: once, with what was accepted, and nothing where something is in the way."""

import pytest

from incidents.drafts import storing
from incidents.drafts.items import Group
from incidents.exceptions import DraftDiscarded, DraftGone, DraftStored
from incidents.factories import IncidentFactory
from incidents.importing.document import ReadPost
from incidents.importing.opening import open_document
from incidents.importing.storing import store_document
from incidents.models import ImportDraft, Incident
from incidents.tests.queued import TITLE, WRITE_UP, draft_of, fields, item, items
from timelines.factories import TimelineEventFactory
from timelines.models import Source, TimelineEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(editor):
    return draft_of(editor)


def press(client, draft, **changes):
    """Open the page and press its button."""
    where = draft.get_absolute_url()
    return client.post(where, fields(client.get(where), do="store", **changes))


def told(incident) -> list[str]:
    return [event.text for event in incident.events.standing().in_time_order()]


def test_what_was_accepted_becomes_an_incident(as_editor, editor, draft):
    response = press(as_editor, draft)
    incident = Incident.objects.get()
    assert response.url == incident.get_absolute_url()
    assert incident.title == TITLE
    assert told(incident) == [
        "The queue begins to grow.",
        "An alert fires and Mira is paged.",
        "We roll the change back.",
        "All orders are sent; the incident is resolved.",
    ]
    assert (incident.factors.count(), incident.action_items.count()) == (2, 2)
    assert incident.opened_by == editor
    assert "resolved" in incident.milestones_told


def test_every_event_stands_on_its_quote_for_ever(as_editor, draft):
    press(as_editor, draft)
    source = Source.objects.get()
    assert source.text == WRITE_UP
    for event in TimelineEvent.objects.prefetch_related("quotes"):
        [quote] = event.quotes.all()
        assert source.text[quote.start : quote.end] == quote.text
        assert quote.get_absolute_url() in as_editor.get(Incident.objects.get().get_absolute_url()).text


def test_what_was_dropped_and_edited_is_stored_so(as_editor, draft):
    draft.decide(
        {
            item(draft, "alert fires").key: {"take": False},
            item(draft, "roll the").key: {"edit": {"text": "The change is rolled back."}, "take": True},
            item(draft, "Put the limit").key: {"take": False},
        }
    )
    press(as_editor, draft)
    incident = Incident.objects.get()
    assert "The change is rolled back." in told(incident)
    assert not any("alert fires" in text for text in told(incident))
    assert incident.action_items.count() == 1


def test_ticks_and_title_on_the_page_count_though_nobody_saved_them(as_editor, draft):
    key = item(draft, "alert fires").key
    press(as_editor, draft, title="Orders stand still", **{f"take-{key}": None})
    incident = Incident.objects.get()
    assert incident.title == "Orders stand still"
    assert len(told(incident)) == 3


def test_united_items_are_one_event_with_both_quotes(as_editor, draft):
    draft.decide({item(draft, "alert fires").key: {"with": item(draft, "begins to grow").key}})
    press(as_editor, draft)
    event = TimelineEvent.objects.get(text="The queue begins to grow.")
    assert event.quotes.count() == 2


def test_the_draft_leads_to_the_incident_afterwards(as_editor, draft):
    press(as_editor, draft)
    incident = Incident.objects.get()
    assert as_editor.get(draft.get_absolute_url()).url == incident.get_absolute_url()
    assert as_editor.get("/import/").context["waiting"] == []
    assert ImportDraft.objects.get().text == ""


def test_pressing_twice_makes_one_incident(as_editor, draft):
    data = fields(as_editor.get(draft.get_absolute_url()), do="store")
    first = as_editor.post(draft.get_absolute_url(), data)
    second = as_editor.post(draft.get_absolute_url(), data)
    assert first.url == second.url
    assert Incident.objects.count() == 1


def test_a_second_tab_that_read_the_draft_before_finds_it_stored(editor, draft):
    other = ImportDraft.objects.get()
    storing.store_draft(draft, by=editor, shown="")
    with pytest.raises(DraftStored):
        storing.store_draft(other, by=editor, shown="")
    assert Incident.objects.count() == 1


def test_a_draft_discarded_in_another_tab_is_not_stored(editor, draft):
    other = ImportDraft.objects.get()
    draft.discard()
    with pytest.raises(DraftDiscarded):
        storing.store_draft(other, by=editor, shown="")
    assert not Incident.objects.exists()


def test_with_nothing_accepted_nothing_is_stored(as_editor, draft):
    page = as_editor.get(draft.get_absolute_url())
    ticks = {name: None for name in fields(page) if name.startswith("take-")}
    response = press(as_editor, draft, **ticks)
    assert response.status_code == 422
    assert "no item is accepted" in response.text
    assert not Incident.objects.exists()


def test_a_zone_changed_and_not_looked_at_is_shown_before_it_is_stored(as_editor, editor):
    draft = draft_of(editor, "On 14 March 2023 at 12:00 the queue broke. At 13:30 it was repaired.")
    response = press(as_editor, draft, zone="Asia/Bangkok")
    assert response.status_code == 422
    assert "changes what is read" in response.text
    assert not Incident.objects.exists()
    press(as_editor, draft)
    assert Incident.objects.exists()


def test_a_document_that_was_deleted_meanwhile_is_said_to_be_gone(editor, draft):
    ImportDraft.objects.all().delete()
    with pytest.raises(DraftGone):
        storing.store_draft(draft, by=editor, shown="")


def test_an_incident_needs_a_title(as_editor, draft):
    response = press(as_editor, draft, title="x")
    assert response.status_code == 422
    assert "give the incident a title" in response.text
    assert not Incident.objects.exists()


REPORT = """\
Orders wait in line
Incident Report for Lamplight

Resolved
All orders are sent.
Posted May 03, 2024 - 11:42 UTC
Investigating
We are looking into orders that wait.
Posted May 03, 2024 - 09:31 UTC
This incident affected: Shop (Orders, Receipts) and Website.
"""


def test_posts_and_names_of_a_report_are_decided_about_like_all_else(as_editor, editor):
    draft = draft_of(editor, REPORT, format="statuspage-report")
    names = {one.found.name: one.key for one in items(draft) if one.group == Group.AFFECTED}
    post = next(one for one in items(draft) if isinstance(one.read, ReadPost) and "looking" in one.read.body)
    where = f"{draft.get_absolute_url()}items/{post.key}/"
    form = as_editor.get(where).context["form"]
    as_editor.post(where, {"when": "09:30", "text": "We look.", "part": "1"})
    assert list(form.fields) == ["when", "text"]
    press(as_editor, draft, **{f"take-{key}": None for name, key in names.items() if name != "Website"})
    incident = Incident.objects.get()
    assert "We look." in told(incident)
    assert [window.component.name for window in incident.impact_windows.all()] == ["Website"]


# Into an incident that is here


@pytest.fixture
def incident():
    return IncidentFactory(title="Orders are slow")


def test_merging_adds_what_is_new(as_editor, draft, incident):
    page = as_editor.get(draft.get_absolute_url())
    as_editor.post(draft.get_absolute_url(), fields(page, number=incident.reference))
    response = press(as_editor, draft)
    assert response.url == incident.get_absolute_url()
    assert Incident.objects.get() == incident
    assert len(told(incident)) == 4
    incident.refresh_from_db()
    assert incident.title == "Orders are slow"


def test_what_the_incident_has_already_is_further_evidence(as_editor, draft, incident):
    held = TimelineEventFactory(
        incident=incident, at="14 March 2023 12:29 UTC", text="We roll the change back"
    )
    ImportDraft.objects.update(into=incident)
    page = as_editor.get(draft.get_absolute_url())
    assert f"{incident.reference} has this already" in page.text
    press(as_editor, draft)
    assert len(told(incident)) == 4
    assert held.quotes.get().text.endswith("We roll the change back.")


def test_further_evidence_can_be_declined(as_editor, draft, incident):
    held = TimelineEventFactory(
        incident=incident, at="14 March 2023 12:30 UTC", text="We roll the change back"
    )
    ImportDraft.objects.update(into=incident)
    key = item(draft, "roll the").key
    as_editor.post(f"{draft.get_absolute_url()}items/{key}/apart/")
    assert "It will be an event of its own" in as_editor.get(draft.get_absolute_url()).text
    press(as_editor, draft)
    assert len(told(incident)) == 5
    assert not held.quotes.exists()


def test_an_incident_that_changed_meanwhile_is_shown_again_first(as_editor, draft, incident):
    ImportDraft.objects.update(into=incident)
    data = fields(as_editor.get(draft.get_absolute_url()), do="store")
    TimelineEventFactory(incident=incident, at="14 March 2023 12:30 UTC", text="We roll the change back")
    response = as_editor.post(draft.get_absolute_url(), data)
    assert response.status_code == 422
    assert "more or less of it already" in response.text
    assert len(told(incident)) == 1
    press(as_editor, draft)
    assert len(told(incident)) == 4


def test_an_incident_closed_to_the_person_meanwhile_gets_nothing(as_editor, editor, draft, incident):
    ImportDraft.objects.update(into=incident)
    Incident.objects.update(visibility=Incident.Visibility.RESTRICTED)
    page = as_editor.get(draft.get_absolute_url())
    assert incident.title not in page.text
    assert incident.reference not in page.text
    draft.refresh_from_db()
    with pytest.raises(storing.NotAsShown):
        storing.store_draft(draft, by=editor, shown="")
    assert not incident.events.exists()


def test_an_incident_that_one_may_not_read_cannot_be_chosen(as_editor, draft, incident):
    Incident.objects.update(visibility=Incident.Visibility.RESTRICTED)
    for changes in ({"number": incident.reference}, {"into": incident.pk}):
        assert press(as_editor, draft, **changes).status_code == 422
    assert not incident.events.exists()


def test_a_likely_incident_is_offered(as_editor, editor, draft):
    store_document(storing.read_draft(draft).read, by=editor, always_new=True)
    page = as_editor.get(draft.get_absolute_url())
    labels = [label for _, label in page.context["form"].fields["into"].choices]
    assert labels[0] == "a new incident"
    assert any(label.startswith(Incident.objects.get().reference) for label in labels[1:])


def test_when_storing_fails_nothing_is_left_behind(as_editor, draft, monkeypatch):
    def refuse(*args, **options):
        Incident.objects.open_new(title="Half a story")
        raise storing.NotAsShown("The disc is full.")

    monkeypatch.setattr(storing, "store_document", refuse)
    response = press(as_editor, draft)
    assert response.status_code == 422
    assert "The disc is full." in response.text
    assert not Incident.objects.exists()
    assert ImportDraft.objects.waiting().exists()


NOBODYS = (
    "# Orders stuck, 3 May 2024\n\nAt 14:05 UTC it stopped. This incident affected: Checkout and Refunds.\n"
)


def test_components_of_nobody_are_asked_for_before_and_named_after(as_editor, editor):
    [opened] = open_document(NOBODYS.encode(), name="orders.md")
    draft = ImportDraft.objects.begin(opened, by=editor)
    asked = "Nobody says whose the affected components are"
    assert asked in as_editor.get(draft.get_absolute_url()).text
    where = press(as_editor, draft).url
    assert "The components it names were left out" in as_editor.get(where).text


def test_components_of_an_organisation_are_kept_without_a_word(as_editor, editor):
    [opened] = open_document(NOBODYS.encode(), name="orders.md")
    draft = ImportDraft.objects.begin(opened, by=editor)
    press(as_editor, draft, organisation="Lamplight")
    assert Incident.objects.get().impact_windows.count() == 2
