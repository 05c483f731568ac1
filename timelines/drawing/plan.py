"""What is to be drawn, and what a drawing is: plain values, no database."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from timelines.when import Duration, When

LANES = {
    "status-page": ("Status page",),
    "people": ("Our people",),
    "machines": ("Machines and", "logs"),
    "write-up": ("Write-up",),
}
"""The lanes from the top down, each with the lines of its name."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One event.

    - id: its anchor in the page, "e-17".
    - title: plain text, in full; it is what a pointer and a screen reader get.
    - lane: a key of LANES.
    - until: its end, for what lasted. None: it is a moment.
    - level: severity 1 to 5 of what lasted, 0 for none.
    - is_post: a post on the status page, drawn as a tick.
    - label: a few words to set above the mark. Empty: made from the title.
    """

    id: str
    title: str
    lane: str
    when: When
    until: When | None = None
    level: int = 0
    is_post: bool = False
    is_learned_later: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """One milestone, on an event. `since_start` is None for the start itself and where there is no start."""

    name: str
    when: When
    event_id: str
    since_start: Duration | None


@dataclass(frozen=True, slots=True)
class Plan:
    """A timeline to be drawn. `href` goes before the "#" of every link: "" in the incident's own page."""

    reference: str
    marks: Sequence[Mark]
    flags: Sequence[Flag] = ()
    href: str = ""


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One kind of mark that occurs in a drawing: a small sample of it, and what it means."""

    kind: str
    sample: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished drawing: two pictures of equal height, to stand side by side.

    - key_svg: the names of the lanes. svg: the lanes. Both empty where there is nothing to draw.
    - words: (event id, sentence) in order of time; the id is "" for a sentence about no event.
    - width and height: pixels, the width of both pictures together.
    """

    key_svg: SafeString
    svg: SafeString
    words: list[tuple[str, str]]
    width: int
    height: int
    legend: tuple[LegendItem, ...]

    @property
    def is_empty(self) -> bool:
        return not self.svg
