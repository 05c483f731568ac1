"""A write-up in plain text or Markdown is read as it is, and its front matter says what it is about."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.importing.document import DocumentError, ReadSettings
from incidents.importing.front_matter import address_in, body_of, front_matter
from incidents.importing.opening import FORMATS, format_named, open_document, read_opened
from incidents.importing.titles import title_from

BODY = """# The queue stood still

On 3 May 2024 at 09:10 UTC the disk of the queue was full, because nobody had emptied it.

## Timeline

- 09:31 UTC: The alarm reached us.
- 11:42 UTC: All orders were sent.

## Action items

- [ ] Watch the disk
"""
YAML = f"""---
title: 'Queue: full'
url: https://status.lamplight.example/incidents/1
company: Lamplight
keywords:
- disk
- queue
start_time: 2024-05-03T09:10:00Z
---

{BODY}"""
TOML = f"""+++
title = "Queue: full"
link = "https://status.lamplight.example/incidents/1"
+++
{BODY}"""


def read(text: str, name: str = "", **settings):
    (opened,) = open_document(text.encode(), name=name)
    return read_opened(opened, ReadSettings(**settings))


def test_what_the_words_say_is_carried_over():
    told = read(BODY)
    assert (told.kind, told.format, told.source_kind) == ("Markdown document", "markdown", "write-up")
    assert told.title == "The queue stood still"
    assert [str(event.when) for event in told.events] == [
        "3 May 2024, 09:10 UTC",
        "3 May 2024, 09:31 UTC",
        "3 May 2024, 11:42 UTC",
    ]
    assert [action.text for action in told.actions] == ["Watch the disk"]
    assert "nobody had emptied it" in told.factors[0].place.of(told.text)
    assert (told.zone.name, told.day) == ("UTC", date(2024, 5, 3))
    assert told.text == BODY


@pytest.mark.parametrize("text", [YAML, TOML], ids=["YAML", "TOML"])
def test_front_matter_names_the_document_and_its_address(text):
    told = read(text)
    assert (told.title, told.address) == ("Queue: full", "https://status.lamplight.example/incidents/1")
    assert told.write_up.body == BODY.strip()
    assert told.write_up.place.of(text) == BODY.strip()


def test_the_address_it_was_fetched_from_goes_first():
    (opened,) = open_document(YAML.encode(), address="https://copy.example/1")
    assert read_opened(opened).address == "https://copy.example/1"


def test_what_a_person_decided_is_followed():
    text = "# Queue\n\nAt 09:10 the disk was full. At 11:42 all orders were sent."
    told = read(text, zone="Asia/Tokyo", day=date(2024, 5, 3))
    assert [str(event.when.earliest) for event in told.events] == [
        "2024-05-03 00:10:00+00:00",
        "2024-05-03 02:42:00+00:00",
    ]


def test_an_organisation_that_a_person_gives_counts_where_the_document_is_silent():
    assert read(BODY, organisation="Acme").organisation == "Acme"
    assert read(YAML, organisation="Acme").organisation == "Lamplight"


def test_the_name_of_the_file_may_give_the_day():
    told = read("# Queue\n\nAt 09:10 UTC the disk was full.", name="2024-05-03-queue.md")
    assert str(told.events[0].when) == "3 May 2024, 09:10 UTC"


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Orders waited.", "", "plain text"),
        ("Orders waited.", "report.md", "Markdown document"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n", "", "Markdown document"),
        ("[14:05] the queue stands still", "", "plain text"),
    ],
)
def test_plain_text_is_told_from_markdown(text, name, kind):
    assert read(text, name).kind == kind


@pytest.mark.parametrize("text", ['{"a": 1}', "[1, 2]", '{"incidents": []}'])
def test_json_of_no_known_form_is_refused(text):
    with pytest.raises(DocumentError, match=r"^This is JSON, but none that tells of an incident"):
        open_document(text.encode())


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, '{"a":' * 100_000])
def test_json_nested_without_end_is_refused(text):
    with pytest.raises(DocumentError, match="nested more than 100 deep"):
        open_document(text.encode())


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Orders waited for two hours. We are sorry.", "Orders waited for two hours"),
        ("---\n\n**We are down**\n\nOrders wait.", "We are down"),
        ("v1.2 broke. Then more.", "v1.2 broke. Then more."),
        ("障害は14時05分に始まりました。注文が処理されませんでした。", "障害は14時05分に始まりました"),
        ("word " * 60, f"{'word ' * 21}word…"),
        ("!!!", ""),
    ],
)
def test_a_document_without_a_title_is_called_by_its_first_words(text, title):
    assert title_from(text) == title


def test_every_format_has_a_name_and_can_be_found_by_it():
    assert [format_named(each.name) for each in FORMATS] == list(FORMATS)
    with pytest.raises(DocumentError, match="no format that this version can read"):
        format_named("parchment")


@given(st.text(st.sampled_from("-+:= \nab\"'#")), st.sampled_from(["---", "+++", ""]))
def test_any_front_matter_leaves_the_rest_whole(text, fence):
    document = f"{fence}\n{text}"
    fields, begin = front_matter(document)
    assert 0 <= begin <= len(document)
    assert bool(fields) == bool(begin)
    assert body_of(document).of(document) == document[begin:].strip()
    assert address_in(document) == ""


CORPUS = Path(__file__).parents[2].parent / "shared" / "data"


@pytest.mark.corpus
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of write-ups is not here")
@pytest.mark.parametrize(
    "folder",
    ["dfds", "posthog", "2i2c", "mybinder", "chia", "jenkins-status", "wire-docs", "icco/md", "icco/json"],
)
def test_every_document_of_the_collection_is_read_with_true_places(folder):
    paths = sorted(
        path for path in (CORPUS / "postmortems" / folder).iterdir() if path.suffix in (".md", ".json")
    )
    for path in paths[:: max(1, len(paths) // 25)]:
        for opened in open_document(path.read_bytes(), name=path.name):
            told = read_opened(opened)
            assert told.title
            for item in (*told.events, *told.factors, *told.actions, *told.found_affected, *told.milestones):
                assert item.place.of(told.text).strip(), (path.name, item)
            if folder.startswith("icco"):
                assert told.address.startswith("http")
                assert told.organisation
