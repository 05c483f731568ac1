"""From a draft to an incident: once, whoever presses the button and how often."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from incidents.drafts.items import choice_of, items_of, listed
from incidents.drafts.page import matches, open_to
from incidents.drafts.reading import read_draft
from incidents.exceptions import IncidentError
from incidents.importing.storing import Stored, store_document
from incidents.models import ImportDraft

SHORTEST_TITLE = 3  # characters, as of Incident.title


class NotAsShown(IncidentError):
    """What would be stored is not what the page showed. Nothing was written."""


def store_draft(draft: ImportDraft, *, by, shown: str) -> Stored:
    """Store what was accepted, and let the draft lead to the incident from now on.

    `shown`: the matches with events of the incident that the page showed, as `DraftPage.matched`. Raises
    DraftGone, NotAsShown, DocumentError, IncidentError or TimelineError, writing nothing.
    """
    with transaction.atomic():
        draft = draft.hold()
        into = open_to(by, draft.into_id)
        if draft.into_id and into is None:
            raise NotAsShown(
                "The incident that it was to go into is not there any more. Choose where it goes."
            )
        if into:
            into.hold()
        read = read_draft(draft).read
        items = items_of(read, draft.decisions)
        found = matches(items, into)
        if shown.split() != [f"{key}.{event.pk}" for key, event in found.items()]:
            raise NotAsShown(
                "Nothing was stored yet: the incident has more or less of it already than this page showed. "
                "Look at what is marked, then go on."
            )
        if not any(item.is_taken for item in items):
            raise NotAsShown(
                "Nothing was stored: no item is accepted. Tick what the document is right about."
            )
        title = draft.chosen.get("title") or read.title
        if into is None and len(title.strip()) < SHORTEST_TITLE:
            raise NotAsShown("Nothing was stored: give the incident a title of three letters or more first.")
        further = {item.key: None for item in items} | {key: event.pk for key, event in found.items()}
        read = replace(listed(read, items), title=title)
        read = replace(read, fetched=read.fetched or draft.fetched_at)
        stored = store_document(
            read, by=by, into=into, always_new=into is None, choice=choice_of(items, further)
        )
        draft.stored(stored.incident)
    return stored
