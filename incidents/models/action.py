"""What will be done so that it happens less, is seen sooner or hurts less."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from accounts.history import acting, tracked
from incidents.exceptions import ReasonMissing
from incidents.indexing import index_incident
from incidents.models.factor import ContributingFactor
from incidents.models.incident import Incident
from timelines.models import Quote, Source


class ActionItemQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Action items of the incidents this person may read."""
        return self.filter(incident__in=Incident.objects.visible_to(user))

    def unfinished(self):
        """Those that somebody still has to do."""
        return self.exclude(status__in=ActionItem.FINISHED)

    def overdue(self, today: datetime.date):
        return self.unfinished().filter(due_date__lt=today)

    def for_incident_page(self):
        """All that the action items of one incident's page show, in their order."""
        return (
            self.select_related("owner")
            .prefetch_related(
                models.Prefetch("weakens", ContributingFactor.objects.order_by("position", "pk")),
                models.Prefetch("quotes__source", Source.objects.for_quotes()),
                "due_date_changes",
            )
            .order_by("position", "pk")
        )

    def for_list(self):
        """All that a row shows, in a fixed number of queries."""
        return self.select_related("incident", "owner").prefetch_related(
            "weakens__mechanism", "due_date_changes"
        )

    def add(self, incident, *, title: str, by=None, weakens=(), quotes=(), **details):
        """Add an action item to the end of an incident's list."""
        with transaction.atomic(), acting(by):
            incident.hold()
            last = incident.action_items.aggregate(models.Max("position"))["position__max"] or 0
            action = self.create(incident=incident, title=title, position=last + 1, **details)
            action.weakens.add(*weakens)
            action.quotes.add(*quotes)
            index_incident(incident, "action")
        return action


@tracked("ActionItemVersion")
class ActionItem(models.Model):
    class Kind(models.TextChoices):
        PREVENT = "prevent", "prevent"
        DETECT = "detect", "detect"
        MITIGATE = "mitigate", "mitigate"
        REPAIR = "repair", "repair"
        LEARN = "learn", "learn"

    class Priority(models.TextChoices):
        HIGH = "high", "high"
        MEDIUM = "medium", "medium"
        LOW = "low", "low"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "proposed"
        AGREED = "agreed", "agreed"
        IN_PROGRESS = "in-progress", "in progress"
        DONE = "done", "done"
        DECLINED = "declined", "declined"

    FINISHED = (Status.DONE, Status.DECLINED)

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="action_items")
    position = models.PositiveIntegerField(default=1)
    title = models.CharField(max_length=500)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PREVENT)
    status = models.CharField(max_length=11, choices=Status, default=Status.PROPOSED)
    declined_reason = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="action_items"
    )  # NULL: nobody yet, or somebody without an account
    owner_name = models.CharField(max_length=200, blank=True, help_text="Somebody without an account here.")
    team = models.CharField(max_length=100, blank=True)
    priority = models.CharField(max_length=6, choices=Priority, default=Priority.MEDIUM)
    due_date = models.DateField(null=True, blank=True)  # NULL: no date agreed
    done_date = models.DateField(null=True, blank=True)  # NULL: not done, or nobody says when
    weakens = models.ManyToManyField(
        ContributingFactor, through="ActionWeakens", related_name="action_items", blank=True
    )
    quotes = models.ManyToManyField(Quote, through="ActionQuote", related_name="action_items", blank=True)
    tracker_url = models.URLField("ticket", max_length=2000, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="declined") | ~Q(declined_reason=""), name="action_declined_with_reason"
            )
        ]
        indexes = [models.Index(fields=["status", "due_date"], name="action_by_due_date")]

    def __str__(self):
        return self.title

    @property
    def anchor(self) -> str:
        return f"a-{self.pk}"

    def get_absolute_url(self):
        return f"{self.incident.get_absolute_url()}#{self.anchor}"

    @property
    def is_finished(self) -> bool:
        return self.status in self.FINISHED

    @property
    def held_by(self) -> str:
        """Who has it: the owner, else the name typed in, else the team, else nothing."""
        return str(self.owner) if self.owner else self.owner_name or self.team

    def is_overdue(self, today: datetime.date) -> bool:
        return not self.is_finished and self.due_date is not None and self.due_date < today

    def change(self, *, by, why: str = "", weakens=None, **changes) -> None:
        """Change fields; a moved due date keeps the one before. Raises ReasonMissing for a decline without.

        A done item takes `done_date` from `changes`; it is not guessed.
        """
        status = changes.get("status", self.status)
        if (
            status == self.Status.DECLINED
            and not changes.get("declined_reason", self.declined_reason).strip()
        ):
            raise ReasonMissing
        with transaction.atomic(), acting(by, why):
            self.incident.hold()
            before = ActionItem.objects.select_for_update().get(pk=self.pk).due_date
            for name, value in changes.items():
                setattr(self, name, value)
            if self.due_date != before and before is not None:
                self.due_date_changes.create(due_date=before, moved_by=by, why=why)
            self.save(update_fields=changes)
            if weakens is not None:
                self.weakens.set(weakens)
            index_incident(self.incident, "action")


class DueDateChange(models.Model):
    """A date that an action item was once due, and when and by whom it was moved."""

    action_item = models.ForeignKey(ActionItem, models.CASCADE, related_name="due_date_changes")
    due_date = models.DateField(help_text="The date before the move.")
    moved_at = models.DateTimeField(auto_now_add=True)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self):
        return f"{self.due_date}"


@tracked("ActionWeakensVersion")
class ActionWeakens(models.Model):
    action_item = models.ForeignKey(ActionItem, models.CASCADE)
    factor = models.ForeignKey(ContributingFactor, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action_item", "factor"], name="action_weakens_once")]


@tracked("ActionQuoteVersion")
class ActionQuote(models.Model):
    action_item = models.ForeignKey(ActionItem, models.CASCADE)
    quote = models.ForeignKey(Quote, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["action_item", "quote"], name="action_quote_once")]
