"""A file becomes text in whatever way its letters are stored, and what was assumed for that is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.importing.decoding import decoded
from incidents.importing.document import DocumentError
from incidents.importing.opening import open_document, read_opened

GERMAN = "Die Störung begann um 14:05 – „alles“ war für 20 Minuten weg.\n"
JAPANESE = "障害は14時05分に始まりました。注文が処理されませんでした。\n"
RUSSIAN = "Сбой начался в 14:05, соединение с базой данных было потеряно.\n"
CHINESE = "故障于14:05开始，数据库连接丢失，订单未被处理。\n"
HEBREW = "התקלה החלה בשעה 14:05 והחיבור למסד הנתונים אבד.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "called"),
    [
        (GERMAN, "cp1252", "Windows-1252"),
        (JAPANESE, "shift_jis", "Shift-JIS"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        (CHINESE, "gb18030", "GB 18030"),
        ("The queue stood still. Später nicht.\n", "utf-16-le", "UTF-16"),
        ("The queue stood still. Später nicht.\n", "utf-16-be", "UTF-16"),
    ],
)
def test_what_nobody_says_is_found_and_said(text, encoding, called):
    read = decoded(text.encode(encoding))
    assert read.text == text
    assert len(read.problems) == 1
    assert read.problems[0].startswith(f"Nothing says how it is stored; it was read as {called}.")


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (GERMAN, "cp1252", "text/plain; charset=iso-8859-1"),
        (JAPANESE, "shift_jis", 'text/plain; charset="Shift_JIS"'),
        (HEBREW, "cp1255", "text/plain;charset=windows-1255"),
        (JAPANESE, "utf-8", "text/plain; charset=utf-8"),
        (HEBREW, "utf-8", ""),
        (CHINESE, "utf-8-sig", "text/plain; charset=latin-1"),
    ],
)
def test_what_is_declared_and_right_needs_no_word(text, encoding, declared):
    assert decoded(text.encode(encoding), declared) == decoded(text.encode())
    assert decoded(text.encode(encoding), declared).problems == ()


@pytest.mark.parametrize(
    ("data", "declared", "says"),
    [
        (GERMAN.encode(), "text/plain; charset=iso-8859-1", "as Windows-1252, but is UTF-8 and was read as"),
        (GERMAN.encode("cp1252"), "text/plain; charset=utf-8", "as UTF-8 and is not; it was read as Windows"),
        (GERMAN.encode("cp1252"), "text/plain; charset=unheard-of", "Nothing says how it is stored"),
    ],
    ids=["utf-8", "not utf-8", "unknown"],
)
def test_what_is_declared_and_wrong_is_not_believed(data, declared, says):
    read = decoded(data, declared)
    assert read.text == GERMAN
    assert says in read.problems[0]


def test_a_page_may_declare_its_encoding_itself():
    page = (
        f"<!doctype html><html><head><meta charset='shift_jis'></head><body><p>{JAPANESE}</p></body></html>"
    )
    read = read_opened(open_document(page.encode("shift_jis"))[0])
    assert JAPANESE.strip() in read.text
    assert not [said for said in read.problems if "stored" in said]


def test_what_was_assumed_stands_among_the_problems_of_the_document():
    read = read_opened(open_document(GERMAN.encode("cp1252"))[0])
    assert read.problems[0].startswith("Nothing says how it is stored")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", r"an image \(PNG\)"),
        (b"\xff\xd8\xff\xe0\x00", r"an image \(JPEG\)"),
        (b"\x1f\x8b\x08\x00", r"a compressed file \(gzip\)"),
        (b"\x7fELF\x02\x01\x01", "a program"),
        (b"MZ\x90\x00\x03\x00", "a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook file"),
        (b"SQLite format 3\x00", "a database"),
        (b"\x00\x00\x00\x18ftypmp42", "a film or image"),
        (bytes(range(128, 256)) + bytes(range(32)), "binary data"),
    ],
    ids=["png", "jpeg", "gzip", "elf", "exe", "doc", "sqlite", "mp4", "unknown"],
)
def test_what_is_no_text_is_called_what_it_looks_like(data, kind):
    with pytest.raises(DocumentError, match=f"^This is {kind}.*, not text"):
        open_document(data)


@pytest.mark.parametrize("text", ["BMW drivers saw errors.", "MZ is a name.", "ID3 tags were lost."])
def test_words_that_begin_like_a_binary_file_are_words(text):
    assert decoded(text.encode()).text == text


def test_fifty_megabytes_are_refused_at_once():
    with pytest.raises(DocumentError, match="more than 20,000,000 bytes"):
        open_document(b"a" * 50_000_000)


@pytest.mark.parametrize("name", ["rot13", "base64", "zlib", "undefined", "punycode", "idna", "utf-7"])
def test_a_codec_that_is_no_way_to_store_letters_is_not_believed(name):
    assert decoded(GERMAN.encode("cp1252"), f"text/plain; charset={name}").text == GERMAN


@given(st.binary(max_size=300), st.sampled_from(["", "text/html; charset=utf-16", "x; charset=cp1252"]))
def test_any_bytes_are_opened_or_refused(data, declared):
    try:
        opened = open_document(data, content_type=declared)
    except DocumentError:
        return
    assert all(each.text.strip() for each in opened)
