from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction

from accounts.history import acting, tracked
from incidents.exceptions import WindowEndsBeforeStart
from incidents.models.incident import Incident
from incidents.models.organisation import Component
from incidents.models.word import stands
from timelines.fields import WhenField, WhenQuerySet, column_names, when_constraints
from timelines.when import When


class ImpactWindowQuerySet(WhenQuerySet):
    when_name = "began"

    def add(self, incident, *, component, level, began: When, ended: When | None = None, by=None, note=""):
        """Say that a component was affected from `began` to `ended` (None: no end known).

        Raises WindowEndsBeforeStart, writing nothing.
        """
        check_window(began, ended)
        with transaction.atomic(), acting(by):
            return self.create(
                incident=incident, component=component, level=level, began=began, ended=ended, note=note
            )

    def add_all(self, windows: Iterable[ImpactWindow], *, by=None) -> None:
        """Write many unsaved windows, of any incidents. Raises WindowEndsBeforeStart, writing nothing.

        The number of queries does not grow with the number of windows.
        """
        windows = list(windows)
        for window in windows:
            check_window(window.began, window.ended)
        with transaction.atomic(), acting(by):
            self.bulk_create(windows)

    def change_all(self, windows: Iterable[ImpactWindow], *, by=None) -> None:
        """Write level, began and ended of windows that are stored. Raises WindowEndsBeforeStart before that.

        The number of queries does not grow with the number of windows.
        """
        windows = list(windows)
        for window in windows:
            check_window(window.began, window.ended)
        if windows:
            with transaction.atomic(), acting(by):
                self.bulk_update(windows, column_names(windows[0], ("level", "began", "ended")))


def check_window(began: When, ended: When | None) -> None:
    """Raise WindowEndsBeforeStart when the end is certainly before the beginning."""
    if ended is not None and ended.before(began):
        raise WindowEndsBeforeStart(began, ended)


@tracked("ImpactWindowVersion")
class ImpactWindow(models.Model):
    """A component was not what it should be, from one moment to another."""

    class Level(models.TextChoices):
        DEGRADED = "degraded", "degraded"
        PARTIAL_OUTAGE = "partial-outage", "partly out"
        MAJOR_OUTAGE = "major-outage", "out"
        MAINTENANCE = "maintenance", "under maintenance"

    # The severity colour that a level is drawn in.
    COLOURS = {Level.MAJOR_OUTAGE: 1, Level.PARTIAL_OUTAGE: 2, Level.DEGRADED: 3, Level.MAINTENANCE: 4}

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="impact_windows")
    component = models.ForeignKey(Component, models.PROTECT, related_name="impact_windows")
    level = models.CharField(max_length=14, choices=Level)
    began = WhenField()
    ended = WhenField(null=True)  # NULL: no end known
    note = models.CharField(max_length=500, blank=True)

    objects = ImpactWindowQuerySet.as_manager()

    class Meta:
        constraints = [*when_constraints("began", "window"), *when_constraints("ended", "window")]
        triggers = [stands("component_id", "incidents_component")]

    def __str__(self):
        return f"{self.component} {self.get_level_display()}"

    @property
    def colour(self) -> int:
        return self.COLOURS[self.level]

    def change(self, *, by, **changes) -> None:
        """Change fields; the earlier form is kept. Raises WindowEndsBeforeStart, writing nothing."""
        check_window(changes.get("began", self.began), changes.get("ended", self.ended))
        with transaction.atomic(), acting(by):
            for name, value in changes.items():
                setattr(self, name, value)
            self.save(update_fields=column_names(self, changes))

    def remove(self, *, by) -> None:
        """Take the window away; its forms stay in the history."""
        with transaction.atomic(), acting(by):
            self.delete()
