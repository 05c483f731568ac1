"""An incident file of our own is a document like any other, and comes back whole."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from incidents.importing.document import DocumentError
from incidents.importing.opening import open_document, read_opened
from incidents.models import Incident
from incidents.portable import gather_incident, write_incident

pytestmark = pytest.mark.django_db

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.md"))


def run(*arguments):
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def written():
    incidents = Incident.objects.for_page().order_by("number")
    return [write_incident(gather_incident(incident, drafts=True)) for incident in incidents]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_item_stands_where_the_file_says_it(path):
    [opened] = open_document(path.read_bytes(), name=path.name)
    read = read_opened(opened)
    assert read.format == "portable"
    for found in (*read.events, *read.factors, *read.actions):
        words = found.text.split("\n")[0].split()
        assert found.place.of(path.read_text()).split() == words


def test_exported_imported_into_an_empty_database_and_exported_again_is_the_same(tmp_path):
    for number, path in enumerate(EXAMPLES):
        (tmp_path / f"{number}.md").write_text(path.read_text())
    run("import_library", str(tmp_path))
    first = written()
    assert len(first) == len(EXAMPLES)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE incidents_incident CASCADE")
    for number, text in enumerate(first):
        (tmp_path / f"{number}.md").write_text(text)
    run("import_library", str(tmp_path))
    assert written() == first


def test_a_second_run_opens_nothing(tmp_path):
    path = tmp_path / "incident.md"
    run("import_postmortem", str(EXAMPLES[0]))
    path.write_text(written()[0])
    said = run("import_postmortem", str(path))
    assert Incident.objects.count() == 1
    assert "Nothing new" in said


def test_into_another_incident_it_is_a_document_like_any_other():
    run("import_postmortem", str(EXAMPLES[0]))
    held = Incident.objects.get()
    events = held.events.count()
    run("import_postmortem", str(EXAMPLES[1]), "--into", held.reference)
    assert Incident.objects.count() == 1
    assert held.events.count() > events


def test_a_damaged_incident_file_is_refused_with_its_first_problem():
    text = EXAMPLES[0].read_text().replace("kind: ", "kindred: ", 1).replace("status: ", "state: ", 1)
    [opened] = open_document(text.encode())
    with pytest.raises(DocumentError, match=r"This incident file cannot be read: .*kindred.*more problem"):
        read_opened(opened)
