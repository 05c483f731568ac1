"""When an incident began and ended, as the sources say: one event for each, however many sources tell it.

A status page says when something was posted, not when it happened: its first post means that the incident had
begun by then. A write-up's statement goes before a record's, and a record's before a status page's. Where
they contradict one another, all are kept: the milestone has the time of the first in this order, and its text
says what the others say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from incidents.differing import with_note, without_note
from incidents.importing.people import changed_by_people, importing, milestones_by_people
from incidents.importing.posts import as_event
from incidents.importing.told import Statement, ToldPost, Voice
from incidents.importing.words import says_open, says_over
from timelines.models import Kind, Lane, Milestone, Quote, TimelineEvent
from timelines.when import Precision, UnreadableTime, When

STARTED, RESOLVED = Milestone.Kind.STARTED, Milestone.Kind.RESOLVED
SENTENCES = {
    (STARTED, Voice.STATUS_PAGE): "The incident had begun when the status page first spoke of it.",
    (STARTED, Voice.RECORD): "The incident began, says the record.",
    (STARTED, Voice.WRITE_UP): "The incident began, says the write-up.",
    (RESOLVED, Voice.STATUS_PAGE): "The incident was over when the status page said so.",
    (RESOLVED, Voice.RECORD): "The incident ended, says the record.",
    (RESOLVED, Voice.WRITE_UP): "The incident ended, says the write-up.",
}
VOICES = {sentence: voice for (_, voice), sentence in SENTENCES.items()}
SAYS = re.compile(r"The (status page|record|write-up) says (.{1,400}?)\.(?= The |\s|$)")


def statements_of(posts: Sequence[ToldPost], events: Sequence[TimelineEvent]) -> list[Statement]:
    """What all posts of one report together say of its beginning and end; `events` are those that tell them.

    A statement without a time takes the end back: the last post says that it goes on.
    """
    if not posts:
        return []
    told = sorted(zip(posts, events, strict=True), key=lambda pair: pair[0].at.key)
    last, event = told[-1]
    statements = [_beginning(told[0][0])]
    if says_over(last.status, last.text):
        statements.append(Statement(RESOLVED, last.at, Voice.STATUS_PAGE, last.quotes, event))
    elif says_open(last.status):
        statements.append(Statement(RESOLVED, None, Voice.STATUS_PAGE))
    return statements


def _beginning(first: ToldPost) -> Statement:
    """What the first post says of the beginning: by then."""
    by_then = When(None, first.at.latest, Precision.RANGE, first.at.zone)
    return Statement(STARTED, by_then, Voice.STATUS_PAGE, first.quotes)


def record_report(incident, posts: Sequence[ToldPost], *, by=None) -> list[TimelineEvent]:
    """Put all posts of a report, and what they say together, on the timeline of an incident that has none."""
    if not posts:
        return []
    return TimelineEvent.objects.record_all(incident, report_as_events(posts), by=by)[: len(posts)]


def report_as_events(posts: Sequence[ToldPost]) -> list[dict]:
    """Events as `record_all` takes them: one for each post, in order, then what they say together."""
    if not posts:
        return []
    order = sorted(range(len(posts)), key=lambda number: posts[number].at.key)
    told = [as_event(post) for post in posts]
    if says_over(posts[order[-1]].status, posts[order[-1]].text):
        told[order[-1]]["milestones"] = [RESOLVED]
    return [*told, _own_event(_beginning(posts[order[0]]))]


def state(incident, statements: Iterable[Statement], *, by=None) -> None:
    """Let the timeline say when the incident began and ended, as far as nobody has decided that by hand.

    Saying the same again changes nothing. The events that `statements` name belong to this incident.
    """
    statements = list(statements)
    if not statements:
        return
    with transaction.atomic(), importing(by):
        incident.hold()
        decided = milestones_by_people(incident)
        stating = _Stating(incident, _held(incident), by)
        for statement in statements:
            if statement.milestone not in decided:
                stating.state(statement)
        stating.write()


def _held(incident) -> dict[str, TimelineEvent]:
    """The events that carry milestones, by their kind. Two queries at most."""
    marks = incident.milestones.select_related("event").prefetch_related("event__quotes")
    return {mark.kind: mark.event for mark in marks}


@dataclass
class _Stating:
    """Changes to the milestones of an incident, gathered to be written at once."""

    incident: object
    held: dict[str, TimelineEvent]
    by: object
    new: list[dict] = field(default_factory=list)  # events of their own, as record_all takes them
    marks: dict[str, TimelineEvent | None] = field(default_factory=dict)  # which event carries it now
    quotes: dict[TimelineEvent, list[Quote]] = field(default_factory=dict)
    changed: dict[TimelineEvent, None] = field(default_factory=dict)

    def state(self, said: Statement) -> None:
        held = self.held.get(said.milestone)
        if said.at is None:
            self._take_back(said.milestone, held)
        elif held is None:
            self._first(said)
        elif held.kind == Kind.STATUS_POST and said.event is not None:
            self._later_post(said, held)
        elif said.voice > _voice_of(held) and _is_foreign(held):
            self._beside(said, held)
        else:
            self._again(said, held)

    def _take_back(self, kind: str, held: TimelineEvent | None) -> None:
        """The status page says that it goes on: its own word that it was over no longer counts."""
        if held is not None and held.kind == Kind.STATUS_POST:
            self.marks[kind] = None

    def _first(self, said: Statement) -> None:
        if said.event is not None:
            self.marks[said.milestone] = said.event
        else:
            self.new.append(_own_event(said))

    def _later_post(self, said: Statement, held: TimelineEvent) -> None:
        """Of two posts that say it is over, the later one."""
        if said.event.pk != held.pk and said.event.happened.key > held.happened.key:
            self.marks[said.milestone] = said.event

    def _beside(self, said: Statement, held: TimelineEvent) -> None:
        """Somebody of more weight speaks than the event that carries it: the milestone gets its own."""
        claims = {} if said.at.overlaps(held.happened) else {_voice_of(held): held.happened}
        self.marks[said.milestone] = None
        self.new.append(_own_event(said, claims, held.quotes.all()))

    def _again(self, said: Statement, held: TimelineEvent) -> None:
        """The event that carries it gets the further quotes and, where it is ours, the better time."""
        self.quotes.setdefault(held, []).extend(said.quotes)
        sentence, claims = _read(held.text)
        theirs, agrees = _voice_of(held), said.at.overlaps(held.happened)
        happened, lane = held.happened, held.lane
        if said.voice > theirs:
            claims[theirs] = held.happened
            happened, lane = said.at, _lane(said.voice)
            sentence = SENTENCES[said.milestone, said.voice]
        elif not agrees:
            claims[said.voice] = _narrower(said.at, claims.get(said.voice, said.at))
        elif said.voice == theirs and not _is_foreign(held):
            happened = _narrower(said.at, happened)
        claims = {voice: when for voice, when in claims.items() if not when.overlaps(happened)}
        self._rewrite(held, happened, _text(sentence, claims), lane)

    def _rewrite(self, event: TimelineEvent, happened: When, text: str, lane: str) -> None:
        if (event.happened, event.text, event.lane) != (happened, text, lane):
            event.happened, event.text, event.lane = happened, text, lane
            self.changed[event] = None

    def write(self) -> None:
        settled = changed_by_people(self.changed)
        TimelineEvent.objects.tell_again(
            self.incident, self.quotes, changed=[event for event in self.changed if event.pk not in settled]
        )
        if self.marks:
            Milestone.objects.filter(incident=self.incident, kind__in=self.marks).delete()
            Milestone.objects.bulk_create(
                [
                    Milestone(incident=self.incident, event=event, kind=kind)
                    for kind, event in self.marks.items()
                    if event is not None
                ]
            )
        if self.new:
            TimelineEvent.objects.record_all(self.incident, self.new, by=self.by)
        elif self.marks:
            self.incident.timeline_changed()


def _own_event(
    said: Statement, claims: dict[Voice, When] | None = None, quotes: Iterable[Quote] = ()
) -> dict:
    """An event that says nothing but a milestone, as record_all takes it."""
    return {
        "happened": said.at,
        "text": _text(SENTENCES[said.milestone, said.voice], claims or {}),
        "lane": _lane(said.voice),
        "quotes": [*said.quotes, *quotes],
        "milestones": [said.milestone],
    }


def _is_foreign(event: TimelineEvent) -> bool:
    """Whether the event that carries a milestone tells more than that milestone: its words are not ours."""
    return _read(event.text)[0] not in VOICES


def _voice_of(event: TimelineEvent) -> Voice:
    """Who speaks in the event that carries a milestone."""
    elsewhere = Voice.STATUS_PAGE if event.lane == Lane.STATUS_PAGE else Voice.WRITE_UP
    return VOICES.get(_read(event.text)[0], elsewhere)


def _lane(voice: Voice) -> Lane:
    return Lane.STATUS_PAGE if voice == Voice.STATUS_PAGE else Lane.WRITE_UP


def _narrower(when: When, other: When) -> When:
    """The one of two times that leaves less room; the first where neither does."""
    if when.is_open and other.is_open:
        return min(when, other, key=lambda one: one.latest or one.earliest)
    if when.is_open or other.is_open:
        return other if when.is_open else when
    return other if other.width < when.width else when


def _text(sentence: str, claims: dict[Voice, When]) -> str:
    """The text of an event on which sources differ: what each of the others says."""
    said = (f"The {voice.spoken} says {claims[voice]}." for voice in sorted(claims))
    return with_note(sentence, " ".join(said))


def _read(text: str) -> tuple[str, dict[Voice, When]]:
    """What `_text` wrote: the sentence, and what the other sources say."""
    sentence, note = without_note(text)
    spoken = {voice.spoken: voice for voice in Voice}
    claims = {}
    for voice, words in SAYS.findall(note):
        try:
            claims[spoken[voice]] = When.read(words)
        except UnreadableTime:
            continue  # somebody wrote here: their words go with the next change of the sources
    return sentence, claims
