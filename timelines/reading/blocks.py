"""From lines to blocks."""

from __future__ import annotations

from dataclasses import replace

from timelines.reading import shapes
from timelines.reading.front_matter import read_front_matter, read_top_field
from timelines.reading.limits import check_time
from timelines.reading.lines import Line
from timelines.reading.model import Block, BlockKind, Place
from timelines.reading.stamps import (
    Stamped,
    dated_post,
    is_state,
    is_time_alone,
    leads_with_state,
    logged,
    posted,
    said,
    said_beneath,
    speakers,
)
from timelines.reading.tables import html_rows, is_table_rule, pipe_row, tab_row

_TOP_LINES = 40
_BODY_LINES = 60
_LONG_LINE = 130
_DEEPEST = 6


def read_blocks(scan: str, lines: list[Line]) -> list[Block]:
    """The blocks of a levelled text, in order."""
    return _Builder(scan, lines).build()


class _Builder:
    """Goes through the lines once. `at` is the line to look at next."""

    def __init__(self, scan: str, lines: list[Line]):
        self.scan = scan
        self.lines = lines
        self.blocks: list[Block] = []
        self.headings: list[tuple[float, int]] = []
        self.items: list[tuple[int, int]] = []  # (indent of the mark, indent of its words)
        self.at = 0
        self.no_comment_end = False
        self.names = speakers([line.text for line in lines])
        self.has_hashes = any(line.text[:1] == "#" and shapes.HASHES.match(line.text) for line in lines)
        self.posts = self._trailing_posts()
        self.is_top = True

    def build(self) -> list[Block]:
        self.blocks, self.at = read_front_matter(self.lines)
        self._top = self.at + _TOP_LINES
        while self.at < len(self.lines):
            if not self.at % 256:
                check_time()
            if not self.lines[self.at].text:
                self.at += 1
                continue
            self._block()
        return self.blocks

    def _block(self) -> None:
        """Read the block that begins at this line, which is not blank."""
        for read in (
            self._trailing_post,
            self._fence,
            self._markup,
            self._table,
            self._noise,
            self._heading,
            self._field,
            self._stamped,
            self._item,
        ):
            if read():
                return
        self._paragraph()

    # What every block needs

    def _line(self, ahead: int = 0) -> Line | None:
        n = self.at + ahead
        return self.lines[n] if n < len(self.lines) else None

    def _text(self, ahead: int = 0) -> str:
        """The content of a line; "" behind the last one."""
        n = self.at + ahead
        return self.lines[n].text if 0 <= n < len(self.lines) else ""

    def _add(self, kind: BlockKind, start: int, end: int, *, whole_start: int | None = None, **more) -> None:
        whole = Place(start if whole_start is None else whole_start, end)
        heading = self.headings[-1][1] if self.headings else -1
        self.blocks.append(Block(kind, Place(start, end), whole, heading=heading, **more))

    def _add_block(self, block: Block) -> None:
        heading = self.headings[-1][1] if self.headings else -1
        self.blocks.append(replace(block, heading=heading))

    def _add_heading(self, level: int, start: int, end: int, whole: Place) -> None:
        depth = float(level)
        if is_time_alone(self.scan[start:end]) or (shapes.ENTRY.match(self.scan, start) and end - start < 30):
            depth += 0.5  # a day under “Timeline”, though written as large
        while self.headings and self.headings[-1][0] >= depth:
            self.headings.pop()
        above = self.headings[-1][1] if self.headings else -1
        self.headings.append((depth, len(self.blocks)))
        self.blocks.append(Block(BlockKind.HEADING, Place(start, end), whole, level=level, heading=above))
        self.items = []

    # Status pages

    def _trailing_posts(self) -> dict[int, tuple[int, Place]]:
        """Posts that end in “Posted …”: {first line: (line of the stamp, place of the stamp)}."""
        found: dict[int, tuple[int, Place]] = {}
        floor = 0
        for n, line in enumerate(self.lines):
            span = posted(line.text) if line.text else None
            if span is None:
                continue
            begin = self._begin_of_post(n, floor)
            found[begin] = (n, Place(line.first + span[0], line.first + span[1]))
            floor = n + 1
        return found

    def _begin_of_post(self, end: int, floor: int) -> int:
        begin = end
        for n in range(end - 1, max(floor, end - _BODY_LINES) - 1, -1):
            text = self.lines[n].text
            if not text:
                continue
            if text[0] == "#" or text.startswith(("```", "~~~", "---", "===")):
                return begin
            begin = n
            if is_state(text) or leads_with_state(text):
                return begin
        if floor:
            return begin if end - floor <= _BODY_LINES else end
        # The first stamp: what stands above may be all the rest of the document.
        return begin if end - begin <= 2 else end

    def _trailing_post(self) -> bool:
        if self.at not in self.posts:
            return False
        last, stamp = self.posts[self.at]
        start, end = self.lines[self.at].first, self.lines[last].last
        self._add(BlockKind.POST, start, end, stamp=stamp)
        self.at = last + 1
        self.is_top = False
        return True

    def _post(self, line: Line, found: Stamped) -> None:
        """A post that its first line dates: it goes on to the next one, or to what is no text."""
        n = self.at + 1
        alone = not line.text[found.words :].strip(" -–—:*_")
        while n < len(self.lines) and n - self.at < _BODY_LINES:
            text = self.lines[n].text
            if not text:
                if not alone or self._ends_post(n + 1):
                    break
            elif self._ends_post(n):
                break
            n += 1
        while n > self.at + 1 and not self.lines[n - 1].text:
            n -= 1
        stamp = Place(line.first + found.stamp[0], line.first + found.stamp[1])
        self._add(BlockKind.POST, line.first, self.lines[n - 1].last, stamp=stamp)
        self.at = n

    def _ends_post(self, n: int) -> bool:
        while n < len(self.lines) and not self.lines[n].text:
            n += 1
        if n >= len(self.lines):
            return True
        text = self.lines[n].text
        return (
            text[0] in "#|"
            or text.startswith(("```", "~~~", "---", "<!--"))
            or dated_post(text) is not None
            or (text[0] == "[" and text[-1] == "]" and len(text) < 40)
            or n in self.posts
            or (shapes.is_short_title(text) and shapes.is_section_title(text))
        )

    # Code, markup, tables

    def _fence(self) -> bool:
        line = self.lines[self.at]
        mark = line.text[:3]
        if mark not in ("```", "~~~"):
            return False
        if mark == "```" and "`" in line.text.lstrip("`"):
            return False
        self._add(BlockKind.NOISE, line.first, line.last)
        self.at += 1
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if line.text.startswith(mark) and not line.text.strip(mark[0]):
                self._add(BlockKind.NOISE, line.first, line.last)
                break
            if line.text:
                self._code(line)
        self.is_top = False
        return True

    def _code(self, line: Line) -> None:
        text = line.text
        found = logged(text, in_code=True)
        if found is not None:
            stamp = Place(line.first + found.stamp[0], line.first + found.stamp[1])
            self._add(BlockKind.LOG, line.first, line.last, stamp=stamp)
        elif is_table_rule(text):
            self._add(BlockKind.NOISE, line.first, line.last)
        elif ("|" in text or "│" in text) and shapes.ENTRY.match(text.lstrip("|│ ")):
            self._add_block(pipe_row(line, -1))
        elif (found := said(text, self.names)) is not None:
            self._chat(line, found)
        elif shapes.ENTRY.match(text):
            self._add(BlockKind.PARAGRAPH, line.first, line.last)
        else:
            self._add(BlockKind.CODE, line.first, line.last)

    def _markup(self) -> bool:
        """HTML left in the text: comments, tables, headings, list items, lines of nothing but tags."""
        line = self.lines[self.at]
        text = line.text
        if text[0] != "<":
            return False
        low = text[:12].lower()
        if low.startswith("<!--") and not self.no_comment_end:
            end = self.scan.find("-->", line.first + 4, self.lines[-1].end)
            self.no_comment_end = end < 0
            if end >= 0:
                self._skip_to(line.first, end + 3, rows=False)
                return True
        if low.startswith("<table"):
            end = self.scan.lower().find("</table", line.first) if False else self._find_table_end(line)
            if end >= 0:
                self._skip_to(line.first, end, rows=True)
                return True
        if low.startswith("<h") and (match := shapes.HTML_HEADING.match(text)) and match["text"].strip():
            start = line.first + match.start("text")
            self._add_heading(
                int(match["level"]), start, line.first + match.end("text"), Place(line.first, line.last)
            )
            self.at += 1
            return True
        if shapes.TAG_LINE.fullmatch(text):
            self._add(BlockKind.NOISE, line.first, line.last)
            self.at += 1
            return True
        return False

    def _find_table_end(self, line: Line) -> int:
        for n in range(self.at, min(self.at + 5000, len(self.lines))):
            found = self.lines[n].text.lower().rfind("</table")
            if found >= 0:
                close = self.lines[n].text.find(">", found)
                return self.lines[n].first + (close + 1 if close >= 0 else len(self.lines[n].text))
        return -1

    def _skip_to(self, start: int, end: int, *, rows: bool) -> None:
        found = html_rows(self.scan, start, end, len(self.blocks)) if rows else []
        if found:
            for block in found:
                self._add_block(block)
        else:
            self._add(BlockKind.NOISE, start, end)
        while self.at < len(self.lines) and self.lines[self.at].end <= end:
            self.at += 1
        if self.at < len(self.lines) and self.lines[self.at].first < end:
            # Words behind the end on its line are a line of their own.
            line = self.lines[self.at]
            rest = self.scan[end : line.end]
            first = end + len(rest) - len(rest.lstrip())
            self.lines[self.at] = Line(end, line.end, first, 0, rest.strip(), False)

    def _table(self) -> bool:
        line = self.lines[self.at]
        if "|" in line.text and (line.text[0] == "|" or is_table_rule(self._text(1))):
            return self._pipe_table()
        if "\t" in line.text and (
            "\t" in self._text(1) or "\t" in self._text(-1) or shapes.ENTRY.match(line.text)
        ):
            return self._tab_table()
        return False

    def _pipe_table(self) -> bool:
        head = -1
        first = True
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if not line.text or ("|" not in line.text and "+" not in line.text[:1]):
                break
            if is_table_rule(line.text):
                self._add(BlockKind.NOISE, line.first, line.last)
            else:
                self._add_block(pipe_row(line, head))
                if first and is_table_rule(self._text(1)):
                    head = len(self.blocks) - 1
                first = False
            self.at += 1
        self.is_top = False
        self.items = []
        return True

    def _tab_table(self) -> bool:
        head = -1
        first = True
        while self.at < len(self.lines) and "\t" in self.lines[self.at].text:
            line = self.lines[self.at]
            self._add_block(tab_row(line, head))
            if first and not any(character.isdigit() for character in line.text):
                head = len(self.blocks) - 1
            first = False
            self.at += 1
        self.is_top = False
        return True

    # Lines that stand for themselves

    def _noise(self) -> bool:
        line = self.lines[self.at]
        text = line.text
        first = text[0]
        if first.isalnum():
            return False
        noise = (
            (shapes.RULE.fullmatch(text) and not (first in "-*" and len(text) < 2))
            or (first in "![" and shapes.IMAGE.fullmatch(text))
            or (first == "[" and shapes.DEFINITION.match(text))
            or (first in "{:!.[" and shapes.TEMPLATE.fullmatch(text))
            or (
                first in "-*+" and (shapes.CONTENTS_ITEM.fullmatch(text) or shapes.EMPTY_ITEM.fullmatch(text))
            )
        )
        if not noise:
            return False
        self._add(BlockKind.NOISE, line.first, line.last)
        self.at += 1
        return True

    def _heading(self) -> bool:
        line = self.lines[self.at]
        text = line.text
        found = self._marked_heading(text)
        extra = 0
        if found is None:
            found = self._underlined(text) or self._lone_heading(line)
            extra = found[3] if found else 0
        if found is None:
            return False
        level, begin, end = found[:3]
        if begin >= end:
            self._add(BlockKind.NOISE, line.first, line.last)
        else:
            last = self.lines[self.at + extra].last
            self._add_heading(level, line.first + begin, line.first + end, Place(line.first, last))
        self.at += 1 + extra
        return True

    def _marked_heading(self, text: str) -> tuple[int, int, int] | None:
        """(level, begin, end) of a heading that says so itself."""
        first = text[0]
        if first == "#" and (match := shapes.HASHES.match(text)):
            if not match["gap"] and len(match["marks"]) < 2:
                return None
            words = match["text"].rstrip("# \t") or match["text"].rstrip()
            return len(match["marks"]), match.start("text"), match.start("text") + len(words)
        if first in "Hh" and (match := shapes.NAMED_LEVEL.match(text)):
            return int(match["level"]), match.end(), len(text)
        if first == "=" and (match := shapes.WIKI.fullmatch(text)):
            return len(match["marks"]), match.start("text"), match.end("text")
        return None

    def _underlined(self, text: str) -> tuple[int, int, int, int] | None:
        below = self._text(1)
        if (
            len(below) < 2
            or below[0] not in "=-~^"
            or len(text) > 150
            or not shapes.UNDERLINE.fullmatch(below)
        ):
            return None
        if self._text(-1) and self.at > 0 and not shapes.RULE.fullmatch(self._text(-1)):
            return None
        if shapes.ITEM.match(text) and below[0] == "-" and not shapes.NUMBERED.match(text):
            return None
        return (1 if below[0] == "=" else 2, 0, len(text), 1)

    def _lone_heading(self, line: Line) -> tuple[int, int, int, int] | None:
        """A heading by how it stands: bold, numbered, a time, or short and alone."""
        text = line.text
        if len(text) > 124 or line.quoted:
            return None
        if (is_time_alone(text) and self._text(1) != "") or (
            is_time_alone(text) and self._text(1) == "" and not self._text(-1)
        ):
            return (_DEEPEST, *self._unmarked(text), 0)
        if text[0] in "*_" and (match := shapes.BOLD_LINE.fullmatch(text)):
            return (self._below(), match.start("text"), match.end("text"), 0)
        if (
            text[0] == "["
            and text[-1] == "]"
            and len(text) < 60
            and "](" not in text
            and not shapes.BOX.match(text)
        ):
            return (_DEEPEST, 1, len(text) - 1, 0)
        if line.indent > 3 or shapes.BOX.match(text):
            return None
        if self._is_title_alone(line):
            return (1 if not self.blocks else 2 if not self.has_hashes else self._below(), 0, len(text), 0)
        return None

    def _unmarked(self, text: str) -> tuple[int, int]:
        """Where the words of a line are without marks around them."""
        start = len(text) - len(text.lstrip("*_[( "))
        end = len(text.rstrip("*_]): "))
        return (start, end) if start < end else (0, len(text))

    def _below(self) -> int:
        real = [depth for depth, _ in self.headings if depth < _DEEPEST]
        return min(_DEEPEST - 1, int(real[-1]) + 1) if real else 2

    def _is_title_alone(self, line: Line) -> bool:
        text = line.text
        if not shapes.is_short_title(text):
            return False
        before, after = self._text(-1), self._text(1)
        item = shapes.ITEM.match(text)
        if item is not None:
            if not text[0].isdigit() or before or after:
                return False
            return self._heads_text(2) and shapes.is_section_title(text[item.end() :])
        if shapes.is_section_title(text.lstrip("0123456789.) ")) and not before:
            return bool(after) or self._heads_text(1)
        if self.has_hashes:
            return False
        if not before and not after:
            return self._heads_text(1) and text.count(" ") < 8
        dense = len(before) > _LONG_LINE or len(after) > _LONG_LINE
        return dense and text[-1] == ":" and text.count(" ") < 7 and shapes.is_section_title(text)

    def _heads_text(self, ahead: int) -> bool:
        """Whether something longer than a title follows."""
        n = self.at + ahead
        while n < len(self.lines) and not self.lines[n].text and n < self.at + ahead + 4:
            n += 1
        if n >= len(self.lines):
            return False
        text = self.lines[n].text
        return (
            len(text) > 60
            or bool(shapes.ITEM.match(text))
            or "|" in text
            or bool(shapes.ENTRY.match(text))
            or (bool(text) and text[-1] in ".:;")
        )

    def _field(self) -> bool:
        if not self.is_top or self.at > self._top:
            return False
        line = self.lines[self.at]
        before = self.blocks[-1].kind if self.blocks else None
        block = read_top_field(line, sure=before is BlockKind.FIELD and self._text(-1) != "")
        if block is None:
            self.is_top = before is None or (before in (BlockKind.HEADING, BlockKind.NOISE) and False)
            return False
        self._add_block(block)
        self.at += 1
        return True

    def _stamped(self) -> bool:
        """Log lines, chat lines and posts that begin with their time."""
        line = self.lines[self.at]
        text = line.text
        if text[0] in "-*+•" and text[1:2] == " ":
            return False
        if (found := logged(text)) is not None:
            stamp = Place(line.first + found.stamp[0], line.first + found.stamp[1])
            self._add(BlockKind.LOG, line.first, line.last, stamp=stamp)
            self.at += 1
            return True
        if (found := said(text, self.names)) is not None:
            self.at += 1
            self._chat(line, found)
            return True
        if (found := dated_post(text)) is not None:
            self._post(line, found)
            return True
        if self._text(1) and not self._text(-1) and (found := said_beneath(text)) is not None:
            self._chat_beneath(line, found)
            return True
        return False

    def _chat(self, line: Line, found: Stamped) -> None:
        first = line.first
        stamp = Place(first + found.stamp[0], first + found.stamp[1])
        author = Place(first + found.author[0], first + found.author[1])
        self._add(
            BlockKind.CHAT, first + found.words, line.last, whole_start=first, stamp=stamp, author=author
        )

    def _chat_beneath(self, line: Line, found: Stamped) -> None:
        first = line.first
        n = self.at + 1
        while n < len(self.lines) and self.lines[n].text and said_beneath(self.lines[n].text) is None:
            n += 1
        stamp = Place(first + found.stamp[0], first + found.stamp[1])
        author = Place(first + found.author[0], first + found.author[1])
        begin, end = self.lines[self.at + 1].first, self.lines[n - 1].last
        self._add(BlockKind.CHAT, begin, max(begin, end), whole_start=first, stamp=stamp, author=author)
        self.at = n

    # Lists and paragraphs

    def _item(self) -> bool:
        line = self.lines[self.at]
        text = line.text
        match = shapes.ITEM.match(text) or shapes.BOX.match(text)
        if match is None:
            return False
        box = match["box"]
        mark = box or match["mark"]
        begin = match.end()
        while (inner := shapes.ITEM.match(text, begin)) and begin < 24:
            begin = inner.end()
        if begin >= len(text):
            return False
        self.is_top = False
        level = self._level_of(line.indent, line.indent + begin)
        last = self._end_of_item(line.indent)
        self._add(
            BlockKind.ITEM,
            line.first + begin,
            self.lines[last].last,
            whole_start=line.first,
            level=level,
            mark=mark,
        )
        self.at = last + 1
        return True

    def _level_of(self, indent: int, words: int) -> int:
        while (
            self.items
            and self.items[-1][0] >= indent + (0 if indent else 0)
            and self.items[-1][0] > indent - 1
        ):
            self.items.pop()
        self.items.append((indent, words))
        return len(self.items) - 1

    def _end_of_item(self, indent: int) -> int:
        """The last line that belongs to the item at this line: what continues it, and indented paragraphs."""
        last = self.at
        n = self.at + 1
        while n < len(self.lines):
            line = self.lines[n]
            if not line.text:
                n += 1
                if n < len(self.lines) and self.lines[n].text and self.lines[n].indent < indent + 2:
                    break
                if n - last > 3:
                    break
                continue
            if self._begins_other(n) or (n > last + 1 and line.indent < indent + 2):
                break
            if line.indent <= indent and shapes.ENTRY.match(line.text):
                break
            last = n
            n += 1
        return last

    def _begins_other(self, n: int) -> bool:
        """Whether a line begins a block of its own even where a paragraph stands above it."""
        text = self.lines[n].text
        first = text[0]
        if n in self.posts:
            return True
        if first.isalnum():
            return bool(
                (first.isdigit() or first.isupper() or first in "abcdefgh")
                and (
                    shapes.ITEM.match(text)
                    or (first in "Hh" and shapes.NAMED_LEVEL.match(text))
                    or logged(text) is not None
                    or (first.isdigit() and said(text, self.names) is not None)
                    or ("|" in text and n + 1 < len(self.lines) and is_table_rule(self.lines[n + 1].text))
                    or dated_post(text) is not None
                )
            )
        if first in "#|<\\" or text.startswith(("```", "~~~")):
            return first != "#" or self._marked_heading(text) is not None
        return bool(
            shapes.ITEM.match(text)
            or shapes.RULE.fullmatch(text)
            or shapes.BOX.match(text)
            or (first in "[(" and (logged(text) or said(text, self.names)))
            or (first in "[*_" and dated_post(text) is not None)
            or (first in "![" and shapes.IMAGE.fullmatch(text))
        )

    def _paragraph(self) -> None:
        line = self.lines[self.at]
        last = self.at
        self.is_top = self.is_top and False
        for n in range(self.at + 1, len(self.lines)):
            text = self.lines[n].text
            if not text or self._begins_other(n) or self._parts(self.lines[n - 1], self.lines[n]):
                break
            last = n
        if line.indent < 2:
            self.items = []
        self._add(BlockKind.PARAGRAPH, line.first, self.lines[last].last)
        self.at = last + 1

    def _parts(self, above: Line, below: Line) -> bool:
        """Whether a new paragraph begins between two lines that follow each other."""
        if is_time_alone(below.text) or (shapes.ENTRY.match(below.text) and self._entry_parts(above, below)):
            return True
        if shapes.LABELLED.match(below.text) or above.text.endswith(("<br>", "<br/>", "<br />")):
            return True
        if above.quoted != below.quoted:
            return True
        return (
            len(above.text) > _LONG_LINE
            and above.text[-1] in '.!?:”"…'
            and below.text[0] not in "abcdefghijklmnopqrstuvwxyz"
        )

    def _entry_parts(self, above: Line, below: Line) -> bool:
        """Whether the time that begins a line begins an entry; else a wrapped sentence merely goes on."""
        return above.text[-1] in '.!?…”"\\>)]*`' or shapes.ENTRY.match(above.text) is not None
