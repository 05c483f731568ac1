"""A contributing factor: a statement, its part, its mechanism, what it stands on."""

from __future__ import annotations

from django import forms

from incidents.forms.editions import EditionMixin
from incidents.forms.fields import ChoiceBox, ModelBox, ProseField
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

    def offer(self, held: Mechanism | None) -> None:
        """Offer what is in use, and the retired one that the factor already has."""
        self.queryset = Mechanism.objects.in_use()
        choices: dict[str, list] = {}
        for mechanism in self.queryset:
            choices.setdefault(mechanism.group, []).append((mechanism.pk, mechanism.name))
        if held and held.is_retired:
            self.queryset = Mechanism.objects.in_use() | Mechanism.objects.filter(pk=held.pk)
            choices["Retired"] = [(held.pk, held.name)]
        self.choices = [("", self.empty_label), *choices.items()]


class ContributingFactorForm(EditionMixin, forms.Form):
    statement = ProseField(
        rows=2, max_length=1000, help_text="One or two sentences that could be shown wrong."
    )
    role = ChoiceBox(choices=ContributingFactor.Role, initial=ContributingFactor.Role.CONTRIBUTING)
    mechanism = MechanismBox(
        help_text="The way in which it failed; this is what is counted across incidents."
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

    def save(self, *, by) -> ContributingFactor:
        """Add the factor at the end, or change the one that was given."""
        facts = {name: self.cleaned_data[name] for name in (*FIELDS, "evidence")}
        if self.factor is None:
            return ContributingFactor.objects.add(self.incident, by=by, **facts)
        self.factor.change(by=by, **facts)
        return self.factor
