"""PDF and DOCX: their text is read like any other; what cannot be read is refused in one sentence."""

import io
import zipfile
from threading import BoundedSemaphore

import docx
import pytest

from incidents.importing.document import DocumentError
from incidents.importing.extracting import apart
from incidents.importing.extracting.docx_text import BOMB, MAX_UNPACKED
from incidents.importing.opening import open_document, read_opened


def pdf(*lines: str, size: str = "612 792") -> bytes:
    """A PDF of one page with these lines, as a printer would write it."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 11 Tf 14 TL 72 720 Td {shown} ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return out + end % (table, len(out))


def word_document() -> bytes:
    document = docx.Document()
    document.add_heading("Lamps out in the harbour", 0)
    document.add_heading("Timeline (UTC)", 1)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Time", "What"
    for when, what in (("3 May 2024 14:05", "All lamps went out."), ("14:20", "The fuse was replaced.")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = when, what
    document.add_heading("Action items", 1)
    document.add_paragraph("Add a second fuse", style="List Bullet")
    document.add_paragraph("Test it monthly", style="List Bullet")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return file.getvalue()


def read(data, name=""):
    [opened] = open_document(data, name=name)
    return read_opened(opened)


def test_a_docx_keeps_headings_lists_and_tables():
    document = read(word_document(), "report.docx")
    assert document.kind == "DOCX"
    assert document.title == "Lamps out in the harbour"
    assert [str(event.when) for event in document.events] == [
        "3 May 2024, 14:05 UTC",
        "3 May 2024, 14:20 UTC",
    ]
    assert [action.text for action in document.actions] == ["Add a second fuse", "Test it monthly"]
    assert "| 14:20 | The fuse was replaced. |" in document.text


def test_a_pdf_is_read_and_its_quotes_stand_in_the_text():
    document = read(
        pdf(
            "Lamps out in the harbour",
            "",
            "At 14:05 UTC on 3 May 2024 all lamps went out.",
            "At 14:20 UTC they were lit.",
        ),
        "report.pdf",
    )
    assert document.kind == "PDF"
    assert [str(event.when) for event in document.events] == [
        "3 May 2024, 14:05 UTC",
        "3 May 2024, 14:20 UTC",
    ]
    assert all(event.place.of(document.text) for event in document.events)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf(), "holds no text, only pictures"),
        (b"%PDF-1.7\n%rubbish", "This PDF is damaged"),
        (zipped(word__document_xml=b"<w:document"), "This DOCX is damaged"),
        (b"PK\x03\x04 word/document", "This DOCX is damaged"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(data, says):
    with pytest.raises(DocumentError, match=says):
        open_document(data)


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = zipped(word__document_xml=b"\0" * (MAX_UNPACKED + 1))
    assert len(bomb) < 1_000_000
    with pytest.raises(DocumentError) as refused:
        open_document(bomb)
    assert str(refused.value) == BOMB


def test_entities_that_grow_are_not_unfolded():
    lol = b'<!DOCTYPE l [<!ENTITY a "lol">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
    )
    body = (
        b"]><w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p>"
    )
    data = word_document()
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as held, zipfile.ZipFile(file, "w") as archive:
        for part in held.infolist():
            text = held.read(part)
            if part.filename == "word/document.xml":
                text = lol + body + b"<w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
            archive.writestr(part.filename, text)
    with pytest.raises(DocumentError, match="DOCX"):
        open_document(file.getvalue())


def test_a_table_that_goes_on_from_no_row_is_damaged():
    data, file = word_document(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as held, zipfile.ZipFile(file, "w") as archive:
        for part in held.infolist():
            text = held.read(part)
            if part.filename == "word/document.xml":
                text = text.replace(b"<w:tcPr>", b"<w:tcPr><w:vMerge/>")
            archive.writestr(part.filename, text)
    with pytest.raises(DocumentError, match="This DOCX is damaged"):
        open_document(file.getvalue())


def test_no_more_files_than_a_few_are_extracted_at_a_time(monkeypatch):
    monkeypatch.setattr(apart, "WAIT_SECONDS", 0.01)
    monkeypatch.setattr(apart, "_turns", BoundedSemaphore(1))
    apart._turns.acquire()
    with pytest.raises(DocumentError, match="Try again in a minute"):
        open_document(word_document())
    apart._turns.release()
    assert open_document(word_document())


def test_what_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.01)
    with pytest.raises(DocumentError, match="takes too much time or memory"):
        open_document(word_document())
