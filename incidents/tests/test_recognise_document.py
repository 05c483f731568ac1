"""A file becomes text, and the text becomes a document, or one sentence says why not."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.importing.decoding import MAX_CHARACTERS, text_of
from incidents.importing.document import DocumentError
from incidents.importing.recognising import read_document

REPORT = "Mails are late\nIncident Report for Lamplight\nWe look – now.\nPosted May 3, 2024 - 11:00 UTC\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_report_is_read_in_any_encoding_that_says_its_name(encoding):
    read = read_document(REPORT.encode(encoding))
    assert read.text == REPORT
    assert read.posts[0].body == "We look – now."


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_are_line_ends(line_end):
    assert read_document(REPORT.replace("\n", line_end).encode()).text == REPORT


def test_a_record_is_told_from_a_report():
    told = {"Title": "Mails are late", "Summary": REPORT}
    assert read_document(json.dumps(told).encode()).kind == "JSON record"


def test_what_is_of_no_other_format_is_a_write_up():
    assert read_document(b"Dear diary, today the queue was long.").kind == "plain text"
    assert read_document(b"# Diary\n\nToday the queue was long.").kind == "Markdown document"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "^The document is empty"),
        (b" \r\n\t ", "^The document is empty"),
        (b"\xef\xbb\xbf", "^The document is empty"),
        (b"Title\n\x00\n", r"line 2 has the control character U\+0000"),
        (b"\x89PNG\r\n\x1a\n", r"^This is an image \(PNG\), not text"),
        (b"\xff\xfea", "^The document is not text in UTF-16"),
        (b"a" * (MAX_CHARACTERS + 1), "2,000,001 characters; 2,000,000 characters is as much as is kept"),
        (b"\xc3\xa4" * (4 * MAX_CHARACTERS), "8,000,000 characters; 2,000,000 characters is as"),
    ],
    ids=["nothing", "spaces", "mark", "nul", "picture", "half utf-16", "long", "longer"],
)
def test_what_is_no_text_says_why(data, says):
    with pytest.raises(DocumentError, match=says):
        read_document(data)


@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00\xd8")
def test_any_bytes_are_text_or_refused(data):
    try:
        text = text_of(data)
    except DocumentError:
        return
    assert text.strip()
    text.encode()
