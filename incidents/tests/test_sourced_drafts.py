"""A draft in the words of a source can be read, and found, by everybody who may read the source."""

import pytest

from incidents.factories import IncidentFactory
from incidents.models import Incident, Postmortem
from search.finding import find
from search.query import read_query
from timelines.factories import SourceFactory

pytestmark = pytest.mark.django_db

BODY = "## What happened\n\nA marmoset had chewed the cable."


@pytest.fixture
def draft() -> Postmortem:
    incident = IncidentFactory()
    source = SourceFactory(incident=incident, kind="write-up", text=BODY)
    postmortem = Postmortem.begin(incident)
    postmortem.save_text(BODY, by=None, based_on=0, source=source)
    return postmortem


def found(words: str) -> list[str]:
    hits = find(read_query(words), within=Incident.objects.values("pk")).hits
    return [passage.url for hit in hits for passage in hit.passages]


def test_it_is_read_and_found_by_its_section(as_viewer, draft):
    response = as_viewer.get(draft.get_absolute_url())
    assert "A marmoset had chewed the cable." in response.content.decode()
    assert found("marmoset") == [f"{draft.get_absolute_url()}#p-what-happened"]


def test_the_page_says_where_its_words_come_from(as_viewer, draft):
    source = draft.incident.sources.get()
    page = as_viewer.get(draft.get_absolute_url()).content.decode()
    assert f'in the words of <a href="{source.get_absolute_url()}">its source</a>' in page


def test_what_somebody_writes_into_it_is_nobody_elses_before_it_is_published(as_viewer, editor, draft):
    draft.save_text("## What happened\n\nAn okapi.", by=editor, based_on=1)
    assert "okapi" not in as_viewer.get(draft.get_absolute_url()).content.decode()
    assert found("okapi") == found("marmoset") == []
    draft.publish(by=editor)
    assert "okapi" in as_viewer.get(draft.get_absolute_url()).content.decode()
    assert len(found("okapi")) == 1


def test_a_draft_of_ones_own_stays_so(as_viewer, editor):
    postmortem = Postmortem.begin(IncidentFactory())
    postmortem.save_text(BODY, by=editor, based_on=0)
    assert "marmoset" not in as_viewer.get(postmortem.get_absolute_url()).content.decode()
    assert found("marmoset") == []


def test_a_published_text_stays_before_a_later_one_from_a_source(as_viewer, editor, draft):
    draft.publish(by=editor)
    source = SourceFactory(incident=draft.incident, kind="write-up", text="An okapi.")
    draft.save_text("An okapi.", by=None, based_on=1, source=source)
    assert "marmoset" in as_viewer.get(draft.get_absolute_url()).content.decode()
    assert found("okapi") == []
