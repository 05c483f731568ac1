"""Our own Markdown: INC-42, [event:17] and [[timeline]]; images as links; headings below the page's own."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from django.utils.text import slugify
from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from incidents.markdown.cleaning import ID_PREFIX

BLOCK = re.compile(r"\[\[([a-z]+)((?: [^\]\[\n]{0,200})?)\]\]", re.ASCII)
EVENT = r"\[event:([A-Za-z0-9_-]{1,80})\]"
INCIDENT = r"\bINC-([1-9]\d{0,8})\b"
TOP_LEVEL = 2  # the page has the h1


class HouseExtension(Extension):
    """`slot` names a place in the text: (kind, name, arguments) -> a token that marks it."""

    def __init__(self, slot=None):
        super().__init__()
        self.slot = slot

    def extendMarkdown(self, md: Markdown) -> None:
        md.inlinePatterns.register(IncidentLink(INCIDENT, md), "incident", 72)
        md.treeprocessors.register(LowerHeadings(md), "headings", 30)
        md.treeprocessors.register(ImagesAsLinks(md), "images", 12)
        if self.slot:
            md.inlinePatterns.register(EventReference(EVENT, md, self.slot), "event", 173)
            md.parser.blockprocessors.register(LiveBlock(md.parser, self.slot), "live", 75)


class IncidentLink(InlineProcessor):
    """INC-42 leads to that incident's address, whether there is one or not: the link gives nothing away."""

    ANCESTOR_EXCLUDES = ("a", "code")

    def handleMatch(self, m, data):
        link = ElementTree.Element("a", {"href": f"/incidents/{m[1]}/"})
        link.text = AtomicString(m[0])
        return link, m.start(0), m.end(0)


class EventReference(InlineProcessor):
    """[event:17] becomes a slot."""

    ANCESTOR_EXCLUDES = ("a", "code")

    def __init__(self, pattern, md, slot):
        super().__init__(pattern, md)
        self.slot = slot

    def handleMatch(self, m, data):
        place = ElementTree.Element("span")
        place.text = AtomicString(self.slot("event", m[1], {}))
        return place, m.start(0), m.end(0)


class LiveBlock(BlockProcessor):
    """A paragraph whose lines are [[timeline]] and the like becomes one slot a line."""

    def __init__(self, parser, slot):
        super().__init__(parser)
        self.slot = slot

    def test(self, parent, block):
        lines = block.strip().split("\n")
        return block.strip().startswith("[[") and all(_blocks(line) for line in lines)

    def run(self, parent, blocks):
        for line in blocks.pop(0).strip().split("\n"):
            for match in BLOCK.finditer(line):
                place = ElementTree.SubElement(parent, "div")
                place.text = AtomicString(self.slot("block", match[1], _arguments(match[2])))


def _blocks(line: str) -> bool:
    """Whether a line holds live blocks and nothing else."""
    return bool(line.strip()) and not BLOCK.sub("", line).strip()


def _arguments(text: str) -> dict[str, str]:
    """“from=20:00 open” is {"from": "20:00", "open": ""}."""
    pairs = (word.partition("=") for word in text.split())
    return {name: value for name, _, value in pairs}


class LowerHeadings(Treeprocessor):
    """Headings begin below the page's own h1, and their ids cannot be mistaken for the page's."""

    def run(self, root):
        levels = [int(element.tag[1]) for element in root.iter() if _is_heading(element)]
        shift = max(0, TOP_LEVEL - min(levels, default=TOP_LEVEL))
        for element in root.iter():
            if _is_heading(element):
                element.tag = f"h{min(int(element.tag[1]) + shift, 6)}"


def _is_heading(element) -> bool:
    return isinstance(element.tag, str) and re.fullmatch(r"h[1-6]", element.tag) is not None


class ImagesAsLinks(Treeprocessor):
    """Pages ask nobody else for anything, so an image is a link to it, under its description."""

    def run(self, root):
        for image in list(root.iter("img")):
            address, words = image.get("src", ""), image.get("alt", "")
            image.attrib.clear()
            image.tag = "a"
            image.set("href", address)
            image.text = AtomicString(words or address or "image")


def heading_id(text: str, separator: str) -> str:
    """The id of a heading, for the table of contents."""
    return f"{ID_PREFIX}{slugify(text)[:80] or 'section'}"
