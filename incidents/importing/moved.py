"""What was read in a text that was put together, at its places in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from timelines.reading.model import Place, WriteUp


def moved(write_up: WriteUp, text: str, to: Callable[[Place], Place]) -> WriteUp:
    """The same write-up with `text` and with every place of its items where `to` leads."""

    def also(item) -> tuple[Place, ...]:
        return tuple(to(place) for place in item.also)

    return replace(
        write_up,
        text=text,
        events=tuple(
            replace(
                event,
                place=to(event.place),
                time_place=event.time_place and to(event.time_place),
                also=also(event),
            )
            for event in write_up.events
        ),
        factors=tuple(
            replace(one, place=to(one.place), cue=one.cue and to(one.cue), also=also(one))
            for one in write_up.factors
        ),
        actions=tuple(replace(one, place=to(one.place), also=also(one)) for one in write_up.actions),
        affected=tuple(replace(one, place=to(one.place)) for one in write_up.affected),
    )
