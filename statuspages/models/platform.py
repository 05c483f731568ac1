"""When most pages of one provider fail together it is the provider, or this server: said once."""

from __future__ import annotations

from django.db import models

from statuspages import providers


class PlatformQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever signs in knows of all watched pages, and so of the providers they are at."""
        return self.all() if user.is_authenticated else self.none()

    def failing(self):
        """Those whose pages fail together now."""
        return self.exclude(failing_since=None).order_by("provider")


class Platform(models.Model):
    """A provider whose pages share its fate. There is a row once its pages have failed together."""

    provider = models.CharField(max_length=20, unique=True)
    failing_since = models.DateTimeField(null=True)  # NULL: it works
    pages = models.PositiveIntegerField(default=0, help_text="That failed together when it was seen last.")
    of_pages = models.PositiveIntegerField(default=0)
    says = models.CharField(max_length=500, blank=True)
    next_probe_at = models.DateTimeField(null=True)  # until then none of its pages is asked but one
    recovered_at = models.DateTimeField(null=True)

    objects = PlatformQuerySet.as_manager()

    def __str__(self):
        return self.provider

    @property
    def label(self) -> str:
        """The provider's name for people."""
        known = providers.BY_NAME.get(self.provider)
        return known.LABEL if known else self.provider
