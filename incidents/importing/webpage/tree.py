"""The elements of a page as plain data, bounded in number and depth."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from incidents.importing.document import DocumentError
from incidents.importing.extracting.apart import extract_apart

MAX_NODES = 200_000  # of elements and texts; the longest page seen has 30,000
TRIED_FROM = 50_000  # characters of markup: in less, the parser finds nothing that takes it half a second
MAX_OPEN = 2_000  # elements open at once: the parser takes the square of their number in time
MAX_DEPTH = 150  # what is nested deeper is taken as standing at this depth
# Only elements that the parser does not close by itself.
NESTING = re.compile(
    r"<(/?)(?:div|section|article|main|ul|ol|dl|blockquote|details|fieldset|center|figure|nav|aside|header"
    r"|footer|form|pre|address|hgroup|menu|search|summary|dir|listing|object|marquee|applet|dialog)\b",
    re.IGNORECASE,
)
NEVER_READ = frozenset(
    {"script", "style", "template", "svg", "math", "canvas", "iframe", "object", "embed", "head", "link",
     "meta", "audio", "video", "map", "datalist", "select", "option", "textarea", "-comment", "-doctype"}
)  # fmt: skip
HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
KEPT = frozenset(
    {"class", "id", "role", "datetime", "data-datetime-unix", "title", "href", "type", "checked", "colspan",
     "rowspan", "start", "itemprop", "scope"}
)  # fmt: skip


@dataclass(slots=True)
class Element:
    """An element with what stands in it: further elements, and texts as they are.

    letters: how many characters of text stand within. linked: how many of them in links.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list[Element | str] = field(default_factory=list)
    letters: int = 0
    linked: int = 0

    @property
    def elements(self) -> list[Element]:
        return [each for each in self.inside if isinstance(each, Element)]

    @property
    def names(self) -> set[str]:
        """The words of its class and id: {"post", "comments"} for class="post__comments"."""
        said = f"{self.attributes.get('class', '')} {self.attributes.get('id', '')}".lower()
        return set(re.split(r"[^a-z]+", said[:400]))

    def walk(self):
        """This element and all within, in order."""
        stack = [self]
        while stack:
            element = stack.pop()
            yield element
            stack += reversed(element.elements)

    def text(self) -> str:
        """All words within, one space between them."""
        return " ".join(
            " ".join(each.split())
            for element in self.walk()
            for each in element.inside
            if isinstance(each, str)
        )


def parse_page(html: str) -> LexborHTMLParser:
    """Raises DocumentError where it is nested deeper than any page, or made to keep the parser busy."""
    depth = 0
    for found in NESTING.finditer(html):
        depth = depth + 1 if not found.group(1) else max(depth - 1, 0)
        if depth > MAX_OPEN:
            raise DocumentError(
                f"This page has more than {MAX_OPEN:,} elements nested into one another and is not read. "
                "Open it in a browser, and paste the text that it shows."
            )
    if len(html) > TRIED_FROM:
        extract_apart("incidents.importing.extracting.page_trial", html.encode(), called="page")
    return LexborHTMLParser(html)


def body_of(parser: LexborHTMLParser) -> Element:
    """What of the page may be read, hidden and executable things apart. Raises DocumentError."""
    root = Element("body")
    if parser.body is None:
        return root
    open_at: list[Element] = [root]
    node: LexborNode | None = parser.body.first_child
    depth, count, top = 1, 0, parser.body.mem_id
    while node is not None:
        count += 1
        if count > MAX_NODES:
            raise DocumentError(
                f"This page has more than {MAX_NODES:,} elements and is not read. Save the part that tells "
                "of the incident, and import that."
            )
        entered = _take(node, open_at[min(depth, len(open_at)) - 1])
        if entered is not None and (child := node.first_child) is not None:
            open_at = [*open_at[:depth], entered] if depth < MAX_DEPTH else open_at
            node, depth = child, depth + 1
            continue
        while node.next is None:
            node = node.parent
            depth -= 1
            if node is None or node.mem_id == top:
                _measure(root)
                return root
        node = node.next
    _measure(root)
    return root


def _take(node: LexborNode, parent: Element) -> Element | None:
    """Put a node into its parent; the element to go into, or None."""
    tag = node.tag or ""
    if tag == "-text":
        parent.inside.append(node.text_content or "")
        return None
    if tag in NEVER_READ or tag.startswith("-"):
        return None
    attributes = {name: value or "" for name, value in node.attributes.items()} if node.attrs else {}
    if "hidden" in attributes or HIDDEN.search(attributes.get("style", "")[:500]):
        return None
    element = Element(tag, {name: value for name, value in attributes.items() if name in KEPT})
    parent.inside.append(element)
    return element


def _measure(root: Element) -> None:
    """Fill in `letters` and `linked`, innermost first."""
    for element in reversed(list(root.walk())):
        within = element.elements
        own = sum(len(each.strip()) for each in element.inside if isinstance(each, str))
        element.letters = own + sum(each.letters for each in within)
        linked = sum(each.linked for each in within)
        element.linked = element.letters if element.tag == "a" else linked
