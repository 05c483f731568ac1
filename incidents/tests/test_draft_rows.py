"""Items as the page shows them: what they say of their time, why they are doubtful, what is here already."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from incidents.drafts.items import Group, items_of
from incidents.drafts.page import page_of
from incidents.drafts.reading import Reading
from incidents.drafts.rows import Telling, problems_of, rows_of
from incidents.factories import ImportDraftFactory, IncidentFactory
from incidents.importing.document import ReadMilestone, ReadPost
from incidents.tests.told_document import ALERT, GAUGE, GREW, LATE, SENT, TEXT, document, event, place_of
from timelines.factories import TimelineEventFactory
from timelines.models import Milestone
from timelines.reading.model import Confidence
from timelines.when import When


def rows(read, decisions=None, *, zone="UTC", group=Group.TIMELINE, **told):
    return rows_of(items_of(read, decisions or {}), Telling(TEXT, zone, **told))[group]


def row(found, **told):
    return next(one for one in rows(document(), **told) if one.item.read == found)


def test_a_time_is_told_in_the_zone_of_the_document_and_in_utc():
    early = event("the queue grew", "23:30")
    [one] = rows(document(events=(early,)), zone="+07:00")
    assert (one.head, one.dim) == ("06:30 +07:00", ("14 Mar, 23:30 UTC",))
    assert one.day == "Wednesday 15 March 2023"


def test_a_day_is_named_once():
    assert [one.day for one in rows(document())] == ["Tuesday 14 March 2023", "", ""]


def test_an_open_time_is_never_told_narrower_than_it_is_known():
    late = row(LATE)
    assert (late.head, late.dim) == ("time open", ("“Later”",))
    assert "12:00–13:00" in late.between
    assert late.why == "Nobody says when"
    assert late.classes == "item item-doubt"
    assert late.may_be_taken


def test_an_open_time_that_was_taken_is_told_as_a_stretch():
    late = next(one for one in rows(document(), {row(LATE).key: {"take": True}}) if one.item.read == LATE)
    assert "12:00–13:00" in late.head
    assert late.classes == "item"


def test_an_open_time_without_bounds_asks_for_one():
    unbound = replace(LATE, possible=None)
    [late] = rows(document(events=(unbound,)))
    assert not late.may_be_taken
    assert late.between == ""


def test_a_stretch_tells_its_end_and_another_day_its_date():
    lasted = replace(GREW, until=When.read("15 March 2023 02:00", zone="UTC"))
    assert rows(document(events=(lasted,)))[0].head == "12:00 UTC until 15 Mar 2023, 02:00"


def test_milestones_are_badges_and_log_lines_are_named():
    logged = replace(GREW, is_log=True, milestones=(Milestone.Kind.STARTED, Milestone.Kind.DETECTED))
    [one] = rows(document(events=(logged,)))
    assert one.badges == ("Started", "Detected")
    assert "log line" in one.dim
    assert one.is_mono


def test_how_a_likely_time_was_found_is_told():
    likely = replace(GREW, confidence=Confidence.LIKELY, why=("the day of the heading",))
    assert "the day of the heading" in rows(document(events=(likely,)))[0].dim


def test_a_post_is_told_without_its_markup():
    at = When.read("14 March 2023 12:40", zone="UTC")
    post = ReadPost(at, "investigating", "We **look** at `mail`.", place_of("the queue grew"))
    stated = ReadMilestone("resolved", SENT.when, place_of("At 13:00"))
    told = rows(document(events=(), posts=(post,), milestones=(stated,)))
    assert [one.text for one in told] == ["We look at mail.", "The document states when it ended."]
    assert (told[0].dim, told[1].badges) == (("investigating",), ("Resolved",))


def test_a_factor_tells_the_words_that_suggested_its_mechanism():
    [one] = rows(document(), group=Group.FACTORS, mechanisms={"monitoring-gap": "monitoring gap"})
    assert one.head == "Hindered detection"
    assert one.dim == ("monitoring gap, from “Nobody watched”",)
    assert one.text == GAUGE.text


def test_an_action_tells_its_state_owner_and_date():
    done = replace(ALERT, state="done", owner="Mira", due_words="Q2")
    [one] = rows(document(actions=(done,)), group=Group.ACTIONS)
    assert (one.head, one.dim) == ("Done", ("Mira", "Q2"))


@pytest.mark.parametrize(
    ("at", "says"), [("12:00", "at the same time"), ("12:04", "4 min apart"), ("11:50", "10 min apart")]
)
def test_what_the_incident_has_already_is_told_with_its_distance(at, says):
    held = TimelineEventFactory.build(at=f"14 March 2023 {at} UTC")
    grew = row(GREW, further={row(GREW).key: held})
    assert (grew.further, grew.apart) == (held, says)


def test_a_milestone_on_two_accepted_events_is_a_problem_of_both():
    both = (GREW, replace(SENT, milestones=GREW.milestones))
    items = items_of(document(events=both), {})
    assert len(problems_of(items)) == 2
    dropped = items_of(document(events=both), {items[0].key: {"take": False}})
    assert problems_of(dropped) == {}


# The page


@pytest.fixture
def page(db):
    def show(read, **details):
        draft = ImportDraftFactory.create(text=TEXT, **details)
        return page_of(draft, Reading(read, 12.4), draft.owner)

    return show


def test_the_sums_count_the_whole_document(page):
    told = page(document())
    assert (told.sums.accepted, told.sums.doubtful) == (5, 1)
    assert told.sums.go == "Create the incident with 5 items"
    assert told.sums.marked == "6 places marked, 1 doubtful"
    assert told.took == "12 ms"


def test_a_reading_of_no_time_still_took_some(page):
    draft = ImportDraftFactory(text=TEXT)
    assert page_of(draft, Reading(document(), 0.2), draft.owner).took == "1 ms"


def test_one_item_is_one(page):
    told = page(document(events=(GREW,), factors=(), actions=(), found_affected=()))
    assert told.sums.go == "Create the incident with 1 item"
    assert told.sums.marked == "1 place marked, 0 doubtful"


def test_a_document_that_tells_nothing_is_a_page_all_the_same(page):
    told = page(document(events=(), factors=(), actions=(), found_affected=()))
    assert [section.count for section in told.sections] == [0, 0, 0, 0]
    assert told.sums.go == "Create the incident with 0 items"


def test_the_button_names_the_incident_it_adds_to(page):
    incident = IncidentFactory()
    assert page(document(), into=incident).sums.go == f"Add 5 items to {incident.reference}"


def test_what_is_doubtful_asks_for_its_time_on_the_page(as_editor, editor):
    """By way of the template, for which no document of a reader is certain enough to be doubtful."""
    draft = ImportDraftFactory(text=TEXT, owner=editor)
    told = page_of(draft, Reading(document(), 1), editor)
    late = next(one for section in told.sections for one in section.rows if one.item.read == LATE)
    html = render_to_string("incidents/_import_row.html", {"row": late, "page": told})
    assert "Take as 14 Mar 2023, 12:00–13:00 UTC" in html
    assert 'aria-pressed="true">Leave open' in html
    assert " checked" not in html
