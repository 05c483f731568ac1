"""PDF and DOCX as formats: recognised by their first bytes, kept as the text that was extracted."""

from __future__ import annotations

from dataclasses import replace

from incidents.importing import plain
from incidents.importing.document import Opened, ReadDocument, ReadSettings
from incidents.importing.extracting.apart import extract_apart
from incidents.importing.format import Format, Given

PDF_SIGN_WITHIN = 1024  # bytes; printers put something above it (PDF 32000-1, annex H.3.4.1)
ZIP_SIGN = b"PK\x03\x04"


def _is_pdf(given: Given) -> bool:
    return b"%PDF-" in given.data[:PDF_SIGN_WITHIN]


def _is_docx(given: Given) -> bool:
    return given.data.startswith(ZIP_SIGN) and b"word/document" in given.data


def _opened(given: Given, name: str, called: str, module: str) -> list[Opened]:
    told = extract_apart(f"incidents.importing.extracting.{module}", given.data, called=called)
    hints = {key: told[key] for key in ("title", "author") if told.get(key)}
    return [given.opened(name, told["text"], **hints)]


def _read(opened: Opened, settings: ReadSettings) -> ReadDocument:
    read = plain.read_text(opened, settings)
    called = {PDF.name: PDF.called, DOCX.name: DOCX.called}[opened.format]
    return replace(read, kind=called, author=read.author or opened.hints.get("author", ""))


PDF = Format(
    "pdf", "PDF", _is_pdf, lambda given: _opened(given, "pdf", "PDF", "pdf_text"), _read, is_binary=True
)
DOCX = Format(
    "docx",
    "DOCX",
    _is_docx,
    lambda given: _opened(given, "docx", "DOCX", "docx_text"),
    _read,
    is_binary=True,
)
