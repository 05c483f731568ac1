"""What is done line by line before Python-Markdown reads a text.

It takes out what must be left alone (code) or belongs elsewhere (footnotes, link addresses, comments), and
gives the rest the form that Python-Markdown expects where people write by GitHub's rules (CommonMark): nested
lists indented by two, lists and headings right below a paragraph. It also keeps the parser within bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.html import escape
from markdown.util import STX

from incidents.markdown.bounds import MAX_BLOCKS, MAX_CHARACTERS, MAX_DEPTH, TooTangled, is_tangled
from incidents.markdown.code import code_html

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FENCE = re.compile(r"(?P<fence>`{3,}|~{3,})[ ]*(?P<language>[^\s`{]*)[^`]*")
ITEM = re.compile(r"(?P<mark>[-*+]|\d{1,9}[.)])(?P<gap>[ ]+)(?=\S)")
RULE = re.compile(r"([-*_])[ ]*(?:\1[ ]*){2,}")
UNDERLINE = re.compile(r"(?:=+|-+)[ ]*")
HEADING = re.compile(r"#{1,6}(?:[ ].*)?")
QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
LIVE = re.compile(r"\[\[[a-z]+(?: [^\]\[\n]{0,200})?\]\]")
NOTE = re.compile(r"\[\^([^\]\s]{1,80})\]:[ ]*(.*)")
ADDRESS = re.compile(
    r"\[(?!\^|event:)([^\[\]]{1,200})\]:[ ]*<?([^\s<>]+)>?"
    r"(?:[ ]+(?:\"([^\"]*)\"|'([^']*)'|\(([^()]*)\)))?[ ]*"
)
TOO_MUCH = "Too many brackets or marks to be formatted; here it is as it was written."


def tidy(text: str) -> list[str]:
    """The lines of a text with one kind of line end, no tabs before words and nothing unprintable.

    Raises TooTangled for a text that is too long.
    """
    if len(text) > MAX_CHARACTERS:
        raise TooTangled("too long")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    return UNPRINTABLE.sub("", text).split("\n")


class Lines:
    """Reads lines into `out`. `keep` takes finished HTML and gives the token that stands for it.

    `notes` and `addresses` collect footnotes ([^1]: …) and link addresses ([docs]: https://…).
    """

    def __init__(self, keep: Callable[[str], str], notes: dict, addresses: dict, live: bool, depth: int = 0):
        self.keep, self.notes, self.addresses, self.live, self.depth = keep, notes, addresses, live, depth
        self.out: list[str] = []
        self.items: list[tuple[int, int]] = []  # open list items: columns of their mark and of their text

    def read(self, lines: list[str]) -> list[str]:
        """Lines for Python-Markdown."""
        at = 0
        self.last_comment_end = max((n for n, line in enumerate(lines) if "-->" in line), default=-1)
        while at < len(lines):
            at = self._step(lines, at)
        return self.out

    def _step(self, lines: list[str], at: int) -> int:
        """Read one line, or more that belong together; the number of the next."""
        expanded = self._expanded(lines[at])
        if not expanded.strip():
            self.out.append("")
            return at + 1
        indent = len(expanded) - len(expanded.lstrip(" "))
        self._leave_items(indent, expanded)
        if indent >= 4 and not self.items:
            self.out.append(expanded)  # indented code, or a line of the paragraph above
            return at + 1
        words = expanded[indent:]
        for take in (self._fence, self._fenced_item, self._quote, self._comment, self._note, self._address):
            following = take(lines, at, indent, words)
            if following:
                return following
        self._line(indent, words)
        return at + 1

    @staticmethod
    def _expanded(line: str) -> str:
        words = line.lstrip(" \t")
        return line[: len(line) - len(words)].expandtabs(4) + words

    def _leave_items(self, indent: int, line: str) -> None:
        """Close list items that this line cannot belong to."""
        is_lazy = bool(self.out and self.out[-1]) and not ITEM.match(line.lstrip())
        while self.items and indent < min(self.items[-1][1], self.items[-1][0] + 2):
            if is_lazy and len(self.items) == 1 and not self._breaks(line):
                break  # a line of the item's paragraph, not indented
            self.items.pop()

    def _breaks(self, line: str) -> bool:
        """Whether a line begins something of its own even right below a paragraph."""
        words = line.lstrip()
        patterns = (HEADING, RULE, FENCE, LIVE)
        return words.startswith(">") or any(pattern.fullmatch(words.rstrip()) for pattern in patterns)

    def _put(self, line: str, *, alone: bool = False) -> None:
        """Add a line, indented as deep as the open items; `alone`: with an empty line on both sides."""
        if alone and self.out and self.out[-1]:
            self.out.append("")
        self.out.append(" " * (4 * len(self.items)) + line)
        if alone:
            self.out.append("")

    def _line(self, indent: int, words: str) -> None:
        if UNDERLINE.fullmatch(words) and self._below_one_line():
            self._put(words)
            self.out.append("")
        elif RULE.fullmatch(words):
            self._put(words, alone=True)
        elif HEADING.fullmatch(words) or (self.live and LIVE.fullmatch(words.rstrip())):
            self._put(words.rstrip(), alone=True)
        elif match := ITEM.match(words):
            self._item(indent, words, match)
        else:
            extra = indent - self.items[-1][1] if self.items else 0
            self._put(" " * max(0, extra) + words)

    def _below_text(self) -> bool:
        return bool(self.out and self.out[-1])

    def _below_one_line(self) -> bool:
        """Whether the paragraph above has one line, which a line of “=” or “-” makes a heading."""
        if self.items or not self._below_text() or (len(self.out) > 1 and self.out[-2]):
            return False
        return not self.out[-1].startswith((" ", ">", "|")) and not self._is_item(self.out[-1])

    def _item(self, indent: int, words: str, match: re.Match) -> None:
        """A list item. One right below a paragraph begins a list, unless it is numbered other than 1."""
        mark, text = match["mark"], words[match.end() :]
        if not self.items and self._below_text() and not self._is_item(self.out[-1]):
            if mark[0].isdigit() and mark[:-1] != "1":
                self._put(words)
                return
            self.out.append("")
        mark = f"{mark[:-1]}." if mark.endswith(")") else mark
        while len(self.items) >= MAX_DEPTH:
            self.items.pop()
        self._put(f"{mark} {text}")
        gap = len(match["gap"]) if len(match["gap"]) <= 4 else 1
        self.items.append((indent, indent + len(match["mark"]) + gap))

    @staticmethod
    def _is_item(line: str) -> bool:
        return ITEM.match(line.lstrip()) is not None

    def _fence(self, lines: list[str], at: int, indent: int, words: str) -> int:
        """Code between fences, which no rule may touch; to the end of the text where the fence stays open."""
        match = FENCE.fullmatch(words)
        if not match:
            return 0
        token, end = self._code(lines, at, indent, match)
        self._put(token, alone=True)
        return end

    def _fenced_item(self, lines: list[str], at: int, indent: int, words: str) -> int:
        """A list item that begins with code: “- ```”."""
        item = ITEM.match(words)
        match = FENCE.fullmatch(words[item.end() :]) if item else None
        if not match:
            return 0
        token, end = self._code(lines, at, indent + item.end(), match)
        self._item(indent, f"{item[0]}{token}", item)
        return end

    def _code(self, lines: list[str], at: int, indent: int, match: re.Match) -> tuple[str, int]:
        """The token for the code that begins below line `at`, and the number of the line after it."""
        close = re.compile(rf"[ \t]*{re.escape(match['fence'][0])}{{{len(match['fence'])},}}[ \t]*")
        end = next((n for n in range(at + 1, len(lines)) if close.fullmatch(lines[n])), len(lines))
        margin = re.compile(rf"^[ ]{{0,{indent}}}")
        code = "".join(f"{margin.sub('', line)}\n" for line in lines[at + 1 : end])
        return self.keep(code_html(code, match["language"])), end + 1

    def _quote(self, lines: list[str], at: int, indent: int, words: str) -> int:
        """The lines of a quote are read like a text of their own."""
        if self.items or not words.startswith(">"):
            return 0
        end = next((n for n in range(at, len(lines)) if not QUOTE.match(lines[n])), len(lines))
        inner = [QUOTE.sub("", line, count=1) for line in lines[at:end]]
        if self.depth >= MAX_DEPTH:
            self.out += [f"\\{line.lstrip()}" for line in lines[at:end]]
            return end
        reader = Lines(self.keep, self.notes, self.addresses, self.live, self.depth + 1)
        if self._below_text():
            self.out.append("")
        self.out += [f"> {line}".rstrip() for line in reader.read(inner)]
        return end

    def _comment(self, lines: list[str], at: int, indent: int, words: str) -> int:
        """<!-- a comment --> from the start of a line to the end of one is for writers alone."""
        if not words.startswith("<!--") or at > self.last_comment_end:
            return 0
        end = next(n for n in range(at, len(lines)) if "-->" in lines[n])
        rest = lines[end][lines[end].index("-->") + 3 :]
        if rest.strip():
            return 0
        return end + 1

    def _note(self, lines: list[str], at: int, indent: int, words: str) -> int:
        """A footnote: its line, and lines below it that are indented or follow without a gap."""
        match = NOTE.fullmatch(words) if not self.items else None
        if not match:
            return 0
        kept, end = [match[2]], at + 1
        while end < len(lines) and self._continues(lines, end):
            kept.append(re.sub(r"^(?: {1,4}|\t)", "", lines[end]))
            end += 1
        self.notes.setdefault(match[1], "\n".join(kept).strip())
        return end

    def _continues(self, lines: list[str], at: int) -> bool:
        line = lines[at]
        if not line.strip():
            return at + 1 < len(lines) and lines[at + 1].startswith(("    ", "\t"))
        if line.startswith(("    ", "\t")):
            return True
        is_new = NOTE.fullmatch(line.strip()) or ADDRESS.fullmatch(line.strip()) or self._breaks(line)
        return bool(lines[at - 1].strip()) and not is_new

    def _address(self, lines: list[str], at: int, indent: int, words: str) -> int:
        """[docs]: https://example.com "Title" """
        match = ADDRESS.fullmatch(words) if not self.items else None
        if not match:
            return 0
        self.addresses.setdefault(match[1].strip().lower(), (match[2], match[3] or match[4] or match[5]))
        return at + 1


def bounded(lines: list[str], keep: Callable[[str], str]) -> list[str]:
    """The lines, with each paragraph that would keep the parser busy for long shown as it was written.

    Raises TooTangled where there are too many paragraphs altogether.
    """
    out: list[str] = []
    blocks = 0
    start = 0
    for at in range(len(lines) + 1):
        if at < len(lines) and lines[at].strip():
            continue
        paragraph = lines[start:at]
        if paragraph:
            blocks += 1
            out += [_as_written(paragraph, keep)] if _any_tangled(paragraph) else paragraph
        out.append("")
        start = at + 1
    if blocks > MAX_BLOCKS:
        raise TooTangled("too many blocks")
    return out


def _any_tangled(lines: list[str]) -> bool:
    """List items and table rows are paragraphs of their own to the parser."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if ITEM.match(line.lstrip()) or line.lstrip().startswith("|"):
            parts.append([])
        parts[-1].append(line)
    rows = sum(line.count("|") for line in lines)
    return is_tangled("|" * rows) or any(is_tangled("\n".join(part)) for part in parts if part)


def _as_written(lines: list[str], keep: Callable[[str], str]) -> str:
    if any(STX in line for line in lines):
        raise TooTangled("code within a tangled list")  # its token would be shown instead of the code
    pre = f'<pre tabindex="0" role="group" aria-label="As written">{escape(chr(10).join(lines))}</pre>'
    return keep(f"<div><p>{TOO_MUCH}</p>{pre}</div>")
