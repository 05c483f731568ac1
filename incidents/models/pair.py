"""What people said of two incidents: that they belong together, or that they are not alike after all."""

from __future__ import annotations

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.history import acting, tracked
from incidents.exceptions import PairChanged
from incidents.models.incident import Incident


class IncidentPairQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Pairs both of whose incidents this person may read: whoever may not read one knows of no pair."""
        visible = Incident.objects.visible_to(user)
        return self.filter(first__in=visible, second__in=visible)

    def of(self, incident: Incident):
        return self.filter(Q(first=incident) | Q(second=incident))

    def related(self):
        return self.filter(verdict=IncidentPair.Verdict.RELATED)

    def dismissed(self):
        return self.filter(verdict=IncidentPair.Verdict.NOT_ALIKE)

    def for_list(self):
        """With all that a row about it shows, what was said last first."""
        return self.select_related("first__organisation", "second__organisation", "said_by").order_by(
            "-said_at", "-pk"
        )

    def say(self, one: Incident, other: Incident, verdict: str, *, by, was: str = "") -> IncidentPair:
        """Say `verdict` of two incidents, in either order; "" takes back what was said.

        `was` is what the person read before. Raises PairChanged, writing nothing, when somebody else has said
        something else meanwhile; the same said twice changes nothing. Raises ValueError for one incident
        with itself.
        """
        if one.pk == other.pk:
            raise ValueError("An incident makes no pair with itself.")
        verdict = IncidentPair.Verdict(verdict) if verdict else ""
        first, second = sorted((one, other), key=lambda incident: incident.pk)
        with transaction.atomic(), acting(by):
            # Two who say something of a pair that has no row yet wait here for one another.
            held = Incident.objects.filter(pk=first.pk).order_by("pk").select_for_update(no_key=True)
            list(held.only("pk"))
            pair = self.filter(first=first, second=second).first()
            pair = pair or IncidentPair(first=first, second=second)
            if pair.verdict not in (was, verdict):
                raise PairChanged(pair)
            if pair.verdict != verdict:
                pair.verdict, pair.said_by, pair.said_at = verdict, by, timezone.now()
                pair.save()
        return pair


@tracked("IncidentPairVersion")
class IncidentPair(models.Model):
    """Two incidents of which somebody said something. A row whose word was taken back stays, saying nothing.

    `first` is the one with the lower key, so that a pair is there once.
    """

    class Verdict(models.TextChoices):
        RELATED = "related", "related"
        NOT_ALIKE = "not-alike", "not alike"

    first = models.ForeignKey(Incident, models.CASCADE, related_name="+")
    second = models.ForeignKey(Incident, models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=9, choices=Verdict, blank=True)  # "": taken back
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )  # NULL: the person is gone, or a command said it
    said_at = models.DateTimeField(default=timezone.now)

    objects = IncidentPairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="incident_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="incident_pair_in_order"),
        ]

    def __str__(self):
        return f"{self.first.reference} and {self.second.reference}: {self.get_verdict_display() or 'open'}"

    def other(self, incident: Incident) -> Incident:
        """The one of the two that is not `incident`."""
        return self.second if self.first_id == incident.pk else self.first
