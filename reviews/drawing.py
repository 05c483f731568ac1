"""An incident on the one scale that all incidents of a review share: its week."""

from __future__ import annotations

from datetime import timedelta

from django.utils.safestring import SafeString

from reviews.placing import BegunBy
from reviews.report import IncidentInWeek, Report
from timelines.drawing import draw_tiny
from timelines.when import Precision, When

WIDTH, HEIGHT = 420, 22  # px; the width is stretched by the page
NO_SEVERITY = 4


def draw_in_week(one: IncidentInWeek, report: Report) -> SafeString:
    """A bar from start to end, pale where it is only possible, with a tick for each mark in the week."""
    week = report.week
    start, finish = week.start, week.end
    began = None if one.life.begun_by == BegunBy.RECORD else one.life.began
    ended = one.life.ended
    if one.life.goes_on and report.is_over:
        ended = When(finish, finish + timedelta(seconds=1), Precision.SECOND)  # the bar runs off the edge
    return draw_tiny(
        began,
        ended,
        start,
        finish,
        level=one.severity.colour if one.severity else NO_SEVERITY,
        milestones=[when for _, when in one.marks if when.best in week],
        now=report.as_of if one.life.goes_on else None,
        width=WIDTH,
        height=HEIGHT,
    )
