"""People, and the programs that act for them."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from zoneinfo import available_timezones

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from knox.models import AbstractAuthToken, AuthTokenManager

from accounts.roles import Role


def validate_time_zone(value: str) -> None:
    """Raise ValidationError unless `value` is an IANA zone name that this machine's tables know."""
    if value not in _known_zones():
        raise ValidationError(
            "“%(value)s” is not a time zone we know. Use an IANA name such as Europe/Zurich or UTC.",
            params={"value": value},
        )


@cache
def _known_zones() -> frozenset[str]:
    """The names of this machine's tables, whose files are gone through once."""
    return frozenset(available_timezones())


class User(AbstractUser):
    """Somebody who signs in."""

    class Theme(models.TextChoices):
        SYSTEM = "system", "as your system"
        LIGHT = "light", "light"
        DARK = "dark", "dark"

    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    shows_local_times = models.BooleanField(default=False, help_text="Show times in my zone beside UTC.")

    def __str__(self):
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        """Two letters for the page header: of the full name, else of the user name."""
        names = self.get_full_name().split() or [self.username]
        letters = names[0][0] + names[-1][0] if len(names) > 1 else names[0][:2]
        return letters.upper()

    def give_role(self, role: Role) -> None:
        """Make `role` this person's only role. Administrators may also use the Django admin."""
        with transaction.atomic():
            group, _ = Group.objects.get_or_create(name=Role(role).value)
            self.groups.remove(*self.groups.filter(name__in=Role.values))
            self.groups.add(group)
            self.is_staff = self.is_superuser = role == Role.ADMINISTRATOR
            self.save(update_fields=["is_staff", "is_superuser"])
        self.__dict__.pop("_role", None)


class ApiTokenQuerySet(models.QuerySet):
    def for_list(self):
        """Those of one person as their account page lists them: the newest first."""
        return self.order_by("-created", "pk")


class ApiTokenManager(AuthTokenManager):
    def make(self, user: User, *, name: str, days: int, may_write: bool = False) -> tuple[ApiToken, str]:
        """A token that runs out after so many days, and what to send. That is nowhere kept."""
        return self.create(user, expiry=timedelta(days=days), name=name, may_write=may_write)


class ApiToken(AbstractAuthToken):
    """What a program signs in with. Only its SHA-512 is kept, so it is shown once, when it is made.

    It may do what its person may, or only read. It ends when its person no longer may sign in.
    """

    name = models.CharField(max_length=100, help_text="What it is for: “nightly import”.")
    may_write = models.BooleanField(default=False)
    last_used_at = models.DateTimeField(null=True, editable=False)  # to the minute; NULL: never

    objects = ApiTokenManager.from_queryset(ApiTokenQuerySet)()

    def __str__(self):
        return self.name

    @property
    def begins(self) -> str:
        """By which its person may know it again: too little to sign in with."""
        return self.token_key[:6]

    @property
    def has_run_out(self) -> bool:
        return self.expiry is not None and self.expiry <= timezone.now()

    @property
    def runs_out_soon(self) -> bool:
        """Within two weeks: time to make the next one."""
        return self.expiry is not None and self.expiry <= timezone.now() + timedelta(days=14)


class Channel(models.Model):
    """A chat or a hook. Its address holds secrets: only administrators set it, and no page shows it again.

    https://appriseit.com says what addresses there are.
    """

    name = models.CharField(max_length=100, unique=True)
    address = models.CharField(max_length=1000)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        db_table = "statuspages_channel"  # where it was made; what refers to it stays as it is
        ordering = ["name"]

    def __str__(self):
        return self.name
