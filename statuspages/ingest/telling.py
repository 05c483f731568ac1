"""What a page tells of one incident or maintenance, while it is being written: shared by what writes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from incidents.models import Incident
from statuspages.ingest.reconcile import IncidentChange, UpdateChange
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage
from statuspages.providers.reading import State
from timelines.models import Quote

FAR = datetime.max.replace(tzinfo=UTC)
LAST_SEEN = "%d %B %Y %H:%M UTC"


@dataclass(frozen=True, slots=True)
class Before:
    """A reported incident as it was stored until now."""

    name: str
    state: State
    impact: str
    ended: str = ""  # how, where it no longer stood or no longer went on

    @classmethod
    def of(cls, row: ReportedIncident) -> Before:
        state = State(row.state)
        over = "unlisted" if row.unlisted_at else str(state) if state.is_over else ""
        return cls(row.name, state, row.impact, "withdrawn" if row.gone_at else over)

    @property
    def is_told(self) -> bool:
        """Whether its page still listed it."""
        return self.ended not in ("withdrawn", "unlisted")


@dataclass
class Telling:
    """One incident or maintenance of `page` and how its account changed.

    `updates`: its rows by id, new ones unsaved among them. `quotes`: of the forms that are new, by id; None
    where such a form has no text. `before`: how it stood until now; None: it was not reported.
    """

    page: StatusPage
    change: IncidentChange
    row: ReportedIncident
    now: datetime
    is_new: bool = False  # whether our incident was opened for it
    before: Before | None = None
    updates: dict[str, ReportedUpdate] = field(default_factory=dict)
    quotes: dict[str, Quote | None] = field(default_factory=dict)

    @property
    def incident(self) -> Incident:
        """Ours that it is about. A maintenance has none."""
        return self.row.incident

    @property
    def state(self) -> State:
        return State(self.row.state)

    def state_of(self, update: ReportedUpdate) -> State:
        return State(update.state)

    def posts(self) -> list[ReportedUpdate]:
        """The updates that stand, in order of time, without postmortems: those are no posts."""
        return standing_posts(self.updates.values())

    def changes(self, *whats) -> list[tuple[UpdateChange, ReportedUpdate]]:
        """The updates that changed in one of these ways, with their rows."""
        return [(each, self.updates[each.uid]) for each in self.change.updates if each.what in whats]


def standing_posts(updates: Iterable[ReportedUpdate]) -> list[ReportedUpdate]:
    """Those that stand, in order of time, without postmortems: those are no posts. Without a time is last."""
    standing = [it for it in updates if it.gone_at is None and it.state != State.POSTMORTEM]
    return sorted(standing, key=lambda update: update.shown_at or FAR)
