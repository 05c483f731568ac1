"""Footnotes: [^1] in the text, “[^1]: …” anywhere. In a document they stand in the margin beside the words
they support (`.mn`), in short prose at its end."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

HEADING_TAGS = {f"h{level}" for level in range(1, 7)}


class NoteReference(InlineProcessor):
    """[^1] becomes the number of its note. Without such a note it stays as written."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m, data):
        if m[1] not in self.md.notes:
            return None, None, None
        order = self.md.note_order
        if m[1] not in order:
            order.append(m[1])
        number = order.index(m[1]) + 1
        link = ElementTree.Element("a", {"class": "fn", "href": f"#{self.md.prefix}fn-{number}"})
        link.set("aria-label", f"Note {number}")
        if number not in self.md.referred:
            self.md.referred.add(number)
            link.set("id", f"{self.md.prefix}fnref-{number}")
        ElementTree.SubElement(link, "sup").text = AtomicString(str(number))
        return link, m.start(0), m.end(0)


class Notes(Treeprocessor):
    """Puts the notes where they are read. Runs after the inline patterns, which number them.

    A note that nothing refers to is kept at the end: people wrote it.
    """

    def __init__(self, md: Markdown, *, in_margin: bool):
        super().__init__(md)
        self.in_margin = in_margin

    def run(self, root):
        written = dict(self._write())
        self.md.note_order += [name for name in self.md.notes if name not in self.md.note_order]
        written |= self._write(len(written))
        if self.in_margin:
            self._beside(root, written)
            return
        if written:
            end = ElementTree.SubElement(root, "div", {"class": "footnote"})
            ElementTree.SubElement(end, "ol").extend(written.values())

    def _write(self, number: int = 0) -> Iterator[tuple[int, ElementTree.Element]]:
        """Each note after `number`, by its own; notes that only notes refer to come up while this runs."""
        while number < len(self.md.note_order):
            number += 1
            yield number, self._note(number, self.md.notes[self.md.note_order[number - 1]])

    def _note(self, number: int, text: str) -> ElementTree.Element:
        note = ElementTree.Element("div" if self.in_margin else "li", {"id": f"{self.md.prefix}fn-{number}"})
        self.md.parser.parseChunk(note, text)
        self.md.treeprocessors["inline"].run(note)
        if number in self.md.referred:
            self._lead_back(note, number)
        if self.in_margin:
            note.attrib |= {"class": "mn", "role": "note"}
            self._number(note, number)
        return note

    def _lead_back(self, note: ElementTree.Element, number: int) -> None:
        place = note[-1] if len(note) and note[-1].tag == "p" else ElementTree.SubElement(note, "p")
        back = ElementTree.SubElement(place, "a", {"class": "fn", "href": f"#{self.md.prefix}fnref-{number}"})
        back.set("aria-label", f"Back to the text at note {number}")
        back.text = AtomicString(" ↩")

    @staticmethod
    def _number(note: ElementTree.Element, number: int) -> None:
        first = note[0] if len(note) and note[0].tag == "p" else note
        mark = ElementTree.Element("sup")
        mark.text, mark.tail = AtomicString(str(number)), f" {first.text or ''}"
        first.text = None
        first.insert(0, mark)

    def _beside(self, root, written: dict[int, ElementTree.Element]) -> None:
        """Before the block that refers to it first; after it, where that is a heading."""
        wanted = {f"{self.md.prefix}fnref-{number}": note for number, note in written.items()}
        children = list(root)
        root[:] = []
        for block in children:
            found = [wanted.pop(link.get("id")) for link in block.iter("a") if link.get("id") in wanted]
            root.extend([block, *found] if block.tag in HEADING_TAGS else [*found, block])
        root.extend(wanted.values())
