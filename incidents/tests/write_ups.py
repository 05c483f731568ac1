"""A write-up as the reader gives it, for tests of what becomes of it."""

from dataclasses import replace
from datetime import date

from incidents.importing.document import Place, ReadDocument, ReadWriteUp
from timelines.models import Kind, Milestone, Source
from timelines.reading.model import (
    Confidence,
    FoundAction,
    FoundAffected,
    FoundEvent,
    FoundFactor,
    ZoneFrom,
    ZoneRead,
)
from timelines.when import When

TEXT = """# Letters go astray

Lamplight, 3 May 2024. All times are in Europe/Vienna.

At 11:10 the sorter stopped, because its disk was full.
At 11:31 the watch noticed that letters pile up.
From 11:50 to 13:05 we carried them by hand.
At 13:05 the sorter ran again.
Perhaps somebody saw it earlier that morning.

Nobody watched the disk of the sorter.

- [x] Watch the disk of the sorter (Mira, 10 May 2024, https://tickets.example.com/7)
- [ ] Give the sorter a second disk

Affected: Letters, Parcels
"""


def place(words: str) -> Place:
    start = TEXT.index(words)
    return Place(start, start + len(words))


def at(clock: str) -> When:
    return When.read(f"3 May 2024 {clock}", zone="Europe/Vienna")


STOPPED = FoundEvent(
    when=at("11:10"),
    text="The sorter stopped, because its disk was full.",
    place=place("At 11:10 the sorter stopped, because its disk was full."),
    time_place=place("11:10"),
    milestones=(Milestone.Kind.STARTED,),
)
NOTICED = FoundEvent(
    when=at("11:31"),
    text="The watch noticed that letters pile up.",
    place=place("At 11:31 the watch noticed that letters pile up."),
    time_place=place("11:31"),
    milestones=(Milestone.Kind.DETECTED,),
)
CARRIED = FoundEvent(
    when=at("11:50"),
    until=at("13:05"),
    text="We carried them by hand.",
    place=place("From 11:50 to 13:05 we carried them by hand."),
    time_place=place("11:50"),
    kind=Kind.ACTION,
    actor="The porters",
)
RAN = FoundEvent(
    when=at("13:05"),
    text="The sorter ran again.",
    place=place("At 13:05 the sorter ran again."),
    milestones=(Milestone.Kind.RESOLVED,),
)
PERHAPS = FoundEvent(
    when=None,
    text="Somebody saw it earlier.",
    place=place("Perhaps somebody saw it earlier that morning."),
    confidence=Confidence.DOUBTFUL,
    why=("nobody says when",),
)
DISK_FULL = FoundFactor(
    text="Its disk was full.",
    place=place("because its disk was full"),
    role="trigger",
    mechanism="capacity-exhaustion",
)
UNWATCHED = FoundFactor(
    text="Nobody watched the disk of the sorter.",
    place=place("Nobody watched the disk of the sorter."),
    role="hindered-detection",
)
WATCH = FoundAction(
    text="Watch the disk of the sorter",
    place=place("Watch the disk of the sorter (Mira"),
    state="done",
    owner="Mira",
    due=date(2024, 5, 10),
    ticket="https://tickets.example.com/7",
)
SECOND = FoundAction(text="Give the sorter a second disk", place=place("Give the sorter a second disk"))
LETTERS = FoundAffected("Letters", place("Letters, Parcels"))
PARCELS = FoundAffected("Parcels", place("Parcels"))
WRITE_UP = ReadDocument(
    kind="Markdown document",
    source_kind=Source.Kind.WRITE_UP,
    text=TEXT,
    title="Letters go astray",
    organisation="Lamplight",
    author="Mira Oduya",
    severity="SEV-2",
    published=When.read("6 May 2024 UTC"),
    zone=ZoneRead("Europe/Vienna", "Europe/Vienna", ZoneFrom.STATED, 1),
    format="markdown",
    write_up=ReadWriteUp(TEXT, Place(0, len(TEXT)), None),
    events=(STOPPED, NOTICED, CARRIED, RAN, PERHAPS),
    factors=(DISK_FULL, UNWATCHED),
    actions=(WATCH, SECOND),
    found_affected=(LETTERS, PARCELS),
)


def told_by(text: str, *events: FoundEvent, **facts) -> ReadDocument:
    """Another document of the same incident: each event stands on the line of `text` that ends like it."""
    lines = {line: text.index(line) for line in text.splitlines() if line}
    placed = [
        replace(event, place=Place(start, start + len(line)), time_place=None, also=())
        for event in events
        for line, start in lines.items()
        if line.endswith(event.text)
    ]
    plain = {"factors": (), "actions": (), "found_affected": (), "severity": "", "write_up": None}
    return replace(WRITE_UP, text=text, **{**plain, "events": tuple(placed), **facts})
