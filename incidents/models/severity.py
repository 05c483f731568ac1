from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.history import tracked


@tracked("SeverityVersion")
class Severity(models.Model):
    """How bad it was. Data, so that a house can have its own words."""

    name = models.CharField(max_length=20, unique=True, help_text="As it stands on the badge: SEV1.")
    meaning = models.CharField(max_length=300, help_text="One sentence that lets two people choose alike.")
    order = models.PositiveSmallIntegerField(unique=True, help_text="1 is the worst.")
    colour = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)],
        help_text="1 to 5: the colour of that severity in the style sheet.",
    )

    class Meta:
        verbose_name_plural = "severities"
        constraints = [
            models.CheckConstraint(condition=models.Q(colour__range=(1, 5)), name="severity_colour_known")
        ]

    def __str__(self):
        return self.name
