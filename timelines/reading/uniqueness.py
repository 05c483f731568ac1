"""Each milestone stands on one event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from timelines.models import Milestone
from timelines.reading.model import FoundEvent

LAST_WINS = (Milestone.Kind.MITIGATED, Milestone.Kind.RESOLVED)


def first_of_each(events: Sequence[FoundEvent]) -> list[FoundEvent]:
    """The events, each milestone on the first that has it and a time; of mitigated and resolved, the last."""
    kept: dict[int, list[Milestone.Kind]] = {}
    for kind in Milestone.Kind:
        speaking = [n for n, event in enumerate(events) if kind in event.milestones and event.when]
        if speaking:
            kept.setdefault(speaking[-1] if kind in LAST_WINS else speaking[0], []).append(kind)
    return [replace(event, milestones=tuple(kept.get(n, ()))) for n, event in enumerate(events)]
