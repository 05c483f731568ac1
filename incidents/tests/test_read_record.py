"""A JSON record is read key by key, and what is wrong with it is said with the name of the key."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.importing.document import DocumentError
from incidents.importing.json_record import KNOWN, is_record, read_record
from incidents.importing.opening import open_document, read_opened

FIELDS = {
    "UUID": "6f1c1c0e-0000-4000-8000-000000000001",
    "URL": "https://status.lamplight.example/incidents/abc123",
    "Title": "Orders waited for a full disk",
    "StartTime": "2024-05-03T09:10:00Z",
    "EndTime": "2024-05-03T11:42:30+02:00",
    "Categories": ["shop"],
    "Keywords": ["Disk", "queue", "#disk"],
    "Company": "Lamplight",
    "Product": "orders",
    "SourcePublishedAt": "0001-01-01T00:00:00Z",
    "SourceFetchedAt": "2026-05-04T19:52:00.108526Z",
    "Summary": "The disk of the queue was full.",
    "Description": "Nobody had emptied it.",
}


def record(**changes):
    fields = FIELDS | {"EndTime": "2024-05-03T11:42:00Z"} | changes
    return read_record(json.dumps({key: value for key, value in fields.items() if value is not ...}))


def test_a_record_is_read():
    read = record()
    assert (read.title, read.organisation, read.address) == (FIELDS["Title"], "Lamplight", FIELDS["URL"])
    assert (read.summary, read.tags) == (FIELDS["Summary"], ("disk", "queue"))
    assert read.published is None
    assert read.fetched.isoformat() == "2026-05-04T19:52:00.108526+00:00"
    assert read.problems == ()


def test_first_words_stand_for_a_title_that_is_missing():
    read = record(Title="", Description="On 3 May orders waited. They were sent later.")
    assert read.title == "On 3 May orders waited"
    assert read.problems == ("It has no title (“Title”); its first words stand for one.",)


def test_a_time_on_the_minute_is_known_to_the_minute():
    started, resolved = record(EndTime="2024-05-03T13:42:30+02:00").milestones
    assert (str(started.at), started.at.precision) == ("3 May 2024, 09:10 UTC", "minute")
    assert (str(resolved.at), resolved.at.precision) == ("3 May 2024, 11:42:30 UTC", "second")


def test_a_quote_holds_the_key_and_its_value():
    text = json.dumps(FIELDS | {"EndTime": None}, indent=2)
    read = read_record(text)
    assert [told.place.of(text) for told in read.milestones] == ['"StartTime": "2024-05-03T09:10:00Z"']


@pytest.mark.parametrize("nothing", [None, "", "0001-01-01T00:00:00Z", ...])
def test_times_that_are_not_known_are_left_open(nothing):
    read = record(StartTime=nothing, EndTime=nothing)
    assert read.milestones == ()
    assert (read.first, read.last) == (None, None)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"Title": ..., "Summary": "", "Description": ...}, "^“Title” is missing or empty"),
        ({"Title": "  ", "Summary": "", "Description": ""}, "^“Title” is missing or empty"),
        ({"Title": 7}, '“Title” must be a text, but line 1 has "Title": 7'),
        ({"Keywords": "disk"}, "“Keywords” must be a list of texts"),
        ({"Keywords": ["disk", 7]}, "“Keywords” must be a list of texts"),
        ({"StartTime": 1683105000}, "“StartTime” must be a text"),
        ({"StartTime": "yesterday"}, "“StartTime” must be a time with its zone"),
        ({"StartTime": "2024-05-03T09:10:00"}, "“StartTime” must be a time with its zone"),
        ({"StartTime": "2024-05-03"}, "“StartTime” must be a time with its zone"),
        ({"EndTime": "2024-05-03T08:00:00Z"}, "“EndTime” .* is before “StartTime”"),
        ({"Company": "a\x00b"}, "“Company” holds a control character"),
        ({"Summary": "\ud800"}, "“Summary” holds a control character"),
    ],
)
def test_a_wrong_value_is_named_with_its_key(changes, says):
    with pytest.raises(DocumentError, match=says):
        record(**changes)


@pytest.mark.parametrize(
    "text",
    [
        '{"Title": "x", "Summary": ',
        '{"Title": "x" "Summary": "y"}',
        '{"Title": "x", "Title": "y", "Summary": "z"}',
        '{"Title": "x", "Summary": "y"} {}',
        '{"Title": "x", "Summary": "y",}',
        '{"Title": "x", "Summary": NaN}',
        '{"Title": "x", "Summary": ' + "9" * 5_000 + "}",
        '{"Title": "x", "Summary": ' + "[" * 100_000 + "}",
    ],
)
def test_json_that_is_none_is_one_clear_error(text):
    assert is_record(text)
    with pytest.raises(DocumentError, match=r"^This (is no readable JSON|JSON is nested)"):
        read_record(text)


def test_keys_nobody_knows_are_kept_in_the_source_and_said():
    read = record(Mood="bad")
    assert read.problems == ("Not read, and kept in the source only: “Mood”.",)
    assert '"Mood": "bad"' in read.text


def test_what_is_left_out_is_said():
    read = record(Company=None, URL="not an address", Keywords=[f"word {number}" for number in range(30)])
    assert (read.organisation, read.address, len(read.tags)) == ("", "", 20)
    assert read.problems == (
        "It does not say whose incident it is (“Company”).",
        "“URL” is no address of the web and was left out.",
        "10 of “Keywords” left out: 20 of 50 characters are as many as are kept.",
    )


@pytest.mark.parametrize("join", [json.dumps, lambda told: "\n".join(map(json.dumps, told))])
def test_several_records_are_as_many_documents(join):
    told = [FIELDS | {"EndTime": None}, FIELDS | {"EndTime": None, "Title": "Mails are late"}]
    opened = open_document(join(told).encode(), name="all.json")
    assert [json.loads(each.text) for each in opened] == told
    assert [read_opened(each).title for each in opened] == [FIELDS["Title"], "Mails are late"]
    assert {each.address for each in opened} == {FIELDS["URL"]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"Title": "x", "Summary": "y"}, 7]', "number 2 is none: an object is missing"),
        ('[]{"Title": "Summary"}', "no records"),
    ],
)
def test_a_list_that_holds_something_else_is_refused(text, says):
    with pytest.raises(DocumentError, match=says):
        open_document(text.encode())


def test_prose_is_read_at_its_place_in_the_file():
    description = 'On 3 May:\n\nThe disk was full because <nobody> looked at "it".'
    text = json.dumps(FIELDS | {"EndTime": None, "Description": description}).replace("<", "\\u003c")
    (opened,) = open_document(text.encode())
    (factor,) = (each for each in read_opened(opened).factors if "looked" in each.text)
    said = json.loads(f'"{factor.place.of(text)}"')
    assert said in description
    assert "<nobody> looked" in said


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.datetimes().map(str)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
RECORDS = st.dictionaries(st.one_of(st.sampled_from(sorted(KNOWN)), st.text(max_size=8)), VALUES, max_size=14)


@given(
    st.one_of(
        st.text(max_size=60), RECORDS.map(json.dumps), RECORDS.map(lambda told: json.dumps(FIELDS | told))
    )
)
@example('{"Title": "x", "StartTime": "0001-01-02T00:00:00Z"}')
@example('{"Title": "x", "StartTime": "9999-12-31T23:59:59Z"}')
@example('{"Title": "x", "StartTime": "2024-05-03T09:10:00+23:59"}')
def test_whatever_is_given_is_read_or_refused_with_the_only_error(text):
    try:
        read = read_record(text)
    except DocumentError:
        return
    assert read == read_record(text)
    assert read.title
    for told in read.milestones:
        assert told.at.earliest.tzinfo is not None
        assert json.loads(f"{{{told.place.of(text)}}}")
