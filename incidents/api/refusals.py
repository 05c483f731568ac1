"""What the domain refuses, as answers that name the field and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.api.problems import Conflict, FieldError, Problem
from incidents.exceptions import (
    AlreadyPublished,
    IncidentError,
    NameTaken,
    NameWasOnce,
    NewerVersion,
    NothingToPublish,
    NoWordToMerge,
    PairChanged,
    ReasonMissing,
    StatusUnchanged,
    WindowEndsBeforeStart,
    WordBusy,
    WordChanged,
)
from incidents.saved.errors import SearchRefused
from timelines.exceptions import EndsBeforeStart, MilestoneTaken, QuoteNotFound, TimelineError

# The field that an error is about. What is not here has an answer of its own where it is raised.
FIELDS = {
    EndsBeforeStart: "until",
    WindowEndsBeforeStart: "ended",
    ReasonMissing: "declined_reason",
    QuoteNotFound: "quotes",
    NothingToPublish: "version",
    NameTaken: "name",
    NameWasOnce: "name",
    NoWordToMerge: "into",
}
CONFLICTS = {
    StatusUnchanged: "status",
    AlreadyPublished: "state",
    NewerVersion: "version",
    PairChanged: "was",
    WordChanged: "name",
    WordBusy: "name",
}


@contextmanager
def refusals_told() -> Iterator[None]:
    """Around a verb of the domain: what it refuses becomes a problem. Nothing was written then."""
    try:
        yield
    except MilestoneTaken as error:
        raise milestone_taken(error, "milestones") from error
    except (IncidentError, TimelineError) as error:
        raise _problem(error) from error


def milestone_taken(error: MilestoneTaken, field: str) -> Conflict:
    remedy = "Withdraw that event or take the milestone off it first."
    if error.event.pk:
        remedy = (
            f"Take it off event {error.event.pk} first, or send “take_over”: true when changing an event."
        )
    said = f"“{error.kind}” is already on the event at {error.event.happened}."
    conflict = Conflict(said, [FieldError(field, said, remedy)])
    conflict.kind, conflict.title = "milestone-taken", "Another event carries this milestone"
    return conflict


def _problem(error: IncidentError | TimelineError) -> Problem:
    if field := CONFLICTS.get(type(error)):
        return Conflict(str(error), [FieldError.saying(field, str(error))])
    field = error.field if isinstance(error, SearchRefused) else FIELDS.get(type(error))
    if field is not None:
        return Problem("Nothing was written.", [FieldError.saying(field, str(error))])
    raise error
