"""Deciding about one thing that was read: accept, drop, edit, unite."""

import pytest

from accounts.factories import EditorFactory
from incidents.exceptions import DraftDiscarded, DraftStored
from incidents.factories import MechanismFactory
from incidents.models import ImportDraft
from incidents.tests.conftest import signed_in
from incidents.tests.queued import draft_of, item, items
from timelines.models import Kind
from timelines.when import When

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def draft(editor):
    return draft_of(editor)


def address(draft, words: str, door: str = "") -> str:
    return f"{draft.get_absolute_url()}items/{item(draft, words).key}/{door}"


def change(client, draft, words: str, **changes):
    """Open the form of an item and send it with these changes."""
    form = client.get(address(draft, words)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in (data | changes).items() if value is not None}
    return client.post(address(draft, words), data)


def test_dropping_and_accepting_one_answers_with_the_new_sums(as_editor, draft):
    key = item(draft, "alert fires").key
    answer = as_editor.post(address(draft, "alert fires", "take/"), **HTMX)
    assert "<b>7 accepted</b>" in answer.text
    assert "Create the incident with 7 items" in answer.text
    assert not item(draft, "alert fires").is_taken
    as_editor.post(address(draft, "alert fires", "take/"), {f"take-{key}": "on"}, **HTMX)
    assert item(draft, "alert fires").is_taken


def test_without_scripts_a_button_leads_back_to_the_item(as_editor, draft):
    key = item(draft, "alert fires").key
    assert as_editor.post(address(draft, "alert fires", "take/")).url.endswith(f"#i-{key}")


def test_an_edit_is_read_and_accepted(as_editor, draft):
    change(
        as_editor,
        draft,
        "alert fires",
        when="12:11",
        text="The pager rings.",
        kind="communication",
        milestones=["acknowledged"],
        actor="Mira",
    )
    edited = item(draft, "pager rings")
    assert edited.is_taken
    assert edited.is_edited
    typed = When.read("14 March 2023 12:11", zone="UTC")
    assert (edited.found.when.earliest, edited.found.when.latest) == (typed.earliest, typed.latest)
    assert (edited.found.kind, edited.found.actor) == (Kind.COMMUNICATION, "Mira")
    assert list(edited.found.milestones) == ["acknowledged"]


def test_an_edit_that_changes_nothing_leaves_the_time_to_the_document(as_editor, draft):
    change(as_editor, draft, "alert fires")
    draft.refresh_from_db()
    assert draft.decisions == {item(draft, "alert fires").key: {"take": True}}


def test_a_stretch_can_be_typed(as_editor, draft):
    change(as_editor, draft, "alert fires", when="12:11 until 12:20")
    assert "12:20" in str(item(draft, "alert fires").found.until)


@pytest.mark.parametrize(
    "changes", [{"when": "half past never"}, {"when": ""}, {"text": ""}, {"kind": "noise"}]
)
def test_an_edit_that_cannot_be_read_is_refused_in_its_place(as_editor, draft, changes):
    before = items(draft)
    response = change(as_editor, draft, "alert fires", **changes)
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == changes.keys()
    assert items(draft) == before


def test_a_refused_edit_comes_back_where_it_was_opened(as_editor, draft):
    key = item(draft, "alert fires").key
    form = as_editor.get(address(draft, "alert fires"), **HTMX)
    assert form.text.strip().startswith("<li")
    assert "<html" not in form.text
    response = as_editor.post(address(draft, "alert fires"), {"when": "never"}, **HTMX)
    assert response.status_code == 422
    assert response["HX-Retarget"] == response["HX-Reselect"] == f"#i-{key}"


def test_a_factor_gets_its_role_and_mechanism(as_editor, draft):
    MechanismFactory(slug="thin-ice", name="thin ice")
    change(as_editor, draft, "raised without a test", role="trigger", mechanism="thin-ice")
    found = item(draft, "raised without a test").found
    assert (found.role, found.mechanism) == ("trigger", "thin-ice")
    change(as_editor, draft, "raised without a test", mechanism="")
    assert item(draft, "raised without a test").found.mechanism == ""


def test_an_action_gets_its_owner_day_and_state(as_editor, draft):
    change(as_editor, draft, "Put the limit back", owner="Jonas", due="2023-06-01", state="in-progress")
    found = item(draft, "Put the limit back").found
    assert (found.owner, str(found.due), found.state) == ("Jonas", "2023-06-01", "in-progress")


def test_two_items_are_united_and_taken_apart_again(as_editor, draft):
    alert, rolled = item(draft, "alert fires"), item(draft, "roll the change back")
    as_editor.post(address(draft, "alert fires", "unite/"), {"other": rolled.key})
    united = item(draft, "alert fires")
    assert united.places == (*alert.places, *rolled.places)
    assert rolled.key not in {one.key for one in items(draft)}
    assert "United with 1 more" in as_editor.get(draft.get_absolute_url()).text
    as_editor.post(address(draft, "alert fires", "divide/"))
    assert {one.key for one in items(draft)} >= {alert.key, rolled.key}


def test_uniting_in_a_row_makes_one_of_all(as_editor, draft):
    first, second, third = (item(draft, words).key for words in ("begins to grow", "alert fires", "roll the"))
    as_editor.post(address(draft, "alert fires", "unite/"), {"other": third})
    as_editor.post(address(draft, "begins to grow", "unite/"), {"other": second})
    assert set(item(draft, "begins to grow").parts) == {second, third}
    assert item(draft, "begins to grow").key == first


@pytest.mark.parametrize("other", ["", "event-1-2", "itself", "a factor"])
def test_an_item_is_united_with_its_like_only(as_editor, draft, other):
    keys = {"itself": item(draft, "alert fires").key, "a factor": item(draft, "without a test").key}
    before = items(draft)
    response = as_editor.post(address(draft, "alert fires", "unite/"), {"other": keys.get(other, other)})
    assert response.status_code == 404
    assert items(draft) == before


def test_the_form_offers_what_it_can_be_united_with_nearest_first(as_editor, draft):
    others = as_editor.get(address(draft, "alert fires")).context["others"]
    assert [words for _, words in others][:2] == ["The queue begins to grow.", "We roll the change back."]


@pytest.mark.parametrize("door", ["", "take/", "unite/", "divide/", "apart/"])
def test_an_item_that_is_not_read_is_not_found(as_editor, draft, door):
    assert as_editor.post(f"{draft.get_absolute_url()}items/event-1-2/{door}").status_code == 404


@pytest.mark.parametrize("door", ["", "take/", "unite/", "divide/", "apart/"])
def test_items_of_somebody_elses_draft_are_not_there(draft, door):
    assert signed_in(EditorFactory()).post(address(draft, "alert fires", door)).status_code == 404


def test_deciding_about_a_draft_that_is_over_changes_nothing(as_editor, draft):
    where = address(draft, "alert fires", "take/")
    draft.discard()
    assert as_editor.post(where).status_code == 404


@pytest.mark.parametrize("over", [DraftDiscarded, DraftStored])
@pytest.mark.parametrize("door", ["take/", "apart/", "divide/"])
def test_deciding_while_another_tab_ends_the_draft_is_no_error(as_editor, draft, door, over, monkeypatch):
    where = address(draft, "alert fires", door)

    def ended(draft, decisions):
        raise over(draft)

    monkeypatch.setattr(ImportDraft, "decide", ended)
    assert as_editor.post(where).status_code == 404
