"""An incident file of Throughline (docs/portable-format.md) among the documents that can be imported.

A command writes the whole incident back as `import_incident` does. Into another incident, or item by item in
the browser, it is a document like any other: its events, factors and actions with their places in the file.
"""

from __future__ import annotations

import re

from incidents.importing.document import DocumentError, Opened, Place, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given
from incidents.models import Incident
from incidents.portable import (
    PortableError,
    PortableIncident,
    gather_incident,
    read_incident,
    store_incident,
    words_here,
    write_incident,
)
from incidents.portable.read import Words
from timelines.models import Kind, Milestone, Source
from timelines.reading.model import FoundAction, FoundEvent, FoundFactor

NAME = "portable"
MARK = re.compile(r"\A\ufeff?---[ \t]*\n(?:(?!---)[^\n]{0,500}\n){0,20}?format:[ \t]*throughline/")
STATES = {
    "proposed": "open",
    "agreed": "open",
    "in-progress": "in-progress",
    "done": "done",
    "declined": "declined",
}


class _Anything:
    """Holds every word: what a severity or a person is called is checked where there is a database."""

    def __contains__(self, word: object) -> bool:
        return True

    def __iter__(self):
        return iter(())


ANY_WORDS = Words(severities=_Anything(), mechanisms=_Anything(), people=_Anything())


def _is_portable(given: Given) -> bool:
    return bool(MARK.match(given.text))


def read_portable(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What an incident file tells. Raises DocumentError with its first problem."""
    told = _told(opened.text, ANY_WORDS)
    at = _Places(opened.text)
    return ReadDocument(
        kind=FORMAT.called,
        source_kind=Source.Kind.RECORD,
        text=opened.text,
        title=told.title,
        organisation=told.organisation.name if told.organisation else "",
        summary=told.summary,
        tags=told.tags,
        severity=told.severity,
        address=told.links[0].url if told.links else "",
        events=tuple(_event(event, at) for event in told.events),
        factors=tuple(
            FoundFactor(factor.statement, at.of(factor.statement), factor.role, factor.mechanism)
            for factor in told.factors
        ),
        actions=tuple(
            FoundAction(
                action.title,
                at.of(action.title),
                STATES[action.status],
                action.owner or action.team,
                action.due,
            )
            for action in told.actions
        ),
    )


def _told(text: str, words: Words) -> PortableIncident:
    try:
        return read_incident(text, words)
    except PortableError as error:
        more = len(error.problems) - 1
        said = f" ({more} more problem{'s' if more > 1 else ''}.)" if more else ""
        raise DocumentError(f"This incident file cannot be read: {error.problems[0]}{said}") from error


class _Places:
    """Where the words of a file stand, asked for in the order in which it tells them."""

    def __init__(self, text: str):
        self.text = text

    def of(self, words: str) -> Place:
        """The first line of these words, wherever it is wrapped; the first line of the file for others."""
        line = words.strip().split("\n", 1)[0].split()
        found = re.search(r"\s+".join(map(re.escape, line)), self.text) if line else None
        return Place(*found.span()) if found else Place(0, self.text.find("\n"))


def _event(told, at: _Places) -> FoundEvent:
    return FoundEvent(
        when=told.happened,
        until=told.until,
        text=told.text,
        place=at.of(told.text),
        kind=Kind(told.kind),
        milestones=tuple(map(Milestone.Kind, told.milestones)),
        actor=told.actor,
    )


def store_whole(text: str, *, by=None) -> tuple[Incident, bool]:
    """The incident that a file tells, written back whole, and whether it is new.

    It is not where an incident here would be written to the very same file. Raises DocumentError.
    """
    told = _told(text, words_here())
    for incident in Incident.objects.for_page().filter(title=told.title).order_by("number"):
        if text in (write_incident(gather_incident(incident, drafts=drafts)) for drafts in (True, False)):
            return incident, False
    return store_incident(told, by=by), True


FORMAT = Format(
    NAME, "incident file of Throughline", _is_portable, lambda given: [given.opened(NAME)], read_portable
)
