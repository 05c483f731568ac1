"""Our own Markdown within a line: INC-42, [event:17], plain addresses, a few HTML tags; and live blocks."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from incidents.markdown.cleaning import BARE_TAGS, SLOT
from incidents.markdown.notes import NoteReference, Notes
from incidents.markdown.shape import Headings, Links, Tables, Tasks

BLOCK = re.compile(r"\[\[([a-z]+)((?: [^\]\[\n]{0,200})?)\]\]", re.ASCII)
ARGUMENT = re.compile(r"([a-z]+)(?:=(?:\"([^\"]*)\"|(\S*)))?")
HEADING = re.compile(r"(#{1,6})[ ]+(.*?)(?:[ ]+#+)?[ ]*")
EVENT = r"\[event:([A-Za-z0-9_:.-]{1,80})\]"
INCIDENT = r"(?<![\w/-])INC-([1-9]\d{0,8})(?!\w|-\w)"
PLAIN_ADDRESS = r"(?<![\w/])https?://[^\s<>\[\]\"`|\\\x02\x03]{1,2000}"
BARE = rf"</?(?:{'|'.join(sorted(BARE_TAGS))})[ ]?/?>"
COMMENT = r"<!--[^\n]{0,500}?-->"


class HouseExtension(Extension):
    """`with_slots`: live blocks and references to events become slots, headings an outline with ids."""

    def __init__(self, *, with_slots: bool):
        super().__init__()
        self.with_slots = with_slots

    def extendMarkdown(self, md: Markdown) -> None:
        for name in ("normalize_whitespace", "html_block"):  # incidents.markdown.lines does their work
            md.preprocessors.deregister(name)
        md.parser.blockprocessors.deregister("reference")
        md.parser.blockprocessors.register(HashHeading(md.parser), "hashheader", 70)
        self._inline(md)
        md.treeprocessors.register(Tasks(md), "tasks", 25)
        md.treeprocessors.register(Notes(md, in_margin=self.with_slots), "notes", 18)
        md.treeprocessors.register(Tables(md), "tables", 8)
        md.treeprocessors.register(Links(md), "links", 7)
        md.treeprocessors.register(Headings(md, with_ids=self.with_slots), "headings", 6)
        if self.with_slots:
            md.inlinePatterns.register(EventReference(EVENT, md), "event", 173)
            md.parser.blockprocessors.register(LiveBlock(md.parser), "live", 75)

    def _inline(self, md: Markdown) -> None:
        patterns = md.inlinePatterns
        patterns.deregister("html")
        patterns.register(NoteReference(r"\[\^([^\]\s]{1,80})\]", md), "note", 175)
        patterns.register(PlainAddress(PLAIN_ADDRESS, md), "plain-address", 115)
        patterns.register(Nothing(COMMENT, md), "comment", 95)
        patterns.register(BareTag(BARE, md), "bare-tag", 90)
        patterns.register(IncidentLink(INCIDENT, md), "incident", 72)


class IncidentLink(InlineProcessor):
    """INC-42 leads to that incident's address, whether there is one or not: the link gives nothing away."""

    ANCESTOR_EXCLUDES = ("a", "code")

    def handleMatch(self, m, data):
        link = ElementTree.Element("a", {"href": f"/incidents/{m[1]}/"})
        link.text = AtomicString(m[0])
        return link, m.start(0), m.end(0)


class PlainAddress(InlineProcessor):
    """https://… in a sentence is a link, without the full stop or bracket that ends the sentence."""

    ANCESTOR_EXCLUDES = ("a", "code")

    def handleMatch(self, m, data):
        address = m[0].rstrip(".,;:!?*_~'’”")
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?*_~'’”")
        link = ElementTree.Element("a", {"href": address})
        link.text = AtomicString(address)
        return link, m.start(0), m.start(0) + len(address)


class BareTag(InlineProcessor):
    """<kbd>, <sub> and a few more, without attributes. Every other tag is shown as text."""

    def handleMatch(self, m, data):
        return self.md.htmlStash.store(m[0]), m.start(0), m.end(0)


class Nothing(InlineProcessor):
    """A comment within a line."""

    def handleMatch(self, m, data):
        return "", m.start(0), m.end(0)


class EventReference(InlineProcessor):
    """[event:17] becomes a slot."""

    ANCESTOR_EXCLUDES = ("a", "code")

    def handleMatch(self, m, data):
        return self.md.slot("event", m[1], {}), m.start(0), m.end(0)


class LiveBlock(BlockProcessor):
    """A line that holds [[timeline]] and nothing else becomes a slot."""

    def test(self, parent, block):
        return BLOCK.fullmatch(block.strip()) is not None

    def run(self, parent, blocks):
        match = BLOCK.fullmatch(blocks.pop(0).strip())
        parent.append(self.parser.md.slot("block", match[1], _arguments(match[2])))


def slot_element(number: int) -> ElementTree.Element:
    """The element that marks the place of a slot until the text is cut there."""
    return ElementTree.Element(SLOT, {"n": str(number)})


def _arguments(text: str) -> dict[str, str]:
    """“from=20:00 to="14 March 23:00" open” is {"from": "20:00", "to": "14 March 23:00", "open": ""}."""
    return {m[1]: m[2] if m[2] is not None else m[3] or "" for m in ARGUMENT.finditer(text)}


class HashHeading(BlockProcessor):
    """“## Words”. Without the space (#incident-room, #1234) it is text, as everywhere else."""

    def test(self, parent, block):
        return "\n" not in block.strip("\n") and HEADING.fullmatch(block.strip("\n")) is not None

    def run(self, parent, blocks):
        match = HEADING.fullmatch(blocks.pop(0).strip("\n"))
        ElementTree.SubElement(parent, f"h{len(match[1])}").text = match[2].strip()
