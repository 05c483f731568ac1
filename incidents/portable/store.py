"""From a PortableIncident to rows, through the verbs that pages use, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db import transaction

from accounts.history import acting
from incidents.indexing import indexed_once
from incidents.models import (
    ActionItem,
    Component,
    ContributingFactor,
    FormerMechanismName,
    ImpactWindow,
    Incident,
    Mechanism,
    Organisation,
    Postmortem,
    Severity,
)
from incidents.portable.document import PortableComponent, PortableIncident, PortablePostmortem, PortableQuote
from incidents.portable.read import Words
from incidents.portable.references import rewrite_references
from timelines.models import Quote, Source, TimelineEvent

UNSTATED = "Not stated"  # the organisation that components of no organisation belong to


def words_here() -> Words:
    """What a file may refer to in this database."""
    return Words(
        severities=tuple(Severity.objects.order_by("order").values_list("name", flat=True)),
        mechanisms=tuple(Mechanism.objects.order_by("slug").values_list("slug", flat=True)),
        former_mechanisms=frozenset(FormerMechanismName.objects.values_list("slug", flat=True)),
        people=frozenset(get_user_model().objects.values_list("username", flat=True)),
    )


def store_incident(told: PortableIncident, *, by=None, why: str = "import") -> Incident:
    """Write a new incident that says what the file says, and return it.

    `told` comes from `read_incident` with the words of this database. `by` is the person who imports, None
    for a command; `why` stands in the history of every row.
    """
    with transaction.atomic(), acting(by, why), indexed_once():
        return _Storing(told, by).incident()


@dataclass
class _Storing:
    """Rows written so far, by their ids in the file."""

    told: PortableIncident
    by: object
    sources: dict[str, Source] = field(default_factory=dict)
    quotes: dict[PortableQuote, Quote] = field(default_factory=dict)
    components: dict[str, Component] = field(default_factory=dict)
    events: dict[str, TimelineEvent] = field(default_factory=dict)
    factors: dict[str, ContributingFactor] = field(default_factory=dict)

    def incident(self) -> Incident:
        told = self.told
        self.people = _people({told.lead, *(action.owner for action in told.actions)})
        self.row = Incident.objects.open_new(by=self.by, **self._facts())
        self.row.links.bulk_create(
            [self.row.links.model(incident=self.row, title=link.title, url=link.url) for link in told.links]
        )
        self._keep_sources()
        self._keep_quotes()
        self._keep_components()
        self._record_events()
        self._add_factors()
        self._add_actions()
        if told.postmortem:
            self._write_postmortem(told.postmortem)
        return self.row

    def _facts(self) -> dict:
        told = self.told
        return {
            "title": told.title,
            "kind": told.kind,
            "status": told.status,
            "severity": Severity.objects.get(name=told.severity) if told.severity else None,
            "organisation": self._organisation(),
            "time_zone": told.time_zone,
            "visibility": told.visibility,
            "tags": list(told.tags),
            "lead": self.people.get(told.lead),
            "summary": told.summary,
            "impact": told.impact,
        }

    def _organisation(self) -> Organisation | None:
        told = self.told.organisation
        if told is None:
            return None
        return Organisation.objects.named(told.name, website=told.website, time_zone=told.time_zone)

    def _keep_sources(self) -> None:
        for told in self.told.sources:
            self.sources[told.id] = Source.objects.keep(
                self.row,
                by=self.by,
                kind=told.kind,
                title=told.title,
                text=told.text,
                url=told.url,
                part=told.part,
                author=told.author,
                published=told.published,
                fetched_at=told.fetched,
            )

    def _keep_quotes(self) -> None:
        """All quotes of the file, source by source."""
        holders = (*self.told.events, *self.told.factors, *self.told.actions)
        wanted = list(dict.fromkeys(quote for holder in holders for quote in holder.quotes))
        for name, source in self.sources.items():
            of_this = [quote for quote in wanted if quote.source == name]
            kept = source.quote_all([(quote.text, quote.at) for quote in of_this])
            self.quotes.update(zip(of_this, kept, strict=True))

    def _quoted(self, quotes: tuple[PortableQuote, ...]) -> list[Quote]:
        return [self.quotes[quote] for quote in quotes]

    def _keep_components(self) -> None:
        for told in self.told.components:
            self.components[told.id] = self._component(told)
        for told in self.told.windows:
            ImpactWindow.objects.add(
                self.row,
                by=self.by,
                component=self.components[told.component],
                level=told.level,
                began=told.began,
                ended=told.ended,
                note=told.note,
            )

    def _component(self, told: PortableComponent) -> Component:
        """The component of this name that its organisation has, made if it is new."""
        organisation = self.row.organisation
        if told.organisation or organisation is None:
            organisation = Organisation.objects.named(told.organisation or UNSTATED)
        return organisation.components.named(told.name, by=self.by, description=told.description)

    def _record_events(self) -> None:
        recorded = TimelineEvent.objects.record_all(
            self.row,
            [
                {
                    "happened": told.happened,
                    "until": told.until,
                    "text": told.text,
                    "kind": told.kind,
                    "lane": told.lane,
                    "actor": told.actor,
                    "pinned": told.pinned,
                    "learned": told.learned,
                    "milestones": told.milestones,
                    "quotes": self._quoted(told.quotes),
                }
                for told in self.told.events
            ],
            by=self.by,
        )
        self.events = dict(zip((told.id for told in self.told.events), recorded, strict=True))

    def _add_factors(self) -> None:
        slugs = {told.mechanism for told in self.told.factors}
        mechanisms = Mechanism.objects.at(slugs)
        for told in self.told.factors:
            self.factors[told.id] = ContributingFactor.objects.add(
                self.row,
                by=self.by,
                statement=told.statement,
                role=told.role,
                detail=told.detail,
                mechanism=mechanisms[told.mechanism] if told.mechanism else None,
                onset=told.onset,
                evidence=[self.events[name] for name in told.evidence],
                quotes=self._quoted(told.quotes),
            )

    def _add_actions(self) -> None:
        for told in self.told.actions:
            owner = self.people.get(told.owner)
            ActionItem.objects.add(
                self.row,
                by=self.by,
                title=told.title,
                kind=told.kind,
                status=told.status,
                declined_reason=told.declined_reason,
                owner=owner,
                owner_name="" if owner else told.owner,
                team=told.team,
                priority=told.priority,
                due_date=told.due,
                done_date=told.done_on,
                tracker_url=told.tracker,
                weakens=[self.factors[name] for name in told.weakens],
                quotes=self._quoted(told.quotes),
            )

    def _write_postmortem(self, told: PortablePostmortem) -> None:
        postmortem = Postmortem.begin(self.row)
        body = rewrite_references(told.body, lambda name, line: f"[event:{self.events[name].pk}]")
        if body.strip():
            postmortem.save_text(body, by=self.by, based_on=0)
        if told.state == Postmortem.State.PUBLISHED:
            postmortem.publish(by=self.by)
        elif told.state != postmortem.state:
            postmortem.move_to(told.state, by=self.by)


def _people(names: set[str]) -> dict:
    """Those of these user names that somebody here has."""
    found = get_user_model().objects.filter(username__in=names - {""})
    return {person.username: person for person in found}
