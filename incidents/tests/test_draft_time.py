"""A request holds a thread of the server no longer than it is allowed, however slow its documents are."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from incidents.drafts import request_time
from incidents.drafts.beginning import begin_from_files
from incidents.drafts.reading import _read, read_draft
from incidents.importing import allowance
from incidents.importing.allowance import seconds_left, time_allowed
from incidents.importing.document import DocumentError, OutOfTime
from incidents.importing.extracting.apart import extract_apart
from incidents.models import ImportDraft, Incident
from incidents.tests.queued import WRITE_UP, draft_of, fields
from incidents.tests.test_read_office import word_document

pytestmark = pytest.mark.django_db

IMPORT = "/import/"


@pytest.fixture(autouse=True)
def _nothing_read_before():
    _read.cache_clear()


class Clock(SimpleNamespace):
    """A clock that goes on only when a file is read."""

    def __init__(self):
        self.now = 1000.0
        self.monotonic = lambda: self.now


class SlowFile(SimpleUploadedFile):
    """A file that takes so many seconds to open."""

    def __init__(self, name, clock, seconds):
        super().__init__(name, WRITE_UP.encode())
        self.clock, self.seconds = clock, seconds

    def read(self, *args):
        self.clock.now += self.seconds
        return super().read(*args)


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(allowance, "time", clock)
    return clock


def test_all_files_of_a_request_share_its_time(clock, editor):
    files = [SlowFile(f"{n}.md", clock, seconds=14) for n in range(5)]
    with pytest.raises(DocumentError) as refused:
        begin_from_files(files, by=editor)
    assert str(refused.value) == (
        "“0.md”, “1.md” and “2.md” were read within the 30 seconds that a page has for all files together, "
        "“3.md” and “4.md” were not, so nothing was kept: give fewer at a time, or import them on the server "
        "with manage.py import_postmortem, which takes its time."
    )
    assert not ImportDraft.objects.exists()
    assert clock.now == 1000 + 3 * 14


def test_files_that_are_quick_together_are_taken(clock, editor):
    files = [SlowFile(f"{n}.md", clock, seconds=5) for n in range(5)]
    assert len(begin_from_files(files, by=editor)) == 5


def test_many_files_that_were_not_read_are_counted(clock, editor):
    files = [SlowFile(f"{n}.md", clock, seconds=40) for n in range(20)]
    with pytest.raises(
        OutOfTime, match=r"“0\.md” was read .* “10\.md” and 9 more were not, so nothing was kept"
    ):
        begin_from_files(files, by=editor)


def test_an_extractor_gets_no_more_time_than_is_left():
    with time_allowed(0.01), pytest.raises(OutOfTime, match=r"than the 0\.01 seconds that a page has"):
        extract_apart("incidents.importing.extracting.docx_text", word_document(), called="DOCX")


def test_an_inner_allowance_is_part_of_the_outer_one(clock):
    with time_allowed(10), time_allowed(30):
        assert seconds_left() == 10
    with time_allowed(30), time_allowed(10):
        assert seconds_left() == 10


def test_without_an_allowance_there_is_all_the_time(clock):
    assert seconds_left() == float("inf")


def test_reading_is_given_up_and_the_command_named(as_editor, monkeypatch):
    monkeypatch.setattr(request_time, "READING_SECONDS", -1.0)
    response = as_editor.post(IMPORT, {"text": WRITE_UP})
    assert response.status_code == 422
    [said] = response.context["form"].errors["text"]
    assert said.startswith("Reading this document takes longer than the -1 seconds that a page has for it.")
    assert "manage.py import_postmortem" in said
    assert not ImportDraft.objects.exists()


def test_of_several_files_those_not_read_in_time_are_named(as_editor, monkeypatch):
    monkeypatch.setattr(request_time, "READING_SECONDS", -1.0)
    files = [SimpleUploadedFile(name, WRITE_UP.encode()) for name in ("a.md", "b.md")]
    response = as_editor.post(IMPORT, {"files": files})
    assert response.status_code == 422
    [said] = response.context["form"].errors["files"]
    assert said.startswith("“a.md” and “b.md” were not read within the -1 seconds")
    assert "nothing was kept" in said
    assert not ImportDraft.objects.exists()


def test_a_draft_that_is_read_no_more_in_time_is_said_so_and_stores_nothing(as_editor, editor, monkeypatch):
    draft = draft_of(editor)
    data = fields(as_editor.get(draft.get_absolute_url()), do="store", zone="Europe/Vienna")
    monkeypatch.setattr(request_time, "READING_SECONDS", -1.0)
    page = as_editor.post(draft.get_absolute_url(), data)
    assert page.status_code == 422
    assert "manage.py import_postmortem" in page.text
    assert not Incident.objects.exists()


def test_what_was_read_before_needs_no_time(editor, monkeypatch):
    draft = draft_of(editor)
    read_draft(draft)
    monkeypatch.setattr(request_time, "READING_SECONDS", -1.0)
    assert read_draft(draft).read.events
