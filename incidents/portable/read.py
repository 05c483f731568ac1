"""From the text of a file to a PortableIncident, with all that is wrong with it said at once."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from incidents.forms.fields import MAX_PROSE, MAX_TAGS
from incidents.forms.postmortem import MAX_BODY
from incidents.forms.sources import MAX_SOURCE
from incidents.models import (
    ActionItem,
    Component,
    ContributingFactor,
    ImpactWindow,
    Incident,
    Link,
    Organisation,
    Postmortem,
)
from incidents.portable.document import (
    FORMAT,
    PortableAction,
    PortableComponent,
    PortableEvent,
    PortableFactor,
    PortableIncident,
    PortableLink,
    PortableOrganisation,
    PortablePostmortem,
    PortableQuote,
    PortableSource,
    PortableWindow,
)
from incidents.portable.part import Part
from incidents.portable.problems import Problems, instead, shown
from incidents.portable.references import rewrite_references
from incidents.portable.tree import split_file
from timelines.models import Kind, Lane, Milestone, Source, TimelineEvent
from timelines.when import When

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}")
# Stands in for a time that could not be read, so that those which lean on it are not called wrong as well.
_SOME_TIME = When.at(datetime(2000, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Words:
    """What this installation has words for: names of severities, slugs of mechanisms, names of its users.

    former_mechanisms: slugs that mechanisms had before, which files of then still say.
    """

    severities: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    people: frozenset[str] = frozenset()
    former_mechanisms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Understood(Collection):
    """Words that may be chosen; `former` ones are understood as well, and not offered."""

    offered: Collection[str]
    former: frozenset[str]

    def __contains__(self, word: object) -> bool:
        return word in self.offered or word in self.former

    def __iter__(self):
        return iter(self.offered)

    def __len__(self):
        return len(self.offered)


def read_incident(data: bytes | str, words: Words) -> PortableIncident:
    """The incident that a file tells.

    `data` is the whole file; `words` is what it may refer to. Raises PortableError with every problem that
    could be found.
    """
    front, body, body_line, problems = split_file(data)
    read = _Reading(Part(front, "", problems), words, problems).incident(body, body_line)
    problems.raise_any()
    return read


class _Reading:
    """One file being read. What later parts may refer to is noted as it is met."""

    def __init__(self, top: Part, words: Words, problems: Problems):
        self.top = top
        self.words = words
        self.mechanisms = _Understood(words.mechanisms, words.former_mechanisms)
        self.problems = problems
        self.zone = "UTC"
        self.texts: dict[str, str] = {}  # of sources, by id
        self.kept: set[tuple[str, str]] = set()  # texts of sources, and which part of an address each is
        self.ids: dict[str, set[str]] = {}

    def incident(self, body: str, body_line: int) -> PortableIncident:
        self._format()
        facts = self._facts()
        return PortableIncident(
            **facts,
            links=tuple(self._link(part) for part in self._parts("links", "link")),
            sources=tuple(self._source(part) for part in self._parts("sources", "source")),
            components=tuple(self._component(part) for part in self._parts("components", "component")),
            windows=tuple(self._window(part) for part in self._parts("impact_windows", "impact window")),
            events=self._timeline(),
            factors=tuple(self._factor(part) for part in self._parts("factors", "factor")),
            actions=tuple(self._action(part) for part in self._parts("actions", "action item")),
            postmortem=self._postmortem(body, body_line),
        )

    def _format(self) -> None:
        said = self.top.prose("format", limit=100)
        if said != FORMAT:
            have = f"{shown(said)} is not a format read here." if said else "the key format is missing."
            self.top.wrong("format" if said else "", f"{have} Write “format: {FORMAT}”.")

    def _facts(self) -> dict:
        top, column = self.top, Incident._meta.get_field
        title = top.line("title", column("title"), required=True)
        if 0 < len(title) < 3:
            top.wrong("title", f"{shown(title)} is too short for a title: three characters at least.")
        self.zone = top.zone("time_zone")
        return {
            "title": title,
            "kind": top.choice("kind", Incident.Kind.values, "incident"),
            "status": top.choice("status", Incident.Status.values, "investigating"),
            "severity": top.choice("severity", self.words.severities, ""),
            "organisation": self._organisation(),
            "time_zone": self.zone,
            "visibility": top.choice("visibility", Incident.Visibility.values, "internal"),
            "tags": self._tags(),
            "lead": self._lead(),
            "summary": top.prose("summary", limit=MAX_PROSE),
            "impact": top.prose("impact", limit=MAX_PROSE),
        }

    def _tags(self) -> tuple[str, ...]:
        tags = self.top.words("tags")
        if len(tags) > MAX_TAGS:
            self.top.wrong(
                "tags", f"{len(tags)} tags are more than {MAX_TAGS}. Keep those you would search for."
            )
        for tag in tags:
            if len(tag.value) > 50:
                self.top.wrong(
                    "tags", f"{shown(tag.value)} is longer than 50 characters. Shorten it.", tag.line
                )
        return tuple(dict.fromkeys(tag.value.lstrip("#").lower() for tag in tags))

    def _lead(self) -> str:
        name = self.top.prose("lead", limit=1000)
        if name and name not in self.words.people:
            self.top.wrong(
                "lead", f"nobody here has the user name {shown(name)}. Leave it out, or add the person."
            )
            return ""
        return name

    def _organisation(self) -> PortableOrganisation | None:
        part = self.top.part("organisation")
        if part is None:
            return None
        column = Organisation._meta.get_field
        read = PortableOrganisation(
            name=part.line("name", column("name"), required=True),
            website=part.address("website", column("website")),
            time_zone=part.zone("time_zone"),
        )
        part.close()
        return read

    # Lists

    def _parts(self, key: str, name: str):
        for part in self.top.parts(key, name):
            yield part
            part.close()

    def _id(self, part: Part, kind: str, default: str) -> str:
        """The id of an entry, or `default`: one word, once in the list."""
        name = part.prose("id", limit=1000)
        held = self.ids.setdefault(kind, set())
        if name and not _ID.fullmatch(name) and name != default:
            part.wrong("id", f"{shown(name)} is not one word of letters, digits, “-” and “_”.")
        name = name or default
        if name in held:
            part.wrong(
                "id" if part.has("id") else "", f"another {kind} has the id {shown(name)}. Choose another."
            )
        held.add(name)
        return name

    def _named(self, part: Part, key: str, kind: str) -> tuple[str, ...]:
        """Ids of other entries, each of which has to be in this file."""
        known = self.ids.get(kind, set())
        for word in part.words(key):
            if word.value not in known:
                nothing = "" if known else f" This file has no {kind}."
                advice = instead(word.value, sorted(known), name="There are") or nothing.strip()
                part.wrong(key, f"no {kind} has the id {shown(word.value)}. {advice}", word.line)
        return tuple(word.value for word in part.words(key))

    def _link(self, part: Part) -> PortableLink:
        column = Link._meta.get_field
        return PortableLink(
            part.line("title", column("title"), required=True),
            part.address("url", column("url"), required=True),
        )

    def _source(self, part: Part) -> PortableSource:
        column = Source._meta.get_field
        name = self._id(part, "source", f"source-{len(self.texts) + 1}")
        text = part.verbatim("text", limit=MAX_SOURCE)
        if not text.strip():
            part.wrong("text", "a source without text proves nothing. Add what it says, word for word.")
        of_address = part.line("part", column("part"))
        if (text, of_address) in self.kept:
            part.wrong(
                "text", "another source has the very same text. Keep one of them, or say the part of each."
            )
        self.kept.add((text, of_address))
        self.texts[name] = text
        return PortableSource(
            id=name,
            kind=part.choice("kind", Source.Kind.values, "notes", required=True),
            title=part.line("title", column("title"), required=True),
            text=text,
            url=part.address("url", column("url")),
            part=of_address,
            author=part.line("author", column("author")),
            published=part.time("published", zone=self.zone),
            fetched=part.instant("fetched"),
        )

    def _component(self, part: Part) -> PortableComponent:
        name = part.line("name", Component._meta.get_field("name"), required=True)
        return PortableComponent(
            id=self._id(part, "component", name),
            name=name,
            description=part.prose("description", limit=MAX_PROSE),
            organisation=part.line("organisation", Organisation._meta.get_field("name")),
        )

    def _window(self, part: Part) -> PortableWindow:
        began = part.time("from", required=True, zone=self.zone)
        ended = part.time("until", zone=self.zone, after=began or _SOME_TIME)
        self._check_order(part, began, ended)
        return PortableWindow(
            component=part.choice("component", sorted(self.ids.get("component", ())), "", required=True),
            level=part.choice("level", ImpactWindow.Level.values, "degraded", required=True),
            began=began,
            ended=ended,
            note=part.line("note", ImpactWindow._meta.get_field("note")),
        )

    def _check_order(self, part: Part, begin: When | None, end: When | None) -> None:
        if begin and end and end.before(begin):
            part.wrong("until", f"the end ({end}) is before the beginning ({begin}). Correct one of the two.")

    # The timeline

    def _timeline(self) -> tuple[PortableEvent, ...]:
        """The events. Times lean on the event before, and “T+15m” on the one that is the start."""
        events: list[PortableEvent] = []
        before = start = None
        for part in self._parts("timeline", "timeline event"):
            event = self._event(part, before, start, number=len(events) + 1)
            before = event.happened or before or _SOME_TIME
            if Milestone.Kind.STARTED in event.milestones:
                start = event.happened
            events.append(event)
        return tuple(events)

    def _event(self, part: Part, before: When | None, start: When | None, number: int) -> PortableEvent:
        name = self._id(part, "timeline event", f"event-{number}")
        day = part.date("day")
        if day is None and part.has("day"):
            before = before or _SOME_TIME
        happened = part.time("when", required=True, day=day, zone=self.zone, after=before, start=start)
        until = part.time("until", zone=self.zone, after=happened or _SOME_TIME)
        self._check_order(part, happened, until)
        return PortableEvent(
            id=name,
            happened=happened,
            until=until,
            text=part.prose("text", limit=MAX_PROSE, required=True),
            kind=part.choice("kind", Kind.values, "observation"),
            lane=part.choice("lane", Lane.values, "people"),
            milestones=self._milestones(part),
            actor=part.line("actor", TimelineEvent._meta.get_field("actor")),
            pinned=part.flag("pinned"),
            learned=part.time("learned", zone=self.zone),
            quotes=self._quotes(part),
        )

    def _milestones(self, part: Part) -> tuple[str, ...]:
        """The milestones of an event, in their own order. Each stands once in a file."""
        taken = self.ids.setdefault("milestone", set())
        found = part.words("milestones")
        for word in found:
            if word.value not in Milestone.Kind.values:
                advice = instead(word.value, Milestone.Kind.values)
                part.wrong("milestones", f"{shown(word.value)} is not known. {advice}", word.line)
            elif word.value in taken:
                sentence = f"another event already is “{word.value}”. An incident has each milestone once."
                part.wrong("milestones", sentence, word.line)
            taken.add(word.value)
        words = {word.value for word in found}
        return tuple(kind for kind in Milestone.Kind.values if kind in words)

    def _quotes(self, part: Part) -> tuple[PortableQuote, ...]:
        quotes = []
        for inner in part.parts("quotes", "quote"):
            source = inner.choice("source", list(self.texts), "", required=True)
            words, at = inner.verbatim("text", limit=MAX_SOURCE), inner.number("at")
            inner.close()
            if not words:
                inner.wrong("text", "a quote needs words of its source, letter for letter.")
            elif source:
                quotes.append(self._found(inner, source, words, at))
        return tuple(dict.fromkeys(quote for quote in quotes if quote))

    def _found(self, part: Part, source: str, words: str, at: int | None) -> PortableQuote | None:
        text = self.texts[source]
        place = text.find(words) if at is None else at
        if place < 0 or not text.startswith(words, place):
            where = "" if at is None else f" at character {at}"
            part.wrong(
                "text",
                f"{shown(words)} does not stand in the source {shown(source)}{where}. Copy it exactly.",
            )
            return None
        return PortableQuote(source, words, place)

    # What was learnt

    def _factor(self, part: Part) -> PortableFactor:
        name = self._id(part, "factor", f"factor-{len(self.ids.get('factor', ())) + 1}")
        return PortableFactor(
            id=name,
            statement=part.line("statement", ContributingFactor._meta.get_field("statement"), required=True),
            role=part.choice("role", ContributingFactor.Role.values, "contributing"),
            detail=part.prose("detail", limit=MAX_PROSE),
            mechanism=part.choice("mechanism", self.mechanisms, ""),
            onset=part.time("onset", zone=self.zone),
            evidence=self._named(part, "evidence", "timeline event"),
            quotes=self._quotes(part),
        )

    def _action(self, part: Part) -> PortableAction:
        column = ActionItem._meta.get_field
        self._id(part, "action item", f"action-{len(self.ids.get('action item', ())) + 1}")
        action = PortableAction(
            title=part.line("title", column("title"), required=True),
            kind=part.choice("kind", ActionItem.Kind.values, "prevent"),
            status=part.choice("status", ActionItem.Status.values, "proposed"),
            declined_reason=part.line("declined_reason", column("declined_reason")),
            owner=part.line("owner", column("owner_name")),
            team=part.line("team", column("team")),
            priority=part.choice("priority", ActionItem.Priority.values, "medium"),
            due=part.date("due"),
            done_on=part.date("done_on"),
            weakens=self._named(part, "weakens", "factor"),
            tracker=part.address("tracker", column("tracker_url")),
            quotes=self._quotes(part),
        )
        if action.status == "declined" and not action.declined_reason:
            part.wrong("status", "a declined action item needs a declined_reason, so that nobody need ask.")
        return action

    def _postmortem(self, body: str, body_line: int) -> PortablePostmortem | None:
        """The body and its state. A body without the key is a draft: no text is lost."""
        part, state = self.top.part("postmortem"), "draft"
        if part:
            state = part.choice("state", Postmortem.State.values, "draft")
            part.close()
        self.top.close()
        body_line += len(body) - len(body.lstrip("\n"))
        body = body.strip("\n")
        if len(body) > MAX_BODY:
            self.problems.add(
                body_line, f"the postmortem has {len(body):,} characters; {MAX_BODY:,} is the most."
            )
            return None
        self._check_references(body, body_line)
        if state == "published" and not body.strip():
            part.wrong("state", "there is no text below the front matter to publish. Write it, or say draft.")
        return PortablePostmortem(state, body) if part or body.strip() else None

    def _check_references(self, body: str, body_line: int) -> None:
        known = sorted(self.ids.get("timeline event", ()))

        def check(name: str, line: int) -> str:
            if name not in self.ids.get("timeline event", ()):
                advice = instead(name, known, name="There are")
                self.problems.add(
                    body_line + line, f"no timeline event has the id {shown(name)}. {advice}".strip()
                )
            return name

        rewrite_references(body, check)
