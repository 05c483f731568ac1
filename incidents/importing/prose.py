"""What the words of a document tell, as the reader of write-ups finds it, in the fields of a ReadDocument."""

from __future__ import annotations

from typing import Any

from incidents.importing.document import DocumentError, Opened, OutOfTime, ReadSettings, ReadWriteUp
from incidents.importing.front_matter import body_of
from incidents.importing.plain_markdown import as_markdown
from timelines.reading.limits import ReadingError, TooSlow
from timelines.reading.model import Place, Setting, WriteUp
from timelines.reading.reader import read_write_up
from timelines.when import When


def read_prose(opened: Opened, settings: ReadSettings, *, within: Place | None = None, **known) -> WriteUp:
    """The text of a document, or the part `within`, read. Raises DocumentError; OutOfTime for one too slow.

    `known`: further fields of Setting that the format knows, such as `published`.
    """
    return read_words(opened.text, settings, within=within, **{"name": opened.name, **known})


def read_words(text: str, settings: ReadSettings, *, within: Place | None = None, **known) -> WriteUp:
    """The same for a text that is not the document's own: one put together of parts of it."""
    try:
        return read_write_up(text, setting_of(settings, **known), within=within)
    except TooSlow as error:
        raise OutOfTime(str(error)) from error
    except ReadingError as error:
        raise DocumentError(str(error)) from error


def setting_of(settings: ReadSettings, **known) -> Setting:
    """What a person decided, as the reader takes it; what they left open may be `known` otherwise."""
    decided = {
        "zone": settings.zone,
        "log_zone": settings.log_zone,
        "usual_zone": settings.usual_zone,
        "day": settings.day,
    }
    return Setting(**(known | {name: value for name, value in decided.items() if value}))


def with_silence(fields: dict[str, Any], **otherwise) -> dict[str, Any]:
    """Fields of a document; where it is silent, what is known otherwise."""
    return fields | {name: value for name, value in otherwise.items() if value and not fields.get(name)}


def write_up_of(text: str, published: When | None) -> ReadWriteUp | None:
    """The account that a document is, as Markdown without its front matter; None where nothing is left."""
    place = body_of(text)
    if place.start >= place.end:
        return None
    return ReadWriteUp(as_markdown(place.of(text), with_headings=True), place, published)


def fields_of(write_up: WriteUp) -> dict[str, Any]:
    """What was read, as fields of ReadDocument."""
    facts, times = write_up.facts, write_up.times
    return {
        "title": facts.title,
        "organisation": facts.organisation,
        "author": facts.author,
        "severity": facts.severity,
        "tags": facts.tags,
        "summary": facts.summary,
        "published": facts.published or times.published,
        "zone": times.zone,
        "log_zone": times.log_zone,
        "day": times.day,
        "events": write_up.events,
        "factors": write_up.factors,
        "actions": write_up.actions,
        "found_affected": write_up.affected,
        "problems": write_up.warnings,
    }
