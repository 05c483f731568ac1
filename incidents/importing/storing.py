"""From what was read of a document to rows: joined to the incident it is about, all or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import validate_time_zone
from incidents.exceptions import StatusUnchanged
from incidents.facts import change_facts
from incidents.importing import portable_file
from incidents.importing.document import Affected, Place, ReadDocument
from incidents.importing.happenings import places_of, tell_happenings
from incidents.importing.impact import say_affected
from incidents.importing.joining import (
    OURS,
    Joined,
    Told,
    ToldPost,
    importing,
    incident_told,
    join_report,
    open_told,
)
from incidents.importing.lessons import Listed, cut, list_actions, list_factors
from incidents.importing.selecting import Choice, chosen
from incidents.importing.severities import severity_named
from incidents.importing.words import address_forms, says_over
from incidents.indexing import indexed_once
from incidents.models import Incident, Postmortem
from timelines.models import Milestone, Quote, Source, TimelineEvent
from timelines.models.source import digest_of
from timelines.reading.model import ZoneFrom
from timelines.when import When

WHY = "read from a document"
LONG_AGO = timedelta(days=90)
MAX_TITLE = 300
MAX_TAGS, MAX_TAG = 20, 50
MAX_SUMMARY = 20_000
MAX_ADDRESS = 2000
UNTITLED = "Untitled document"
MAX_BODY = 400_000  # see incidents.forms.postmortem.MAX_BODY
ZONES_SAID = {ZoneFrom.DECIDED, ZoneFrom.BESIDE, ZoneFrom.STATED, ZoneFrom.REPEATED}


@dataclass
class Stored:
    """What became of a document.

    - source: None for an incident file of our own, which brings its sources.
    - events_new, events_joined, events_known: told for the first time; told already and now by this document
      as well; told by this document before.
    - factors, actions: how many are in the lists now that were not, or that others named before.
    - components: those now said to be affected. added: what else the incident got, in words.
    """

    document: ReadDocument
    joined: Joined
    source: Source | None
    source_is_new: bool
    events_new: int = 0
    events_joined: int = 0
    events_known: int = 0
    factors: Listed = field(default_factory=Listed)
    actions: Listed = field(default_factory=Listed)
    components: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def incident(self) -> Incident:
        return self.joined.incident

    @property
    def is_unchanged(self) -> bool:
        """Whether everything that the document says was here already."""
        lists = (self.factors, self.actions)
        new = (self.joined.is_new, self.source_is_new, self.events_new, self.events_joined, self.added)
        return not any(new) and not any(listed.new or listed.joined for listed in lists)

    @property
    def milestones(self) -> dict[str, When]:
        """Those of the incident as they are now."""
        return self.incident.milestones_told


def store_document(
    read: ReadDocument,
    *,
    by=None,
    into: Incident | None = None,
    always_new: bool = False,
    choice: Choice | None = None,
) -> Stored:
    """Keep a document and let the incident it is about say what it says.

    `into`: the incident it is about; without it, it is found, or opened. `always_new`: open one in any case.
    `choice`: what of it is taken, None for everything but what is doubtful. All or nothing is written, and
    the number of queries does not grow with what the document tells. An incident file of our own is written
    back whole, unless it goes into another incident or is chosen from.
    """
    if read.format == portable_file.NAME and into is None and choice is None:
        return _store_whole(read, by)
    with transaction.atomic(), importing(by, WHY), indexed_once():
        return _Storing(read, by, choice).store(into, always_new)


def _store_whole(read: ReadDocument, by) -> Stored:
    incident, is_new = portable_file.store_whole(read.text, by=by)
    why = "an incident file" if is_new else "it would be written to the very same file"
    joined = Joined(incident, is_new, why)
    count = len(read.events)
    listed = [Listed(new=len(items) if is_new else 0) for items in (read.factors, read.actions)]
    return Stored(
        read,
        joined,
        source=None,
        source_is_new=False,
        events_new=count if is_new else 0,
        events_known=0 if is_new else count,
        factors=listed[0],
        actions=listed[1],
    )


class _Storing:
    def __init__(self, read: ReadDocument, by, choice: Choice | None):
        self.chosen = chosen(replace(read, title=" ".join(read.title.split()) or UNTITLED), choice)
        self.read = self.chosen.read
        self.wants_draft = choice is None or choice.draft
        self.by = by

    def store(self, into: Incident | None, always_new: bool) -> Stored:
        read = self.read
        joined = self._joined(into, always_new)
        self.incident = joined.incident
        self.incident.hold()
        held = set(self.incident.sources.values_list("pk", flat=True))
        source = self._keep()
        self.done = Stored(read, joined, source, source.pk not in held, problems=list(read.problems))
        self.quotes = self._quotes(source)
        self._tell_events(source, joined.is_new)
        self._list_lessons(source, joined.is_new)
        self._tell_affected()
        if self.wants_draft:
            self._draft()
        self._add_facts()
        self._close()
        self._say_settled()
        return self.done

    def _told(self) -> Told:
        read = self.read
        posts = tuple(ToldPost(post.at, post.body, post.status) for post in read.posts)
        return Told(
            organisation=read.organisation[:200],
            title=_cut(read.title),
            addresses=(read.address,) if read.address else (),
            first=read.first or self._marked(Milestone.Kind.STARTED),
            last=read.last or self._marked(Milestone.Kind.RESOLVED),
            posts=posts,
            digest=digest_of(read.text),
        )

    def _marked(self, kind: str) -> When | None:
        """When its story says that the incident began or ended."""
        return next((event.when for event in self.read.events if kind in event.milestones), None)

    def _joined(self, into: Incident | None, always_new: bool) -> Joined:
        if into is not None:
            return Joined(into, False, "asked for")
        facts = {
            "kind": Incident.Kind.PUBLIC_WRITE_UP,
            "status": Incident.Status.RESOLVED if self._is_over() else Incident.Status.INVESTIGATING,
            **self._zone(),
        }
        find = open_told if always_new else incident_told
        return find(self._told(), by=self.by, why=WHY, **facts)

    def _zone(self) -> dict[str, str]:
        """The zone of those who lived it, where the document says it in a way that stands for a place."""
        zone = self.read.zone
        if zone.source not in ZONES_SAID:
            return {}
        try:
            validate_time_zone(zone.name)
        except ValidationError:  # “ICT”, “+07:00”
            return {}
        return {"time_zone": zone.name}

    def _is_over(self) -> bool:
        read = self.read
        if any(stated.kind == Milestone.Kind.RESOLVED for stated in read.milestones) or read.write_up:
            return True
        if self._marked(Milestone.Kind.RESOLVED):
            return True
        if read.posts:
            last = max(read.posts, key=lambda post: post.at.key)
            return says_over(last.status, last.body)
        return self._is_long_ago()

    def _is_long_ago(self) -> bool:
        """Whether all that it tells of happened so long ago that nobody would still be at work on it."""
        told = [event.when for event in self.read.events] + [stated.at for stated in self.read.milestones]
        ends = [when.latest or when.earliest for when in (*told, self.read.published) if when]
        return bool(ends) and max(ends) < timezone.now() - LONG_AGO

    def _keep(self) -> Source:
        read = self.read
        return Source.objects.keep(
            self.incident,
            by=self.by,
            title=_cut(read.title),
            text=read.text,
            kind=read.source_kind,
            url=read.address if address_forms(read.address) and len(read.address) <= MAX_ADDRESS else "",
            author=(read.author or read.organisation)[:300],
            published=read.published,
            fetched_at=read.fetched,
        )

    def _quotes(self, source: Source) -> dict[Place, Quote]:
        places = places_of(self.read)
        quotes = source.quote_all([(place.of(self.read.text), place.start) for place in places])
        return dict(zip(places, quotes, strict=True))

    def _tell_events(self, source: Source, is_new: bool) -> None:
        """The posts, the stated beginning and end, and what the words tell, on the timeline."""
        read, incident = self.read, self.incident
        events = set() if is_new else set(incident.events.values_list("pk", flat=True))
        quoted = self._telling() if events else set()
        if read.posts:
            posts = [
                ToldPost(post.at, post.body, post.status, self._standing_on(post)) for post in read.posts
            ]
            join_report(incident, posts, by=self.by, is_new=is_new)
        is_empty = is_new and not read.posts
        tell_happenings(self.chosen, incident, source, self.quotes, by=self.by, is_empty=is_empty)
        telling = self._telling()
        self.done.events_new = len(telling - events)
        self.done.events_joined = len(telling & events - quoted)
        self.done.events_known = len(telling & quoted)

    def _standing_on(self, item) -> tuple[Quote, ...]:
        places = (item.place, *getattr(item, "also", ()))
        return tuple(self.quotes[place] for place in places if place in self.quotes)

    def _telling(self) -> set[int]:
        """Ids of the events that stand on words of this document."""
        quotes = {quote for one in self._on_timeline() for quote in self._standing_on(one)}
        events = self.incident.events.filter(quotes__in=quotes)
        return set(events.values_list("pk", flat=True))

    def _on_timeline(self) -> Iterable[Any]:
        return (*self.read.posts, *self.read.milestones, *self.read.events)

    def _list_lessons(self, source: Source, is_new: bool) -> None:
        """Contributing factors, with the events that stand on the same words, and action items."""
        if self.read.factors:
            standing: dict[Place, list[int]] = {}
            events = TimelineEvent.objects.standing().filter(incident=self.incident, quotes__source=source)
            for start, end, event in events.values_list("quotes__start", "quotes__end", "pk"):
                standing.setdefault(Place(start, end), []).append(event)
            factors = self.read.factors
            self.done.factors = list_factors(self.incident, factors, self.quotes, standing, is_new=is_new)
        self.done.actions = list_actions(self.incident, self.read.actions, self.quotes, is_new=is_new)

    def _tell_affected(self) -> None:
        """Components that it names, if the incident does not say more of them already."""
        affected, last = self._affected(), self._last_word()
        if not affected.names:
            return
        if self.incident.organisation is None:
            self.done.problems.append("The components it names were left out: nobody says whose they are.")
            return
        if last is None:
            self.done.problems.append("The components it names were left out: it tells no time.")
            return
        self.done.components = say_affected(
            self.incident,
            affected,
            over_by=last,
            is_over=self._is_over(),
            is_maintenance=self.read.is_maintenance,
            by=self.by,
        )
        if self.done.components:
            self.done.added.append("impact")

    def _affected(self) -> Affected:
        """What its list names as affected; what its words name only where it has no list."""
        if self.read.affected.names:
            return self.read.affected
        names = (" ".join(one.name.split()) for one in self.read.found_affected)
        return Affected(names=tuple(name for name in dict.fromkeys(names) if name))

    def _last_word(self) -> When | None:
        """The end that it tells, else the last moment of its story, else when it was published."""
        read = self.read
        times = [event.until or event.when for event in read.events]
        latest = max((when for when in times if when.latest), key=lambda when: when.latest, default=None)
        published = (read.write_up and read.write_up.published) or read.published
        found = (read.last, self._marked(Milestone.Kind.RESOLVED), latest, published)
        return next((when for when in found if when and when.latest), None)

    def _draft(self) -> None:
        """The account written afterwards as the first draft, where there is none."""
        write_up = self.read.write_up
        if write_up is None:
            return
        if len(write_up.body) > MAX_BODY:
            self.done.problems.append(
                f"The postmortem is longer than {MAX_BODY:,} characters and is kept in the source only."
            )
            return
        postmortem = Postmortem.begin(self.incident)
        if postmortem.newest is None:
            note = f"from the {self.read.kind}"
            postmortem.save_text(write_up.body, by=self.by, based_on=0, note=note, source=self.done.source)
            self.done.added.append("postmortem draft")

    def _add_facts(self) -> None:
        """Summary, tags, link and severity that the incident lacks; what is there stays."""
        read, incident = self.read, self.incident
        facts: dict[str, Any] = {}
        if read.summary and not incident.summary and len(read.summary) <= MAX_SUMMARY:
            facts["summary"] = read.summary
        tags = list(dict.fromkeys([*incident.tags, *filter(None, map(_tag, read.tags))]))[:MAX_TAGS]
        if len(tags) > len(incident.tags):
            facts["tags"] = tags
        links = list(incident.links.order_by("pk").values_list("title", "url"))
        if self.done.source.url and self.done.source.url not in [url for _, url in links]:
            facts["links"] = [*links, (read.title[:200], self.done.source.url)]
        if self.done.source_is_new and incident.severity_id is None:
            severity = severity_named(read.severity)
            facts |= {"severity": severity} if severity else {}
        if facts:
            change_facts(incident, facts, by=self.by)
            self.done.added += list(facts)

    def _say_settled(self) -> None:
        """That somebody had closed the incident which was added to: they may not expect it."""
        incident = self.incident
        if incident.is_settled and not self.done.is_unchanged:
            standing = f"{incident.reference} is {incident.get_status_display()}"
            self.done.problems.append(f"{standing}; this was added to it and did not reopen it.")

    def _close(self) -> None:
        """A document that tells the end closes an incident that only documents have told of so far."""
        incident = self.incident
        if not incident.is_open or incident.kind in OURS or not self._is_over():
            return
        if incident.status_changes.exclude(by=None).exists() or incident.opened_by_id:
            return
        try:
            incident.change_status(Incident.Status.RESOLVED, by=self.by, why=WHY)
        except StatusUnchanged:
            return
        self.done.added.append("status")


def _cut(title: str) -> str:
    return cut(title, MAX_TITLE)


def _tag(word: str) -> str:
    """A tag as incidents have them; "" for one that is too long."""
    tag = " ".join(word.replace(",", " ").split()).lstrip("#").strip().lower()
    return tag if len(tag) <= MAX_TAG else ""
