"""The documents an incident stands on, kept word for word."""

import hashlib
import re
from urllib.parse import urlencode

import pytest
from django.conf import settings

from incidents.factories import ActionItemFactory, ContributingFactorFactory, IncidentFactory
from incidents.forms.sources import MAX_SOURCE
from incidents.source_rows import source_rows
from timelines.factories import SourceFactory, TimelineEventFactory
from timelines.models import Source
from timelines.when import When

pytestmark = pytest.mark.django_db

ADD = "/incidents/42/sources/add/"


@pytest.fixture
def incident():
    return IncidentFactory(number=42, time_zone="Asia/Bangkok")


def document(**changed):
    given = {"title": "The channel", "kind": "chat-log", "text": "At 12:00 the queue grew."}
    return given | changed


def marked(page) -> list[str]:
    return re.findall(r"<mark[^>]*>(.*?)</mark>", page, re.DOTALL)


def test_a_document_is_kept_letter_for_letter(as_editor, editor, incident):
    text = "  <b>At</b> 12:00\r\n\tthe queue grew. 🌊 \n\n"
    response = as_editor.post(
        ADD,
        document(text=text, url="https://status.example/7", author="Sana", published="14 March 2023 19:00"),
    )
    assert response.url == "/incidents/42/#sources"
    kept = incident.sources.get()
    assert kept.text == text.replace("\r\n", "\n")
    assert kept.sha256 == hashlib.sha256(kept.text.encode()).hexdigest()
    assert (kept.title, kept.kind, kept.author) == ("The channel", "chat-log", "Sana")
    assert kept.published.earliest.hour == 12  # 19:00 where the incident was lived
    assert (kept.added_by, kept.fetched_at) == (editor, None)


def test_the_same_text_again_keeps_the_first(as_editor, incident):
    as_editor.post(ADD, document())
    assert as_editor.post(ADD, document(title="Another name")).status_code == 302
    assert incident.sources.get().title == "The channel"


def test_the_posts_of_one_page_are_one_row_that_opens(as_editor, incident):
    page = {"kind": "status-page", "url": "https://status.example/incidents/a", "author": "Lamplight"}
    for day in (15, 14):
        post = page | {"part": f"post-{day}", "published": When.read(f"{day} March 2023 18:00")}
        SourceFactory(incident=incident, title=f"Post of {day}", **post)
    SourceFactory(incident=incident, title="The whole report", **page)
    SourceFactory(
        incident=incident, title="Post of another", part="x", **page | {"url": "https://other.example/b"}
    )
    rows = source_rows(incident.sources.for_list())
    assert [(row.title, row.days, len(row.sources)) for row in rows] == [
        ("Lamplight: status page", "14 Mar to 15 Mar 2023", 2),
        ("The whole report", "", 1),
        ("Post of another", "", 1),
    ]
    assert [source.title for source in rows[0].sources] == ["Post of 14", "Post of 15"]
    shown = as_editor.get(incident.get_absolute_url()).content.decode()
    assert "3, kept word for word" in shown
    assert "Post of 14" in shown


def test_the_same_text_may_be_kept_for_two_incidents(as_editor, incident):
    other = IncidentFactory()
    as_editor.post(ADD, document())
    as_editor.post(f"{other.get_absolute_url()}sources/add/", document())
    assert Source.objects.count() == 2


def test_a_long_log_is_kept(as_editor, incident):
    text = "2023-03-14 12:00:01 worker failed\n" * 30_000
    assert as_editor.post(ADD, document(text=text)).status_code == 302
    assert incident.sources.get().text == text
    assert as_editor.get(incident.sources.get().get_absolute_url()).status_code == 200


def test_a_log_as_long_as_is_allowed_is_kept_in_any_script(as_editor, incident):
    """In a form from a browser each of these characters is twelve bytes."""
    sent = urlencode(document(text="🦀" * 850_000))
    answer = as_editor.post(ADD, sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert len(incident.sources.get().text) == 850_000
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE > 12 * MAX_SOURCE


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "required"),
        ("title", "x" * 301, "at most 300"),
        ("kind", "rumour", "not one of the available"),
        ("url", "javascript:alert(1)", "valid URL"),
        ("url", "data:text/html,x", "valid URL"),
        ("author", "a\x00", "Null characters"),
        ("published", "soonish", "soonish"),
        ("text", "", "required"),
        ("text", " \n\t\n", "nothing in it to keep"),
        ("text", "a\x00b", "Null characters"),
        ("text", "x" * 2_000_001, "at most 2000000"),
    ],
)
def test_what_cannot_be_kept_is_refused(as_editor, incident, field, value, said):
    response = as_editor.post(ADD, document(**{field: value}))
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert not Source.objects.exists()


def test_a_source_shows_its_text_with_every_quote_marked_and_what_stands_on_it(client, incident):
    source = SourceFactory(
        incident=incident, title="The channel", author="Sana", url="https://status.example/7"
    )
    quote = source.quote("the queue grew")
    event = TimelineEventFactory(incident=incident)
    factor, action = ContributingFactorFactory(incident=incident), ActionItemFactory(incident=incident)
    for thing in (event, factor, action):
        thing.quotes.add(quote)
    page = client.get(source.get_absolute_url()).text
    assert marked(page) == ["the queue grew"]
    for part in (
        f'<a id="q-{quote.pk}"',
        f'href="#q-{quote.pk}"',
        f'href="/incidents/42/#{event.anchor}"',
        f'href="/incidents/42/#{factor.anchor}"',
        f'href="/incidents/42/#{action.anchor}"',
        'href="https://status.example/7" rel="noopener noreferrer nofollow"',
        source.sha256,
        "50 characters, 1 quote<",
    ):
        assert part in page


def test_the_address_of_a_quote_opens_its_source_at_the_place(client, incident):
    quote = SourceFactory(incident=incident).quote("we restarted")
    address, _, anchor = quote.get_absolute_url().partition("#")
    assert f'id="{anchor}"' in client.get(address).text


@pytest.mark.parametrize("quote", ["", "x", "99999999999999999999", "%00", "<script>"])
def test_a_quote_that_is_not_there_opens_the_source(client, incident, quote):
    source = SourceFactory(incident=incident)
    assert client.get(f"{source.get_absolute_url()}?quote={quote}").status_code == 200


def test_script_in_a_source_is_text(client, incident):
    script = "<script>alert(1)</script></mark></div><img src=x onerror=alert(1)>"
    source = SourceFactory(incident=incident, title=script, author=script, text=f"It said {script} & more")
    source.quote("<script>alert(1)")
    page = client.get(source.get_absolute_url()).text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert marked(page) == ["&lt;script&gt;alert(1)"]


def test_overlapping_quotes_are_all_marked(client, incident):
    source = SourceFactory(incident=incident, text="abcdef")
    outer, inner, across = source.quote("abcd"), source.quote("bc"), source.quote("cdef")
    page = client.get(source.get_absolute_url()).text
    assert all(f'id="q-{quote.pk}"' in page for quote in (outer, inner, across))
    assert marked(page) == ["a", "b", "c", "d", "ef"]


def test_queries_do_not_grow_with_the_quotes(client, incident, django_assert_num_queries):
    source = SourceFactory(incident=incident, text="x" * 200)
    for total in (1, 30):
        for number in range(total):
            quote = source.quote("x" * (number + total))
            TimelineEventFactory(incident=incident).quotes.add(quote)
            ContributingFactorFactory(incident=incident).quotes.add(quote)
            ActionItemFactory(incident=incident).quotes.add(quote)
        with django_assert_num_queries(6):  # incident, source, quotes, their events, factors and actions
            client.get(source.get_absolute_url())
