"""What a list of status pages says, whatever its form; and what can be wrong with a list as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

MOST_LINES = 1000
MOST_TAGS = 20
PARTING = ",;"  # between tags, where they are typed
TAG_LENGTH, TEAM_LENGTH, NAME_LENGTH, ADDRESS_LENGTH = 50, 100, 200, 500  # characters
LEAST_SECONDS, MOST_SECONDS = 60, 24 * 60 * 60  # between two readings


class ListError(Exception):
    """The list as a whole cannot be read. The message can be shown to a person and says what to do."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that somebody wants watched.

    `or_address`: looked at where nothing is found at the first, such as its feed; "" for none. `name` "": as
    it calls itself. `every_seconds` None: as often as is fitting. `wrong`: why it cannot be, "" if it can.
    """

    address: str
    or_address: str = ""
    name: str = ""
    tags: tuple[str, ...] = ()
    team: str = ""
    every_seconds: int | None = None
    wrong: str = ""


def without_repeats(found: Iterable[Wanted]) -> tuple[Wanted, ...]:
    """The first of each address, in their order."""
    once: dict[str, Wanted] = {}
    for wanted in found:
        once.setdefault(wanted.address.rstrip("/").casefold(), wanted)
        if len(once) > MOST_LINES:
            raise ListError(f"These are more than {MOST_LINES} addresses. Send them in several lists.")
    return tuple(once.values())


def part_tags(text: str) -> list[str]:
    """Tags as they are typed in one line, with commas or semicolons between. Raises ValueError likewise."""
    return clean_tags(re.split(f"[{PARTING}]", text))


def clean_tags(words: Iterable[str]) -> list[str]:
    """Tags as they are kept: in small letters, each once, in their order. Empty ones are left out.

    Raises ValueError with a sentence for a person.
    """
    tags = list(dict.fromkeys(" ".join(word.split()).lower() for word in words))
    tags = [tag for tag in tags if tag]
    if len(tags) > MOST_TAGS:
        raise ValueError(f"Give at most {MOST_TAGS} tags; these are {len(tags)}.")
    for tag in tags:
        if len(tag) > TAG_LENGTH:
            raise ValueError(f"Tags have at most {TAG_LENGTH} characters; “{tag[:30]}…” has {len(tag)}.")
        if any(mark in tag for mark in PARTING):
            raise ValueError(f"Commas and semicolons part tags, so “{tag}” cannot be one. Leave them out.")
    return tags


def clean_seconds(text: str) -> int | None:
    """A number of seconds between two readings as typed; None for nothing. Raises ValueError likewise."""
    if not text.strip():
        return None
    if not (text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 10):
        raise ValueError(f"The interval is a whole number of seconds, not “{text.strip()[:30]}”.")
    seconds = int(text)
    if not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        raise ValueError(
            f"The interval is {LEAST_SECONDS} to {MOST_SECONDS} seconds (a minute to a day), not {seconds}."
        )
    return seconds
