"""Reading a list that somebody pasted or sent as a file: addresses one a line, CSV, or OPML."""

from __future__ import annotations

import codecs
import re

from statuspages.lists.opml import read_opml
from statuspages.lists.table import looks_like_table, read_table
from statuspages.lists.wanted import ListError, Wanted, without_repeats

MOST_BYTES = 1_000_000
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ADDRESS = re.compile(r"""https?://[^\s<>"'|,;]+""", re.IGNORECASE)
BARE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]+)?(?:/\S*)?", re.IGNORECASE)
NAME_EDGES = " \t-*•:=,;|<>[]()\"'"
NONE_FOUND = "No address of a status page was found. Give one a line, such as https://www.githubstatus.com."


def decoded(body: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or what a spreadsheet of the West writes."""
    if len(body) > MOST_BYTES:
        raise ListError(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Send it in several parts.")
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if body.startswith(mark)), "utf-8")
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8" or b"\0" in body:
            raise ListError("The file is not text. Send a CSV or OPML file, or paste addresses.") from None
        return body.decode("cp1252", errors="replace")


def read_list(text: str) -> tuple[Wanted, ...]:
    """The pages that a list names, each once, at most MOST_LINES; one at least can be. Raises ListError."""
    text = text.strip().lstrip("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_BYTES:
        raise ListError(f"The list is longer than {MOST_BYTES} characters. Send it in several parts.")
    if text.startswith("<"):
        found = without_repeats(read_opml(text))
    elif looks_like_table(text):
        found = without_repeats(read_table(text))
    else:
        found = without_repeats(wanted for line in text.splitlines() for wanted in read_line(line))
    if all(wanted.wrong for wanted in found):
        raise ListError(NONE_FOUND)
    return found


def read_line(line: str) -> list[Wanted]:
    """What one line wants: its addresses, or the page of the name that stands before its only one.

    Lines that begin with # are remarks. Of a line without an address the whole is kept as one that is wrong.
    """
    line = line.strip()
    if not line or line.startswith("#"):
        return []
    addresses = [found.rstrip(".)]") for found in ADDRESS.findall(line)]
    if len(addresses) == 1:
        return [Wanted(addresses[0], name=_name_in(line, addresses[0]))]
    if addresses:
        return [Wanted(address) for address in addresses]
    words = [word.strip(",;") for word in line.split()]
    bare = [word for word in words if BARE.fullmatch(word)]
    if len(bare) == len(words):
        return [Wanted(f"https://{word}") for word in bare]
    return [Wanted(line[:500], wrong="There is no address in this line. Begin one with https://.")]


def _name_in(line: str, address: str) -> str:
    """“GitHub” of “- GitHub: https://…” and of “[GitHub](https://…)”; "" where nothing stands before it."""
    name = line[: line.index(address)].strip(NAME_EDGES)
    return name[:200] if not ADDRESS.search(name) else ""
