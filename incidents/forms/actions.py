"""An action item: what, who, by when, against which factor."""

from __future__ import annotations

from django import forms

from accounts.models import User
from incidents.forms.editions import EditionMixin
from incidents.forms.fields import ChoiceBox, LineField, ModelBox, people_to_choose
from incidents.models import ActionItem, ContributingFactor, Incident

DATE = forms.DateInput(attrs={"class": "in", "type": "date"}, format="%Y-%m-%d")
FIELDS = (
    "title",
    "kind",
    "status",
    "declined_reason",
    "owner",
    "owner_name",
    "team",
    "priority",
    "due_date",
    "done_date",
    "tracker_url",
    "weakens",
)


class WeakensField(forms.ModelMultipleChoiceField):
    """The incident's factors to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, factor):
        return f"{factor.position}. {factor.statement}"


class ActionItemForm(EditionMixin, forms.Form):
    title = LineField(max_length=500, help_text="What will be true when it is done.")
    kind = ChoiceBox(choices=ActionItem.Kind, initial=ActionItem.Kind.PREVENT)
    weakens = WeakensField(
        queryset=ContributingFactor.objects.none(), required=False, label="Weakens these factors"
    )
    owner = ModelBox(queryset=User.objects.none(), required=False, empty_label="nobody yet")
    owner_name = LineField(
        max_length=200, required=False, label="Or a name", help_text="Somebody without an account here."
    )
    team = LineField(max_length=100, required=False)
    priority = ChoiceBox(choices=ActionItem.Priority, initial=ActionItem.Priority.MEDIUM)
    due_date = forms.DateField(required=False, label="Due", widget=DATE)
    status = ChoiceBox(choices=ActionItem.Status, initial=ActionItem.Status.PROPOSED)
    done_date = forms.DateField(
        required=False, label="Done on", widget=DATE, help_text="Empty where nobody knows the day."
    )
    declined_reason = LineField(max_length=500, required=False, label="Why it is declined")
    tracker_url = forms.URLField(
        max_length=2000,
        required=False,
        label="Ticket",
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "in"}),
    )

    def __init__(self, *args, incident: Incident, action: ActionItem | None = None, **kwargs):
        self.incident, self.action = incident, action
        if action:
            kwargs["initial"] = {name: getattr(action, name) for name in FIELDS if name != "weakens"}
            kwargs["initial"]["weakens"] = action.weakens.all()
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people_to_choose(action and action.owner)
        self.fields["weakens"].queryset = incident.factors.order_by("position", "pk")
        self.guard(action)

    def clean(self):
        cleaned = super().clean()
        reason = cleaned.get("declined_reason", "")
        for name, wrong in wrong_in_action(cleaned.get("status"), reason, cleaned.get("done_date")).items():
            self.add_error(name, wrong)
        return cleaned

    def save(self, *, by) -> ActionItem:
        """Add the action item at the end, or change the one that was given."""
        facts = {name: self.cleaned_data[name] for name in FIELDS}
        if self.action is None:
            return ActionItem.objects.add(self.incident, by=by, **facts)
        self.action.change(by=by, **facts)
        return self.action


def wrong_in_action(status: str, declined_reason: str, done_date) -> dict[str, str]:
    """What does not go together in an action item, by field."""
    wrong = {}
    if status == ActionItem.Status.DECLINED and not declined_reason.strip():
        wrong["declined_reason"] = "Say why, so that the next reader need not ask."
    if done_date and status != ActionItem.Status.DONE:
        wrong["status"] = "It has a day on which it was done. Choose “done”, or empty that day."
    return wrong


class ActionStatusForm(forms.Form):
    """One button in a list: moves an action item on. Declining wants a reason, so it is not offered here."""

    status = ChoiceBox(choices=[choice for choice in ActionItem.Status.choices if choice[0] != "declined"])
