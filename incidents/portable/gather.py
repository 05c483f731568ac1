"""From rows to a PortableIncident: what goes into an export, and what does not."""

from __future__ import annotations

from collections import Counter

from incidents.models import Incident
from incidents.portable.document import (
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
from incidents.portable.references import rewrite_references
from timelines.models import Milestone


def gather_incident(incident: Incident, *, drafts: bool) -> PortableIncident:
    """What an export of this incident says.

    Withdrawn events, histories and names of readers stay here. The postmortem is the published text; `drafts`
    adds the newest one where none is published. Asks a fixed number of queries.
    """
    return _Gathering(incident).incident(drafts)


def _line(text: str) -> str:
    return " ".join(text.split())


class _Gathering:
    """Ids of one file: s1 for a source, e1 for an event, f1 for a factor, by primary key."""

    def __init__(self, incident: Incident):
        self.row = incident
        self.sources = list(incident.sources.order_by("pk"))
        self.events = list(incident.events.standing().for_timeline())
        self.factors = list(incident.factors.for_incident_page())
        windows = incident.impact_windows.select_related("component__organisation")
        self.windows = list(windows.in_time_order())
        self.source_ids = _numbered("s", self.sources)
        self.event_ids = _numbered("e", self.events)
        self.factor_ids = _numbered("f", self.factors)
        self.components = {window.component_id: window.component for window in self.windows}
        self.component_ids = _component_ids(self.components.values())

    def incident(self, drafts: bool) -> PortableIncident:
        row = self.row
        return PortableIncident(
            title=_line(row.title),
            kind=row.kind,
            status=row.status,
            severity=row.severity.name if row.severity else "",
            organisation=self._organisation(),
            time_zone=row.time_zone,
            visibility=row.visibility,
            tags=tuple(row.tags),
            lead=row.lead.username if row.lead else "",
            summary=row.summary.strip(),
            impact=row.impact.strip(),
            links=tuple(PortableLink(_line(link.title), link.url) for link in row.links.order_by("pk")),
            sources=tuple(self._source(source) for source in self.sources),
            components=tuple(self._component(component) for component in self.components.values()),
            windows=tuple(self._window(window) for window in self.windows),
            events=tuple(self._event(event) for event in self.events),
            factors=tuple(self._factor(factor) for factor in self.factors),
            actions=tuple(self._action(action) for action in row.action_items.for_incident_page()),
            postmortem=self._postmortem(drafts),
        )

    def _organisation(self) -> PortableOrganisation | None:
        held = self.row.organisation
        return held and PortableOrganisation(_line(held.name), held.website, held.time_zone)

    def _source(self, source) -> PortableSource:
        return PortableSource(
            id=self.source_ids[source.pk],
            kind=source.kind,
            title=_line(source.title),
            text=source.text,
            url=source.url,
            part=_line(source.part),
            author=_line(source.author),
            published=source.published,
            fetched=source.fetched_at,
        )

    def _component(self, component) -> PortableComponent:
        own = component.organisation_id == self.row.organisation_id
        return PortableComponent(
            id=self.component_ids[component.pk],
            name=_line(component.name),
            description=component.description.strip(),
            organisation="" if own else _line(component.organisation.name),
        )

    def _window(self, window) -> PortableWindow:
        return PortableWindow(
            component=self.component_ids[window.component_id],
            level=window.level,
            began=window.began,
            ended=window.ended,
            note=_line(window.note),
        )

    def _event(self, event) -> PortableEvent:
        held = {milestone.kind for milestone in event.milestones.all()}
        return PortableEvent(
            id=self.event_ids[event.pk],
            happened=event.happened,
            until=event.until,
            text=event.text.strip(),
            kind=event.kind,
            lane=event.lane,
            milestones=tuple(kind for kind in Milestone.Kind.values if kind in held),
            actor=_line(event.actor),
            pinned=event.pinned,
            learned=event.learned,
            quotes=self._quotes(event),
        )

    def _factor(self, factor) -> PortableFactor:
        evidence = {event.pk for event in factor.evidence.all()}
        return PortableFactor(
            id=self.factor_ids[factor.pk],
            statement=_line(factor.statement),
            role=factor.role,
            detail=factor.detail.strip(),
            mechanism=factor.mechanism.slug if factor.mechanism else "",
            onset=factor.onset,
            evidence=tuple(name for pk, name in self.event_ids.items() if pk in evidence),
            quotes=self._quotes(factor),
        )

    def _action(self, action) -> PortableAction:
        weakened = {factor.pk for factor in action.weakens.all()}
        return PortableAction(
            title=_line(action.title),
            kind=action.kind,
            status=action.status,
            declined_reason=_line(action.declined_reason),
            owner=action.owner.username if action.owner else _line(action.owner_name),
            team=_line(action.team),
            priority=action.priority,
            due=action.due_date,
            done_on=action.done_date,
            weakens=tuple(name for pk, name in self.factor_ids.items() if pk in weakened),
            tracker=action.tracker_url,
            quotes=self._quotes(action),
        )

    def _quotes(self, holder) -> tuple[PortableQuote, ...]:
        """Quotes of an event, factor or action, in the order of their sources and places."""
        quotes = sorted(holder.quotes.all(), key=lambda quote: (quote.source_id, quote.start, quote.end))
        return tuple(PortableQuote(self.source_ids[q.source_id], q.text, q.start) for q in quotes)

    def _postmortem(self, drafts: bool) -> PortablePostmortem | None:
        held = getattr(self.row, "postmortem", None)
        if held is None or not (held.published or drafts):
            return None
        revision = held.published or held.newest
        state = held.State.PUBLISHED if held.published else held.state
        body = revision.body.replace("\r\n", "\n").strip("\n") if revision else ""
        return PortablePostmortem(str(state), rewrite_references(body, self._reference))

    def _reference(self, name: str, line: int) -> str:
        """The reference with its id in the file; one to an event that is not in it becomes plain text."""
        pk = int(name) if name.isascii() and name.isdigit() else None
        return f"[event:{self.event_ids[pk]}]" if pk in self.event_ids else f"\\[event:{name}]"


def _numbered(letter: str, rows: list) -> dict[int, str]:
    return {row.pk: f"{letter}{number}" for number, row in enumerate(rows, start=1)}


def _component_ids(components) -> dict[int, str]:
    """The name where only one component has it."""
    components = list(components)
    names = Counter(_line(component.name) for component in components)
    return {
        component.pk: _line(component.name) if names[_line(component.name)] == 1 else f"component-{number}"
        for number, component in enumerate(components, start=1)
    }
