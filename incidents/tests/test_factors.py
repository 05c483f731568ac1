"""Contributing factors: a statement, its part, its mechanism, what it stands on."""

import pytest

from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    IncidentFactory,
    MechanismFactory,
)
from incidents.models import ContributingFactor
from timelines.factories import TimelineEventFactory
from timelines.when import When

pytestmark = pytest.mark.django_db

ADD = "/incidents/42/factors/add/"


@pytest.fixture
def incident():
    return IncidentFactory(number=42, time_zone="Asia/Bangkok")


def factor(**changed):
    return {"statement": "Nobody watched the queue.", "role": "contributing"} | changed


def test_a_factor_is_added_with_all_it_stands_on(as_editor, editor, incident):
    mechanism, event = MechanismFactory(), TimelineEventFactory(incident=incident)
    response = as_editor.post(
        ADD,
        factor(
            role="hindered-recovery",
            mechanism=mechanism.pk,
            onset="13 March 2023",
            detail="More to **say**.",
            evidence=[event.pk],
        ),
    )
    assert response.url == "/incidents/42/#factors"
    added = incident.factors.get()
    assert (added.statement, added.role) == ("Nobody watched the queue.", "hindered-recovery")
    assert (added.mechanism, list(added.evidence.all())) == (mechanism, [event])
    assert str(added.onset) == "13 Mar 2023 ICT"
    assert added.versions.get().pgh_context.metadata["user"] == editor.pk


def test_factors_stand_in_the_order_they_were_added(as_editor, incident):
    for number in range(3):
        as_editor.post(ADD, factor(statement=f"Factor {number}"))
    found = incident.factors.for_incident_page()
    assert [(row.position, row.statement) for row in found] == [
        (1, "Factor 0"),
        (2, "Factor 1"),
        (3, "Factor 2"),
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("statement", "", "required"),
        ("statement", "x" * 1001, "at most 1000"),
        ("statement", "a\x00", "Null characters"),
        ("role", "root-cause", "not one of the available"),
        ("mechanism", "99999999999999999999", "not one of the available"),
        ("mechanism", "x", "not one of the available"),
        ("onset", "long ago", "long ago"),
        ("detail", "x" * 200_000, "at most 20000"),
        ("evidence", "99999999999999999999", "not one of the available"),
        ("evidence", "x", "not a valid value"),
    ],
)
def test_what_cannot_be_kept_is_refused(as_editor, incident, field, value, said):
    response = as_editor.post(ADD, factor(**{field: value}))
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert not ContributingFactor.objects.exists()


def test_an_event_of_another_incident_is_no_evidence(as_editor, incident):
    foreign = TimelineEventFactory(incident=IncidentFactory(visibility="restricted"), text="Hush")
    response = as_editor.post(ADD, factor(evidence=[foreign.pk]))
    assert response.status_code == 422
    assert "Hush" not in response.text
    assert not ContributingFactor.objects.exists()


def test_a_withdrawn_event_is_not_offered_as_evidence(as_editor, incident):
    event = TimelineEventFactory(incident=incident, text="By mistake")
    event.withdraw(by=None, why="by mistake")
    assert "By mistake" not in as_editor.get(ADD).text
    assert as_editor.post(ADD, factor(evidence=[event.pk])).status_code == 422


def test_a_retired_mechanism_is_offered_only_where_it_is_held(as_editor, incident):
    retired = MechanismFactory(name="Old word", is_retired=True)
    assert "Old word" not in as_editor.get(ADD).text
    assert as_editor.post(ADD, factor(mechanism=retired.pk)).status_code == 422
    held = ContributingFactorFactory(incident=incident, mechanism=retired)
    where = f"/incidents/42/factors/{held.pk}/edit/"
    assert "Old word" in as_editor.get(where).text
    assert as_editor.post(where, factor(mechanism=retired.pk)).status_code == 302


def test_a_factor_is_changed_and_its_earlier_form_is_kept(as_editor, editor, incident):
    first, second = TimelineEventFactory.create_batch(2, incident=incident)
    held = ContributingFactor.objects.add(incident, statement="Before", role="trigger", evidence=[first])
    response = as_editor.post(
        f"/incidents/42/factors/{held.pk}/edit/", factor(statement="After", evidence=[second.pk])
    )
    assert response.url == f"/incidents/42/#f-{held.pk}"
    held.refresh_from_db()
    assert (held.statement, held.role, list(held.evidence.all())) == ("After", "contributing", [second])
    assert list(held.versions.order_by("pgh_id").values_list("statement", flat=True)) == ["Before", "After"]


def test_a_refused_change_changes_nothing(as_editor, incident):
    held = ContributingFactorFactory(incident=incident, statement="Before")
    response = as_editor.post(f"/incidents/42/factors/{held.pk}/edit/", factor(statement="", onset="soonish"))
    assert response.status_code == 422
    held.refresh_from_db()
    assert held.statement == "Before"


def test_a_removed_factor_leaves_no_gap_and_stays_in_the_history(as_editor, editor, incident):
    first, second, third = (
        ContributingFactor.objects.add(incident, statement=text, role="trigger") for text in "abc"
    )
    action = ActionItemFactory(incident=incident)
    action.weakens.add(second)
    response = as_editor.post(f"/incidents/42/factors/{second.pk}/delete/")
    assert response.url == "/incidents/42/#factors"
    assert list(incident.factors.order_by("position").values_list("pk", "position")) == [
        (first.pk, 1),
        (third.pk, 2),
    ]
    assert list(incident.action_items.all()) == [action]
    last = ContributingFactor.pgh_event_model.objects.filter(pgh_obj_id=second.pk).latest("pgh_id")
    assert (last.pgh_label, last.pgh_context.metadata["user"]) == ("delete", editor.pk)


def test_the_form_offers_its_own_incidents_events_only(as_editor, incident):
    TimelineEventFactory(incident=incident, text="Ours")
    TimelineEventFactory(text="Theirs")
    page = as_editor.get(ADD).text
    assert "Ours" in page
    assert "Theirs" not in page


def test_the_form_of_many_mechanisms_asks_a_fixed_number_of_times(
    as_editor, incident, django_assert_num_queries
):
    for total in (1, 20):
        MechanismFactory.create_batch(total)
        TimelineEventFactory.create_batch(total, incident=incident)
        # session, person, roles, incident, events, mechanisms
        with django_assert_num_queries(6):
            as_editor.get(ADD)


def test_a_change_leaves_alone_what_somebody_else_changed_meanwhile():
    factor = ContributingFactorFactory(role="trigger")
    read_before = ContributingFactor.objects.get(pk=factor.pk)
    factor.change(by=None, role="aggravating")
    read_before.change(by=None, statement="Nobody watched", onset=When.read("13 March 2023"))
    factor.refresh_from_db()
    assert (factor.role, factor.statement) == ("aggravating", "Nobody watched")
    assert factor.onset == When.read("13 March 2023")
