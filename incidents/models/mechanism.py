from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.text import slugify

from accounts.history import tracked
from accounts.roles import may_edit
from incidents.exceptions import NameTaken
from incidents.models.word import FormerName, State, Word, WordManager, WordQuerySet

LONGEST_SLUG = 60
PROPOSED_GROUP = "Proposed"  # until somebody says where a mechanism belongs


class MechanismQuerySet(WordQuerySet):
    def in_use(self):
        """Those that may be chosen, group by group."""
        return super().in_use().order_by("group_order", "name", "pk")

    def told_to(self, user, incidents):
        """Those that this person, who may read `incidents`, may know of.

        Proposals are for whoever may use them, and for others where a factor that they may read names one.
        """
        if may_edit(user):
            return self.all()
        factors = Mechanism._meta.get_field("factors").related_model.objects
        met = Exists(factors.filter(mechanism=OuterRef("pk"), incident__in=incidents))
        return self.filter(~Q(state=State.PROPOSED) | met)


class MechanismManager(WordManager.from_queryset(MechanismQuerySet)):
    def at(self, slugs) -> dict[str, Mechanism]:
        """{slug: the mechanism at that address, now or once}; unknown ones are missing.

        A query, and one more where some are not of now.
        """
        found = {word.slug: word for word in self.filter(slug__in=set(slugs))}
        if rest := set(slugs) - found.keys():
            once = FormerMechanismName.objects.filter(slug__in=rest).select_related("word")
            found |= {former.slug: former.word for former in once}
        return found

    def propose(self, name: str, *, by, definition: str, anew: bool = False, **details) -> Mechanism:
        """Add a mechanism, which may be chosen at once. It is a proposal unless `by` administers.

        Raises NameTaken, or NameWasOnce unless the name shall be taken `anew`; writing nothing.
        """
        word = self.model(definition=definition, **details)
        word.group_order = self.order_of(word.group)
        return word.begin(name, by=by, anew=anew)

    def named(self, name: str, *, by, definition: str) -> Mechanism:
        """The mechanism that this name means, of now or of once; proposed if it is new."""
        if found := self.called([name]):
            return found[name]
        try:
            return self.propose(name, by=by, definition=definition, group=PROPOSED_GROUP)
        except NameTaken:  # by somebody who proposed it at the same moment
            return self.called([name])[name]

    def groups(self) -> list[str]:
        """The groups that mechanisms stand in, in reading order."""
        rows = self.order_by("group_order", "group").values_list("group", flat=True)
        return list(dict.fromkeys(rows))

    def order_of(self, group: str) -> int:
        """Where a group stands: where it stands already, or last."""
        held = self.filter(group=group).values_list("group_order", flat=True).first()
        if held is not None:
            return held
        return (self.aggregate(models.Max("group_order"))["group_order__max"] or 0) + 1


@tracked("MechanismVersion")
class Mechanism(Word):
    """A way in which systems fail: one word of a managed vocabulary, so that factors can be counted."""

    has_slug = True

    slug = models.SlugField(max_length=LONGEST_SLUG, unique=True)
    name = models.CharField(max_length=80)
    group = models.CharField(max_length=80)
    group_order = models.PositiveSmallIntegerField(default=0)
    definition = models.TextField()
    first_example = models.TextField(blank=True)
    second_example = models.TextField(blank=True)

    objects = MechanismManager()
    ever = models.Manager.from_queryset(MechanismQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), condition=Q(merged_into=None), name="mechanism_name_once"),
        ]

    @classmethod
    def merged_as(cls, key) -> models.QuerySet:
        """The key of what the mechanism of this key went into, as a subquery; none for what is no key."""
        key = int(key) if str(key).isascii() and str(key).isdigit() and len(str(key)) < 19 else 0
        return cls.ever.filter(pk=key, merged_into__isnull=False).values("merged_into")

    def get_absolute_url(self):
        return reverse("incidents:mechanism", args=[self.slug])

    def free_slug(self) -> str:
        """An address made of the name that no other mechanism has or ever had."""
        base = slugify(self.name)[: LONGEST_SLUG - 4] or "mechanism"
        held = type(self).ever.filter(slug__startswith=base).exclude(pk=self.pk)
        once = FormerMechanismName.objects.filter(slug__startswith=base).exclude(word=self.pk)
        taken = {*held.values_list("slug", flat=True), *once.values_list("slug", flat=True)}
        slug, number = base, 2
        while slug in taken:
            slug, number = f"{base}-{number}", number + 1
        return slug

    def _address(self) -> dict:
        return {"slug": self.slug}

    def begin(self, name: str, *, by, anew: bool = False) -> Mechanism:
        self.name = self.clean_name(name)
        self.slug = self.free_slug()
        return super().begin(name, by=by, anew=anew)

    def _save_name(self) -> None:
        self.slug = self.free_slug()
        self.former_names.filter(slug=self.slug).delete()
        super()._save_name("slug")


@tracked("FormerMechanismNameVersion")
class FormerMechanismName(FormerName):
    """Its address leads to the mechanism for ever: none is given to another one."""

    word = models.ForeignKey(Mechanism, models.CASCADE, related_name="former_names")
    slug = models.SlugField(max_length=LONGEST_SLUG, unique=True)
