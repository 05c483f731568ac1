"""The way in: a text and what is known beforehand, read."""

from __future__ import annotations

from timelines.reading.actions import find_actions
from timelines.reading.affected import find_affected
from timelines.reading.document import parse
from timelines.reading.events import find_events
from timelines.reading.factors import find_factors
from timelines.reading.facts import find_facts
from timelines.reading.limits import check_time, time_limit
from timelines.reading.model import Place, Setting, WriteUp
from timelines.reading.times import find_times
from timelines.reading.warnings import warnings_of


def read_write_up(text: str, setting: Setting | None = None, *, within: Place | None = None) -> WriteUp:
    """Read a write-up: plain text or Markdown, with or without front matter.

    `within`: only this part of the text is read; places are those of the whole text. Raises TooLong for more
    than MAX_CHARACTERS and TooSlow where reading takes longer than any real document does.
    """
    with time_limit():
        return _read(text, setting or Setting(), within)


def _read(text: str, setting: Setting, within: Place | None) -> WriteUp:
    document = parse(text, within)
    check_time()
    facts = find_facts(document, setting)
    times = find_times(document, facts, setting)
    check_time()
    actions = find_actions(document, times)
    check_time()
    events = find_events(document, times, facts, actions)
    check_time()
    factors = find_factors(document, events, actions)
    check_time()
    affected = find_affected(document, facts)
    return WriteUp(
        text=text,
        facts=facts,
        times=times,
        events=tuple(events),
        factors=tuple(factors),
        actions=tuple(actions),
        affected=tuple(affected),
        warnings=tuple(warnings_of(document, facts, times, events)),
    )
