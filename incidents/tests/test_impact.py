"""Impact windows: which component, how badly, from when until when."""

import pytest

from incidents.exceptions import WindowEndsBeforeStart
from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory, OrganisationFactory
from incidents.models import Component, ImpactWindow, Organisation
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

ADD = "/incidents/42/impact/add/"


@pytest.fixture
def incident():
    incident = IncidentFactory(
        number=42, organisation=OrganisationFactory(name="Corner Shop"), time_zone="Asia/Bangkok"
    )
    TimelineEvent.objects.record(
        incident, happened=When.read("9 April 2023 02:00 ICT"), text="It begins", milestones=["started"]
    )
    return incident


def window(**changed):
    given = {"component": "Till", "level": "major-outage", "began": "9 April 2023 02:00", "ended": ""}
    return given | changed


def test_a_window_is_added_in_the_incidents_own_zone(as_editor, editor, incident):
    response = as_editor.post(ADD, window(ended="around 13:45", note="Cards only"))
    assert response.url == "/incidents/42/#impact"
    added = incident.impact_windows.get()
    assert (added.component.name, added.component.organisation) == ("Till", incident.organisation)
    assert (added.level, added.note) == ("major-outage", "Cards only")
    assert added.began.earliest.isoformat() == "2023-04-08T19:00:00+00:00"
    assert added.ended.words == "around 13:45"
    assert added.began.before(added.ended)
    assert added.versions.get().pgh_context.metadata["user"] == editor.pk


def test_a_clock_time_alone_is_of_the_day_it_started(as_editor, incident):
    as_editor.post(ADD, window(began="03:30"))
    assert incident.impact_windows.get().began.earliest.isoformat() == "2023-04-08T20:30:00+00:00"


def test_no_end_known_stays_no_end_known(as_editor, incident):
    as_editor.post(ADD, window())
    assert incident.impact_windows.get().ended is None


def test_a_component_is_found_by_its_name_whatever_its_case(as_editor, incident):
    known = ComponentFactory(name="Till", organisation=incident.organisation)
    ComponentFactory(name="till")  # of another organisation
    as_editor.post(ADD, window(component="TILL"))
    assert incident.impact_windows.get().component == known
    assert Component.objects.count() == 2


def test_without_an_organisation_the_component_still_has_a_place(as_editor):
    incident = IncidentFactory(number=42)
    assert as_editor.post(ADD, window()).status_code == 302
    assert incident.impact_windows.get().component.name == "Till"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("component", "", "required"),
        ("component", "\x00", "Null characters"),
        ("component", "x" * 201, "at most 200"),
        ("level", "terrible", "not one of the available"),
        ("began", "", "Say when"),
        ("began", "soonish", "soonish"),
        ("began", "\x00", ""),
        ("ended", "32 May 2023", "32 May 2023"),
        ("ended", "8 April 2023 23:00", "before the beginning"),
        ("note", "x" * 501, "at most 500"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_makes_no_component(as_editor, incident, field, value, said):
    response = as_editor.post(ADD, window(component="New one") | {field: value})
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert not ImpactWindow.objects.exists()
    assert not Component.objects.exists()
    assert Organisation.objects.count() == 1


def test_a_window_is_changed_and_its_earlier_form_is_kept(as_editor, incident):
    held = ImpactWindowFactory(incident=incident, began=When.read("9 April 2023 02:00 ICT"))
    where = f"/incidents/42/impact/{held.pk}/edit/"
    assert 'value="9 April 2023 02:00 ICT"' in as_editor.get(where).text
    response = as_editor.post(where, window(component=held.component.name, level="degraded", ended="11:00"))
    assert response.url == "/incidents/42/#impact"
    held.refresh_from_db()
    assert (held.level, held.ended.earliest.isoformat()) == ("degraded", "2023-04-09T04:00:00+00:00")
    assert held.versions.count() == 2


def test_a_change_to_an_end_before_the_beginning_is_refused(as_editor, incident):
    held = ImpactWindowFactory(incident=incident)
    where = f"/incidents/42/impact/{held.pk}/edit/"
    assert as_editor.post(where, window(ended="8 April 2023 02:00")).status_code == 422
    with pytest.raises(WindowEndsBeforeStart, match="Correct one of the two"):
        held.change(by=None, ended=When.read("1 January 2020"))
    held.refresh_from_db()
    assert held.ended is None


def test_a_window_is_removed_and_stays_in_the_history(as_editor, editor, incident):
    held = ImpactWindowFactory(incident=incident)
    assert as_editor.post(f"/incidents/42/impact/{held.pk}/delete/").url == "/incidents/42/#impact"
    assert not incident.impact_windows.exists()
    last = ImpactWindow.pgh_event_model.objects.filter(pgh_obj_id=held.pk).latest("pgh_id")
    assert (last.pgh_label, last.pgh_context.metadata["user"]) == ("delete", editor.pk)
    assert as_editor.post(f"/incidents/42/impact/{held.pk}/delete/").status_code == 404


@pytest.mark.parametrize("moved_to", ["9 April 2023 01:00 ICT", "20 April 2023 02:00 ICT"])
def test_times_that_nobody_touched_stay_though_the_start_was_moved(as_editor, incident, moved_to):
    as_editor.post(ADD, window(began="03:30", ended="30 minutes later"))
    held = incident.impact_windows.get()
    incident.events.get().correct(by=None, happened=When.read(moved_to))
    address = f"/incidents/42/impact/{held.pk}/edit/"
    untouched = {"began": "03:30", "ended": "30 minutes later"}
    page = as_editor.get(address).text
    assert all(f'value="{words}"' in page for words in untouched.values())
    response = as_editor.post(address, window(**untouched, note="Cards only"))
    assert response.status_code == 302
    after = incident.impact_windows.get()
    assert (after.note, after.began, after.ended) == ("Cards only", held.began, held.ended)
