"""docs/adding-a-provider.md followed to the letter: a page of a new format is found, watched and read."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from statuspages import providers
from statuspages.looking import look_at, watch
from statuspages.models import ReportedUpdate
from statuspages.providers.reading import State
from statuspages.tests.providers.sound import check
from statuspages.watching import poll

PAGE = Path(__file__).resolve().parents[3] / "docs" / "adding-a-provider.md"


def block(language: str) -> str:
    """The one block of this language on the page."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    assert len(found) == 1
    return found[0]


@pytest.fixture
def lamplight(tmp_path, monkeypatch):
    """The module that the page shows, in the list as the page says."""
    path = tmp_path / "lamplight.py"
    path.write_text(block("python"))
    spec = importlib.util.spec_from_file_location("statuspages.providers.lamplight", path)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    *others, feed = providers.IN_ORDER
    assert feed.NAME == "feed"
    monkeypatch.setattr(providers, "IN_ORDER", (*others, module, feed))
    monkeypatch.setitem(providers.BY_NAME, module.NAME, module)
    return module


def test_the_module_reads_the_document(lamplight):
    account = lamplight.read({"lamps": block("json").encode()}, {})
    check(account)
    assert account.strange == ()
    trouble = account.listings[0].incidents[0]
    assert (trouble.state, len(trouble.updates)) == (State.RESOLVED, 2)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["", "/lamps.json", "/troubles/t7"])
def test_a_page_of_it_is_found_watched_and_read(lamplight, served, path):
    served.answer("/lamps.json", block("json"), has_etag=True)
    served.answer("/troubles/t7", '<html><meta name="generator" content="Lamplight"></html>')
    found = look_at(served.url + path)
    assert (found.format_name, found.name, found.url) == ("Lamplight", "Fen End", served.url)
    page = watch(found)
    poll(page.pk)
    incident = page.reported_incidents.get().incident
    assert (incident.title, incident.status) == ("No light at the bridge", "resolved")
    assert [window.level for window in incident.impact_windows.all()] == ["major-outage"]
    assert ReportedUpdate.objects.count() == 2
    assert not poll(page.pk, even_if_not_due=True).stored.is_change
