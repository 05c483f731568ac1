"""What people add to a page: name, tags, team, interval, what of ours needs it, its address for webhooks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from incidents.factories import ComponentFactory, ImpactWindowFactory, OrganisationFactory
from incidents.models import Component
from statuspages.factories import DependencyFactory, ReportedComponentFactory, StatusPageFactory
from statuspages.models import Dependency, StatusPage

pytestmark = pytest.mark.django_db


def below(page, path="settings/"):
    return f"{page.get_absolute_url()}{path}"


def given(client, page, **changed) -> dict:
    """What the form would send, with some of it changed."""
    form = client.get(below(page)).context["form"]
    return {name: form.initial.get(name) or "" for name in form.fields} | changed


def test_settings_are_kept_with_who_changed_them(as_editor, editor):
    page = StatusPageFactory(name="Vendor")
    sent = given(
        as_editor, page, name=" Vendor, Europe ", tags="CI, ci , edge", team="Platform", every_seconds="120"
    )
    assert as_editor.post(below(page), sent).url == page.get_absolute_url()
    page.refresh_from_db()
    assert (page.name, page.tags, page.team, page.every_seconds) == (
        "Vendor, Europe",
        ["ci", "edge"],
        "Platform",
        120,
    )
    last = page.versions.latest("pgh_id")
    assert (last.name, last.pgh_context.metadata["user"]) == ("Vendor, Europe", editor.pk)


def test_a_page_that_is_to_be_read_more_often_is_so_at_once(as_editor):
    page = StatusPageFactory(next_due_at=timezone.now() + timedelta(hours=3))
    as_editor.post(below(page), given(as_editor, page, every_seconds="60"))
    page.refresh_from_db()
    assert page.next_due_at < timezone.now() + timedelta(minutes=2)


def test_a_page_that_fails_is_left_alone_all_the_same(as_editor):
    later = timezone.now() + timedelta(hours=3)
    page = StatusPageFactory(failing=True, next_due_at=later)
    as_editor.post(below(page), given(as_editor, page, every_seconds="60"))
    page.refresh_from_db()
    assert page.next_due_at == later


def test_an_interval_that_a_program_set_stays_a_choice(as_editor):
    page = StatusPageFactory(every_seconds=77)
    assert "Every 77 s" in as_editor.get(below(page)).text
    as_editor.post(below(page), given(as_editor, page))
    page.refresh_from_db()
    assert page.every_seconds == 77


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "x" * 201}, "name", "at most 200"),
        ({"tags": "x" * 51}, "tags", "at most 50 characters"),
        ({"tags": ",".join(map(str, range(21)))}, "tags", "at most 20 tags"),
        ({"team": "x" * 101}, "team", "at most 100"),
        ({"every_seconds": "61"}, "every_seconds", "valid choice"),
        ({"every_seconds": "often"}, "every_seconds", "valid choice"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(as_editor, wrong, field, said):
    page = StatusPageFactory(name="Vendor", tags=["ci"])
    response = as_editor.post(below(page), given(as_editor, page, **{"team": "New", **wrong}))
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    page.refresh_from_db()
    assert (page.name, page.tags, page.team) == ("Vendor", ["ci"], "")


def test_the_second_of_two_editors_is_told_what_the_first_did_and_then_chooses(as_editor):
    page = StatusPageFactory(name="Vendor")
    mine = given(as_editor, page, team="Mine")
    as_editor.post(below(page), given(as_editor, page, team="Theirs"))
    refused = as_editor.post(below(page), mine)
    assert refused.status_code == 422
    assert "Team is now “Theirs”" in refused.text
    page.refresh_from_db()
    assert page.team == "Theirs"
    mine["edition"] = refused.context["form"].data["edition"]
    as_editor.post(below(page), mine)
    page.refresh_from_db()
    assert page.team == "Mine"


def test_what_is_typed_is_escaped(as_editor):
    evil = "<script>alert(1)</script>"
    page = StatusPageFactory(name=evil, tags=[evil], team=evil, organisation__name=evil)
    ReportedComponentFactory(page=page, name=evil, group_name=evil)
    DependencyFactory(page=page, component__name=evil)
    for client_sees in (below(page), page.get_absolute_url(), "/status-pages/"):
        assert "<script>alert" not in as_editor.get(client_sees).text


# What of ours needs it


def test_a_component_of_ours_needs_a_page_or_one_component_of_it(as_editor, editor):
    page = StatusPageFactory()
    reported = ReportedComponentFactory(page=page, name="API")
    own = ComponentFactory(name="Deploys", organisation=OrganisationFactory(name="Ours"))
    sent = {"organisation": "ours", "component": "deploys"}
    for needs in ("", reported.pk, ""):
        assert as_editor.post(below(page, "needed-by/"), sent | {"needs": needs}).status_code == 302
    said = [(it.component, it.reported_component, it.added_by) for it in page.dependencies.order_by("pk")]
    assert said == [(own, None, editor), (own, reported, editor)]
    text = as_editor.get(page.get_absolute_url()).text
    assert "Deploys" in text
    assert ", on API" in text


def test_a_component_that_is_new_is_added(as_editor):
    page = StatusPageFactory()
    as_editor.post(below(page, "needed-by/"), {"organisation": "Ours", "component": "Deploys"})
    assert Component.objects.get(name="Deploys").organisation.name == "Ours"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"organisation": "", "component": "Deploys"}, "organisation"),
        ({"organisation": "Vendor", "component": "Deploys"}, "organisation"),
        ({"organisation": "Ours", "component": ""}, "component"),
        ({"organisation": "Ours", "component": "x" * 201}, "component"),
        ({"organisation": "Ours", "component": "Deploys", "needs": "999999"}, "needs"),
    ],
)
def test_what_cannot_need_a_page_is_refused(as_editor, sent, field):
    page = StatusPageFactory(organisation__name="Vendor")
    response = as_editor.post(below(page, "needed-by/"), sent)
    assert response.status_code == 422
    assert response.context["needs"].errors[field]
    assert not Dependency.objects.exists()


def test_a_component_of_another_page_cannot_be_needed(as_editor):
    sent = {"organisation": "Ours", "component": "Deploys", "needs": ReportedComponentFactory().pk}
    assert as_editor.post(below(StatusPageFactory(), "needed-by/"), sent).status_code == 422


def test_a_dependency_is_removed_and_stays_in_its_history(as_editor):
    dependency = DependencyFactory()
    path = f"needed-by/{dependency.pk}/remove/"
    assert as_editor.post(below(StatusPageFactory(), path)).status_code == 404
    as_editor.post(below(dependency.page, path))
    assert not Dependency.objects.exists()
    assert as_editor.post(below(dependency.page, path)).status_code == 404


def test_what_a_restricted_incident_alone_knows_is_not_named(as_editor):
    hidden = ImpactWindowFactory(incident__visibility="restricted").component
    page = DependencyFactory(component=hidden).page
    for where in (below(page), page.get_absolute_url()):
        assert hidden.name not in as_editor.get(where).text


# Webhooks


def test_the_address_for_webhooks_is_made_renewed_and_taken_away(as_editor, as_viewer):
    page = StatusPageFactory()
    assert "Make an address" in as_editor.get(below(page)).text
    keys = []
    for _ in range(2):
        as_editor.post(below(page, "webhook/renew/"))
        page.refresh_from_db()
        keys.append(page.nudge_key)
        assert page.nudge_key in as_editor.get(below(page)).text
        assert page.nudge_key not in as_viewer.get(page.get_absolute_url()).text
    assert keys[0] != keys[1]
    as_editor.post(below(page, "webhook/remove/"))
    assert StatusPage.objects.get().nudge_key is None


def test_queries_do_not_grow(as_editor, django_assert_num_queries):
    page = StatusPageFactory()
    as_editor.get(below(page))
    for total in (1, 8):
        for _ in range(total):
            DependencyFactory(page=page)
            ReportedComponentFactory(page=page)
        # session, person, role, page, newest form, teams, dependencies, the last of them, components of the
        # page, organisations, components of ours
        with django_assert_num_queries(11):
            as_editor.get(below(page))
