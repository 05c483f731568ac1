"""What of the changes on a page somebody may want to be told of: at most one of each kind an incident.

A maintenance is no incident, and what stood on a page when it was first read is news only while it goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statuspages.ingest.reconcile import What
from statuspages.ingest.telling import Telling
from statuspages.models import Happening, ReportedUpdate
from statuspages.wording import NOTICE, colour_of, spoken

NAME_LENGTH = 150  # of an incident and of a page, in a sentence
SAYS_LENGTH = 500
NO_HARM = ("none", "operational", "maintenance")


def note_happenings(tellings: Iterable[Telling]) -> list[Happening]:
    """Write what happened, in the transaction that wrote the rest. One statement."""
    found = [each for telling in tellings if telling.incident for each in happenings_of(telling)]
    return Happening.objects.bulk_create(found)


def happenings_of(telling: Telling) -> Iterator[Happening]:
    """Unsaved; the rows of the telling are written."""
    if telling.before is None:
        if _is_news(telling):
            yield _happening(telling, Happening.What.OPENED, _opened(telling))
        return
    yield from _of_the_incident(telling)
    if telling.before.state.is_over:
        yield from _edited_afterwards(telling)
    yield from _withdrawn(telling)


def _is_news(telling: Telling) -> bool:
    """Whether an incident that was not known has just been posted, or goes on when its page is first read."""
    if telling.change.is_first:
        return telling.page.answered_at is None and not telling.state.is_over
    return not telling.change.is_reentry


def _opened(telling: Telling) -> str:
    impact = telling.row.impact
    over = ", which is over already" if telling.state.is_over else ""
    return f"reports {_name(telling)}" + (f", impact {_word(impact)}" if impact else "") + over


def _of_the_incident(telling: Telling) -> Iterator[Happening]:
    before, state = telling.before, telling.state
    if telling.change.what is What.WITHDRAWN:
        return
    went_on = before.is_told and not before.state.is_over
    if telling.change.what is What.UNLISTED:
        says = f"no longer lists {_name(telling)}, without having said that it was over"
        yield _happening(telling, Happening.What.RESOLVED, says)
    elif went_on and state.is_over:
        yield _happening(telling, Happening.What.RESOLVED, f"says that {_name(telling)} is over")
    elif not went_on and not state.is_over:
        says = f"says that {_name(telling)} goes on, after it had been {before.ended}"
        yield _happening(telling, Happening.What.REOPENED, says)
    if is_worse(telling.row.impact, than=before.impact):
        words = f"from {_word(before.impact)} to {_word(telling.row.impact)}"
        yield _happening(telling, Happening.What.ESCALATED, f"raised the impact of {_name(telling)} {words}")


def is_worse(impact: str, *, than: str) -> bool:
    """Whether an impact is certainly worse than the one before: between words that nobody knows, none is."""
    known = colour_of(than) < NOTICE or than.casefold() in NO_HARM
    return known and colour_of(impact) < colour_of(than)


def _edited_afterwards(telling: Telling) -> Iterator[Happening]:
    edited = [row for change, row in telling.changes(What.CHANGED, What.RETURNED) if change.is_edited]
    if edited:
        says = f"rewrote {_posts(edited)} of {_name(telling)} after it was over"
        yield _happening(telling, Happening.What.EDITED_AFTERWARDS, says, edited)
    elif telling.before.name != telling.row.name:
        says = f"renamed “{telling.before.name[:NAME_LENGTH]}” to {_name(telling)} after it was over"
        yield _happening(telling, Happening.What.EDITED_AFTERWARDS, says)


def _withdrawn(telling: Telling) -> Iterator[Happening]:
    gone = [row for _, row in telling.changes(What.WITHDRAWN)]
    if telling.change.what is What.WITHDRAWN:
        yield _happening(telling, Happening.What.WITHDRAWN, f"withdrew the incident {_name(telling)}")
    elif gone:
        says = f"withdrew {_posts(gone)} of {_name(telling)}"
        yield _happening(telling, Happening.What.WITHDRAWN, says, gone)


def _happening(
    telling: Telling, what: Happening.What, says: str, updates: list[ReportedUpdate] = ()
) -> Happening:
    return Happening(
        what=what,
        page=telling.page,
        provider=telling.page.provider,
        reported=telling.row,
        update=updates[-1] if updates else None,
        at=telling.now,
        says=f"{telling.page.name[:NAME_LENGTH]} {says}."[:SAYS_LENGTH],
    )


def _name(telling: Telling) -> str:
    return f"“{telling.row.name[:NAME_LENGTH]}”"


def _posts(rows: list[ReportedUpdate]) -> str:
    """“the post “resolved””, “3 posts”."""
    return f"the post “{_word(rows[0].status)}”" if len(rows) == 1 else f"{len(rows)} posts"


def _word(status: str) -> str:
    return spoken(status)[:50]
