"""Which impact windows a page's word stands behind, and what it last said of each."""

from __future__ import annotations

from django.db import models

from incidents.models import ImpactWindow
from statuspages.models.reported import ReportedComponent, ReportedIncident
from timelines.fields import WhenField


class ReportedWindow(models.Model):
    """A stretch of a component as worked out from a reported incident's updates.

    It says what we wrote into `window`: where the window differs, a person has changed it since, and it is
    left alone.
    """

    reported = models.ForeignKey(ReportedIncident, models.CASCADE, related_name="windows")
    component = models.ForeignKey(ReportedComponent, models.CASCADE, related_name="windows")
    number = models.PositiveIntegerField(help_text="Counts the component's stretches in order of time.")
    window = models.OneToOneField(
        ImpactWindow, models.SET_NULL, null=True, related_name="reported_as"
    )  # NULL: a person took it away, and it stays away
    level = models.CharField(max_length=14, choices=ImpactWindow.Level)
    began = WhenField()
    ended = WhenField(null=True)  # NULL: not over, as far as the page says

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reported", "component", "number"], name="reported_window_once")
        ]

    def __str__(self):
        return f"{self.component} {self.get_level_display()}"

    @property
    def is_ours(self) -> bool:
        """Whether the window is as we wrote it. It must be loaded."""
        window = self.window
        told = (self.level, self.began, self.ended)
        return window is not None and (window.level, window.began, window.ended) == told
