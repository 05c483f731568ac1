"""Who was affected: organisations and the components they run."""

from django.db import models
from django.db.models import Q
from django.utils.text import slugify

from accounts.history import tracked
from accounts.models import validate_time_zone


class OrganisationManager(models.Manager):
    def named(self, name: str, **details):
        """The organisation of this name (whatever its case), made with `details` if it is new.

        Two people may call this at once.
        """
        found = self.filter(name__iexact=name).first()
        if found is None:
            details["slug"] = self._free_slug(name)
            found, _ = self.get_or_create(name=name, defaults=details)
        return found

    def told_by(self, incidents):
        """Those that a person who may read `incidents` may know of: theirs, and those of no incident."""
        return self.filter(Q(incidents__in=incidents) | Q(incidents=None)).distinct()

    def _free_slug(self, name: str) -> str:
        """A slug that no other organisation has."""
        base = slugify(name)[:70] or "organisation"
        taken = set(self.filter(slug__startswith=base).values_list("slug", flat=True))
        slug, number = base, 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        return slug


@tracked("OrganisationVersion")
class Organisation(models.Model):
    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    website = models.URLField(blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_time_zone])

    objects = OrganisationManager()

    def __str__(self):
        return self.name


class ComponentManager(models.Manager):
    def named(self, name: str, **details):
        """The component of this name (whatever its case) among these, made with `details` if it is new.

        Two people may call this at once: `organisation.components.named("Checkout")`.
        """
        found = self.filter(name__iexact=name).first()
        return found or self.get_or_create(name=name, defaults=details)[0]

    def told_by(self, incidents):
        """Those that a person who may read `incidents` may know of: affected by them, or by none."""
        windows = Q(impact_windows__incident__in=incidents) | Q(impact_windows=None)
        return self.filter(windows).distinct()


@tracked("ComponentVersion")
class Component(models.Model):
    """A part of what an organisation runs, as its users would name it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="components")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    objects = ComponentManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="component_once_an_organisation")
        ]

    def __str__(self):
        return self.name
