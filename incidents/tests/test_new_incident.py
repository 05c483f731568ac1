"""Opening an incident: of now, of last month, of years ago."""

import pytest
from django.urls import reverse

from accounts.factories import UserFactory
from incidents.factories import IncidentFactory, OrganisationFactory
from incidents.models import Incident, Organisation, Severity
from timelines.models import TimelineEvent

pytestmark = pytest.mark.django_db

WHERE = "/incidents/new/"


def facts(**changed):
    given = {
        "title": "Queues stand still",
        "kind": "incident",
        "status": "resolved",
        "time_zone": "Asia/Bangkok",
        "visibility": "public",
    }
    return given | changed


def refused(client, field, **changed) -> str:
    """Post facts that cannot be taken; the words beside `field`. Nothing may have been written."""
    response = client.post(WHERE, facts(**changed))
    assert response.status_code == 422
    assert not Incident.objects.exists()
    assert not TimelineEvent.objects.exists()
    assert not Organisation.objects.exists()
    said = " ".join(response.context["form"].errors[field])
    assert "aria-invalid" in response.text
    return said


def test_an_incident_of_long_ago_is_told_from_the_first_page_on(as_editor, editor):
    lead, reader = UserFactory.create_batch(2)
    response = as_editor.post(
        WHERE,
        facts(
            severity=Severity.objects.get(name="SEV2").pk,
            organisation="Corner Shop",
            started="around 2AM on 9 April 2023",
            first_sign="Customers cannot pay",
            resolved="9 April 2023 13:45",
            summary="Nobody could pay.",
            impact="Carts were lost.",
            tags="#DNS, deploy, dns",
            links="The channel https://chat.example/7",
            lead=lead.pk,
            readers=[reader.pk],
        ),
    )
    incident = Incident.objects.get()
    assert response.status_code == 302
    assert response.url == incident.get_absolute_url() == "/incidents/1/"
    assert (incident.title, incident.status, incident.severity.name) == (
        "Queues stand still",
        "resolved",
        "SEV2",
    )
    assert (incident.opened_by, incident.lead, list(incident.readers.all())) == (editor, lead, [reader])
    assert incident.organisation.slug == "corner-shop"
    assert incident.tags == ["dns", "deploy"]
    assert [(link.title, link.url) for link in incident.links.all()] == [
        ("The channel", "https://chat.example/7")
    ]
    first, last = incident.events.in_time_order()
    assert (first.text, last.text) == ("Customers cannot pay", "It is over.")
    assert str(first.happened) == "9 Apr 2023, ≈ 02:00 ICT (8 Apr, 19:00 UTC)"
    assert incident.milestones_told["started"] == first.happened
    assert incident.milestones_told["resolved"] == last.happened
    assert first.happened.words == "around 2AM on 9 April 2023"
    assert first.recorded_by == editor


def test_nothing_is_assumed_of_times_that_are_not_given(as_editor):
    as_editor.post(WHERE, facts())
    incident = Incident.objects.get()
    assert not incident.events.exists()
    assert incident.milestones_told == {}
    assert incident.started_range is None


def test_the_end_without_a_day_follows_the_start(as_editor):
    as_editor.post(WHERE, facts(started="14 March 2023 22:00", resolved="01:30"))
    told = Incident.objects.get().milestones_told
    assert told["resolved"].parts("Asia/Bangkok").date.isoformat() == "2023-03-15"
    assert told["started"].before(told["resolved"])


def test_words_of_another_zone_are_read_in_that_zone(as_editor):
    as_editor.post(WHERE, facts(started="14 March 2023 18:00 UTC"))
    assert Incident.objects.get().milestones_told["started"].earliest.hour == 18


def test_an_organisation_that_is_known_is_used_whatever_its_case(as_editor):
    known = OrganisationFactory(name="Corner Shop")
    as_editor.post(WHERE, facts(organisation="corner SHOP"))
    assert Incident.objects.get().organisation == known
    assert Organisation.objects.count() == 1


def test_two_organisations_whose_names_look_alike_get_addresses_of_their_own(as_editor):
    for name in ("Corner Shop", "Corner-Shop", "角"):
        as_editor.post(WHERE, facts(organisation=name))
    slugs = Organisation.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["corner-shop", "corner-shop-2", "organisation"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "ICT", "", "../../etc/passwd", "\x00", "europe/zurich"])
def test_a_zone_that_nobody_knows_is_refused(as_editor, zone):
    said = refused(as_editor, "time_zone", time_zone=zone, started="14 March 2023 18:00")
    assert said


@pytest.mark.parametrize(
    "words", ["soonish", "31 February 2023", "25:00", "14 March 2023 02:30 IST", "\x00", "١٤", "🕕" * 50]
)
@pytest.mark.parametrize("field", ["started", "resolved"])
def test_a_time_that_cannot_be_read_is_refused_with_the_words(as_editor, field, words):
    said = refused(as_editor, field, organisation="New one", **{field: words})
    assert len(said) > 20


def test_an_end_before_the_start_is_refused(as_editor):
    said = refused(
        as_editor,
        "resolved",
        started="14 March 2023 18:00",
        resolved="14 March 2023 17:00",
        organisation="New",
    )
    assert said.startswith("This is before the start (14 Mar 2023, 18:00")
    assert said.endswith("Correct one of the two.")


def test_a_first_sign_without_a_start_is_refused(as_editor):
    assert "Say when the first sign was seen" in refused(
        as_editor, "started", first_sign="Customers cannot pay"
    )


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "required"),
        ("title", "ab", "at least 3"),
        ("title", "x" * 301, "at most 300"),
        ("title", "Queues\x00stand", "Null characters"),
        ("summary", "x" * 200_000, "at most 20000"),
        ("summary", "Nobody\x00", "Null characters"),
        ("impact", "x" * 200_000, "at most 20000"),
        ("organisation", "\x00", "Null characters"),
        ("organisation", "x" * 201, "at most 200"),
        ("tags", ", ".join(f"t{n}" for n in range(21)), "21 tags are more than 20"),
        ("tags", "x" * 51, "longer than 50"),
        ("tags", "a\x00b", "Null characters"),
        ("first_sign", "x" * 501, "at most 500"),
        ("links", "a https://x.example\n" * 2_000, "at most 20000"),
        ("started", "x" * 201, "at most 200"),
        ("severity", "0", "not one of the available"),
        ("severity", "99999999999999999999", "not one of the available"),
        ("severity", "\x00", "Null characters"),
        ("links", "a\x00b https://x.example", "Null characters"),
        ("lead", "99999999999999999999", "not one of the available"),
        ("readers", "99999999999999999999", "not one of the available"),
        ("readers", "x", "not a valid value"),
        ("readers", "\x00", "Null characters"),
        ("kind", "disaster", "not one of the available"),
        ("status", "", "required"),
        ("visibility", "secret", "not one of the available"),
    ],
)
def test_what_cannot_be_kept_is_refused_beside_its_field(as_editor, field, value, said):
    assert said in refused(as_editor, field, **{field: value})


def test_a_refused_form_keeps_what_was_typed(as_editor):
    page = as_editor.post(WHERE, facts(started="soonish", summary="Nobody could <pay>")).text
    assert 'value="Queues stand still"' in page
    assert "Nobody could &lt;pay&gt;" in page
    assert 'value="soonish"' in page


def test_the_form_begins_in_the_writers_own_zone(as_editor, editor):
    editor.time_zone = "Europe/Zurich"
    editor.save()
    assert 'value="Europe/Zurich"' in as_editor.get(WHERE).text


def test_numbers_follow_one_another_also_after_a_refusal(as_editor):
    as_editor.post(WHERE, facts())
    as_editor.post(WHERE, facts(started="soonish"))
    as_editor.post(WHERE, facts())
    assert sorted(Incident.objects.values_list("number", flat=True)) == [1, 2]


def test_a_viewer_may_not_and_a_stranger_signs_in_first(client, as_viewer):
    assert as_viewer.post(WHERE, facts()).status_code == 403
    assert as_viewer.get(WHERE).status_code == 403
    assert client.post(WHERE, facts()).url == f"{reverse('account_login')}?next={WHERE}"
    assert not Incident.objects.exists()


def test_organisations_of_incidents_one_may_not_read_are_not_suggested(as_editor):
    IncidentFactory(visibility="restricted", organisation=OrganisationFactory(name="Secretive"))
    IncidentFactory(organisation=OrganisationFactory(name="Corner Shop"))
    OrganisationFactory(name="Without incidents")
    names = list(as_editor.get(WHERE).context["form"].organisation_names)
    assert names == ["Corner Shop", "Without incidents"]
