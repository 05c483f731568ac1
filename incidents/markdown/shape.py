"""The tree that Python-Markdown built, given the shape our pages need: headings, links, tables, tasks."""

from __future__ import annotations

import re
from html import unescape
from xml.etree import ElementTree

from django.utils.text import slugify
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from incidents.markdown.cleaning import is_safe_address

TOP_LEVEL = 2  # the page has the h1
HEADING_TAG = re.compile(r"h[1-6]")
TASK = re.compile(r"\[([ xX])\][ ]+")
TOKEN = re.compile(r"[\x02\x03]|wzxhzdk:\d+")
ABROAD = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


class Headings(Treeprocessor):
    """Headings begin below the page's own h1, skip no level, and have ids for the table of contents.

    Short texts have no outline: there a heading is a paragraph in bold, so that it cannot disturb the page's.
    """

    def __init__(self, md: Markdown, *, with_ids: bool):
        super().__init__(md)
        self.with_ids = with_ids

    def run(self, root):
        levels: list[int] = []  # as written, of the headings that enclose this one
        names: set[str] = set()
        for element in [found for found in root.iter() if HEADING_TAG.fullmatch(str(found.tag))]:
            if not self.with_ids:
                self._as_paragraph(element)
                continue
            level = int(element.tag[1])
            while levels and levels[-1] >= level:
                levels.pop()
            levels.append(level)
            element.tag = f"h{min(TOP_LEVEL + len(levels) - 1, 6)}"
            element.set("id", f"{self.md.prefix}{_name(element, names)}")

    @staticmethod
    def _as_paragraph(element: ElementTree.Element) -> None:
        strong = ElementTree.Element("strong")
        strong.text, strong[:] = element.text, list(element)
        element.tag, element.text, element[:] = "p", None, [strong]


def _name(element: ElementTree.Element, taken: set[str]) -> str:
    """An id for a heading from its words, that no other has."""
    words = slugify(TOKEN.sub(" ", "".join(element.itertext())), allow_unicode=True)[:80] or "section"
    name, number = words, 1
    while name in taken:
        number += 1
        name = f"{words}-{number}"
    taken.add(name)
    return name


class Links(Treeprocessor):
    """Links lead only where `is_safe_address` allows, and an image is a link to it under its description.

    No page of ours asks a third party for anything, so no image of somebody else's is shown.
    """

    def run(self, root):
        self._within(root, inside_link=False)

    def _within(self, parent: ElementTree.Element, inside_link: bool) -> None:
        stack = [(parent, inside_link)]
        while stack:
            element, inside = stack.pop()
            if element.tag == "img":
                self._image(element, inside)
            if element.tag == "a":
                self._link(element)
            stack += [(child, inside or element.tag == "a") for child in element]

    @staticmethod
    def _image(image: ElementTree.Element, inside_link: bool) -> None:
        address, words = image.get("src", ""), image.get("alt", "")
        image.attrib.clear()
        image.tag = "span" if inside_link else "a"
        if not inside_link:
            image.set("href", address)
        image.text = AtomicString(words or address or "image")

    @staticmethod
    def _link(link: ElementTree.Element) -> None:
        address = unescape(link.get("href", "")).strip()
        if not is_safe_address(address):
            link.attrib.clear()
            link.tag = "span"
            hint = ElementTree.SubElement(link, "span", {"class": "hint"})
            hint.text = AtomicString(" (link left out: an address begins with https://, / or mailto:)")
            return
        link.set("href", address.replace("&", "&amp;"))
        if ABROAD.match(address):
            link.set("rel", "noopener noreferrer nofollow")


class Tables(Treeprocessor):
    """Tables scroll in a frame that the keyboard can reach; figures are aligned by a class, not a style.

    The frame is a group, not a region: several on one page would be landmarks of the same name.
    """

    def run(self, root):
        for parent in list(root.iter()):
            for place, child in enumerate(list(parent)):
                if child.tag == "table":
                    parent[place] = self._framed(child)
                elif child.tag == "pre" and child.get("tabindex") is None:
                    child.attrib |= {"tabindex": "0", "role": "group", "aria-label": "Code"}

    @staticmethod
    def _framed(table: ElementTree.Element) -> ElementTree.Element:
        frame = ElementTree.Element("div", {"class": "scroll-x", "tabindex": "0", "role": "group"})
        frame.set("aria-label", "Table")
        frame.tail, table.tail = table.tail, None
        frame.append(table)
        for cell in table.iter():
            if cell.tag == "th":
                cell.set("scope", "col")
            if cell.attrib.pop("align", "") == "right":
                cell.set("class", "num")
        return frame


class Tasks(Treeprocessor):
    """“- [x] done” has a box that says so. Runs before the inline patterns, which would see a link."""

    def run(self, root):
        for item_list in root.iter("ul"):
            for item in item_list:
                is_loose = len(item) and item[0].tag == "p" and not (item.text or "").strip()
                holder = item[0] if is_loose else item
                match = TASK.match(holder.text or "")
                if match:
                    self._box(item, holder, match)
                    item_list.set("class", "task-list")

    @staticmethod
    def _box(item: ElementTree.Element, holder: ElementTree.Element, match: re.Match) -> None:
        is_done = match[1] != " "
        box = ElementTree.Element("span", {"class": "box box-done" if is_done else "box"})
        ElementTree.SubElement(box, "span", {"class": "sr"}).text = "done:" if is_done else "to do:"
        box.tail = f" {holder.text[match.end() :]}"
        holder.text = None
        holder.insert(0, box)
        item.set("class", "task-list-item")
