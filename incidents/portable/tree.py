"""The text of a file as front matter (a tree of texts) and body.

The YAML is read for its structure only: every scalar stays the text that was written, so that 18:00 is not
1080 and 2023-03-14 no date. Aliases, tags and deep nesting, which this format has no use for, are refused
before they can cost anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from incidents.portable.problems import PortableError, Problems, shown

MAX_BYTES = 20_000_000
MAX_NODES = 200_000
MAX_DEPTH = 12
FENCE = "---"

# libyaml where PyYAML was built with it; we read its events only, which both give alike.
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(slots=True)
class Text:
    value: str
    line: int
    is_plain: bool  # written without quotation marks


@dataclass(slots=True)
class Sequence:
    line: int
    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    line: int
    entries: dict[str, Node] = field(default_factory=dict)


Node = Text | Sequence | Mapping


@dataclass(slots=True)
class _Open:
    """A collection that is being filled; `key` is the one whose value comes next."""

    node: Sequence | Mapping
    key: Text | None = None


def split_file(data: bytes | str) -> tuple[Mapping, str, int, Problems]:
    """The front matter, the body, the line that the body begins on, and problems found so far.

    Raises PortableError for a file that goes no further.
    """
    text = _decoded(data)
    front, body, body_line = _parted(text)
    problems = Problems()
    return _tree(front, problems), body, body_line, problems


def _decoded(data: bytes | str) -> str:
    if len(data) > MAX_BYTES:
        raise PortableError([f"The file is larger than {MAX_BYTES // 1_000_000} MB. Shorten its sources."])
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise PortableError([f"line {line}: the file is not UTF-8. Save it in that encoding."]) from error
    text = data.replace("\r\n", "\n").replace("\r", "\n")
    if (at := text.find("\x00")) >= 0:
        line = text.count("\n", 0, at) + 1
        raise PortableError([f"line {line}: there is a NUL character, which no text has. Remove it."])
    return text


def _parted(text: str) -> tuple[str, str, int]:
    """Front matter and body, with the line (from 1) that the body begins on."""
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        raise PortableError(
            [f"line 1: the file does not begin with front matter: a line {FENCE}, keys, and a line {FENCE}."]
        )
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        raise PortableError([f"line 1: the front matter has no end. Close it with a line {FENCE}."])
    return "\n".join(lines[1:end]) + "\n", "\n".join(lines[end + 1 :]), end + 2


def _tree(front: str, problems: Problems) -> Mapping:
    try:
        root = _built(yaml.parse(front, Loader=_LOADER), problems)
    except yaml.YAMLError as error:
        raise PortableError([_yaml_problem(error)]) from error
    if not isinstance(root, Mapping):
        raise PortableError(["line 2: the front matter is not made of keys and values, such as “title: …”."])
    return root


def _yaml_problem(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    place = f"line {mark.line + 2}: " if mark else ""
    advice = "Words with “: ” or “ #” in them, or that begin with a sign, need quotation marks."
    return f"{place}the front matter is not YAML: {said}. {advice}"


def _built(events: Iterator[yaml.Event], problems: Problems) -> Node | None:
    """The tree of a stream of events; None for an empty one. Never recursive: depth is the file's choice."""
    root: list[Node] = []
    stack: list[_Open] = []
    count = 0
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            count += 1
            line = event.start_mark.line + 2
            if count > MAX_NODES:
                raise PortableError([f"The front matter has more than {MAX_NODES:,} values. Divide it."])
            _refuse(event, line, len(stack))
            node = _node(event, line, problems)
            _place(node, stack, root, problems)
            if not isinstance(node, Text):
                stack.append(_Open(node))
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return root[0] if root else None


def _refuse(event: yaml.NodeEvent, line: int, depth: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise PortableError(
            [f"line {line}: “*{event.anchor}” is a YAML alias. Write out what it stands for."]
        )
    if event.tag:
        raise PortableError([f"line {line}: {shown(event.tag)} is a YAML tag. Leave it out."])
    if depth > MAX_DEPTH:
        raise PortableError([f"line {line}: the values are nested too deeply for this format."])


def _node(event: yaml.NodeEvent, line: int, problems: Problems) -> Node:
    if isinstance(event, yaml.MappingStartEvent):
        return Mapping(line)
    if isinstance(event, yaml.SequenceStartEvent):
        return Sequence(line)
    value = event.value
    if any(c == "\x00" or "\ud800" <= c <= "\udfff" for c in value):
        problems.add(line, f"{shown(value)} has a NUL or half a character in it. Remove it.")
        value = "".join(c for c in value if c != "\x00" and not "\ud800" <= c <= "\udfff")
    return Text(value, line, not event.style)


def _place(node: Node, stack: list[_Open], root: list[Node], problems: Problems) -> None:
    """Put a node where the events have come to: next item, next key, or value of that key."""
    if not stack:
        root.append(node)
        return
    top = stack[-1]
    if isinstance(top.node, Sequence):
        top.node.items.append(node)
    elif top.key is None:
        top.key = node if isinstance(node, Text) else Text("", node.line, True)
        if not isinstance(node, Text):
            problems.add(node.line, "a list or mapping stands where a key should be. Write “key: value”.")
    else:
        key, top.key = top.key, None
        if key.value in top.node.entries:
            problems.add(key.line, f"the key {shown(key.value)} stands here twice. Keep one.")
        elif key.value:
            top.node.entries[key.value] = node
