"""What is wrong with a file, collected so that its writer can mend everything at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

SHOWN = 60  # characters of somebody's text in a message
LISTED = 40  # choices named in a message


class PortableError(Exception):
    """A file that cannot be read. `problems` are sentences, in the order of the file; nothing was written."""

    def __init__(self, problems: Iterable[str]):
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


class Problems:
    """Sentences with the lines they are about (0: the whole file)."""

    def __init__(self):
        self._found: list[tuple[int, str]] = []

    def add(self, line: int, sentence: str) -> None:
        self._found.append((line, f"line {line}: {sentence}" if line else sentence))

    def raise_any(self) -> None:
        """Raise PortableError if anything was added."""
        if self._found:
            raise PortableError(dict.fromkeys(sentence for _, sentence in sorted(self._found, key=_line)))


def _line(found: tuple[int, str]) -> int:
    return found[0]


def shown(text: str) -> str:
    """Somebody's text in quotation marks: on one line, without control characters, not too long."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: SHOWN * 4]).split())
    return f"“{line[:SHOWN]}…”" if len(line) > SHOWN or len(text) > SHOWN * 4 else f"“{line}”"


def instead(word: str, choices: Iterable[str], *, name: str = "Choose one of") -> str:
    """What to do about a word that is not one of `choices`: the only one like it, if any, and all."""
    choices = [str(choice) for choice in choices]
    lowered = {choice.lower(): choice for choice in choices}
    near = difflib.get_close_matches(word[:SHOWN].lower(), lowered, n=2, cutoff=0.7)
    advice = [f"Did you mean {lowered[near[0]]}?"] if len(near) == 1 else []
    if choices:
        rest = f" and {len(choices) - LISTED} more" if len(choices) > LISTED else ""
        advice.append(f"{name}: {', '.join(choices[:LISTED])}{rest}.")
    return " ".join(advice)
