"""Text to clean HTML by Python-Markdown, within bounds that no text can pass."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from django.utils.html import escape
from markdown import Markdown
from markdown.preprocessors import Preprocessor

from incidents.markdown.bounds import TooTangled, is_tangled
from incidents.markdown.cleaning import ID_PREFIX, clean
from incidents.markdown.extensions import HouseExtension, slot_element
from incidents.markdown.lines import UNPRINTABLE, Lines, bounded, tidy

BLOCKS_OF_A_LINE = {"empty", "paragraph"}
EXTENSIONS = ("tables", "sane_lists", "pymdownx.tilde")
OPTIONS = {"tables": {"use_align_attribute": True}, "pymdownx.tilde": {"subscript": False}}
SAID = "This text is too long or nested too deeply to be formatted; here it is as it was written."


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in the text that is filled when it is shown: a live block or a reference to an event."""

    kind: str  # "block" or "event"
    name: str
    arguments: dict[str, str]


class Converter(Markdown):
    """Python-Markdown for texts of one kind: "document", "prose" or "line". Used by one thread at a time."""

    def __init__(self, kind: str):
        self.kind = kind
        self._forget("")
        house = HouseExtension(with_slots=kind == "document")
        super().__init__(extensions=[*EXTENSIONS, house], extension_configs=OPTIONS)
        self.preprocessors.register(LinesReader(self), "lines", 40)
        if kind == "line":
            for name in [item.name for item in self.parser.blockprocessors._priority]:
                if name not in BLOCKS_OF_A_LINE:
                    self.parser.blockprocessors.deregister(name)

    def _forget(self, prefix: str) -> None:
        self.prefix = prefix
        self.slots: list[Slot] = []
        self.notes: dict[str, str] = {}
        self.note_order: list[str] = []
        self.referred: set[int] = set()

    def to_html(self, text: str, prefix: str = ID_PREFIX) -> str:
        """Clean HTML, `slots` beside it. Every id begins with `prefix`. Raises TooTangled."""
        self._forget(prefix)
        try:
            return clean(self.convert("\n".join(tidy(text))))
        except RecursionError as error:
            raise TooTangled("nested too deeply") from error
        finally:
            self.reset()

    def slot(self, kind: str, name: str, arguments: dict[str, str]):
        """The element that marks the place of one more slot."""
        self.slots.append(Slot(kind, name, arguments))
        return slot_element(len(self.slots) - 1)


class LinesReader(Preprocessor):
    """Hands the lines to incidents.markdown.lines."""

    def run(self, lines):
        if self.md.kind == "line":
            if is_tangled("\n".join(lines)):
                raise TooTangled("too many marks in one line")
            return [*lines, ""]
        read = bounded(self._read(lines, 0), self.md.htmlStash.store)
        for name, text in list(self.md.notes.items()):
            note = bounded(self._read(text.split("\n"), 1), self.md.htmlStash.store)
            self.md.notes[name] = "\n".join(note)
        return [*read, "", ""]

    def _read(self, lines: list[str], depth: int) -> list[str]:
        live = self.md.kind == "document"
        return Lines(self.md.htmlStash.store, self.md.notes, self.md.references, live, depth).read(lines)


def converter(kind: str) -> Converter:
    """This thread's converter: setting one up takes longer than formatting a short text."""
    known = _of_thread.__dict__
    if kind not in known:
        known[kind] = Converter(kind)
    return known[kind]


_of_thread = threading.local()


def as_written(text: str) -> str:
    """The text unformatted, for one that is too tangled, with a sentence that says so."""
    return (
        f'<p>{SAID}</p><pre tabindex="0" role="group" aria-label="As written">{escape(printable(text))}</pre>'
    )


def printable(text: str) -> str:
    """The text as it may stand in a page, however long."""
    return UNPRINTABLE.sub("", text.replace("\x00", "\N{REPLACEMENT CHARACTER}"))
