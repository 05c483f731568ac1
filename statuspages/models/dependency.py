"""Which of our components depend on whose page, and which of our incidents were a vendor's before."""

from __future__ import annotations

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from accounts.history import acting, tracked
from incidents.models import Component, Incident
from incidents.models.word import stands
from statuspages.models.page import StatusPage
from statuspages.models.reported import ReportedComponent, ReportedIncident


class DependencyQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of pages and of components of ours that this person may know of."""
        known = Component.objects.told_by(Incident.objects.visible_to(user))
        return self.filter(
            page__in=StatusPage.objects.visible_to(user), component__in=known.order_by().values("pk")
        )

    def for_page(self):
        """With all that a page shows of them, by name."""
        rows = self.select_related("component__organisation", "reported_component")
        return rows.order_by("component__name", "component__organisation__name", "pk")

    def declare(self, page, component, *, needs: ReportedComponent | None = None, by) -> Dependency:
        """Say that a component of ours needs the page, or what it `needs` of it. Again is harmless."""
        with transaction.atomic(), acting(by):
            component = component.standing()
            return self.get_or_create(
                page=page, component=component, reported_component=needs, defaults={"added_by": by}
            )[0]


@tracked("DependencyVersion")
class Dependency(models.Model):
    """A component of ours needs what a page tells of, or one component of it."""

    page = models.ForeignKey(StatusPage, models.CASCADE, related_name="dependencies")
    reported_component = models.ForeignKey(
        ReportedComponent, models.CASCADE, null=True, blank=True, related_name="dependencies"
    )  # NULL: any of the page's
    component = models.ForeignKey(Component, models.CASCADE, related_name="depends_on")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = DependencyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "reported_component", "component"],
                name="dependency_once",
                nulls_distinct=False,
            )
        ]
        triggers = [stands("component_id", "incidents_component")]

    def remove(self, *, by) -> None:
        """Say so no more. That it was said stays in its history."""
        with transaction.atomic(), acting(by):
            self.delete()

    def __str__(self):
        return f"{self.component} depends on {self.reported_component or self.page}"


@tracked("UpstreamVersion")
class Upstream(models.Model):
    """What a person decided on a vendor's incident that may have caused one of ours.

    Offers are worked out whenever they are asked for (`statuspages.upstream`) and have no rows.
    """

    class State(models.TextChoices):
        LINKED = "linked", "linked"
        DECLINED = "declined", "declined"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="upstreams")
    reported = models.ForeignKey(ReportedIncident, models.CASCADE, related_name="downstreams")
    state = models.CharField(max_length=8, choices=State)
    why = models.CharField(max_length=500, blank=True, help_text="As it was offered then, in words.")
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "reported"], name="upstream_once")]

    def __str__(self):
        return f"{self.incident} from {self.reported}"
