"""The words of a page in a plain form that keeps their structure: “#” headings, “-” items, “|” tables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from incidents.importing.webpage.tables import put_table
from incidents.importing.webpage.tree import Element

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
BLOCKS = frozenset(
    {"p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "figure",
     "figcaption", "address", "details", "summary", "fieldset", "legend", "form", "center", "hgroup", "dl",
     "body", "caption", "tbody", "thead", "tfoot", "search", "hr", "dir"}
)  # fmt: skip
SPACE = re.compile(r"[ \t\n\r\f\v\u00a0\u200b]+")
# A block that holds only a time is the time of what stands beside it: “14:05”, “3 May, 2:35 PM UTC”.
TIME_ALONE = re.compile(
    r"(?:(?:\d[\w.,/-]{0,11}|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"[a-z]{0,6}[.,]?|at)[ ,]{1,2}){0,4}\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?\(?[A-Z][A-Za-z]{1,4}(?:[+-]\d{1,2})?\)?)?[ :–—-]{0,3}"
)
TIME_LENGTH = 45
ANCHORS = frozenset({"#", "¶", "§", "🔗", "Link", "link", "Permalink", "permalink"})
STAMP = re.compile(r"\d{4}-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)?")
LEAD_LENGTH = 120


@dataclass(slots=True)
class Written:
    """The plain form of a page. stamps: (start, end, ISO 8601) of words whose time the page states."""

    text: str
    stamps: list[tuple[int, int, str]] = field(default_factory=list)


def write(element: Element, title: str = "") -> Written:
    """What stands in an element. `title`: a heading to begin with, "" where it has its own."""
    writer = Writer()
    if title:
        writer.heading(1)
        writer.words(title)
        writer.end_block(2)
    writer.put(element)
    return Written("".join(writer.parts).rstrip() + "\n" if writer.length else "", writer.stamps)


class Writer:
    """Writes words and remembers what must stand between them: nothing, a space, line ends, a bullet."""

    def __init__(self):
        self.parts: list[str] = []
        self.length = 0
        self.stamps: list[tuple[int, int, str]] = []
        self.breaks = 0  # line ends before the next word
        self.is_spaced = False  # a space before it
        self.mark = ""  # a bullet or number signs before it
        self.depth = 0  # of lists
        self.is_in_cell = False  # of a table
        self.inline = 0  # within so many elements whose blocks stand in one line: headings, cells
        self.is_glued = False  # the last block is a time alone: what comes next stands beside it

    # What is written

    def raw(self, said: str) -> None:
        if said:
            self.parts.append(said)
            self.length += len(said)

    def words(self, said: str) -> None:
        text = SPACE.sub(" ", said)
        if not text.strip():
            self.is_spaced = self.is_spaced or bool(text)
            return
        self._begin(text.startswith(" "))
        self.raw(text.strip().replace("|", "\\|") if self.is_in_cell else text.strip())
        self.is_spaced = text.endswith(" ")

    def _begin(self, is_spaced: bool) -> None:
        """What stands between the words before and the next ones."""
        if self.is_glued and self.breaks and not self.mark.startswith("#"):
            self.raw(" ")
            self.mark = ""
        elif self.breaks or self.mark:
            self.raw("\n" * self.breaks if self.length else "")
            indent = "  " * (self.depth - (1 if self.mark and not self.mark.startswith("#") else 0))
            self.raw(f"{indent}{self.mark}")
        elif (self.is_spaced or is_spaced) and self.length and not self.parts[-1].endswith((" ", "\n")):
            self.raw(" ")
        self.breaks, self.mark, self.is_spaced, self.is_glued = 0, "", False, False

    def block(self, breaks: int) -> None:
        """Whatever comes next stands on a line of its own, or after an empty one."""
        if self.inline:
            self.is_spaced = True
        elif not self.mark:
            self.breaks = max(self.breaks, breaks)

    def end_block(self, breaks: int) -> None:
        self.mark = "" if not self.inline else self.mark
        self.block(breaks)

    def heading(self, level: int) -> None:
        self.block(2)
        self.is_glued = False
        self.mark = self.mark or f"{'#' * level} "

    # Elements

    def put(self, element: Element) -> None:
        tag = _tag(element)
        if tag in HEADINGS and not self.inline:
            self._put_heading(element)
        elif tag in ("ul", "ol"):
            self._put_list(element)
        elif tag == "li":
            self._put_item(element, "- ")
        elif tag in ("pre", "listing", "xmp") and not self.inline:
            self._put_code(element)
        elif tag == "table":
            put_table(self, element)
        elif tag == "dt":
            self._put_term(element)
        elif tag == "br":
            self.block(1)
        elif tag in BLOCKS or tag == "dd":
            self._put_block(element)
        else:
            self._put_words(element)

    def inside(self, element: Element) -> None:
        stated, begin = "", 0
        for each in element.inside:
            if isinstance(each, str):
                self.words(each)
            elif not each.inside and "data-datetime-unix" in each.attributes:
                stated, begin = _stated_time(each), self.length  # of the words that follow
            else:
                self.put(each)
        if stated and self.length > begin:
            self.stamps.append((self._first_word(begin), self.length, stated))

    def _put_block(self, element: Element) -> None:
        breaks = 1 if element.tag == "dd" or (self.depth and element.tag != "p") else 2
        self.block(breaks)
        begin = self.length
        self.inside(element)
        self.block(breaks)
        if self.length - begin <= TIME_LENGTH + 4 and self.length > begin:
            self._glue_if_time(begin)

    def _glue_if_time(self, begin: int) -> None:
        said = self.tail(begin).strip(" \n-")
        if len(said) <= TIME_LENGTH and TIME_ALONE.fullmatch(said) and not self.inline:
            self.is_glued = True

    def _put_heading(self, element: Element) -> None:
        self.heading(HEADINGS[_tag(element)])
        self.inline += 1
        for each in element.inside:
            if isinstance(each, str):
                self.words(each)
            elif not (each.tag == "a" and each.text() in ANCHORS):
                self.put(each)
        self.inline -= 1
        self.end_block(2)

    def _put_list(self, element: Element) -> None:
        self.block(1 if self.depth else 2)
        self.depth += 1
        number = int(start) if (start := element.attributes.get("start", "")).isdecimal() else 1
        for each in element.inside:
            if isinstance(each, Element) and each.tag == "li":
                self._put_item(each, f"{number}. " if element.tag == "ol" else "- ")
                number += 1
            elif isinstance(each, Element):
                self.put(each)
            else:
                self.words(each)
        self.depth -= 1
        self.end_block(1 if self.depth else 2)

    def _put_item(self, element: Element, mark: str) -> None:
        if self.inline:
            self.raw(";" if self.parts and self.parts[-1][-1:].isalnum() else "")
            self.is_spaced = True
            self.inside(element)
            return
        self.mark = ""
        self.is_glued = False
        self.block(1)
        if (box := _box(element)) is not None:
            mark = f"{mark}[{'x' if 'checked' in box.attributes else ' '}] "
        is_loose = self.depth == 0  # an item outside of any list
        self.depth += is_loose
        self.mark = mark
        self.inside(element)
        self.depth -= is_loose
        self.breaks = min(self.breaks, 1)  # whatever the last paragraph in it wanted
        self.end_block(1)

    def _put_term(self, element: Element) -> None:
        """A term of a list of definitions, on one line with what is said of it."""
        self._put_item(Element("li", {}, element.inside), "- ")
        if self.length and not self.inline:
            said = "".join(self.parts[-4:]).rstrip()
            self.raw("" if said.endswith((":", "-", "–", "—")) else ":")
            self.is_glued = True

    def _put_code(self, element: Element) -> None:
        lines = _verbatim(element).strip("\n").rstrip()
        if not lines.strip():
            return
        self.mark, self.is_glued = "", False
        self.raw("\n\n" if self.length else "")
        fence = "~~~" if "```" in lines else "```"
        self.raw(f"{fence}\n{lines}\n{fence}")
        self.breaks, self.is_spaced = 2, False

    def _put_words(self, element: Element) -> None:
        """Words in a line. Kept are the time that the page states for them, and bold ones that begin it."""
        stated = _stated_time(element)
        if not stated and element.tag in ("strong", "b") and self._begins_line() and _is_lead(element.text()):
            self._put_lead(element)
            return
        if not stated:
            self.inside(element)
            return
        before = self.length
        self.inside(element)
        if self.length == before:
            self.words(stated)
        start = self._first_word(before)
        self.stamps.append((start, self.length, stated))

    def _begins_line(self) -> bool:
        is_first = bool(self.breaks or self.mark) or not self.length
        return is_first and not self.inline and not self.is_glued

    def _put_lead(self, element: Element) -> None:
        """Bold words that begin a line: they head what follows, as “**Impact**: …” does."""
        self._begin(False)
        self.raw("**")
        self.inside(element)
        self.raw("**")

    def _first_word(self, begin: int) -> int:
        """Where the words begin that were written since, behind line ends and bullets."""
        written = self.tail(begin)
        return begin + len(written) - len(written.lstrip(" \n-#"))

    def tail(self, begin: int) -> str:
        """What was written since."""
        size, pieces = self.length - begin, []
        for part in reversed(self.parts):
            if size <= 0:
                break
            pieces.append(part[-size:])
            size -= len(part)
        return "".join(reversed(pieces))


def _tag(element: Element) -> str:
    """Its tag; word processors call their title a paragraph."""
    is_title = element.tag == "p" and "title" in element.attributes.get("class", "").lower().split()
    return "h1" if is_title else element.tag


def _box(element: Element) -> Element | None:
    """The box to tick of an item, in its first words."""
    near = [
        *element.elements,
        *(each for one in element.elements if one.tag != "ul" for each in one.elements),
    ]
    return next((each for each in near if each.tag == "input"), None)


def _verbatim(element: Element) -> str:
    """The text of a block of code, with line ends for its lines."""
    pieces = []
    stack: list[Element | str] = [element]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            pieces.append(each)
        elif each.tag == "br":
            pieces.append("\n")
        else:
            if each.tag in ("div", "li", "tr") and pieces and not pieces[-1].endswith("\n"):
                pieces.append("\n")
            stack += reversed(each.inside)
    return "".join(pieces)


def _is_lead(said: str) -> bool:
    """Whether bold words are a name of what follows, and neither a time nor a whole paragraph."""
    return 1 < len(said) <= LEAD_LENGTH and said[0].isalpha()


def _stated_time(element: Element) -> str:
    """The time that the page states for these words, ISO 8601 as written or made of its milliseconds."""
    said = element.attributes.get("datetime", "")
    if not said and element.tag in ("abbr", "time", "span"):
        said = element.attributes.get("title", "")
    if not said and (unix := element.attributes.get("data-datetime-unix", "")).isdecimal() and len(unix) < 15:
        return datetime.fromtimestamp(int(unix) / 1000, UTC).isoformat().replace("+00:00", "Z")
    said = said.strip()
    return said if 8 <= len(said) <= 40 and STAMP.fullmatch(said) else ""
