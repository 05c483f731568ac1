"""Documents as readers give them, made by hand: what a test is about, and nothing else."""

from incidents.importing.document import ReadDocument
from timelines.models import Milestone
from timelines.reading.model import (
    Confidence,
    FoundAction,
    FoundAffected,
    FoundEvent,
    FoundFactor,
    Place,
    ZoneFrom,
    ZoneRead,
)
from timelines.when import When

TEXT = (
    "At 12:00 the queue grew. Later mails were late. At 13:00 all was sent.\n"
    "Nobody watched the gauge. We will add an alert. Checkout and mail were affected.\n"
)


def place_of(words: str, text: str = TEXT) -> Place:
    start = text.index(words)
    return Place(start, start + len(words))


def event(words: str, at: str | None = None, **details) -> FoundEvent:
    when = When.read(f"14 March 2023 {at}", zone="UTC") if at else None
    return FoundEvent(when, words, place_of(words), **details)


GREW = event("the queue grew", "12:00", milestones=(Milestone.Kind.STARTED,))
LATE = event(
    "mails were late",
    confidence=Confidence.DOUBTFUL,
    possible=When.read("between 12:00 and 13:00 on 14 March 2023", zone="UTC"),
    why=("nobody says when",),
    time_place=place_of("Later"),
)
SENT = event("all was sent", "13:00", milestones=(Milestone.Kind.RESOLVED,))
GAUGE = FoundFactor(
    "Nobody watched the gauge.",
    place_of("Nobody watched the gauge."),
    role="hindered-detection",
    mechanism="monitoring-gap",
    cue=place_of("Nobody watched"),
)
ALERT = FoundAction("Add an alert", place_of("We will add an alert."))
MAIL = FoundAffected("mail", place_of("mail were affected"))


def document(**details) -> ReadDocument:
    told = {
        "events": (GREW, LATE, SENT),
        "factors": (GAUGE,),
        "actions": (ALERT,),
        "found_affected": (MAIL,),
        "zone": ZoneRead("UTC", "UTC", ZoneFrom.STATED, 1),
    }
    facts = {"kind": "plain text", "source_kind": "write-up", "text": TEXT, "title": "Orders wait"}
    return ReadDocument(**facts | told | details)
