"""Who gets in at each address, and by which method. New addresses are found in urls.py by themselves."""

import pytest
from django.apps import apps
from django.urls import URLPattern, reverse

from accounts.factories import EditorFactory
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
)
from incidents.models import Incident, Postmortem
from incidents.tests.conftest import signed_in
from incidents.urls import urlpatterns
from timelines.factories import SourceFactory, TimelineEventFactory

pytestmark = pytest.mark.django_db

LISTS = {
    "list",
    "actions",
    "mechanisms",
    "mechanism",
    "tags",
    "components",
    "search",
    "completing",
    "postmortem_feed",
}
READ = {"detail", "history", "export", "event", "source", "postmortem", "similar"}
# Tested in test_synonyms, test_words_pages, test_words_proposed, test_similar_pages and test_draft_doors.
ELSEWHERE = ("import", "synonym", "word", "vocabulary", "tag", "component", "pair")
FORMS = {
    "edit",
    "events_paste",
    "event_edit",
    "source_add",
    "window_add",
    "window_edit",
    "factor_add",
    "factor_edit",
    "action_add",
    "action_edit",
    "postmortem_edit",
}
BUTTONS = {
    "status",
    "event_add",
    "event_withdraw",
    "event_restore",
    "event_pin",
    "source_read",
    "window_delete",
    "factor_delete",
    "action_status",
    "postmortem_preview",
    "postmortem_state",
    "postmortem_publish",
}
EDITORS_READ = {"event_read"}  # for an editor, and only to be read
VERSIONS = {"postmortem_versions", "postmortem_version"}  # not there at all for those who may not edit
OF_ONE_INCIDENT = sorted(READ | FORMS | BUTTONS | EDITORS_READ | VERSIONS)
FOR_EDITORS = sorted(FORMS | BUTTONS | EDITORS_READ)
ITEMS = {
    "event": "event",
    "event_edit": "event",
    "event_withdraw": "event",
    "event_restore": "event",
    "event_pin": "event",
    "source": "source",
    "source_read": "source",
    "window_edit": "window",
    "window_delete": "window",
    "factor_edit": "factor",
    "factor_delete": "factor",
    "action_edit": "action",
    "action_status": "action",
}


@pytest.fixture
def told():
    return tell()


def tell(**details):
    """An incident with one of each thing, and the arguments of the addresses that lead to them."""
    incident = IncidentFactory(**details)
    things = {
        "event": TimelineEventFactory(incident=incident),
        "source": SourceFactory(incident=incident),
        "window": ImpactWindowFactory(incident=incident),
        "factor": ContributingFactorFactory(incident=incident),
        "action": ActionItemFactory(incident=incident),
    }
    postmortem = Postmortem.begin(incident)
    postmortem.save_text("What happened\n", by=None, based_on=0)
    return incident, things


def address(name, told, **changed) -> str:
    if name in LISTS | {"new"}:
        return reverse(f"incidents:{name}", args=["version-skew"] if name == "mechanism" else [])
    incident, things = told
    arguments = {"number": incident.number}
    if name in ITEMS:
        arguments["pk"] = things[ITEMS[name]].pk
    if name == "postmortem_version":
        arguments["version"] = 1
    return reverse(f"incidents:{name}", kwargs=arguments | changed)


def rows() -> dict:
    """How many rows each table of incidents and their histories holds."""
    models = [*apps.get_app_config("incidents").get_models(), *apps.get_app_config("timelines").get_models()]
    return {model._meta.label: model.objects.count() for model in models}


def test_every_address_is_in_one_of_these_tables():
    named = {pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern)}
    elsewhere = {name for name in named - LISTS if name.startswith(ELSEWHERE)}
    assert named - elsewhere == LISTS | {"new"} | set(OF_ONE_INCIDENT)


def answers(client, names, told, method=None, **changed) -> dict[str, int]:
    """The status of each answer. Buttons are pressed and pages opened, unless `method` says otherwise."""
    return {
        name: getattr(client, method or ("post" if name in BUTTONS else "get"))(
            address(name, told, **changed)
        ).status_code
        for name in names
    }


def all_answer(status, names) -> dict[str, int]:
    return dict.fromkeys(names, status)


def test_a_stranger_reads_what_is_public(client, told):
    assert answers(client, LISTS | READ, told) == all_answer(200, LISTS | READ)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_who_would_change_something_is_asked_to_sign_in(client, told, method):
    before = rows()
    for name in [*FOR_EDITORS, "new"]:
        where = address(name, told)
        response = getattr(client, method)(where)
        assert response.status_code == 302, name
        assert response.url == f"{reverse('account_login')}?next={where}"
    assert rows() == before


def test_a_viewer_may_not_change_what_they_can_read(as_viewer, told):
    before = rows()
    posted = [*FORMS, *BUTTONS, "new"]
    assert answers(as_viewer, posted, told, "post") == all_answer(403, posted)
    assert answers(as_viewer, FORMS | EDITORS_READ, told) == all_answer(403, FORMS | EDITORS_READ)
    assert rows() == before


def test_versions_of_a_postmortem_are_not_there_for_a_viewer(as_viewer, client, told):
    for somebody in (as_viewer, client):
        assert answers(somebody, VERSIONS, told) == all_answer(404, VERSIONS)


def test_a_restricted_incident_is_not_there_for_an_editor_it_is_not_for(as_editor):
    told = tell(visibility=Incident.Visibility.RESTRICTED)
    assert answers(as_editor, OF_ONE_INCIDENT, told) == all_answer(404, OF_ONE_INCIDENT)


def test_a_stranger_learns_by_no_answer_whether_an_incident_exists(client):
    restricted = tell(visibility=Incident.Visibility.RESTRICTED)
    internal = tell(visibility=Incident.Visibility.INTERNAL)
    missing = answers(client, OF_ONE_INCIDENT, restricted, number=internal[0].number + 1)
    assert missing == {name: 302 if name in FOR_EDITORS else 404 for name in OF_ONE_INCIDENT}
    assert answers(client, OF_ONE_INCIDENT, restricted) == missing
    assert answers(client, OF_ONE_INCIDENT, internal) == missing


def test_an_editor_opens_every_page_and_that_writes_nothing(as_editor, told):
    pages = LISTS | READ | VERSIONS | FORMS | EDITORS_READ | {"new"}
    before = rows()
    assert answers(as_editor, pages, told) == all_answer(200, pages)
    assert rows() == before


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_to_read_takes_nothing(as_editor, told, method):
    pages = READ | VERSIONS | LISTS | EDITORS_READ
    assert answers(as_editor, pages, told, method) == all_answer(405, pages)


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_a_button_is_no_page(as_editor, told, method):
    before = rows()
    assert answers(as_editor, BUTTONS, told, method) == all_answer(405, BUTTONS)
    assert rows() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_form_is_read_and_posted_only(as_editor, told, method):
    forms = FORMS | {"new"}
    assert answers(as_editor, forms, told, method) == all_answer(405, forms)


def test_a_thing_of_another_incident_is_not_found_through_this_one(as_editor, told):
    other, _ = tell()
    before = rows()
    assert answers(as_editor, ITEMS, told, number=other.number) == all_answer(404, ITEMS)
    assert rows() == before


@pytest.mark.parametrize("number", [2**31, 2**63, int("9" * 300)])
def test_a_number_beyond_all_numbers_is_not_found(as_editor, told, number):
    assert answers(as_editor, OF_ONE_INCIDENT, told, number=number) == all_answer(404, OF_ONE_INCIDENT)
    assert answers(as_editor, ITEMS, told, pk=number) == all_answer(404, ITEMS)
    version = address("postmortem_version", told, version=number)
    assert as_editor.get(version).status_code == 404


def test_whoever_is_named_gets_in():
    reader = EditorFactory()
    told = tell(visibility=Incident.Visibility.RESTRICTED)
    told[0].readers.add(reader)
    client = signed_in(reader)
    assert answers(client, READ | FORMS, told) == all_answer(200, READ | FORMS)
