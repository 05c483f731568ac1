"""The page of a draft: what was read, what was decided about the whole, nothing stored."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import AdministratorFactory, EditorFactory
from incidents.factories import IncidentFactory, OrganisationFactory
from incidents.models import ImportDraft, Incident
from incidents.tests.conftest import signed_in
from incidents.tests.queued import TITLE, draft_of, fields, item, items
from timelines.when import When

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(editor):
    return draft_of(editor)


def address(draft) -> str:
    return draft.get_absolute_url()


def post(client, draft, do="read", **changes):
    return client.post(address(draft), fields(client.get(address(draft)), do=do, **changes))


def section(page, group):
    return next(one for one in page.context["page"].sections if one.group == group)


def test_the_page_shows_the_document_and_what_was_read(as_editor, draft):
    page = as_editor.get(address(draft))
    assert page.status_code == 200
    assert next(row.text for row in section(page, "timeline").rows) == "The queue begins to grow."
    assert [section(page, group).count for group in ("timeline", "factors", "actions")] == [4, 2, 2]
    assert "<mark" in page.text
    assert "Create the incident with 8 items" in page.text
    assert not Incident.objects.exists()


def test_the_time_it_took_to_read_is_told_in_milliseconds(as_editor, draft):
    page = as_editor.get(address(draft))
    assert page.context["page"].reading.milliseconds > 0
    assert f"read in {page.context['page'].took} " in page.text


def test_looking_writes_nothing(as_editor, draft):
    before = ImportDraft.objects.values().get()
    as_editor.get(address(draft))
    assert ImportDraft.objects.values().get() == before


def test_a_draft_is_nobody_elses(draft):
    for somebody in (EditorFactory(), AdministratorFactory()):
        assert signed_in(somebody).get(address(draft)).status_code == 404


def test_a_zone_reads_everything_again_and_decisions_stay(as_editor, draft):
    growing = item(draft, "begins to grow").key
    post(as_editor, draft, zone="+07:00", **{f"take-{growing}": None})
    again = item(draft, "begins to grow")
    assert (again.key, again.is_taken) == (growing, False)
    page = as_editor.get(address(draft))
    assert page.context["form"]["zone"].value() == "+07:00"
    assert "as you decided" in page.text


def test_a_zone_that_is_decided_is_that_of_times_without_one(as_editor, editor):
    draft = draft_of(editor, "On 14 March 2023 at 12:00 the queue broke. At 13:30 it was repaired.")
    post(as_editor, draft, zone="Asia/Bangkok")
    assert item(draft, "broke").found.when.overlaps(When.read("14 March 2023 05:00 UTC"))


def test_letters_of_several_meanings_are_asked_about_and_one_press_decides(as_editor, editor):
    draft = draft_of(editor, "All times are in IST.\n\n- 14 March 2023 12:00: the queue broke\n")
    page = as_editor.get(address(draft))
    assert "IST has several meanings. Which is it?" in page.text
    assert ("India, +05:30", "Asia/Kolkata") in page.context["form"].zone_candidates
    assert not any(one.is_taken for one in items(draft))
    post(as_editor, draft, do=None, zone_is="Asia/Kolkata")
    assert item(draft, "broke").found.when.overlaps(When.read("14 March 2023 06:30 UTC"))
    assert item(draft, "broke").is_taken


@pytest.mark.parametrize(
    ("words", "zone"), [("bangkok", "Asia/Bangkok"), ("pacific time", "America/Los_Angeles")]
)
def test_a_zone_is_understood_as_people_say_it(as_editor, draft, words, zone):
    post(as_editor, draft, zone=words)
    draft.refresh_from_db()
    assert draft.chosen["zone"] == zone


def test_a_day_reads_everything_again(as_editor, editor):
    draft = draft_of(editor, "- 12:00 UTC: the queue broke\n- 12:30 UTC: it was repaired\n")
    post(as_editor, draft, day="3 May 2024")
    assert item(draft, "broke").found.when.overlaps(When.read("3 May 2024 12:00 UTC"))


def test_what_is_as_the_document_says_is_no_decision(as_editor, draft):
    post(as_editor, draft)
    draft.refresh_from_db()
    assert (draft.chosen, draft.decisions) == ({}, {})


def test_emptying_a_field_leaves_it_to_the_document_again(as_editor, draft):
    post(as_editor, draft, zone="+07:00", title="Another")
    post(as_editor, draft, zone="", title="")
    draft.refresh_from_db()
    assert draft.chosen == {}
    assert draft.title == TITLE


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("zone", "Mars/Olympus", "Mars/Olympus"),
        ("log_zone", "IST IST", "IST IST"),
        ("zone", "IST", "IST has three meanings"),
        ("day", "half past never", "half past never"),
        ("number", "INC-999", "There is no incident INC-999"),
        ("number", "x", "There is no incident x"),
        ("into", "999", ""),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field_and_kept(as_editor, draft, field, value, says):
    response = post(as_editor, draft, title="Mine", **{field: value})
    assert response.status_code == 422
    assert says in response.context["form"].errors.as_text()
    assert field in response.context["form"].errors
    assert 'value="Mine"' in response.text
    draft.refresh_from_db()
    assert draft.chosen == {}


def test_ticks_are_taken_over_without_scripts(as_editor, draft):
    key = item(draft, "alert fires").key
    post(as_editor, draft, **{f"take-{key}": None})
    assert not item(draft, "alert fires").is_taken
    post(as_editor, draft, **{f"take-{key}": "on"})
    assert item(draft, "alert fires").is_taken


def test_items_that_were_not_on_the_page_keep_their_decisions(as_editor, draft):
    key = item(draft, "alert fires").key
    draft.decide({key: {"take": False}})
    post(as_editor, draft, shown="")
    assert not item(draft, "alert fires").is_taken


def test_a_decision_about_what_is_not_read_any_more_is_dropped_with_a_word(as_editor, draft):
    key = item(draft, "alert fires").key
    draft.decide({"event-1-2": {"take": False}, key: {"with": "event-1-2", "take": False}})
    answer = as_editor.post(address(draft), fields(as_editor.get(address(draft)), do="read"), follow=True)
    assert "1 decision was about an item that the document does not tell" in answer.text
    draft.refresh_from_db()
    assert draft.decisions == {key: {"take": False}}


def test_the_zone_of_an_organisation_that_is_known_is_used_where_nobody_says(as_editor, editor):
    OrganisationFactory(name="Lamplight", time_zone="Asia/Bangkok")
    draft = draft_of(editor, "On 14 March 2023 at 12:00 the queue broke.")
    post(as_editor, draft, organisation="lamplight")
    assert item(draft, "broke").found.when.overlaps(When.read("14 March 2023 05:00 UTC"))


def test_a_document_without_times_says_so_and_still_tells_the_rest(as_editor, editor):
    draft = draft_of(
        editor, "# Root cause\n\nThe limit was raised without a test.\n\n# Actions\n\n- Test limits\n"
    )
    page = as_editor.get(address(draft))
    assert section(page, "timeline").count == 0
    assert section(page, "factors").count + section(page, "actions").count >= 1
    assert "tells no event with a time" in page.text


def test_two_events_with_one_milestone_are_pointed_out(as_editor, draft):
    late = item(draft, "alert fires")
    draft.decide({late.key: {"edit": {"milestones": ["resolved"]}, "take": True}})
    assert as_editor.get(address(draft)).text.count("This milestone stands on another item too") == 2


def test_a_discarded_draft_is_gone_and_can_be_taken_back(as_editor, draft):
    answer = as_editor.post(f"{address(draft)}discard/", follow=True)
    assert "you can take it back" in answer.text
    assert answer.context["discarded"] == [draft]
    gone = as_editor.get(address(draft))
    assert "was discarded" in gone.text
    assert as_editor.post(f"{address(draft)}restore/").url == address(draft)
    assert as_editor.get(address(draft)).context["page"].sums.accepted == 8


def test_deciding_about_a_discarded_draft_changes_nothing(as_editor, draft):
    data = fields(as_editor.get(address(draft)), do="store")
    draft.discard()
    answer = as_editor.post(address(draft), data)
    assert "was discarded" in answer.text
    assert not Incident.objects.exists()


def test_a_draft_of_a_format_that_is_gone_can_only_be_discarded(as_editor, editor):
    draft = draft_of(editor, format="telegram")
    assert "is no format that this version can read" in as_editor.get(address(draft)).text
    assert as_editor.post(address(draft), {"do": "store"}).status_code == 422
    assert not Incident.objects.exists()


@pytest.mark.parametrize("part", ["0", "2", "x", "99999", "9" * 40])
def test_a_part_that_is_not_there_shows_another(as_editor, draft, part):
    assert as_editor.get(address(draft), {"part": part}).context["page"].part.number == 1


def test_a_long_document_is_shown_in_parts_and_counted_as_a_whole(as_editor, editor):
    lines = "".join(f"- 14 March 2023 {n // 60:02d}:{n % 60:02d} UTC: step {n} failed\n" for n in range(700))
    draft = draft_of(editor, lines)
    first = as_editor.get(address(draft)).context["page"]
    assert first.part.count >= 2
    assert section(as_editor.get(address(draft), {"part": 2}), "timeline").rows
    assert len(items(draft)) >= 690
    assert first.sums.accepted >= 690


def test_the_number_of_queries_does_not_grow(as_editor, editor):
    incident = IncidentFactory()
    line = "- 14 March 2023 {0:02d}:{1:02d} UTC: step {1} failed\n"
    short, long = (
        draft_of(editor, "".join(line.format(n // 60, n % 60) for n in range(count)), into=incident)
        for count in (3, 60)
    )
    as_editor.get(address(short))
    counts = []
    for one in (short, long):
        with CaptureQueriesContext(connection) as counted:
            as_editor.get(address(one))
        counts.append(len(counted))
    assert counts[0] == counts[1] <= 25
