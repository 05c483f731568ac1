"""Made-up incidents in bulk: the same seed gives the same ones."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pgtrigger
from django.core.management.color import no_style
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench import phrases
from incidents.indexing import reindex
from incidents.models import (
    ActionItem,
    Component,
    ContributingFactor,
    ImpactWindow,
    Incident,
    Mechanism,
    Organisation,
    Postmortem,
    PostmortemRevision,
    Severity,
    StatusChange,
)
from incidents.models.action import ActionWeakens
from incidents.models.factor import FactorEvidence
from search.statistics import add_up
from timelines.fields import when_range
from timelines.models import Kind, Lane, Milestone, Quote, Source, TimelineEvent
from timelines.models.event import EventQuote
from timelines.when import Precision, When

EVENTS_EACH = 30  # on average
LONGEST = 500  # events of the first incident
AT_A_TIME = 250  # incidents
ROWS_A_STATEMENT = 2000
YEARS = 6
ORGANISATIONS = 60
PEOPLE = 40
OPEN = 12  # of the newest incidents

PRECISIONS = {
    Precision.MINUTE: 60,
    Precision.APPROXIMATE: 16,
    Precision.RANGE: 12,
    Precision.SECOND: 6,
    Precision.HOUR: 4,
    Precision.DAY: 2,
}
ZONES = {"UTC": 70, "Europe/Zurich": 10, "America/Los_Angeles": 10, "Asia/Bangkok": 5, "Asia/Kolkata": 5}
LANES = {Lane.PEOPLE: 45, Lane.MACHINES: 30, Lane.STATUS_PAGE: 15, Lane.WRITE_UP: 10}
LASTING = 0.08  # share of events that are stretches
QUOTED = 0.25  # share of events that stand on a quote


def generate(total: int, *, seed: int, now: datetime | None = None) -> int:
    """Fill the database up to `total` incidents, with 30 events each on average; returns how many it added.

    The first incident has 500 events. All are put into the search index. Histories are left out: no page that
    is measured reads them.
    """
    have = Incident.objects.count()
    generator = _Generator(random.Random(f"{seed} {have}"), now or timezone.now(), total)
    with pgtrigger.ignore():
        for first in range(have + 1, total + 1, AT_A_TIME):
            with transaction.atomic():
                numbers = range(first, min(first + AT_A_TIME, total + 1))
                generator.add(numbers)
                reindex(numbers)  # their keys are their numbers
    add_up()
    _continue_keys()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return total - have


def _continue_keys() -> None:
    """Let the keys of rows to come follow those that we chose."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Incident, TimelineEvent]):
            cursor.execute(statement)


@dataclass
class _Rows:
    """Rows to be written together, model by model in the order of their references."""

    incidents: list = field(default_factory=list)
    statuses: list = field(default_factory=list)
    sources: list = field(default_factory=list)
    quotes: list = field(default_factory=list)
    events: list = field(default_factory=list)
    event_quotes: list = field(default_factory=list)
    milestones: list = field(default_factory=list)
    windows: list = field(default_factory=list)
    factors: list = field(default_factory=list)
    evidence: list = field(default_factory=list)
    actions: list = field(default_factory=list)
    weakens: list = field(default_factory=list)
    postmortems: list = field(default_factory=list)
    revisions: list = field(default_factory=list)

    def write(self) -> None:
        for rows in vars(self).values():
            if rows:
                type(rows[0])._base_manager.bulk_create(rows, batch_size=ROWS_A_STATEMENT)
        for revision in self.revisions:
            revision.postmortem.newest = revision.postmortem.published = revision
        Postmortem.objects.bulk_update(self.postmortems, ["newest", "published"])


class _Generator:
    def __init__(self, dice: random.Random, now: datetime, total: int):
        self.dice = dice
        self.now = now.replace(second=0, microsecond=0)
        self.total = total
        self.people = _people()
        self.organisations = _organisations()
        self.components = {
            organisation.pk: list(organisation.components.order_by("pk"))
            for organisation in self.organisations
        }
        self.severities = list(Severity.objects.order_by("order"))
        self.mechanisms = list(Mechanism.objects.order_by("pk"))
        self.event_pk = TimelineEvent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def add(self, numbers: range) -> None:
        """Write the incidents of these numbers with everything on them."""
        self.rows = _Rows()
        for number in numbers:
            self._incident(number)
        self.rows.write()

    def _one(self, weighted: dict):
        return self.dice.choices(list(weighted), weights=list(weighted.values()))[0]

    def _chance(self, share: float) -> bool:
        return self.dice.random() < share

    def _incident(self, number: int) -> None:
        start = self._start(number)
        organisation = self.dice.choice(self.organisations)
        is_open = number > self.total - OPEN
        incident = Incident(
            pk=number,
            number=number,
            title=f"{self.dice.choice(phrases.PARTS)} {self.dice.choice(phrases.FAILURES)}",
            kind=self._one({"incident": 78, "near-miss": 9, "public-write-up": 8, "vendor": 3, "drill": 2}),
            status=self.dice.choice(Incident.OPEN_STATUSES)
            if is_open
            else self._one({"closed": 9, "resolved": 1}),
            severity=self.dice.choices(self.severities, weights=(6, 18, 40, 26, 10))[0],
            organisation=organisation,
            time_zone=self._one(ZONES),
            summary=" ".join(self.dice.choices(phrases.SENTENCES, k=3)),
            impact=self.dice.choice(phrases.SENTENCES),
            tags=self.dice.sample(phrases.TAGS, k=self.dice.randint(0, 4)),
            lead=self.dice.choice(self.people) if self._chance(0.8) else None,
            visibility=self._one({"internal": 70, "public": 25, "restricted": 5}),
        )
        self.rows.incidents.append(incident)
        self.rows.statuses.append(StatusChange(incident=incident, status=incident.status))
        events = self._timeline(incident, start, is_open)
        self._windows(incident, start, events)
        factors = self._factors(incident, events)
        self._actions(incident, factors, start)
        if not is_open and self._chance(0.6):
            self._postmortem(incident, start)

    def _start(self, number: int) -> datetime:
        """Spread over the years up to an hour ago, in the order of the numbers."""
        age = timedelta(days=365 * YEARS) * (1 - number / self.total) + timedelta(hours=1)
        return self.now - age - timedelta(minutes=self.dice.randint(0, 50))

    # The timeline

    def _timeline(self, incident: Incident, start: datetime, is_open: bool) -> list[TimelineEvent]:
        count = LONGEST if incident.number == 1 else max(2, round(self.dice.lognormvariate(3.223, 0.6)))
        ends = min(start + timedelta(minutes=self.dice.lognormvariate(5.2, 1)), self.now)
        offsets = sorted(self.dice.random() for _ in range(count - 1))
        moments = [start, *(start + (ends - start) * offset for offset in offsets)]
        quotes = self._source(incident, moments)
        events = [self._event(incident, moment, quotes) for moment in moments]
        self.rows.events += events
        self._milestones(incident, events, is_open)
        return events

    def _event(self, incident: Incident, moment: datetime, quotes: list[Quote]) -> TimelineEvent:
        self.event_pk += 1
        lane = self._one(LANES)
        kind = Kind.STATUS_POST if lane == Lane.STATUS_PAGE else self.dice.choice(phrases.KINDS[lane])
        happened = self._when(moment, incident.time_zone)
        until = None
        if self._chance(LASTING):
            until = When.at(
                moment + timedelta(hours=2, minutes=self.dice.randint(0, 90)), zone=incident.time_zone
            )
        event = TimelineEvent(
            pk=self.event_pk,
            incident=incident,
            happened=happened,
            until=until if until and until.after(happened) else None,
            text=" ".join(self.dice.choices(phrases.SENTENCES, k=self._one({1: 6, 2: 3, 4: 1}))),
            kind=kind,
            lane=lane,
            actor=self.dice.choice(phrases.ACTORS) if self._chance(0.4) else "",
            pinned=self._chance(0.03),
            recorded_by=self.dice.choice(self.people),
        )
        if quotes and self._chance(QUOTED):
            self.rows.event_quotes.append(EventQuote(event=event, quote=self.dice.choice(quotes)))
        return event

    def _when(self, moment: datetime, zone: str) -> When:
        precision = self._one(PRECISIONS)
        if precision != Precision.RANGE:
            return When.at(moment, precision, zone)
        minutes = timedelta(minutes=self.dice.choice((10, 20, 30, 60)))
        first = moment.replace(second=0, microsecond=0)
        bounds = self._one({(first, first + minutes): 7, (None, first): 2, (first, None): 1})
        return When(*bounds, precision, zone)

    def _milestones(self, incident: Incident, events: list[TimelineEvent], is_open: bool) -> None:
        """Marks on events over the timeline in their usual order, and the incident's copies of them."""
        kinds = [kind for kind in Milestone.Kind if kind == "started" or self._chance(0.75)]
        if is_open:
            kinds = kinds[: max(1, len(kinds) // 2)]
        step = (len(events) - 1) / max(1, len(kinds) - 1)
        told = {kind: events[round(position * step)] for position, kind in enumerate(kinds)}
        self.rows.milestones += [
            Milestone(incident=incident, event=event, kind=kind) for kind, event in told.items()
        ]
        posts = [event for event in events if event.kind == Kind.STATUS_POST]
        if posts:
            told["first-post"] = min(posts, key=lambda event: event.happened.key)
        incident.milestone_times = {
            str(name): event.happened.as_dict() | {"event": event.pk} for name, event in told.items()
        }
        incident.started_range = when_range(told["started"].happened)
        if "resolved" in told:
            incident.resolved_range = when_range(told["resolved"].happened)

    def _source(self, incident: Incident, moments: list[datetime]) -> list[Quote]:
        """One chat log, with quotes of some of its lines."""
        lines = [f"{moment:%H:%M} {self.dice.choice(phrases.SENTENCES)}" for moment in moments[:40]]
        source = Source(
            incident=incident,
            kind=Source.Kind.CHAT_LOG,
            title="Incident channel",
            text="\n".join(lines),
            sha256=f"{incident.number:064x}",
        )
        self.rows.sources.append(source)
        quotes, start = [], 0
        for line in lines:
            if self._chance(0.2):
                quotes.append(Quote(source=source, start=start, end=start + len(line), text=line))
            start += len(line) + 1
        self.rows.quotes += quotes
        return quotes

    # What it did, and what was learnt

    def _windows(self, incident: Incident, start: datetime, events: list[TimelineEvent]) -> None:
        for component in self.dice.sample(
            self.components[incident.organisation_id], k=self.dice.randint(1, 3)
        ):
            ended = incident.milestones_told.get("resolved")
            began = When.at(start, Precision.MINUTE, incident.time_zone)
            self.rows.windows.append(
                ImpactWindow(
                    incident=incident,
                    component=component,
                    level=self.dice.choice(ImpactWindow.Level.values),
                    began=began,
                    ended=ended if ended and ended.after(began) else None,
                )
            )

    def _factors(self, incident: Incident, events: list[TimelineEvent]) -> list[ContributingFactor]:
        factors = [
            ContributingFactor(
                incident=incident,
                position=position,
                statement=self.dice.choice(phrases.SENTENCES),
                mechanism=self.dice.choice(self.mechanisms) if self._chance(0.9) else None,
                role=self.dice.choice(ContributingFactor.Role.values),
            )
            for position in range(1, self.dice.randint(1, 6))
        ]
        self.rows.factors += factors
        for factor in factors:
            for event in self.dice.sample(events, k=min(len(events), self.dice.randint(0, 3))):
                self.rows.evidence.append(FactorEvidence(factor=factor, event=event))
        return factors

    def _actions(self, incident: Incident, factors: list[ContributingFactor], start: datetime) -> None:
        for position in range(1, self.dice.randint(1, 6)):
            due = (start + timedelta(days=self.dice.randint(7, 90))).date() if self._chance(0.8) else None
            old = start < self.now - timedelta(days=120)
            status = self._one({"done": 88, "declined": 9, "agreed": 3} if old else {"agreed": 5, "done": 5})
            action = ActionItem(
                incident=incident,
                position=position,
                title=f"{self.dice.choice(phrases.VERBS)} {self.dice.choice(phrases.PARTS).lower()}",
                kind=self.dice.choice(ActionItem.Kind.values),
                status=status,
                declined_reason="Costs more than it would save." if status == "declined" else "",
                owner=self.dice.choice(self.people) if self._chance(0.7) else None,
                team=self.dice.choice(phrases.TEAMS),
                priority=self.dice.choice(ActionItem.Priority.values),
                due_date=due,
                done_date=due if status == "done" else None,
            )
            self.rows.actions.append(action)
            if factors:
                self.rows.weakens.append(ActionWeakens(action_item=action, factor=self.dice.choice(factors)))

    def _postmortem(self, incident: Incident, start: datetime) -> None:
        paragraphs = (" ".join(self.dice.choices(phrases.SENTENCES, k=6)) for _ in range(8))
        body = (
            "## What happened\n\n[[timeline]]\n\n"
            + "\n\n".join(paragraphs)
            + "\n\n[[factors]]\n\n[[actions]]\n"
        )
        postmortem = Postmortem(
            incident=incident,
            state=Postmortem.State.PUBLISHED,
            published_at=min(start + timedelta(days=self.dice.randint(2, 30)), self.now),
        )
        self.rows.postmortems.append(postmortem)
        self.rows.revisions.append(
            PostmortemRevision(
                postmortem=postmortem, number=1, body=body, author=self.dice.choice(self.people)
            )
        )


def _people() -> list[User]:
    """The same people for every size. The first is an editor; nobody has a password."""
    User.objects.bulk_create(
        [User(username=f"person{n}", first_name=f"Person {n}", date_joined=datetime(2020, 1, 1, tzinfo=UTC))
         for n in range(PEOPLE)],
        ignore_conflicts=True,
    )  # fmt: skip
    people = list(User.objects.filter(username__startswith="person").order_by("pk"))
    people[0].give_role(Role.EDITOR)
    return people


def _organisations() -> list[Organisation]:
    if not Organisation.objects.exists():
        for number in range(ORGANISATIONS):
            organisation = Organisation.objects.named(f"{phrases.NAMES[number % 12]} {number + 1}")
            Component.objects.bulk_create(
                [Component(organisation=organisation, name=name) for name in phrases.PARTS[:8]]
            )
    return list(Organisation.objects.order_by("pk"))
