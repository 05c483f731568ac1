"""Who gets in where documents are imported, and by which method."""

import pytest
from django.urls import URLPattern, reverse

from accounts.factories import EditorFactory
from incidents.models import ImportDraft
from incidents.tests.conftest import signed_in
from incidents.tests.queued import draft_of, item
from incidents.urls import urlpatterns

pytestmark = pytest.mark.django_db

FORMS = {"import", "import_draft", "import_item"}
BUTTONS = {
    "import_discard",
    "import_restore",
    "import_take",
    "import_apart",
    "import_unite",
    "import_part",
}
READ = {"import_similar"}
EVERY = FORMS | BUTTONS | READ
OF_AN_ITEM = {"import_item", "import_take", "import_apart", "import_unite", "import_part"}


@pytest.fixture
def draft(editor):
    return draft_of(editor)


def address(name: str, draft) -> str:
    arguments = {"draft_id": draft.pk} if name != "import" else {}
    if name in OF_AN_ITEM:
        arguments["item"] = item(draft, "alert fires").key
    return reverse(f"incidents:{name}", kwargs=arguments)


def test_every_address_is_in_one_of_these_tables():
    named = {
        pattern.name
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern) and pattern.name.startswith("import")
    }
    assert named == EVERY


@pytest.mark.parametrize("name", sorted(EVERY))
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_asked_to_sign_in(client, draft, name, method):
    where = address(name, draft)
    assert getattr(client, method)(where).url == f"{reverse('account_login')}?next={where}"


@pytest.mark.parametrize("name", sorted(EVERY - {"import"}))
def test_a_draft_is_not_there_for_anybody_else(draft, name):
    method = "post" if name in BUTTONS else "get"
    assert getattr(signed_in(EditorFactory()), method)(address(name, draft)).status_code == 404


@pytest.mark.parametrize("name", sorted(EVERY))
def test_whoever_may_not_edit_may_not_import(as_viewer, viewer, name):
    """Somebody who was an editor when they began."""
    draft = draft_of(viewer)
    before = ImportDraft.objects.values().get()
    methods = {"get": name not in BUTTONS, "post": name not in READ}
    for method in (one for one, is_there in methods.items() if is_there):
        assert getattr(as_viewer, method)(address(name, draft)).status_code == 403
    assert ImportDraft.objects.values().get() == before


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_form_is_read_and_posted_only(as_editor, draft, name):
    for method in ("put", "patch", "delete"):
        assert getattr(as_editor, method)(address(name, draft)).status_code == 405


@pytest.mark.parametrize("name", sorted(BUTTONS))
def test_a_button_is_no_page(as_editor, draft, name):
    before = ImportDraft.objects.values().get()
    for method in ("get", "head", "put", "delete"):
        assert getattr(as_editor, method)(address(name, draft)).status_code == 405
    assert ImportDraft.objects.values().get() == before


@pytest.mark.parametrize("name", sorted(READ))
def test_what_is_read_takes_nothing(as_editor, draft, name):
    for method in ("post", "put", "patch", "delete"):
        assert getattr(as_editor, method)(address(name, draft)).status_code == 405


def test_an_editor_opens_every_page(as_editor, draft):
    assert {as_editor.get(address(name, draft)).status_code for name in FORMS | READ} == {200}
