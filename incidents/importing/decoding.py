"""From the bytes of a file to its text, letter for letter."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from incidents.importing.document import DocumentError

MAX_CHARACTERS = 2_000_000  # what a source may hold, see incidents.forms.sources.MAX_SOURCE
MAX_BYTES = 4 * MAX_CHARACTERS + 4
MAX_FILE_BYTES = 20_000_000  # of any kind: PDF and DOCX hold more than their text
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # UTF-32 first: its mark begins as that of UTF-16 does
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes. problems: what had to be assumed, in sentences."""

    text: str
    encoding: str
    problems: tuple[str, ...] = ()


def decoded(data: bytes, content_type: str = "") -> Decoded:
    """The text of a file, as `text_of` gives it."""
    return Decoded(text_of(data), "utf-8")


def text_of(data: bytes) -> str:
    """The text of a file: UTF-8, or what its byte order mark says. Line ends become “\\n”.

    Raises DocumentError where it is no text, empty or too long.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError(_too_long(f"{len(data):,} bytes"))
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentError("The document is empty.")
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(_too_long(f"{len(text):,} characters"))
    check_printable(text)
    return text


def check_printable(text: str) -> None:
    """Raise DocumentError where there are characters that no text has."""
    if control := CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise DocumentError(
            f"The document is not plain text: line {line} has the control character "
            f"U+{ord(control.group()):04X}. Save it as plain text."
        )


def _decoded(data: bytes) -> str:
    encoding = next((name for mark, name in MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = "UTF-8" if encoding == "utf-8" else encoding.upper().removesuffix("-SIG")
        raise DocumentError(
            f"The document is not text in {name}: byte {error.start + 1} cannot be read. "
            "Save it as plain text in UTF-8."
        ) from error


def _too_long(length: str) -> str:
    return f"The document has {length}; {MAX_CHARACTERS:,} characters is as much as is kept. Divide it."
