"""A document that somebody is importing: read, looked at, decided about, and not in any incident yet."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from incidents.exceptions import DraftDiscarded, DraftGone, DraftStored
from incidents.models.incident import Incident

KEPT = datetime.timedelta(days=30)
"""How long a draft that nobody touches is kept."""

KEPT_DISCARDED = datetime.timedelta(days=1)
"""How long a discarded draft can be taken back, and a stored one leads to its incident."""


class ImportDraftQuerySet(models.QuerySet):
    def of(self, person):
        """Those of this person: nobody else ever sees them, administrators neither.

        Without those read from a source of an incident that this person may see no more.
        """
        visible = Incident.objects.visible_to(person)
        return self.filter(Q(came_from=None) | Q(came_from__in=visible), owner=person)

    def waiting(self):
        """Neither stored nor discarded."""
        return self.filter(discarded_at=None, stored_at=None)

    def for_list(self):
        """Newest first, without their (long) text."""
        return self.defer("text", "hints", "decisions").order_by("-changed_at", "pk")

    def begin(self, opened, *, by, into=None, came_from=None, fetched_at=None) -> ImportDraft:
        """Keep a document as it was opened (`importing.document.Opened`) for this person to look at.

        `into`: the incident it is about, where they said so; it can be changed. `came_from`: the incident
        that keeps it already.
        """
        return self.create(
            owner=by,
            format=opened.format,
            text=opened.text,
            name=opened.name[:300],
            address=opened.address[:2000],
            hints=opened.hints,
            into=into,
            came_from=came_from,
            fetched_at=fetched_at,
        )

    def forget_old(self, now: datetime.datetime) -> int:
        """Delete what is over, or forgotten by its owner; return how many."""
        over = Q(discarded_at__lt=now - KEPT_DISCARDED) | Q(stored_at__lt=now - KEPT_DISCARDED)
        return self.filter(over | Q(changed_at__lt=now - KEPT)).delete()[0]


class ImportDraft(models.Model):
    """One document on its way into an incident.

    - format to hints: the document as it was opened; reading needs nothing else.
    - chosen: what its owner decided about the whole of it: zone, log_zone, day (ISO), organisation, title,
      columns. A missing one is found in the document.
    - decisions: {key of an item: {"take": bool, "edit": {…}, "with": key, "apart": bool}}, see
      `incidents.drafts.decisions`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="import_drafts")
    format = models.CharField(max_length=40)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=2000, blank=True)
    hints = models.JSONField(default=dict, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)  # NULL: nobody fetched it, it was given
    title = models.CharField(max_length=300, blank=True, help_text="As last read or decided, for lists.")
    chosen = models.JSONField(default=dict, blank=True)
    decisions = models.JSONField(default=dict, blank=True)
    into = models.ForeignKey(
        Incident, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # NULL: a new incident
    came_from = models.ForeignKey(
        Incident, models.CASCADE, null=True, blank=True, related_name="+"
    )  # NULL: no incident kept it. Who may not see that incident may not see this.
    begun_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(default=timezone.now)
    discarded_at = models.DateTimeField(null=True, blank=True)  # NULL: not discarded
    stored_at = models.DateTimeField(null=True, blank=True)  # NULL: not stored yet
    stored_in = models.ForeignKey(
        Incident, models.SET_NULL, null=True, blank=True, related_name="+"
    )  # NULL: not stored yet, or the incident is gone

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "-changed_at"], name="draft_by_owner")]
        constraints = [
            models.CheckConstraint(
                condition=Q(stored_at=None) | Q(discarded_at=None), name="draft_stored_or_discarded"
            )
        ]

    def __str__(self):
        return self.title or self.name or self.address or "A pasted document"

    def get_absolute_url(self):
        return reverse("incidents:import_draft", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.discarded_at is None and self.stored_at is None

    def check_waiting(self) -> None:
        """Raise DraftStored or DraftDiscarded where there is nothing to decide any more."""
        if self.stored_at:
            raise DraftStored(self)
        if self.discarded_at:
            raise DraftDiscarded(self)

    def hold(self) -> ImportDraft:
        """The row as it is now, locked until the transaction ends. Raises DraftGone, as `check_waiting`."""
        held = ImportDraft.objects.select_for_update(of=("self",)).select_related("into")
        draft = held.filter(pk=self.pk).first()
        if draft is None:
            raise DraftGone("This document is not here any more: it was deleted meanwhile.")
        draft.check_waiting()
        return draft

    def decide(self, decisions: Mapping[str, dict]) -> None:
        """Take over decisions about items, key by key: what is given changes, the rest stays.

        A value None takes a word of a decision back, and an empty decision is none. Another tab may decide
        about other items at the same moment.
        """
        with transaction.atomic():
            held = self.hold().decisions
            for key, decision in decisions.items():
                changed = held.get(key, {}) | decision
                held[key] = {name: value for name, value in changed.items() if value is not None}
            self.decisions = {key: decision for key, decision in held.items() if decision}
            self._keep("decisions")

    def set_up(self, *, chosen: dict, into: Incident | None, title: str) -> None:
        """Take over what was decided about the whole of the document."""
        with transaction.atomic():
            self.hold()
            self.chosen, self.into, self.title = chosen, into, title[:300]
            self._keep("chosen", "into", "title")

    def forget_decisions(self, keys) -> None:
        """Decisions about items that are not read any more."""
        with transaction.atomic():
            held = self.hold().decisions
            gone = set(keys)
            self.decisions = {
                key: {word: value for word, value in decision.items() if word != "with" or value not in gone}
                for key, decision in held.items()
                if key not in gone
            }
            self._keep("decisions")

    def discard(self) -> None:
        """Put it aside; it can be taken back for a day. Again changes nothing."""
        now = timezone.now()
        ImportDraft.objects.waiting().filter(pk=self.pk).update(discarded_at=now, changed_at=now)

    def take_back(self) -> None:
        """Go on with what was discarded. Again changes nothing."""
        ImportDraft.objects.filter(pk=self.pk).update(discarded_at=None, changed_at=timezone.now())

    def stored(self, incident: Incident) -> None:
        """It stands in `incident` now: the text is kept there, and here only where that is."""
        self.stored_in, self.stored_at = incident, timezone.now()
        self.text, self.hints, self.chosen, self.decisions = "", {}, {}, {}
        self._keep("stored_in", "stored_at", "text", "hints", "chosen", "decisions")

    def _keep(self, *fields: str) -> None:
        self.changed_at = timezone.now()
        self.save(update_fields=[*fields, "changed_at"])
