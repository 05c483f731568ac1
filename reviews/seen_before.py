"""What was there before the incidents of a week, in words and as data, for the documents of a review."""

from __future__ import annotations

from collections.abc import Iterator

from incidents.markdown import plain_text
from incidents.resurfacing import Echo, Mention, SeenBefore
from timelines.when.text import date_text

ON_THESE_DAYS = "On these days"


def sentences(before: SeenBefore) -> Iterator[str]:
    """A sentence for each line."""
    yield from (echo_said(echo) for echo in before.echoes)
    if before.anniversaries:
        yield f"{ON_THESE_DAYS}: {'; '.join(map(_titled, before.anniversaries))}."


def echo_said(echo: Echo) -> str:
    earlier = ", ".join(f"{one.reference} ({one.day})" for one in echo.earlier)
    shared = f"share {echo.mechanism} at" if echo.mechanism else "both hurt"
    said = f"{echo.incident.reference} and {earlier} {shared} {echo.place}."
    if echo.held is None:
        return said
    done = f"Every action item against it in {echo.held.reference} was done by {date_text(echo.done_on)}"
    return f"{said} {done}: did not hold."


def _titled(one: Mention) -> str:
    return f"{one.reference} {plain_text(one.title)} ({one.day})"


def plain(before: SeenBefore) -> dict:
    """Of dicts, lists, text and None only."""
    return {
        "echoes": [_plain_echo(echo) for echo in before.echoes],
        "on_these_days": [_plain_mention(one) for one in before.anniversaries],
    }


def _plain_echo(echo: Echo) -> dict:
    return {
        "incident": echo.incident.reference,
        "earlier": [_plain_mention(one) for one in echo.earlier],
        "mechanism": echo.slug or None,
        "place": echo.place,
        "query": echo.text,
        "did_not_hold": echo.held.reference if echo.held else None,
        "done": echo.done_on.isoformat() if echo.done_on else None,
    }


def _plain_mention(one: Mention) -> dict:
    return {"incident": one.reference, "title": one.title, "url": one.address, "began": one.day}
