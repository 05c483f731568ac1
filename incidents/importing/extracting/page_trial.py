"""Whether a web page can be parsed in bounded time. Run by `apart`, as `pdf_text` is.

The parser takes the square of the number of attributes of an element, of elements left open, and more of the
kind; it holds the whole process meanwhile, and nothing can stop it there.
"""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser

from incidents.importing.extracting.answering import answer

SECONDS = 3  # of processor time; a page of 8 MB takes 0.3


def extract(data: bytes) -> dict[str, Any]:
    """Parse a page in UTF-8, and tell no more than that it came to an end."""
    LexborHTMLParser(data.decode())
    return {}


if __name__ == "__main__":
    answer(extract, seconds=SECONDS)
