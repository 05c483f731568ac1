"""The watch list as a file: CSV and OPML, which can be read in again."""

import csv
import io
from datetime import UTC, datetime
from xml.etree import ElementTree as Tree

import pytest

from statuspages.factories import StatusPageFactory
from statuspages.lists.given import read_list
from statuspages.lists.opml import write_opml
from statuspages.lists.table import write_table

pytestmark = pytest.mark.django_db


def pages():
    return [
        StatusPageFactory(
            name="Bauhof <&> Söhne", tags=["money", "cards"], team="Payments", every_seconds=300
        ),
        StatusPageFactory(name="=1+1", url="https://feed.example/rss", is_watched=False),
        StatusPageFactory(name="'quoted"),
    ]


def test_csv_comes_back_as_it_went():
    wanted = read_list(write_table(pages()))
    assert [(it.name, it.tags, it.team, it.every_seconds, it.wrong) for it in wanted] == [
        ("Bauhof <&> Söhne", ("money", "cards"), "Payments", 300, ""),
        ("=1+1", (), "", None, ""),
        ("'quoted", (), "", None, ""),
    ]


def test_no_cell_is_a_formula():
    rows = list(csv.reader(io.StringIO(write_table(pages()))))
    assert rows[2][0] == "'=1+1"
    assert [row[-1] for row in rows] == ["watched", "yes", "no", "yes"]


def test_opml_comes_back_as_it_went():
    made_at = datetime(2024, 5, 6, tzinfo=UTC)
    text = write_opml([*pages(), StatusPageFactory(name="Bell\x07")], title="Ours", made_at=made_at)
    assert [(it.name, it.tags) for it in read_list(text)] == [
        ("Bauhof <&> Söhne", ("money", "cards")),
        ("=1+1", ()),
        ("'quoted", ()),
        ("Bell", ()),
    ]
    first = Tree.fromstring(text).find("body/outline")
    assert first.get("xmlUrl") == f"{first.get('htmlUrl')}/history.atom"


def test_the_files_are_for_those_who_sign_in(as_viewer, client):
    page = StatusPageFactory(name="Bauhof")
    for name, kind in (("csv", "text/csv"), ("opml", "text/x-opml")):
        response = as_viewer.get(f"/status-pages/watched.{name}")
        assert response["Content-Type"] == f"{kind}; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="status-pages.{name}"'
        assert page.url in response.text
        assert client.get(f"/status-pages/watched.{name}").status_code == 302
