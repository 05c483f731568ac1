"""From what was read of a document to rows: joined to the incident it is about, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction

from incidents.exceptions import StatusUnchanged
from incidents.facts import change_facts
from incidents.importing.document import Place, ReadDocument
from incidents.importing.impact import say_affected
from incidents.importing.joining import (
    OURS,
    Joined,
    Statement,
    Told,
    ToldPost,
    importing,
    incident_told,
    join_report,
    open_told,
    state,
)
from incidents.importing.told import Voice
from incidents.importing.words import says_over
from incidents.indexing import indexed_once
from incidents.models import Incident, Postmortem
from timelines.models import Milestone, Quote, Source
from timelines.models.source import digest_of
from timelines.when import When

WHY = "read from a document"
MAX_TITLE = 300
MAX_TAGS = 20
MAX_BODY = 400_000  # see incidents.forms.postmortem.MAX_BODY
VOICES = {Source.Kind.STATUS_PAGE: Voice.STATUS_PAGE, Source.Kind.RECORD: Voice.RECORD}


@dataclass
class Stored:
    """What became of a document.

    - events_new, events_joined, events_known: told for the first time; told already and now by this document
      as well; told by this document before.
    - components: those now said to be affected. added: what else the incident got, in words.
    """

    document: ReadDocument
    joined: Joined
    source: Source
    source_is_new: bool
    events_new: int = 0
    events_joined: int = 0
    events_known: int = 0
    components: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def incident(self) -> Incident:
        return self.joined.incident

    @property
    def is_unchanged(self) -> bool:
        """Whether everything that the document says was here already."""
        new = (self.joined.is_new, self.source_is_new, self.events_new, self.events_joined, self.added)
        return not any(new)

    @property
    def milestones(self) -> dict[str, When]:
        """Those of the incident as they are now."""
        return self.incident.milestones_told


def store_document(
    read: ReadDocument, *, by=None, into: Incident | None = None, always_new: bool = False
) -> Stored:
    """Keep a document and let the incident it is about say what it says.

    `into`: the incident it is about; without it, it is found, or opened. `always_new`: open one in any case.
    """
    with transaction.atomic(), importing(by, WHY), indexed_once():
        return _Storing(read, by).store(into, always_new)


class _Storing:
    def __init__(self, read: ReadDocument, by):
        self.read = read
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
        self._tell_events(joined.is_new)
        self._tell_affected()
        self._draft()
        self._add_facts()
        self._close()
        return self.done

    def _told(self) -> Told:
        read = self.read
        posts = tuple(ToldPost(post.at, post.body, post.status) for post in read.posts)
        return Told(
            organisation=read.organisation[:200],
            title=_cut(read.title),
            addresses=(read.address,) if read.address else (),
            first=read.first,
            last=read.last,
            posts=posts,
            digest=digest_of(read.text),
        )

    def _joined(self, into: Incident | None, always_new: bool) -> Joined:
        if into is not None:
            return Joined(into, False, "asked for")
        facts = {
            "kind": Incident.Kind.PUBLIC_WRITE_UP,
            "status": Incident.Status.RESOLVED if self._is_over() else Incident.Status.INVESTIGATING,
        }
        find = open_told if always_new else incident_told
        return find(self._told(), by=self.by, why=WHY, **facts)

    def _is_over(self) -> bool:
        read = self.read
        if any(stated.kind == Milestone.Kind.RESOLVED for stated in read.milestones) or read.write_up:
            return True
        last = max(read.posts, key=lambda post: post.at.key, default=None)
        return last is not None and says_over(last.status, last.body)

    def _keep(self) -> Source:
        read = self.read
        return Source.objects.keep(
            self.incident,
            by=self.by,
            title=_cut(read.title),
            text=read.text,
            kind=read.source_kind,
            url=read.address,
            author=read.organisation[:300],
            published=read.published,
            fetched_at=read.fetched,
        )

    def _quotes(self, source: Source) -> dict[Place, Quote]:
        read = self.read
        places = [told.place for told in (*read.posts, *read.milestones)]
        quotes = source.quote_all([(place.of(read.text), place.start) for place in places])
        return dict(zip(places, quotes, strict=True))

    def _tell_events(self, is_new: bool) -> None:
        """The posts and the stated beginning and end, on the timeline."""
        read, incident = self.read, self.incident
        events = dict(incident.events.values_list("pk", "edition"))
        quoted = set(incident.events.filter(quotes__in=self.quotes.values()).values_list("pk", flat=True))
        if read.posts:
            posts = [
                ToldPost(post.at, post.body, post.status, (self.quotes[post.place],)) for post in read.posts
            ]
            join_report(incident, posts, by=self.by, is_new=is_new)
        state(
            incident,
            [
                Statement(
                    Milestone.Kind(stated.kind),
                    stated.at,
                    VOICES.get(read.source_kind, Voice.WRITE_UP),
                    (self.quotes[stated.place],),
                )
                for stated in read.milestones
            ],
            by=self.by,
        )
        telling = set(incident.events.filter(quotes__in=self.quotes.values()).values_list("pk", flat=True))
        self.done.events_new = len(telling - events.keys())
        self.done.events_joined = len(telling & events.keys() - quoted)
        self.done.events_known = len(telling & quoted)

    def _tell_affected(self) -> None:
        """Components that it names, if the incident does not say more of them already."""
        read = self.read
        last = read.last or (read.write_up and read.write_up.published)
        if not read.affected.names or last is None:
            return
        if self.incident.organisation is None:
            self.done.problems.append("The components it names were left out: nobody says whose they are.")
            return
        self.done.components = say_affected(
            self.incident,
            read.affected,
            over_by=last,
            is_over=self._is_over(),
            is_maintenance=read.is_maintenance,
            by=self.by,
        )
        if self.done.components:
            self.done.added.append("impact")

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
        """Summary, tags and link that the incident lacks; what is there stays."""
        read, incident = self.read, self.incident
        facts = {}
        if read.summary and not incident.summary:
            facts["summary"] = read.summary
        tags = list(dict.fromkeys([*incident.tags, *read.tags]))[:MAX_TAGS]
        if len(tags) > len(incident.tags):
            facts["tags"] = tags
        links = list(incident.links.order_by("pk").values_list("title", "url"))
        if read.address and read.address not in [url for _, url in links]:
            facts["links"] = [*links, (read.title[:200], read.address)]
        if facts:
            change_facts(incident, facts, by=self.by)
            self.done.added += list(facts)

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
    return title if len(title) <= MAX_TITLE else f"{title[: MAX_TITLE - 1]}…"
