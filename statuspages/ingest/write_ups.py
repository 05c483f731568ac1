"""A postmortem on a page becomes the first draft of ours."""

from __future__ import annotations

from incidents.models import Postmortem
from statuspages.ingest.reconcile import What
from statuspages.ingest.telling import Telling
from statuspages.providers.reading import State
from timelines.models import Source

NOTE = "from the postmortem on the status page"


def draft(telling: Telling) -> None:
    """Keep what the page has published as a draft.

    A text that somebody has written here since is not touched: the new form is kept as a source only.
    """
    for change, row in telling.changes(What.NEW, What.CHANGED, What.RETURNED):
        is_write_up = change.has_new_form and telling.state_of(row) is State.POSTMORTEM
        if is_write_up and (change.read.body or "").strip():
            _draft(telling, telling.quotes[row.uid].source, getattr(row, "body", None))


def _draft(telling: Telling, source: Source, before: str | None) -> None:
    postmortem = Postmortem.begin(telling.incident)
    newest = postmortem.newest
    if newest is None or (newest.author_id is None and newest.body == before):
        based_on = newest.number if newest else 0
        postmortem.save_text(source.text, by=None, based_on=based_on, note=NOTE, source=source)
