"""Reading the times of a text, in a form that tests can say in a line."""

from timelines.reading.document import parse
from timelines.reading.facts import find_facts
from timelines.reading.model import Mention, MentionKind, Setting, Times
from timelines.reading.times import find_times
from timelines.when import Precision, When, zones

TOLD = (MentionKind.EVENT, MentionKind.POSTED, MentionKind.LOGGED, MentionKind.SAID)


def times_of(text: str, **known) -> Times:
    document, setting = parse(text), Setting(**known)
    return find_times(document, find_facts(document, setting), setting)


def mentions(text: str, *kinds: MentionKind, **known) -> list[Mention]:
    """Those that tell of something, or of these kinds, in the order of the text."""
    return [mention for mention in times_of(text, **known).mentions if mention.kind in (kinds or TOLD)]


def shown(when: When | None) -> str:
    """ "2023-03-14 18:00" in UTC, "2023-03-14" for a day, "<…" and ">…" for open ones, "a … b" for ranges."""
    if when is None:
        return "?"
    if when.precision is Precision.DAY:
        return f"{when.earliest.astimezone(zones.resolve(when.zone)):%Y-%m-%d}"
    if when.latest is None:
        return f">{when.earliest:%Y-%m-%d %H:%M}"
    if when.earliest is None:
        return f"<{when.best:%Y-%m-%d %H:%M}"
    if when.precision is Precision.RANGE:
        return f"{when.earliest:%Y-%m-%d %H:%M} … {when.latest:%Y-%m-%d %H:%M}"
    if when.precision is Precision.APPROXIMATE:
        return f"≈{when.best:%Y-%m-%d %H:%M}"
    return f"{when.earliest:%Y-%m-%d %H:%M}"


def told(text: str, *kinds: MentionKind, **known) -> list[str]:
    """Each time as shown, with “ – end” for stretches and “ !” for doubts."""
    return [
        shown(mention.when)
        + (f" – {shown(mention.until)}" if mention.until else "")
        + (" !" if mention.doubts else "")
        for mention in mentions(text, *kinds, **known)
    ]
