"""From the bytes of a file to its text, letter for letter."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from incidents.importing.binary import UNKNOWN, looks_like
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
CHARSET = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
XML_ENCODING = re.compile(rb"^\s{0,100}<\?xml[^>]{0,200}?encoding=[\"']([\w.:-]{1,40})")
META = re.compile(rb"<meta\s[^>]{0,500}charset[^>]{0,200}>", re.IGNORECASE)
META_BYTES = 4_096  # a page declares its encoding in the first 1,024 (HTML standard, 4.2.5.4); some later
WINDOWS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
           "ascii": "cp1252", "iso-8859-9": "cp1254", "shift_jis": "cp932", "gb2312": "gb18030",
           "gbk": "gb18030", "euc-kr": "cp949"}  # fmt: skip
# As browsers read these names (WHATWG Encoding, 4.2).
GUESSES = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "cp932", "euc_jp",
           "gb18030", "big5", "cp949"]  # fmt: skip
CALLED = {"cp932": "Shift-JIS", "cp949": "EUC-KR", "gb18030": "GB 18030",
          "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "koi8-r": "KOI8-R", "euc_jp": "EUC-JP"}  # fmt: skip
# Codecs of text in which no document is stored; to decode Punycode takes the square of its length.
NO_LETTERS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "utf-7"})
GUESS_BYTES = 40_000
FEW_LETTERS = 8  # of those that are not ASCII: too few to tell one language from another by


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of some bytes. problems: what had to be assumed, in sentences."""

    text: str
    problems: tuple[str, ...] = ()


def text_of(data: bytes, content_type: str = "") -> str:
    """The text of a file, see `decoded`."""
    return decoded(data, content_type).text


def decoded(data: bytes, content_type: str = "", *, limit: int = MAX_CHARACTERS) -> Decoded:
    """The text of a file; line ends become “\\n”.

    Its encoding is that of its byte order mark, else UTF-8 where it is that, else the declared one (in
    `content_type`, a `<meta>` or an XML declaration), else the likeliest. Raises DocumentError where it is no
    text, empty or longer than `limit` characters.
    """
    if kind := looks_like(data):
        raise DocumentError(f"This is {kind}, not text. Save its words as plain text, and import that.")
    text, problem = _decoded(data, content_type)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise DocumentError("The document is empty.")
    check_length(text, limit)
    check_printable(text)
    return Decoded(text, (problem,) if problem else ())


def check_printable(text: str) -> None:
    """Raise DocumentError where there are characters that no text has."""
    if control := CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        raise DocumentError(
            f"The document is not plain text: line {line} has the control character "
            f"U+{ord(control.group()):04X}. Save it as plain text."
        )


def _decoded(data: bytes, content_type: str) -> tuple[str, str]:
    """The text, and a sentence on what was assumed, or ""."""
    if marked := next((name for mark, name in MARKS if data.startswith(mark)), ""):
        return _strictly(data, marked), ""
    declared = next(_declared(data, content_type), "")
    if wide := _utf_16(data):
        return _strictly(data, wide), "Nothing says how it is stored; it was read as UTF-16."
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf_8(data, declared)
    if not declared or declared in ("utf-8", "ascii") or text.isascii():
        return text, ""
    return text, f"It is said to be stored as {_called(declared)}, but is UTF-8 and was read as that."


def _not_utf_8(data: bytes, declared: str) -> tuple[str, str]:
    if declared not in ("", "utf-8"):
        try:
            text = data.decode(declared)
        except UnicodeDecodeError:
            pass
        else:
            if not CONTROL.search(text):
                return text, ""
    guess = _guessed(data)
    if guess is None:
        raise DocumentError(f"This is {UNKNOWN}, not text. Save its words as plain text, and import that.")
    said = f"It is said to be stored as {_called(declared)}" if declared else "Nothing says how it is stored"
    said = f"{said}{' and is not' if declared else ''}; it was read as {_called(guess)}."
    return data.decode(guess, errors="replace"), f"{said} If letters look wrong, save it as UTF-8."


def _declared(data: bytes, content_type: str) -> Iterator[str]:
    """The encodings that are declared and that Python knows, the most binding first."""
    said = [found.group(1) for found in (CHARSET.search(content_type),) if found]
    if found := XML_ENCODING.match(data[:400]):
        said.append(found.group(1).decode("ascii"))
    if meta := META.search(data[:META_BYTES]):
        found = CHARSET.search(meta.group().decode("ascii", "replace"))
        said += [found.group(1)] if found else []
    for name in said:
        try:
            known = codecs.lookup(WINDOWS.get(name.lower(), name))
            io.TextIOWrapper(io.BytesIO(), encoding=known.name)  # not all codecs are of text
        except (LookupError, ValueError):
            continue
        if known.name not in NO_LETTERS:
            yield known.name


def _utf_16(data: bytes) -> str:
    """Which UTF-16 it is, without a mark: every other byte of Latin letters is zero. "" for none."""
    head = data[:2_000]
    if len(data) % 2 or head.count(0) < len(head) // 4:
        return ""
    first, second = head[::2].count(0), head[1::2].count(0)
    if min(first, second) * 10 > max(first, second):
        return ""
    return "utf-16-be" if first > second else "utf-16-le"


def _guessed(data: bytes) -> str | None:
    """The likeliest encoding, None where no text comes of it in any."""
    sample = data[:GUESS_BYTES].rpartition(b"\n")[0] if len(data) > GUESS_BYTES else data
    sample = sample or data[:GUESS_BYTES]
    western = _western(sample)
    if western is not None and sum(byte > 127 for byte in sample) < FEW_LETTERS:
        return "cp1252"
    best = from_bytes(sample, cp_isolation=GUESSES).best()
    if best is None or CONTROL.search(str(best)):
        return "cp1252" if western is not None else None
    return "cp1252" if str(best) == western else best.encoding


def _western(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return None if CONTROL.search(text) else text


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        name = encoding.upper().removesuffix("-SIG").removesuffix("-LE").removesuffix("-BE")
        raise DocumentError(
            f"The document is not text in {name}: byte {error.start + 1} cannot be read. "
            "Save it as plain text in UTF-8."
        ) from error


def _called(encoding: str) -> str:
    name = codecs.lookup(encoding).name
    return CALLED.get(name, name.replace("cp12", "Windows-12") if name.startswith("cp12") else name.upper())


def check_length(text: str, limit: int = MAX_CHARACTERS) -> None:
    """Raise DocumentError where a text is longer than what is kept."""
    if len(text) > limit:
        raise DocumentError(
            f"The document has {len(text):,} characters; {limit:,} characters is as much as is kept. "
            "Divide it."
        )
