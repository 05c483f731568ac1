"""A contributing factor: a statement, its part, its mechanism, what it stands on."""

from __future__ import annotations

from django import forms
from django.db import transaction

from incidents.forms.editions import EditionMixin
from incidents.forms.fields import ChoiceBox, LineField, ModelBox, ProseField
from incidents.models import ContributingFactor, Incident, Mechanism
from timelines.forms import WhenFormField
from timelines.models import TimelineEvent

FIELDS = ("statement", "role", "mechanism", "onset", "detail")


class EvidenceField(forms.ModelMultipleChoiceField):
    """Events to tick, each with its time."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, event):
        text = event.text if len(event.text) <= 90 else f"{event.text[:90]}…"
        return f"{event.happened}: {text}"


class MechanismBox(ModelBox):
    """The vocabulary, group by group."""

    def __init__(self, **options):
        super().__init__(
            queryset=Mechanism.objects.none(), required=False, empty_label="not named yet", **options
        )

    def to_python(self, value):
        """What was merged or renamed since the page was opened is the mechanism that stands."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            if self.to_field_name == "slug":
                found = Mechanism.objects.at([value]).get(value)
            else:
                found = Mechanism.objects.filter(pk__in=Mechanism.merged_as(value)).first()
            if found is None or found.is_retired:
                raise
            return found

    def offer(self, held: Mechanism | None) -> None:
        """Offer what is in use, and the retired one that the factor already has."""
        self.queryset = Mechanism.objects.in_use()
        choices: dict[str, list] = {}
        for mechanism in self.queryset:
            choices.setdefault(mechanism.group, []).append((mechanism.pk, called(mechanism)))
        if held and held.is_retired:
            self.queryset = Mechanism.objects.in_use() | Mechanism.objects.filter(pk=held.pk)
            choices["Retired"] = [(held.pk, held.name)]
        self.choices = [("", self.empty_label), *choices.items()]


def called(mechanism: Mechanism) -> str:
    """How a list of choices names it."""
    return f"{mechanism.name} (proposed)" if mechanism.is_proposed else mechanism.name


class ContributingFactorForm(EditionMixin, forms.Form):
    statement = ProseField(
        rows=2, max_length=1000, help_text="One or two sentences that could be shown wrong."
    )
    role = ChoiceBox(choices=ContributingFactor.Role, initial=ContributingFactor.Role.CONTRIBUTING)
    mechanism = MechanismBox(
        help_text="The way in which it failed; this is what is counted across incidents."
    )
    proposed = LineField(
        max_length=80,
        required=False,
        label="None of these: propose a mechanism",
        help_text="It can be used at once, and is marked until an administrator has looked at it.",
    )
    definition = ProseField(
        required=False,
        rows=2,
        max_length=2_000,
        label="What the proposed one is",
        help_text="And what sets it apart from those in the list.",
    )
    onset = WhenFormField(
        label="So since",
        required=False,
        widget=forms.TextInput(attrs={"class": "in"}),
        help_text="When it began to be so, if anybody knows: “13 March 2023”.",
    )
    detail = ProseField(required=False, rows=4, help_text="If there is more to say. Markdown.")
    evidence = EvidenceField(
        queryset=TimelineEvent.objects.none(), required=False, label="Stands on these events"
    )

    def __init__(self, *args, incident: Incident, factor: ContributingFactor | None = None, **kwargs):
        self.incident, self.factor = incident, factor
        if factor:
            kwargs["initial"] = {name: getattr(factor, name) for name in FIELDS}
            kwargs["initial"]["evidence"] = factor.evidence.all()
        super().__init__(*args, **kwargs)
        self.fields["evidence"].queryset = incident.events.standing().in_time_order()
        self.fields["onset"].zone = incident.time_zone
        self.fields["onset"].after = incident.milestones_told.get("started")
        self.fields["onset"].kept = factor and factor.onset
        self.fields["mechanism"].offer(factor.mechanism if factor else None)
        self.guard(factor)

    def clean(self):
        cleaned = super().clean()
        name = cleaned.get("proposed")
        if name and cleaned.get("mechanism") and not self.keeps_mechanism():
            self.add_error("proposed", "Choose a mechanism or propose one, not both.")
        if name and not cleaned.get("definition") and not Mechanism.objects.called([name]):
            self.add_error("definition", "Say in a sentence what it is, so that others can choose it too.")
        return cleaned

    def keeps_mechanism(self) -> bool:
        """Whether the one that is chosen is merely the one that the factor had."""
        return bool(self.factor) and self.factor.mechanism == self.cleaned_data["mechanism"]

    def save(self, *, by) -> ContributingFactor:
        """Add the factor at the end, or change the one that was given."""
        facts = {name: self.cleaned_data[name] for name in (*FIELDS, "evidence")}
        with transaction.atomic():
            if name := self.cleaned_data["proposed"]:
                definition = self.cleaned_data["definition"]
                facts["mechanism"] = Mechanism.objects.named(name, by=by, definition=definition)
            if self.factor is None:
                return ContributingFactor.objects.add(self.incident, by=by, **facts)
            self.factor.change(by=by, **facts)
        return self.factor
