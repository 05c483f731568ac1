from django.db import models

from accounts.history import tracked


class MechanismQuerySet(models.QuerySet):
    def in_use(self):
        """Those that may be chosen, group by group."""
        return self.filter(is_retired=False).order_by("group_order", "name", "pk")


@tracked("MechanismVersion")
class Mechanism(models.Model):
    """A way in which systems fail: one word of a managed vocabulary, so that factors can be counted."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    group = models.CharField(max_length=80)
    group_order = models.PositiveSmallIntegerField(default=0)
    definition = models.TextField()
    first_example = models.TextField()
    second_example = models.TextField()
    is_retired = models.BooleanField(default=False, help_text="Kept for old factors, no longer offered.")

    objects = MechanismQuerySet.as_manager()

    def __str__(self):
        return self.name
