"""The text of a PDF, page by page. Run by `apart`; imports nothing of the application that needs settings."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, PyPdfError

from incidents.importing.extracting.answering import Refused, answer

MAX_PAGES = 500
MAX_CHARACTERS = 2_000_000  # what a source may hold
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\u00ad": "", "\u00a0": " "}
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
BULLET = re.compile(r"^[ \t]*[•‣▪●◦·\uf0b7\uf0a7][ \t]*", re.MULTILINE)
CUT_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
SPARSE = (
    "This PDF holds no text, only pictures of pages. Run text recognition (OCR) on it, or paste its text."
)


def extract(data: bytes) -> dict[str, Any]:
    """The text of a PDF. Raises Refused where it is damaged, locked, too long or without text."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("This PDF is locked with a password. Save it without one and give that.")
        if len(reader.pages) > MAX_PAGES:
            raise Refused(f"This PDF has {len(reader.pages):,} pages; {MAX_PAGES} can be read. Divide it.")
        pages = _pages(reader)
        facts = reader.metadata or {}
    except Refused:
        raise
    except (
        PyPdfError,
        DependencyError,
        LookupError,
        TypeError,
        AttributeError,
        ValueError,
        RecursionError,
        OverflowError,
    ) as error:
        raise Refused(f"This PDF is damaged and cannot be read ({type(error).__name__}).") from error
    text = "\n\n".join(page for page in pages if page)
    if sum(map(str.isalnum, text)) < 20:
        raise Refused(SPARSE)
    return {"text": text + "\n", "title": _fact(facts, "/Title"), "author": _fact(facts, "/Author")}


def _pages(reader: PdfReader) -> list[str]:
    pages, length = [], 0
    for page in reader.pages:
        text = _cleaned(page.extract_text())
        length += len(text)
        if length > MAX_CHARACTERS:
            raise Refused(f"This PDF has more than {MAX_CHARACTERS:,} characters of text. Divide it.")
        pages.append(text)
    return pages


def _cleaned(text: str) -> str:
    """A page without what printing put into it: cut words, ligatures, drawn bullets."""
    text = CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n").translate(LIGATURES))
    text = CUT_WORD.sub("", BULLET.sub("- ", text))
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")


def _fact(facts, key: str) -> str:
    value = facts.get(key)
    return CONTROL.sub(" ", str(value)).strip()[:300] if value else ""


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # pypdf tells at length what is odd in a file
    answer(extract)
