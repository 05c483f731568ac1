"""JSON of no form that is known: said so, rather than read as if it were prose."""

from __future__ import annotations

from incidents.importing.document import DocumentError, Opened, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given
from incidents.importing.located_json import TooMuch, begins_as_json, read_json


def is_json(given: Given) -> bool:
    """Whether it is JSON; what only begins like it, as “[14:05] mira: …” does, is not."""
    if not begins_as_json(given.text):
        return False
    try:
        read_json(given.text)
    except TooMuch:
        return True
    except DocumentError:
        return False
    return True


def refuse(given: Given) -> list[Opened]:
    read_json(given.text)
    raise DocumentError(
        "This is JSON, but none that tells of an incident in a form that is known: a record with “Title” and "
        "“Summary”, or an object with a name and dated posts, or a list of these."
    )


def refuse_opened(opened: Opened, settings: ReadSettings) -> ReadDocument:
    raise DocumentError("This JSON is of no form that is known.")


FORMAT = Format("json", "JSON", is_json, refuse, refuse_opened)
