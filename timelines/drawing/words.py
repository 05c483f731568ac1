"""The drawing in words: one sentence an event, in order of time."""

from collections.abc import Sequence

from .plan import Flag, Plan
from .text import stretch_words

NOTHING = "Nothing is on the timeline yet."


def words_of(plan: Plan) -> list[tuple[str, str]]:
    """(event id, sentence). The day is named where it is another one than in the sentence before."""
    if not plan.marks:
        return [("", NOTHING)]
    named = _milestones(plan.flags)
    told, day = [], ""
    for mark in sorted(plan.marks, key=lambda mark: mark.when.key):
        time = stretch_words(mark.when, mark.until)
        its_day, comma, clock = time.partition(", ")
        if comma and its_day == day:
            time = clock
        day = its_day if comma else ""
        told.append((mark.id, _sentence(time, named.get(mark.id), mark)))
    return told


def _milestones(flags: Sequence[Flag]) -> dict[str, str]:
    """Event id to "Started, detected"."""
    names: dict[str, str] = {}
    for flag in flags:
        names[flag.event_id] = (
            f"{names[flag.event_id]}, {flag.name.lower()}" if flag.event_id in names else flag.name
        )
    return names


def _sentence(time: str, milestone: str | None, mark) -> str:
    title = mark.title.strip()
    dot = "" if title.endswith((".", "!", "?", ":", ";")) else "."
    said = f"{milestone}: {title}" if milestone else title
    later = " Learned afterwards." if mark.is_learned_later else ""
    return f"{time}: {said}{dot}{later}"
