"""When an incident began and ended, as the sources say: one event for each, however many sources tell it.

A status page says when something was posted, not when it happened: its first post means that the incident had
begun by then. A write-up's statement goes before a record's, and a record's before a status page's. Where
they contradict one another, all are kept: the milestone has the time of the first in this order, and its text
says what the others say. An event that says nothing but a milestone becomes the happening that marks it, once
somebody tells that. The other milestones belong to whoever tells them first in this order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q

from incidents.importing.agreeing import not_before
from incidents.importing.claims import (
    SENTENCES,
    is_foreign,
    lane_of,
    narrower,
    own_event,
    read_claims,
    text_with,
    voice_of,
    weighed,
)
from incidents.importing.people import (
    changed_by_people,
    importing,
    milestones_by_people,
    milestones_of_each_by_people,
)
from incidents.importing.posts import as_event
from incidents.importing.told import Statement, Telling, ToldPost, Voice
from incidents.importing.words import says_open, says_over
from incidents.models import Incident
from timelines.models import Kind, Milestone, Quote, Source, TimelineEvent
from timelines.when import Precision, When

STARTED, RESOLVED = Milestone.Kind.STARTED, Milestone.Kind.RESOLVED


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
    return [*told, own_event(_beginning(posts[order[0]]))]


def state(incident, statements: Iterable[Statement], *, tellings: Sequence[Telling] = (), by=None) -> None:
    """Let the timeline say when the incident began and ended, as far as nobody has decided that by hand.

    Saying the same again changes nothing. The events that `statements` name belong to this incident.
    `tellings`: happenings that it does not have yet; each becomes an event, with the milestones it may have.
    The number of queries does not grow with either.
    """
    statements = list(statements)
    if not statements and not tellings:
        return
    with transaction.atomic(), importing(by):
        incident.hold()
        (held,) = _held([incident]).values()
        settled = changed_by_people(held.values()) if tellings else set()
        stating = _Stating(incident, held, by, milestones_by_people(incident), settled)
        for telling in tellings:
            stating.tell(telling)
        for statement in statements:
            stating.state(statement)
        _write([stating], by)


def state_each(said: Mapping[Incident, Sequence[Statement]], *, by=None) -> None:
    """`state` for several incidents, which are held, without tellings, in as many queries as for one."""
    said = {incident: list(statements) for incident, statements in said.items() if statements}
    if not said:
        return
    with transaction.atomic(savepoint=False), importing(by):
        held, decided = _held(said), milestones_of_each_by_people(said)
        statings = []
        for incident, statements in said.items():
            stating = _Stating(incident, held[incident.pk], by, decided[incident.pk], set())
            for statement in statements:
                stating.state(statement)
            statings.append(stating)
        _write(statings, by)


def _held(incidents: Iterable[Incident]) -> dict[int, dict[str, TimelineEvent]]:
    """The events that carry milestones, by incident and kind. Three queries at most."""
    held: dict[int, dict[str, TimelineEvent]] = {incident.pk: {} for incident in incidents}
    sources = Prefetch("event__quotes__source", Source.objects.for_quotes())
    marks = Milestone.objects.filter(incident__in=held).select_related("event").prefetch_related(sources)
    for mark in marks:
        held[mark.incident_id][mark.kind] = mark.event
    return held


@dataclass
class _Stating:
    """Changes to the milestones of an incident, gathered to be written at once."""

    incident: object
    held: dict[str, TimelineEvent]
    by: object
    decided: set[str]  # kinds that people decided
    settled: set[int]  # events that people changed
    new: list[dict] = field(default_factory=list)  # events of their own, as record_all takes them
    marks: dict[str, TimelineEvent | None] = field(default_factory=dict)  # which event carries it now
    quotes: dict[TimelineEvent, list[Quote]] = field(default_factory=dict)
    changed: dict[TimelineEvent, None] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)  # kinds that an event of this time carries now

    def state(self, said: Statement) -> None:
        held = self.held.get(said.milestone)
        if said.milestone in self.decided:
            return
        if said.at is None:
            self._take_back(said.milestone, held)
        elif said.event is not None and said.event.kind != Kind.STATUS_POST:
            self._mark(said.milestone, said.event, said.voice)
        elif held is None:
            self._first(said)
        elif held.kind == Kind.STATUS_POST and said.event is not None:
            self._later_post(said, held)
        elif said.voice > voice_of(held) and is_foreign(held) and not _is_same(said.at, held):
            self._beside(said, held)
        else:
            self._again(said, held)

    def tell(self, telling: Telling) -> None:
        """A happening as an event: the one that carries its milestone and is the same, else a new one."""
        kinds = [kind for kind in telling.milestones if kind not in self.decided and kind not in self.given]
        home = self._same_as(kinds, telling)
        if home is None:
            home = {**telling.facts, "milestones": []}
            self.new.append(home)
        elif self._says_better(telling, home):
            self._become(home, telling)
        else:
            self.quotes.setdefault(home, []).extend(telling.facts.get("quotes", ()))
        for kind in kinds:
            self._mark(kind, home, telling.voice)

    def _same_as(self, kinds: Sequence[str], telling: Telling) -> TimelineEvent | None:
        """The event that carries the beginning or the end and that this happening is, or None.

        Both are one event each: who agrees on the time tells the same. An event that says nothing else is
        told by whoever has more weight, too.
        """
        if telling.facts["kind"] == Kind.STATUS_POST:
            return None
        for kind in (STARTED, RESOLVED):
            held = self.held.get(kind) if kind in kinds else None
            if held is None or held.kind == Kind.STATUS_POST:
                continue
            gives_words = not is_foreign(held) and held.pk not in self.settled
            if _is_same(telling.facts["happened"], held) or (gives_words and telling.voice > voice_of(held)):
                return held
        return None

    def _says_better(self, telling: Telling, event: TimelineEvent) -> bool:
        """Whether the event takes the words of this happening, for it has none or those of a lesser voice."""
        if event.pk in self.settled or event in self.changed:
            return False
        return not is_foreign(event) or telling.voice > voice_of(event)

    def _become(self, event: TimelineEvent, telling: Telling) -> None:
        """The event says what happened; what it stands on stays."""
        facts = dict(telling.facts)
        quotes = facts.pop("quotes", ())
        _, claims = read_claims(event.text)
        theirs = voice_of(event)
        if telling.voice > theirs:
            claims[theirs] = event.happened
        happened = weighed(facts["happened"], telling.voice, event.happened, theirs)
        claims = {voice: when for voice, when in claims.items() if not when.overlaps(happened)}
        facts |= {"happened": happened, "text": text_with(facts["text"], claims)}
        facts["until"] = not_before(happened, facts.get("until"))
        for name, value in facts.items():
            setattr(event, name, value)
        self.changed[event] = None
        self.quotes.setdefault(event, []).extend(quotes)

    def _mark(self, kind: str, home: TimelineEvent | dict[str, Any], voice: Voice) -> None:
        """Let an event, or one that will be recorded, carry a milestone, unless a weightier one does."""
        held = self.held.get(kind)
        if kind in self.given or (held is not None and held == home):
            return
        happened = home["happened"] if isinstance(home, dict) else home.happened
        if held is not None and voice <= voice_of(held):
            self._note(held, voice, happened)
            return
        self.given.add(kind)
        if held is not None:
            self._take_over(home, held)
        self.marks[kind] = None if isinstance(home, dict) else home
        if isinstance(home, dict):
            home["milestones"].append(kind)

    def _note(self, held: TimelineEvent, voice: Voice, happened: When) -> None:
        """The event that carries the milestone says what somebody else says, if that contradicts it."""
        sentence, claims = read_claims(held.text)
        if not happened.overlaps(held.happened):
            claims[voice] = narrower(happened, claims.get(voice, happened))
            self._rewrite(held, held.happened, text_with(sentence, claims), held.lane)

    def _take_over(self, home: TimelineEvent | dict[str, Any], held: TimelineEvent) -> None:
        """What another event carried goes to this one, and with it what that says otherwise.

        Also what that stands on, unless it tells a happening of its own.
        """
        is_own = held.kind == Kind.STATUS_POST or not is_foreign(held)
        quotes = list(held.quotes.all()) if is_own else []
        is_new = isinstance(home, dict)
        happened, text = (home["happened"], home["text"]) if is_new else (home.happened, home.text)
        sentence, claims = read_claims(text)
        if not happened.overlaps(held.happened):
            claims[voice_of(held)] = held.happened
        if is_new:
            home["text"] = text_with(sentence, claims)
            home["quotes"] = [*home.get("quotes", ()), *quotes]
        else:
            self._rewrite(home, home.happened, text_with(sentence, claims), home.lane)
            self.quotes.setdefault(home, []).extend(quotes)

    def _take_back(self, kind: str, held: TimelineEvent | None) -> None:
        """The status page says that it goes on: its own word that it was over no longer counts."""
        if held is not None and held.kind == Kind.STATUS_POST:
            self.marks[kind] = None

    def _first(self, said: Statement) -> None:
        if said.event is not None:
            self.marks[said.milestone] = said.event
        else:
            self.new.append(own_event(said))

    def _later_post(self, said: Statement, held: TimelineEvent) -> None:
        """Of two posts that say it is over, the later one."""
        if said.event.pk != held.pk and said.event.happened.key > held.happened.key:
            self.marks[said.milestone] = said.event

    def _beside(self, said: Statement, held: TimelineEvent) -> None:
        """Somebody of more weight speaks than the event that carries it: the milestone gets its own."""
        claims = {} if said.at.overlaps(held.happened) else {voice_of(held): held.happened}
        self.marks[said.milestone] = None
        self.new.append(own_event(said, claims, held.quotes.all()))

    def _again(self, said: Statement, held: TimelineEvent) -> None:
        """The event that carries it gets the further quotes and, where it is no post, the better time."""
        self.quotes.setdefault(held, []).extend(said.quotes)
        sentence, claims = read_claims(held.text)
        theirs, agrees = voice_of(held), said.at.overlaps(held.happened)
        happened, lane = held.happened, held.lane
        if said.voice > theirs and not is_foreign(held):
            claims[theirs] = held.happened
            lane, sentence = lane_of(said.voice), SENTENCES[said.milestone, said.voice]
        if held.kind != Kind.STATUS_POST and (agrees or said.voice > theirs):
            happened = weighed(said.at, said.voice, held.happened, theirs)
        if not agrees and said.voice <= theirs:
            claims[said.voice] = narrower(said.at, claims.get(said.voice, said.at))
        claims = {voice: when for voice, when in claims.items() if not when.overlaps(happened)}
        self._rewrite(held, happened, text_with(sentence, claims), lane)

    def _rewrite(self, event: TimelineEvent, happened: When, text: str, lane: str) -> None:
        if (event.happened, event.text, event.lane) != (happened, text, lane):
            event.happened, event.text, event.lane = happened, text, lane
            self.changed[event] = None


def _write(statings: Sequence[_Stating], by) -> None:
    """Write the changes of several incidents, which are held, in as many queries as those of one."""
    incidents = [stating.incident for stating in statings]
    changed = [event for stating in statings for event in stating.changed]
    settled = changed_by_people(changed)
    quotes = {event: more for stating in statings for event, more in stating.quotes.items()}
    TimelineEvent.objects.tell_each_again(
        incidents, quotes, changed=[event for event in changed if event.pk not in settled]
    )
    marking = [stating for stating in statings if stating.marks]
    if marking:
        marked = [Q(incident=stating.incident, kind__in=stating.marks) for stating in marking]
        Milestone.objects.filter(reduce(or_, marked)).delete()
        Milestone.objects.bulk_create(
            [
                Milestone(incident=stating.incident, event=event, kind=kind)
                for stating in marking
                for kind, event in stating.marks.items()
                if event is not None
            ]
        )
    TimelineEvent.objects.record_each({one.incident: one.new for one in statings if one.new}, by=by)
    moved = [stating.incident for stating in marking if not stating.new]
    if moved:
        Incident.objects.timelines_changed(moved)


def _is_same(when: When, event: TimelineEvent) -> bool:
    """Whether an event that is no post, which has a time of its own, may have happened then."""
    return event.kind != Kind.STATUS_POST and when.overlaps(event.happened)
