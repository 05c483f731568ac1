"""Who was affected: organisations and the components they run."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.text import slugify

from accounts.history import acting, tracked
from accounts.models import validate_time_zone
from accounts.roles import may_edit
from incidents.exceptions import NoWordToMerge
from incidents.models.word import FormerName, State, Word, WordManager, WordQuerySet, first_state


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


class ComponentQuerySet(WordQuerySet):
    def told_by(self, incidents):
        """Those that a person who may read `incidents` may know of: affected by them, or by none."""
        windows = Q(impact_windows__incident__in=incidents) | Q(impact_windows=None)
        return self.filter(windows).distinct()

    def told_to(self, user, incidents):
        """As `told_by`; of those that nothing affected yet, proposals are for whoever may use them."""
        told = self.told_by(incidents)
        return told if may_edit(user) else told.exclude(state=State.PROPOSED, impact_windows=None)


class ComponentManager(WordManager.from_queryset(ComponentQuerySet)):
    def named(self, name: str, *, by=None, **details):
        """The component of this name (whatever its case) among these, made with `details` if it is new.

        A name that one had before means that one. A new one is a proposal, unless `by` administers the
        vocabulary. Two people may call this at once: `organisation.components.named("Checkout")`.
        """
        is_now, was_once = Q(name__iexact=name), Q(former_names__name__iexact=name)
        found = self.filter(is_now | was_once).order_by(
            Case(When(is_now, then=0), default=1), F("former_names__ended_at").desc(nulls_last=True), "pk"
        )
        if word := found.first():
            return word
        with acting(by):
            return self.get_or_create(name=name, defaults={"state": first_state(by)} | details)[0]

    def propose(self, name: str, *, by, organisation, anew: bool = False, **details) -> Component:
        """Add a component of an organisation. It is a proposal unless `by` administers.

        Raises NameTaken, or NameWasOnce unless the name shall be taken `anew`; writing nothing.
        """
        return self.model(organisation=organisation, **details).begin(name, by=by, anew=anew)

    def by_name(self) -> dict[str, Component]:
        """{casefolded name, of now or of once: component} of these, for who looks many up. One query.

        Where several have a name, the one that was made first.
        """
        were = ArrayAgg("former_names__name", filter=Q(former_names__isnull=False), default=Value([]))
        rows = list(self.annotate(were=were).order_by("-pk"))
        found = {name.casefold(): component for component in rows for name in component.were}
        return found | {component.name.casefold(): component for component in rows}

    def called(self, values: Iterable[str]) -> dict[str, list[Component]]:
        """{value: the components it means}, in any case: several organisations may use a name. Two queries.

        Those that are called so now; where none is, those that were once.
        """
        wanted = {value: value.strip().lower() for value in values if "\x00" not in value}
        keys = set(wanted.values())
        once = FormerComponentName.objects.filter(self._has(keys)).select_related("word__organisation")
        found: dict[str, dict] = {}
        for former in once.order_by("pk"):
            found.setdefault(former.name.lower(), {})[former.word_id] = former.word
        now: dict[str, dict] = {}
        for component in self.filter(self._has(keys)).select_related("organisation").order_by("pk"):
            now.setdefault(component.name.lower(), {})[component.pk] = component
        found |= now
        return {value: list(found[key].values()) for value, key in wanted.items() if key in found}


@tracked("ComponentVersion")
class Component(Word):
    """A part of what an organisation runs, as its users would name it. Naming one first proposes it."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="components")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)

    objects = ComponentManager()
    ever = models.Manager.from_queryset(ComponentQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(merged_into=None),
                name="component_once_an_organisation",
            )
        ]

    def get_absolute_url(self):
        return reverse("incidents:component", args=[self.pk])

    @property
    def definition(self) -> str:
        """What is said of it, under the name that the other words have for it."""
        return self.description

    def beside(self):
        return Component.objects.filter(organisation=self.organisation_id)

    def former_beside(self):
        return FormerComponentName.objects.filter(word__organisation=self.organisation_id)

    def check_mergeable(self, other: Word) -> None:
        super().check_mergeable(other)
        if self.organisation_id != other.organisation_id:
            raise NoWordToMerge(
                f"“{self.name}” and “{other.name}” belong to two organisations. Choose one of the same."
            )

    @classmethod
    def hold_around(cls, words: list[Word], incidents: set[int]) -> None:
        """Lock the organisation, as whoever stores what a status page tells of its components does first."""
        keys = {word.organisation_id for word in words}
        rows = Organisation.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True)
        list(rows.only("pk"))


@tracked("FormerComponentNameVersion")
class FormerComponentName(FormerName):
    word = models.ForeignKey(Component, models.CASCADE, related_name="former_names")
