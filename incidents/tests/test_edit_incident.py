"""Changing the facts of an incident."""

import pytest

from accounts.factories import UserFactory
from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory, OrganisationFactory
from incidents.models import Organisation, Severity
from incidents.tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    return IncidentFactory(
        number=42,
        title="Queues stand still",
        sev=2,
        organisation=OrganisationFactory(name="Corner Shop"),
        time_zone="Asia/Bangkok",
        summary="Nobody could pay.",
        tags=["dns"],
        lead=UserFactory(),
        status="monitoring",
    )


def facts(**changed):
    given = {
        "title": "Queues stood still",
        "kind": "incident",
        "time_zone": "Europe/Zurich",
        "visibility": "internal",
    }
    return given | changed


def test_what_is_changed_is_kept_with_who_did_it(as_editor, editor, incident):
    lead = UserFactory()
    response = as_editor.post(
        "/incidents/42/edit/",
        facts(
            kind="vendor",
            severity=Severity.objects.get(name="SEV1").pk,
            organisation="Another",
            lead=lead.pk,
            readers=[lead.pk],
            tags="deploy",
        ),
    )
    assert response.url == "/incidents/42/"
    incident.refresh_from_db()
    assert (incident.title, incident.kind, incident.severity.name) == ("Queues stood still", "vendor", "SEV1")
    assert (incident.organisation.name, incident.time_zone) == ("Another", "Europe/Zurich")
    assert (incident.lead, list(incident.readers.all()), incident.tags) == (lead, [lead], ["deploy"])
    assert (incident.summary, incident.visibility) == ("", "internal")
    version = incident.versions.latest("pgh_id")
    assert version.title == "Queues stood still"
    assert version.pgh_context.metadata["user"] == editor.pk


def test_the_status_and_the_times_are_not_changed_here(as_editor, incident):
    as_editor.post("/incidents/42/edit/", facts(status="closed", number=7, opened_by=""))
    incident.refresh_from_db()
    assert (incident.status, incident.number) == ("monitoring", 42)


def test_the_form_shows_what_is_kept(as_editor, incident):
    page = as_editor.get("/incidents/42/edit/").text
    for value in ("Queues stand still", "Asia/Bangkok", "Corner Shop", "dns"):
        assert f'value="{value}"' in page
    assert "Nobody could pay." in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "\x00\x00\x00"),
        ("time_zone", "Mars/Olympus"),
        ("summary", "x" * 200_000),
        ("impact", "a\x00"),
        ("severity", "99999999999999999999"),
        ("lead", "nobody"),
        ("readers", "99999999999999999999"),
        ("visibility", "secret"),
        ("links", "javascript:alert(1)"),
    ],
)
def test_what_cannot_be_kept_changes_nothing(as_editor, incident, field, value):
    response = as_editor.post("/incidents/42/edit/", facts(organisation="New one") | {field: value})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    before = incident.versions.count()
    incident.refresh_from_db()
    assert incident.title == "Queues stand still"
    assert incident.versions.count() == before == 1
    assert not Organisation.objects.filter(name="New one").exists()


def test_somebody_who_can_no_longer_sign_in_stays_the_lead(as_editor, incident):
    gone = incident.lead
    gone.is_active = False
    gone.save()
    incident.readers.add(gone)
    response = as_editor.post("/incidents/42/edit/", facts(lead=gone.pk, readers=[gone.pk]))
    assert response.status_code == 302
    incident.refresh_from_db()
    assert incident.lead == gone
    assert list(incident.readers.all()) == [gone]


def test_somebody_who_can_no_longer_sign_in_cannot_be_made_the_lead(as_editor, incident):
    gone = UserFactory(is_active=False)
    assert as_editor.post("/incidents/42/edit/", facts(lead=gone.pk)).status_code == 422


def test_the_lead_can_hide_an_incident_from_others_and_goes_on_reading_it(
    editor, as_editor, as_viewer, incident
):
    as_editor.post("/incidents/42/edit/", facts(visibility="restricted", lead=editor.pk))
    assert as_editor.get("/incidents/42/").status_code == 200
    assert as_viewer.get("/incidents/42/").status_code == 404
    reader = UserFactory()
    as_editor.post("/incidents/42/edit/", facts(visibility="restricted", lead=editor.pk, readers=[reader.pk]))
    assert signed_in(reader).get("/incidents/42/").status_code == 200
    assert signed_in(reader).get("/incidents/42/edit/").status_code == 403


def test_components_of_incidents_one_may_not_read_are_not_suggested(as_editor, incident):
    shop = incident.organisation
    for name, visibility in (("Till", "public"), ("Vault", "restricted")):
        ImpactWindowFactory(
            incident=IncidentFactory(visibility=visibility),
            component=ComponentFactory(name=name, organisation=shop),
        )
    ComponentFactory(name="Never affected", organisation=shop)
    ComponentFactory(name="Of another")
    names = as_editor.get("/incidents/42/impact/add/").context["form"].component_names
    assert list(names) == ["Never affected", "Till"]
