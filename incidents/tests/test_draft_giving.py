"""Giving a document: as text, as files, by its address."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.drafts import beginning
from incidents.factories import ImportDraftFactory, IncidentFactory
from incidents.importing.decoding import MAX_FILE_BYTES
from incidents.models import ImportDraft, Incident
from incidents.tests.queued import TITLE, WRITE_UP, draft_of

pytestmark = pytest.mark.django_db

IMPORT = "/import/"


def file(name: str, content: bytes | str = WRITE_UP) -> SimpleUploadedFile:
    content = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, content, "application/octet-stream")


def refused(response, *words) -> None:
    """The page came back with one sentence that says these, and nothing was written."""
    assert response.status_code == 422
    said = " ".join(" ".join(errors) for errors in response.context["form"].errors.values())
    for each in words:
        assert each in said
    assert not ImportDraft.objects.exists()


def test_a_paste_becomes_a_draft_and_no_incident(as_editor, editor):
    response = as_editor.post(IMPORT, {"text": WRITE_UP})
    draft = ImportDraft.objects.get()
    assert response.url == draft.get_absolute_url()
    assert (draft.owner, draft.text, draft.title) == (editor, WRITE_UP, TITLE)
    assert not Incident.objects.exists()


def test_line_ends_of_a_browser_are_those_of_a_file(as_editor):
    as_editor.post(IMPORT, {"text": WRITE_UP.replace("\n", "\r\n")})
    assert ImportDraft.objects.get().text == WRITE_UP


def test_a_file_keeps_its_name(as_editor):
    as_editor.post(IMPORT, {"files": file("march.md")})
    draft = ImportDraft.objects.get()
    assert (draft.name, draft.format, draft.text) == ("march.md", "markdown", WRITE_UP)


def test_several_files_are_several_drafts_and_then_a_list(as_editor):
    answer = as_editor.post(
        IMPORT, {"files": [file("a.md"), file("b.txt", "At 12:00 UTC it broke.")]}, follow=True
    )
    assert "2 documents were opened" in answer.text
    assert [draft.name for draft in answer.context["waiting"]] == ["b.txt", "a.md"]


def test_of_several_files_one_that_is_none_is_named_and_nothing_is_kept(as_editor):
    response = as_editor.post(IMPORT, {"files": [file("a.md"), file("b.md", b"\x00\x01\x02" * 40)]})
    refused(response, "b.md: ", "Nothing was kept.")
    assert "a.md" not in response.context["form"].errors.as_text()


@pytest.mark.parametrize(
    "content",
    [b"", b"   \n", b"\x89PNG\r\n\x1a\n\x00\x00", b"%PDF-1.4\n%%EOF", b"PK\x03\x04 no archive"],
)
def test_what_cannot_be_read_is_refused_with_a_reason(as_editor, content):
    refused(as_editor.post(IMPORT, {"files": file("it.bin", content)}))


def test_a_file_that_is_too_large_is_not_looked_at(as_editor):
    response = as_editor.post(IMPORT, {"files": file("it.txt", b"x" * (MAX_FILE_BYTES + 1))})
    refused(response, f"{MAX_FILE_BYTES + 1:,} bytes", "Give only the part")


def test_nothing_given_is_said(as_editor):
    refused(as_editor.post(IMPORT, {"text": "  \n "}), "Paste the text")


def test_two_ways_at_once_are_asked_about_and_kept(as_editor):
    response = as_editor.post(IMPORT, {"text": WRITE_UP, "address": "https://example.org/"})
    refused(response, "one at a time")
    assert TITLE in response.text
    assert "https://example.org/" in response.text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://127.0.0.1/", "http://[::1]/", "nonsense"])
def test_an_address_that_may_not_be_fetched_is_refused_beside_its_field(as_editor, address):
    response = as_editor.post(IMPORT, {"address": address})
    refused(response)
    assert list(response.context["form"].errors) == ["address"]
    assert f'value="{address}"' in response.text


def test_the_incident_one_came_from_is_where_it_goes(as_editor):
    incident = IncidentFactory()
    page = as_editor.get(f"{IMPORT}?into={incident.number}")
    assert f'name="into" value="{incident.number}"' in page.text
    as_editor.post(IMPORT, {"text": WRITE_UP, "into": incident.number})
    assert ImportDraft.objects.get().into == incident


@pytest.mark.parametrize("into", ["1", "x", "٣", str(2**70)])
def test_an_incident_that_one_may_not_read_is_not_named(as_editor, into):
    IncidentFactory(number=1, visibility=Incident.Visibility.RESTRICTED, title="Secret")
    page = as_editor.get(IMPORT, {"into": into})
    assert page.status_code == 200
    assert "Secret" not in page.text
    as_editor.post(IMPORT, {"text": WRITE_UP, "into": into})
    assert ImportDraft.objects.get().into is None


def test_one_sees_ones_own_drafts_only(as_editor, editor):
    own = draft_of(editor)
    draft_of(ImportDraftFactory().owner, name="theirs.md")
    assert as_editor.get(IMPORT).context["waiting"] == [own]


def test_there_is_room_for_so_many(as_editor, editor, monkeypatch):
    monkeypatch.setattr(beginning, "MAX_DRAFTS", 1)
    draft_of(editor)
    response = as_editor.post(IMPORT, {"text": WRITE_UP})
    assert response.status_code == 422
    assert "room for 0" in response.text
    assert ImportDraft.objects.count() == 1


def test_the_number_of_queries_does_not_grow_with_the_drafts(as_editor, editor, django_assert_num_queries):
    for _ in range(3):
        draft_of(editor)
        with django_assert_num_queries(4):  # session, user, role, drafts
            as_editor.get(IMPORT)


# A source that is kept already


def test_a_source_is_read_for_its_incident(as_editor, editor):
    incident = IncidentFactory()
    source = incident.sources.keep(incident, title="The channel", text=WRITE_UP, kind="notes")
    page = as_editor.get(source.get_absolute_url())
    assert "Read this for events" in page.text
    response = as_editor.post(f"{source.get_absolute_url()}read/")
    draft = ImportDraft.objects.get()
    assert response.url == draft.get_absolute_url()
    assert (draft.text, draft.into, draft.owner) == (WRITE_UP, incident, editor)


def test_a_draft_of_a_source_is_gone_for_whoever_may_not_see_its_incident_any_more(as_editor, editor):
    incident = IncidentFactory(visibility=Incident.Visibility.RESTRICTED, title="Secret", lead=editor)
    source = incident.sources.keep(incident, title="The channel", text=WRITE_UP, kind="notes")
    as_editor.post(f"{source.get_absolute_url()}read/")
    draft = ImportDraft.objects.get()
    assert draft.came_from == incident
    ImportDraft.objects.update(into=None)  # where it goes is no matter: a person may change that
    assert as_editor.get(draft.get_absolute_url()).status_code == 200
    Incident.objects.update(lead=None)
    assert as_editor.get(draft.get_absolute_url()).status_code == 404
    assert as_editor.post(draft.get_absolute_url(), {"do": "store"}).status_code == 404
    assert as_editor.post(f"{draft.get_absolute_url()}discard/").status_code == 404
    assert TITLE not in as_editor.get(IMPORT).text


def test_a_document_given_for_an_incident_stays_with_whoever_gave_it(as_editor, editor):
    incident = IncidentFactory(visibility=Incident.Visibility.RESTRICTED, lead=editor)
    as_editor.post(IMPORT, {"text": WRITE_UP, "into": incident.number})
    Incident.objects.update(lead=None)
    assert as_editor.get(ImportDraft.objects.get().get_absolute_url()).status_code == 200
