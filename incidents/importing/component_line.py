"""The line of a report that names components: “This incident affected: Shop (Orders) and Website.”"""

from __future__ import annotations

import re

from incidents.importing.document import Affected, Place

AFFECTED = re.compile(
    r"^[ \t]*[*_]{0,3}This (incident|scheduled maintenance) (?:affected|affects):[*_]{0,3}[ \t]*(\S[^\n]*)$",
    re.MULTILINE,
)


def affected_by(found: re.Match) -> Affected:
    """The components that a match of AFFECTED names."""
    said = found.group(2).rstrip("*_ \t").removesuffix(".").strip()
    parts = _divided(said)
    undivided = said if len(parts) == 2 and "," not in said and "(" not in said else ""
    names = tuple(dict.fromkeys(name for part in parts for name in _members(part)))
    start = found.end() - len(found.group().lstrip())
    return Affected(names, undivided, Place(start, found.start() + len(found.group().rstrip())))


def _divided(said: str) -> list[str]:
    """The parts of “A, B, and C (D, E)”, “A and B”."""
    parts = [part.strip() for part in _split(said, ",")]
    if len(parts) > 1:
        parts[-1] = parts[-1].removeprefix("and ").strip()
    elif len(at_and := _split(said, " and ")) == 2:
        parts = [part.strip() for part in at_and]
    return [part for part in parts if part]


def _split(said: str, divider: str) -> list[str]:
    """Parts between dividers; what stands in brackets stays together."""
    parts, depth, begin = [], 0, 0
    for found in re.finditer(rf"[()]|{divider}", said):
        if found.group() in "()":
            depth += 1 if found.group() == "(" else -1
        elif depth <= 0:
            parts.append(said[begin : found.start()])
            begin = found.end()
    return [*parts, said[begin:]]


def _members(said: str) -> list[str]:
    """“Website (Login, Search)” as pages call the two: “Website - Login” and “Website - Search”."""
    opening = _opening(said)
    group = said[:opening].strip()
    if opening < 0 or not group:
        return [said]
    members = (part.strip() for part in _split(said[opening + 1 : -1], ","))
    return [f"{group} - {member}" for member in members if member]


def _opening(said: str) -> int:
    """Where the bracket opens that a name ends with; -1 where it ends with none."""
    depth = 0
    for at in range(len(said) - 1, -1, -1) if said.endswith(")") else ():
        depth += (said[at] == ")") - (said[at] == "(")
        if depth == 0:
            return at
    return -1
