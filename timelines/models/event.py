"""What happened, when, and who says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.contrib.postgres.indexes import GistIndex
from django.db import models, transaction
from django.utils import timezone

from accounts.history import acting, tracked
from timelines.exceptions import AlreadyChanged, EndsBeforeStart, MilestoneTaken
from timelines.fields import WhenField, WhenQuerySet, column_names, when_constraints
from timelines.models.source import Quote, Source
from timelines.when import When


class Kind(models.TextChoices):
    """What sort of thing an event is."""

    OBSERVATION = "observation", "observation"
    ACTION = "action", "action"
    DECISION = "decision", "decision"
    COMMUNICATION = "communication", "communication"
    CHANGE = "change", "change"
    ALERT = "alert", "alert"
    STATUS_POST = "status-post", "status post"
    QUESTION = "question", "question"


class Lane(models.TextChoices):
    """Who tells of it: the lane of the drawing that the event stands in."""

    STATUS_PAGE = "status-page", "status page"
    PEOPLE = "people", "our people"
    MACHINES = "machines", "machines and logs"
    WRITE_UP = "write-up", "write-up"


class TimelineEventQuerySet(WhenQuerySet):
    def standing(self):
        """Events that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def for_timeline(self):
        """All that a timeline shows, in order, in a fixed number of queries."""
        sources = models.Prefetch("quotes__source", Source.objects.for_quotes())
        return self.prefetch_related("milestones", sources).in_time_order()

    def record(self, incident, *, happened: When, text: str, by=None, milestones=(), quotes=(), **details):
        """Add an event to an incident's timeline and return it.

        `details` are further fields (until, kind, lane, actor, pinned, learned). Raises EndsBeforeStart and
        MilestoneTaken, writing nothing.
        """
        told = {"happened": happened, "text": text, "milestones": milestones, "quotes": quotes, **details}
        return self.record_all(incident, [told], by=by)[0]

    def record_all(self, incident, told: Iterable[dict], *, by=None) -> list[TimelineEvent]:
        """Add many events at once and return them in the same order.

        Each of `told` is what `record` takes by name. Raises what `record` raises, writing nothing. The
        number of queries does not grow with the number of events.
        """
        return self.record_each({incident: told}, by=by)[incident]

    def record_each(
        self, told: Mapping[models.Model, Iterable[dict]], *, by=None
    ) -> dict[models.Model, list[TimelineEvent]]:
        """`record_all` for several incidents: the events of each, in the order given.

        The number of queries does not grow with the number of incidents either.
        """
        if not told:
            return {}
        recorded, quotes, milestones = {}, [], []
        for incident, events in told.items():
            recorded[incident] = [self._event(incident, facts, by, quotes, milestones) for facts in events]
        incidents = next(iter(told))._meta.model.objects
        with transaction.atomic(), acting(by):
            incidents.hold(told)
            check_milestones_free(milestones)
            self.bulk_create([event for events in recorded.values() for event in events])
            EventQuote.objects.bulk_create(quotes)
            Milestone.objects.bulk_create(milestones)
            incidents.timelines_changed(told)
        return recorded

    def _event(self, incident, facts: dict, by, quotes: list, milestones: list) -> TimelineEvent:
        """An unsaved event; what it stands on and what it marks is added to the two lists."""
        facts = dict(facts)
        carried, quoted = facts.pop("milestones", ()), facts.pop("quotes", ())
        check_stretch(facts["happened"], facts.get("until"))
        event = self.model(incident=incident, recorded_by=by, **facts)
        quotes += [EventQuote(event=event, quote=quote) for quote in dict.fromkeys(quoted)]
        milestones += [
            Milestone(incident=incident, event=event, kind=kind)
            for kind in sorted({Milestone.Kind(kind) for kind in carried})
        ]
        return event

    def tell_again(
        self, incident, quotes: dict[TimelineEvent, Iterable[Quote]], *, changed: Iterable[TimelineEvent] = ()
    ) -> None:
        """Let events stand on further quotes, and write what they tell of those `changed`.

        For an import that held the incident before it read the events. The number of queries does not grow
        with the number of events.
        """
        self.tell_each_again([incident], quotes, changed=changed)

    def tell_each_again(
        self,
        incidents: Iterable[models.Model],
        quotes: Mapping[TimelineEvent, Iterable[Quote]],
        *,
        changed: Iterable[TimelineEvent] = (),
    ) -> None:
        """`tell_again` for the events of several incidents, in as many queries as for those of one."""
        changed = list(changed)
        with transaction.atomic():
            touched = self._quote_again(quotes) | {event.incident_id for event in changed}
            for event in changed:
                check_stretch(event.happened, event.until)
                event.edition += 1
            if changed:
                columns = column_names(changed[0], ("happened", "until", "text", "kind", "lane", "actor"))
                self.bulk_update(changed, ["edition", *columns])
            self._timelines_changed(incidents, touched)

    def withdraw_each(
        self, incidents: Iterable[models.Model], events: Iterable[TimelineEvent], *, why: str
    ) -> None:
        """`TimelineEvent.withdraw` for events of several incidents, by an import that held these before it
        read the events. The number of queries does not grow with the number of events.
        """
        self._stand_each(incidents, events, timezone.now(), why)

    def restore_each(
        self, incidents: Iterable[models.Model], events: Iterable[TimelineEvent], *, why: str
    ) -> None:
        """`TimelineEvent.restore` for events of several incidents, as `withdraw_each`."""
        self._stand_each(incidents, events, None, why)

    def _stand_each(self, incidents, events, withdrawn_at, why: str) -> None:
        events = list(events)
        if not events:
            return
        for event in events:
            event.edition += 1
            event.withdrawn_at, event.withdrawn_reason = withdrawn_at, why if withdrawn_at else ""
        with transaction.atomic(), acting(None, why):
            self.bulk_update(events, ["edition", "withdrawn_at", "withdrawn_reason"])
            Milestone.objects.filter(event__in=events).delete()
            self._timelines_changed(incidents, {event.incident_id for event in events})

    def _timelines_changed(self, incidents: Iterable[models.Model], touched: set[int]) -> None:
        changed = [incident for incident in incidents if incident.pk in touched]
        if changed:
            changed[0]._meta.model.objects.timelines_changed(changed)

    def _quote_again(self, quotes: Mapping[TimelineEvent, Iterable[Quote]]) -> set[int]:
        """Let events stand on quotes; the incidents of those that did not before."""
        told = {(event.pk, quote.pk) for event, more in quotes.items() for quote in more}
        if not told:
            return set()
        held = EventQuote.objects.filter(event__in=quotes).values_list("event", "quote")
        new = [EventQuote(event_id=event, quote_id=quote) for event, quote in sorted(told - set(held))]
        EventQuote.objects.bulk_create(new)
        added = {quoted.event_id for quoted in new}
        return {event.incident_id for event in quotes if event.pk in added}


def check_milestones_free(milestones: list[Milestone]) -> None:
    """Raise MilestoneTaken when an incident, or an earlier one of these, already has one of these marks."""
    taken = {}
    if milestones:
        kinds = {milestone.kind for milestone in milestones}
        incidents = {milestone.incident_id for milestone in milestones}
        held = Milestone.objects.filter(incident__in=incidents, kind__in=kinds).select_related("event")
        taken = {(milestone.incident_id, milestone.kind): milestone.event for milestone in held}
    for milestone in milestones:
        mark = (milestone.incident_id, milestone.kind)
        if mark in taken:
            raise MilestoneTaken(milestone.get_kind_display(), taken[mark])
        taken[mark] = milestone.event


def check_stretch(happened: When, until: When | None) -> None:
    """Raise EndsBeforeStart when the end is certainly before the beginning."""
    if until is not None and until.before(happened):
        raise EndsBeforeStart(happened, until)


@tracked("TimelineEventVersion")
class TimelineEvent(models.Model):
    """One happening. Correcting or withdrawing it keeps the earlier form in `versions`."""

    incident = models.ForeignKey("incidents.Incident", models.CASCADE, related_name="events")
    happened = WhenField()
    until = WhenField(null=True)  # NULL: it did not last, or nobody said how long
    text = models.TextField(help_text="Markdown, one line to a few paragraphs.")
    kind = models.CharField(max_length=13, choices=Kind, default=Kind.OBSERVATION)
    lane = models.CharField("told by", max_length=11, choices=Lane, default=Lane.PEOPLE)
    actor = models.CharField(max_length=200, blank=True, help_text="Who or what did it.")
    pinned = models.BooleanField(default=False)
    learned = WhenField(null=True)  # NULL: known at the time
    quotes = models.ManyToManyField(Quote, through="EventQuote", related_name="events", blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edition = models.PositiveIntegerField(
        default=1, help_text="Counts the forms of this event, for two editors at once."
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # NULL: it stands
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = TimelineEventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["incident", "withdrawn_at"], name="event_by_incident"),
            GistIndex(fields=["happened_range"], name="event_by_time"),
        ]
        constraints = [*when_constraints("happened", "event"), *when_constraints("until", "event")]

    def __str__(self):
        return f"{self.happened} {self.text[:60]}"

    @property
    def anchor(self) -> str:
        """The id of its row in the incident's page."""
        return f"e-{self.pk}"

    def get_absolute_url(self):
        return f"{self.incident.get_absolute_url()}#{self.anchor}"

    def correct(
        self, *, by, why: str = "", edition: int | None = None, milestones=None, take_over=False, **changes
    ):
        """Change fields of this event; the earlier form is kept with the person and the reason.

        `changes` are field names and new values. `milestones`, when given, replaces the set it carries; one
        that another event carries raises MilestoneTaken unless `take_over`. `edition` is the edition that
        the person read: AlreadyChanged when it is no longer the newest. Raises EndsBeforeStart. Writes
        nothing when it raises.
        """
        check_stretch(changes.get("happened", self.happened), changes.get("until", self.until))
        with transaction.atomic(), acting(by, why):
            self._claim(self.edition if edition is None else edition)
            for name, value in changes.items():
                setattr(self, name, value)
            self.save(update_fields=["edition", *column_names(self, changes)])
            if milestones is not None:
                self.set_milestones(milestones, take_over=take_over)
            self.incident.timeline_changed()

    def withdraw(self, *, by, why: str, edition: int | None = None) -> None:
        """Take the event off the timeline; it stays readable in the history. Its milestones become free."""
        with transaction.atomic(), acting(by, why):
            self._claim(self.edition if edition is None else edition)
            self.withdrawn_at = timezone.now()
            self.withdrawn_reason = why
            self.save(update_fields=["edition", "withdrawn_at", "withdrawn_reason"])
            self.set_milestones(())
            self.incident.timeline_changed()

    def restore(self, *, by, why: str = "") -> None:
        """Put a withdrawn event back, without the milestones it had.

        Raises AlreadyChanged, writing nothing, when somebody else got there first.
        """
        with transaction.atomic(), acting(by, why):
            self._claim(self.edition)
            self.withdrawn_at = None
            self.withdrawn_reason = ""
            self.save(update_fields=["edition", "withdrawn_at", "withdrawn_reason"])
            self.incident.timeline_changed()

    def pin(self, pinned: bool, *, by) -> None:
        """Mark the event as one to notice, or no longer. That is no correction: its edition stays."""
        with transaction.atomic(), acting(by):
            self.incident.hold()
            TimelineEvent.objects.filter(pk=self.pk).update(pinned=pinned)
            self.incident.timeline_changed()
        self.pinned = pinned

    def _claim(self, edition: int) -> None:
        """Lock the row and begin its next edition. Raises AlreadyChanged unless `edition` is the newest.

        The incident is locked first, as wherever its timeline changes, so that nobody waits in a circle.
        """
        self.incident.hold()
        if not TimelineEvent.objects.select_for_update().filter(pk=self.pk, edition=edition):
            raise AlreadyChanged(self)
        self.edition = edition + 1

    def set_milestones(self, kinds, *, take_over: bool = False) -> None:
        """Let this event carry exactly these milestones. Raises MilestoneTaken unless `take_over`."""
        wanted = {Milestone.Kind(kind) for kind in kinds}
        self.milestones.exclude(kind__in=wanted).delete()
        taken = Milestone.objects.filter(incident=self.incident, kind__in=wanted).exclude(event=self)
        for milestone in taken.select_related("event"):
            if not take_over:
                raise MilestoneTaken(milestone.get_kind_display(), milestone.event)
            milestone.delete()
        held = set(self.milestones.values_list("kind", flat=True))
        for kind in sorted(wanted - held):
            self.milestones.create(incident=self.incident, kind=kind)


@tracked("EventQuoteVersion")
class EventQuote(models.Model):
    """An event stands on a quote."""

    event = models.ForeignKey(TimelineEvent, models.CASCADE)
    quote = models.ForeignKey(Quote, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "quote"], name="event_quote_once")]


@tracked("MilestoneVersion")
class Milestone(models.Model):
    """A mark on an event: each at most once an incident. What came before what is never reordered."""

    class Kind(models.TextChoices):
        STARTED = "started", "started"
        DETECTED = "detected", "detected"
        ACKNOWLEDGED = "acknowledged", "acknowledged"
        IDENTIFIED = "identified", "identified"
        MITIGATED = "mitigated", "mitigated"
        RESOLVED = "resolved", "resolved"

    incident = models.ForeignKey("incidents.Incident", models.CASCADE, related_name="milestones")
    event = models.ForeignKey(TimelineEvent, models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=12, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "kind"], name="milestone_once_an_incident")
        ]

    def __str__(self):
        return self.get_kind_display()
