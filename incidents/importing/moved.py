"""What was read in a text that was put together, at its places in the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from timelines.reading.model import Place, WriteUp


def moved(write_up: WriteUp, text: str, to: Callable[[Place], Place]) -> WriteUp:
    """The same write-up with `text` and with every place of its items where `to` leads.

    Items whose words do not stand in the file, where `to` gives an empty place, are left out.
    """

    def also(item) -> tuple[Place, ...]:
        return tuple(place for place in map(to, item.also) if place.start < place.end)

    def stands(item) -> bool:
        place = to(item.place)
        return place.start < place.end

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
            if stands(event)
        ),
        factors=tuple(
            replace(one, place=to(one.place), cue=one.cue and to(one.cue), also=also(one))
            for one in write_up.factors
            if stands(one)
        ),
        actions=tuple(
            replace(one, place=to(one.place), also=also(one)) for one in write_up.actions if stands(one)
        ),
        affected=tuple(replace(one, place=to(one.place)) for one in write_up.affected if stands(one)),
    )
