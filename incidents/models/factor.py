"""What made an incident possible, worse or better. Usually several; there is no box for “the” cause."""

from django.db import models, transaction

from accounts.history import acting, tracked
from incidents.indexing import index_incident
from incidents.models.incident import Incident
from incidents.models.mechanism import Mechanism
from incidents.models.word import stands
from timelines.fields import WhenField, column_names
from timelines.models import Quote, Source, TimelineEvent


class ContributingFactorQuerySet(models.QuerySet):
    def for_incident_page(self):
        """All that the factors of one page show, in their order."""
        return (
            self.select_related("mechanism")
            .prefetch_related(
                models.Prefetch("evidence", TimelineEvent.objects.standing().in_time_order()),
                models.Prefetch("quotes__source", Source.objects.for_quotes()),
                "action_items",
            )
            .order_by("position", "pk")
        )

    def add(self, incident, *, statement: str, role: str, by=None, evidence=(), quotes=(), **details):
        """Add a factor at the end of the incident's list, with the events and quotes it stands on."""
        with transaction.atomic(), acting(by):
            incident.hold()
            last = incident.factors.aggregate(models.Max("position"))["position__max"] or 0
            factor = self.create(
                incident=incident, statement=statement, role=role, position=last + 1, **details
            )
            factor.evidence.add(*evidence)
            factor.quotes.add(*quotes)
            index_incident(incident, "factor")
        return factor


@tracked("ContributingFactorVersion")
class ContributingFactor(models.Model):
    class Role(models.TextChoices):
        """What part it played."""

        TRIGGER = "trigger", "trigger"
        CONTRIBUTING = "contributing", "contributing"
        AGGRAVATING = "aggravating", "aggravating"
        HINDERED_DETECTION = "hindered-detection", "hindered detection"
        HINDERED_RECOVERY = "hindered-recovery", "hindered recovery"
        LIMITED_HARM = "limited-harm", "limited harm"

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="factors")
    position = models.PositiveIntegerField(default=1)
    statement = models.CharField(max_length=1000, help_text="One or two sentences.")
    detail = models.TextField(blank=True, help_text="Markdown, if there is more to say.")
    mechanism = models.ForeignKey(
        Mechanism, models.PROTECT, null=True, blank=True, related_name="factors"
    )  # NULL: not yet named
    role = models.CharField(max_length=18, choices=Role, default=Role.CONTRIBUTING)
    onset = WhenField(null=True)  # NULL: nobody says since when it was so
    evidence = models.ManyToManyField(
        TimelineEvent, through="FactorEvidence", related_name="factors", blank=True
    )
    quotes = models.ManyToManyField(Quote, through="FactorQuote", related_name="factors", blank=True)

    objects = ContributingFactorQuerySet.as_manager()

    class Meta:
        triggers = [stands("mechanism_id", "incidents_mechanism")]

    def __str__(self):
        return self.statement

    @property
    def anchor(self) -> str:
        return f"f-{self.pk}"

    def get_absolute_url(self):
        return f"{self.incident.get_absolute_url()}#{self.anchor}"

    def change(self, *, by, evidence=None, **changes) -> None:
        """Change fields, and the events it stands on where `evidence` is given; the earlier form is kept."""
        with transaction.atomic(), acting(by):
            self.incident.hold()
            for name, value in changes.items():
                setattr(self, name, value)
            self.save(update_fields=column_names(self, changes))
            if evidence is not None:
                self.evidence.set(evidence)
            index_incident(self.incident, "factor")

    def remove(self, *, by) -> None:
        """Take the factor away and close the gap in the numbering; its forms stay in the history.

        A second time changes nothing.
        """
        with transaction.atomic(), acting(by):
            self.incident.hold()
            held = self.incident.factors.filter(pk=self.pk).first()
            if held:
                held.delete()
                later = self.incident.factors.filter(position__gt=held.position)
                later.update(position=models.F("position") - 1)
                index_incident(self.incident, "factor")


@tracked("FactorEvidenceVersion")
class FactorEvidence(models.Model):
    factor = models.ForeignKey(ContributingFactor, models.CASCADE)
    event = models.ForeignKey(TimelineEvent, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "event"], name="factor_evidence_once")]


@tracked("FactorQuoteVersion")
class FactorQuote(models.Model):
    factor = models.ForeignKey(ContributingFactor, models.CASCADE)
    quote = models.ForeignKey(Quote, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["factor", "quote"], name="factor_quote_once")]
