"""How what is counted is asked for: the one place where a number of a pattern knows its query text."""

from __future__ import annotations

from collections.abc import Iterable

from incidents.asking import written
from incidents.models import Incident

OR = "OR"
NEAR_MISS = str(Incident.Kind.NEAR_MISS)
STANDARD = written(
    [
        ("kind", [str(Incident.Kind.INCIDENT), str(Incident.Kind.PUBLIC_WRITE_UP), NEAR_MISS]),
        ("-status", [str(Incident.Status.CANCELLED)]),
    ]
)
"""What the page counts where nothing else is asked for: no drills, no vendors' incidents, none called off."""

ANY_KIND = written([("kind", Incident.Kind.values)])
NEAR_MISSES = written([("kind", [NEAR_MISS])])
NO_NEAR_MISSES = written([("-kind", [NEAR_MISS])])
WITH_FACTORS = written([("has", ["factors"])])
# Not `missing:`, which expects nothing of cancelled incidents: these are the whole rest.
WITHOUT_FACTORS = written([("-has", ["factors"])])
WITHOUT_START = written([("-has", ["start"])])
WITHOUT_COMPONENT = written([("-has", ["component"])])
UNNAMED = written([("missing", ["mechanism"])])
"""With a factor whose mechanism nobody has named; none of them cancelled."""


def ready(text: str) -> str:
    """A query text that others can be written behind: nothing in it takes them in.

    What waits for something is an open quotation mark, and an OR with nothing but signs behind it.
    """
    text = written([], words=text.replace("\x00", ""))
    while True:
        end = _end_of_words(text)
        last = text[:end].rsplit(None, 1)[-1:]
        if last != [OR]:
            return text
        text = text[: end - len(OR)]


def _end_of_words(text: str) -> int:
    """The place behind the last letter or digit."""
    end = len(text)
    while end and not text[end - 1].isalnum():
        end -= 1
    return end


def of_mechanism(slug: str) -> str:
    return written([("mechanism", [slug])])


def as_role(slug: str, role: str) -> str:
    """A factor of this mechanism in this role, whatever roles are asked for elsewhere in the text."""
    return written([("mechanism", [f"{role}/{slug}"])])


def of_role(role: str) -> str:
    return written([("role", [role])])


def of_component(name: str) -> str:
    return written([("component", [name])])


def of_organisation(slug: str) -> str:
    return written([("org", [slug])])


def of_severity(name: str) -> str:
    return written([("severity", [name])])


def of_kind(kind: str) -> str:
    return written([("kind", [kind])])


def during(stretch: str) -> str:
    return written([("during", [stretch])])


def these(references: Iterable[str]) -> str:
    """Some incidents by their references."""
    return written([("incident", list(references))])
