"""How a person reads: in which theme, and with which zone's times beside the recorded ones.

Somebody signed in keeps it in their account, anybody else in two cookies. Neither cookie identifies anyone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import timezone

from accounts.models import User

COOKIE_AGE_SECONDS = 365 * 24 * 60 * 60


class Times(models.TextChoices):
    UTC = "utc", "as recorded"
    LOCAL = "local", "and in my zone"


@dataclass(frozen=True, slots=True)
class Reading:
    """`zone` is an IANA name, or "" where only the browser knows it."""

    theme: User.Theme
    times: Times
    zone: str = ""


def reading_of(request) -> Reading:
    """What this reader chose. A cookie with a value that is not a choice counts as none."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        times = Times.LOCAL if user.shows_local_times else Times.UTC
        # UTC beside UTC says nothing: then the browser's zone is the better guess.
        return Reading(User.Theme(user.theme), times, "" if user.time_zone == "UTC" else user.time_zone)
    theme, times = request.COOKIES.get("theme"), request.COOKIES.get("times")
    return Reading(
        User.Theme(theme) if theme in User.Theme.values else User.Theme.SYSTEM,
        Times(times) if times in Times.values else Times.UTC,
    )


def today_of(user, now: datetime | None = None) -> date:
    """The day it is where this person is: in the zone of their account, in UTC for anybody else."""
    zone = user.time_zone if user.is_authenticated else "UTC"
    return (now or timezone.now()).astimezone(ZoneInfo(zone)).date()


def remember_theme(request, response, theme: User.Theme) -> None:
    """Keep the theme in the person's account and in a cookie, so that signing out does not change it."""
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(theme=theme)
    _set_cookie(request, response, "theme", theme.value)


def remember_times(request, response, times: Times) -> None:
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(shows_local_times=times == Times.LOCAL)
    _set_cookie(request, response, "times", times.value)


def _set_cookie(request, response, name: str, value: str) -> None:
    response.set_cookie(
        name, value, max_age=COOKIE_AGE_SECONDS, samesite="Lax", secure=request.is_secure(), httponly=True
    )
