"""Text to HTML by Python-Markdown, within bounds that no text can pass."""

from __future__ import annotations

import re

from django.utils.html import escape
from markdown import Markdown

from incidents.markdown.cleaning import clean
from incidents.markdown.extensions import HouseExtension, heading_id

MAX_DEPTH = 40  # quotes or lists within one another; the parser calls itself once a level
MAX_BRACKET_WORK = (
    4_000_000  # it looks for the end of every “[” anew: their squares, added up over paragraphs
)
MAX_LOOSE_TAGS = 1_000  # “<” that are never closed: for each it reads on to the end
LOOSE_TAG = re.compile(r"<[A-Za-z/!?][^<>]*(?=<|\Z)")
NEST = re.compile(r"^[ \t]*(?:>[ \t]*)+", re.MULTILINE)
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
SCROLLING = '<div class="scroll-x" tabindex="0" role="region" aria-label="Table">{}</div>'
TICK = re.compile(r"<input[^>]*>")
BOX = '<span class="box"><span class="sr">to do:</span></span>'
BOX_DONE = '<span class="box box-done"><span class="sr">done:</span></span>'
PRE = re.compile(r'<div class="highlight"><pre>|<pre>')

EXTENSIONS = (
    "tables",
    "footnotes",
    "sane_lists",
    "pymdownx.tilde",
    "pymdownx.tasklist",
    "codehilite",
    "fenced_code",
)
OPTIONS = {
    "codehilite": {"css_class": "highlight", "guess_lang": False},
    "pymdownx.tilde": {"subscript": False},
    "footnotes": {"BACKLINK_TEXT": "back", "BACKLINK_TITLE": "Back to the text at note {}"},
    "toc": {"slugify": heading_id, "permalink": False},
}


class TooTangled(ValueError):
    """The text is nested deeper, or has more loose brackets, than the parser can take in good time."""


def convert(text: str, *, slot=None, toc: bool = False) -> tuple[str, list]:
    """Clean HTML of a text, and its headings as the toc extension tells them (without `toc`: none).

    Raises TooTangled for a text that would keep the parser busy for long or overflow its stack.
    """
    text = text.replace("\x00", "\N{REPLACEMENT CHARACTER}")
    _check(text)
    names = [*EXTENSIONS, "toc"] if toc else list(EXTENSIONS)
    options = {name: OPTIONS[name] for name in names if name in OPTIONS}
    md = Markdown(extensions=[*names, HouseExtension(slot)], extension_configs=options)
    try:
        html = md.convert(text)
    except RecursionError as error:
        raise TooTangled("nested too deeply") from error
    return reachable(clean(html)), getattr(md, "toc_tokens", [])


def _check(text: str) -> None:
    nested = max((match[0].count(">") for match in NEST.finditer(text)), default=0)
    indented = max((len(match[0].expandtabs(4)) // 2 for match in INDENT.finditer(text)), default=0)
    if nested > MAX_DEPTH or (indented > MAX_DEPTH * 4):
        raise TooTangled("nested too deeply")
    if sum(paragraph.count("[") ** 2 for paragraph in re.split(r"\n\s*\n", text)) > MAX_BRACKET_WORK:
        raise TooTangled("too many brackets")
    if sum(1 for _ in LOOSE_TAG.finditer(text)) > MAX_LOOSE_TAGS:
        raise TooTangled("too many open tags")


def as_written(text: str) -> str:
    """The text unformatted, for one that is too tangled, with a sentence that says so."""
    said = "<p>This text is nested too deeply to be formatted; here it is as it was written.</p>"
    return reachable(f"{said}<pre>{escape(text)}</pre>")


def reachable(html: str) -> str:
    """Wide tables and code can be reached with the keyboard, boxes say what they mean."""
    html = TABLE.sub(lambda match: SCROLLING.format(match[0]), html)
    html = TICK.sub(lambda match: BOX_DONE if "checked" in match[0] else BOX, html)
    return PRE.sub(lambda match: match[0].replace("<pre>", '<pre tabindex="0">'), html)
