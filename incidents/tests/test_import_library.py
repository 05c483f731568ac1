"""`manage.py import_library`: a folder of documents, again and again, whatever is wrong with some of them."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.finding import find_incidents
from incidents.importing import library
from incidents.importing.library import reasons_to_skip
from incidents.models import Incident
from incidents.tests.test_read_record import FIELDS
from incidents.tests.test_read_report import PLAIN
from search.query import read_query
from timelines.models import Source

ICCO = Path(__file__).resolve().parents[3] / "shared" / "data" / "postmortems" / "icco"

LETTERS = """# Letters go astray

On 3 May 2024 at 11:10 UTC the sorter stopped, because its disk was full.
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    files = {
        "README.md": "# These are our documents",
        "LICENSE": "Do what you like.",
        "2024/letters.md": LETTERS,
        "2024/orders.txt": PLAIN,
        "2024/map.png": "no words",
        "records/one.json": json.dumps(FIELDS),
        ".git/config.md": "# Not for us",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def run(folder, **options) -> str:
    said = io.StringIO()
    call_command("import_library", str(folder), stdout=said, stderr=said, **options)
    return said.getvalue()


def printed(folder, **options) -> dict[str, dict]:
    said = io.StringIO()
    call_command("import_library", str(folder), stdout=said, stderr=io.StringIO(), json=True, **options)
    return {one["path"]: one for one in map(json.loads, said.getvalue().splitlines())}


def sources() -> set[str]:
    return set(Source.objects.values_list("title", flat=True))


def test_every_document_of_a_folder_and_those_within(folder):
    said = run(folder)
    assert sources() == {"Letters go astray", "Orders wait in line", FIELDS["Title"]}
    assert "3 documents imported" in said
    assert "README.md: passed over (about the folder)" in said
    assert "map.png: passed over (no document)" in said
    assert "3 passed over." in said
    assert "config.md" not in said


def test_the_second_run_changes_nothing(folder):
    run(folder)
    before = list(Incident.objects.order_by("pk").values_list("pk", "updated_at"))
    said = run(folder)
    assert "0 documents imported" in said
    assert "3 here already" in said
    assert list(Incident.objects.order_by("pk").values_list("pk", "updated_at")) == before


def test_the_second_run_does_not_read_what_is_here(folder, monkeypatch):
    run(folder)
    monkeypatch.setattr(library.Given, "read", lambda *_: pytest.fail("it was read"))
    assert printed(folder)["2024/letters.md"] == {"path": "2024/letters.md", "is_here": True}


def test_a_document_told_in_two_files_is_one_incident(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(FIELDS))
    (tmp_path / "b.json").write_text(json.dumps(FIELDS, indent=2))
    run(tmp_path)
    assert Incident.objects.get().sources.count() == 2


def test_a_file_that_cannot_be_read_stops_no_other(folder):
    (folder / "2024" / "a.pdf.txt").write_bytes(b"\x00\x01\x02" * 50)
    (folder / "2024" / "empty.md").write_text("  \n")
    said = io.StringIO()
    with pytest.raises(CommandError, match="2 documents were not imported") as refused:
        call_command("import_library", str(folder), stdout=said, stderr=said)
    assert refused.value.returncode == 1
    assert Incident.objects.count() == 3
    assert "2024/empty.md: The document is empty." in said.getvalue()
    assert "2024/a.pdf.txt: " in said.getvalue()
    assert "2 failed." in said.getvalue()


def test_what_the_database_refuses_stops_no_other(folder, monkeypatch):
    told = library.store_document

    def refuse_letters(read, **options):
        if read.title == "Letters go astray":
            Incident.objects.create(number=99, title="x" * 400)
        return told(read, **options)

    monkeypatch.setattr(library, "store_document", refuse_letters)
    with pytest.raises(CommandError, match="1 document was not imported"):
        run(folder)
    assert sources() == {"Orders wait in line", FIELDS["Title"]}


def test_interrupted_it_leaves_whole_documents_and_goes_on_later(folder, monkeypatch):
    told = library.store_document

    def interrupted(read, **options):
        stored = told(read, **options)
        if read.title == "Orders wait in line":
            raise KeyboardInterrupt
        return stored

    monkeypatch.setattr(library, "store_document", interrupted)
    with pytest.raises(CommandError, match=r"Interrupted after \d of 6 files") as stopped:
        run(folder)
    assert stopped.value.returncode == 130
    assert sources() == {"Letters go astray"}
    monkeypatch.undo()
    assert "1 here already" in run(folder)
    assert len(sources()) == 3


def test_a_dry_run_reads_everything_and_stores_nothing(folder, django_assert_num_queries):
    with django_assert_num_queries(0):
        said = run(folder, dry_run=True)
    assert "3 documents read" in said
    assert "Dry run: nothing was stored." in said
    assert not Incident.objects.exists()


def test_what_is_printed_for_programs(folder):
    said = printed(folder)
    assert said["README.md"] == {"path": "README.md", "skipped": "about the folder"}
    letters = said["2024/letters.md"]
    assert letters["title"] == "Letters go astray"
    assert letters["stored"]["is_new"] is True


def test_an_organisation_may_be_given_for_those_that_name_none(folder):
    run(folder, organisation="Candle")
    assert Source.objects.get(title="Letters go astray").incident.organisation.name == "Candle"
    assert Source.objects.get(title="Orders wait in line").incident.organisation.name == "Lamplight"


@pytest.mark.parametrize(("name", "says"), [("absent", "is no folder"), ("empty", "holds no files")])
def test_a_folder_that_is_none_is_refused(tmp_path, name, says):
    (tmp_path / "empty").mkdir()
    with pytest.raises(CommandError, match=says):
        run(tmp_path / name)


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere(folder, monkeypatch):
    monkeypatch.setattr("incidents.management.commands.import_library.EVERY", 2)
    lines = run(folder, dry_run=True).splitlines()
    assert [line for line in lines if line.endswith("of 6 files")] == ["2 of 6 files", "4 of 6 files"]

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    seen = Terminal()
    monkeypatch.setenv("COLUMNS", "80")
    call_command("import_library", str(folder), stdout=io.StringIO(), stderr=seen, dry_run=True)
    assert "\r[" in seen.getvalue()
    assert "] 6/6  records/one.json" in seen.getvalue()
    monkeypatch.setenv("COLUMNS", "40")
    call_command("import_library", str(folder), stdout=io.StringIO(), stderr=seen, dry_run=True)
    assert "\r6/6\x1b" in seen.getvalue()


def test_the_only_document_of_a_folder_may_be_called_index(tmp_path):
    paths = [tmp_path / name for name in ("index.md", "a/index.md", "b/index.md", "b/post.md", "c/readme.md")]
    skipped = reasons_to_skip(tmp_path, paths)
    assert set(skipped) == {tmp_path / "index.md", tmp_path / "b/index.md"}


@pytest.mark.corpus
@pytest.mark.skipif(not ICCO.exists(), reason="the collection is not beside the repository")
def test_a_part_of_the_public_collection_is_imported_and_found(tmp_path):
    for path in sorted((ICCO / "md").iterdir())[:12]:
        (tmp_path / path.name).symlink_to(path)
        (tmp_path / f"copy of {path.name}").write_bytes(path.read_bytes())
    said = printed(tmp_path)
    assert len(said) == 12
    for one in said.values():
        assert one["stored"]["incident"]
        found = find_incidents(Incident.objects.all(), read_query(one["title"]), limit=3)
        assert one["stored"]["incident"] in {hit.incident.reference for hit in found.hits}
