"""An impact window: which component, how badly, from when until when."""

from __future__ import annotations

from django import forms
from django.db import transaction

from incidents.forms.editions import EditionMixin
from incidents.forms.fields import ChoiceBox, LineField
from incidents.models import Component, ImpactWindow, Incident, Organisation
from timelines.forms import WhenFormField


class ImpactWindowForm(EditionMixin, forms.Form):
    component = LineField(
        max_length=200,
        widget=forms.TextInput(attrs={"class": "in", "list": "components", "autocomplete": "off"}),
        help_text="As its users would name it. A new name is added.",
    )
    level = ChoiceBox(choices=ImpactWindow.Level)
    began = WhenFormField(
        label="From",
        widget=forms.TextInput(attrs={"class": "in"}),
        help_text="As well as it is known: “about 18:00”, “14 March 2023 20:00–21:00”.",
    )
    ended = WhenFormField(
        label="Until",
        required=False,
        widget=forms.TextInput(attrs={"class": "in"}),
        help_text="Leave empty where no end is known.",
    )
    note = LineField(max_length=500, required=False)

    def __init__(self, *args, incident: Incident, user, window: ImpactWindow | None = None, **kwargs):
        self.incident, self.window, self.user = incident, window, user
        if window:
            kwargs["initial"] = {
                "component": window.component.name,
                **{name: getattr(window, name) for name in ("level", "began", "ended", "note")},
            }
        super().__init__(*args, **kwargs)
        started = incident.milestones_told.get("started")
        self.fields["began"].zone = self.fields["ended"].zone = incident.time_zone
        self.fields["began"].after = started
        self.fields["ended"].after = started
        if window:
            self.fields["began"].kept, self.fields["ended"].kept = window.began, window.ended
        self.guard(window)

    @property
    def component_names(self):
        """For the suggestions beside the field: what the incident's organisation runs."""
        known = Component.objects.told_by(Incident.objects.visible_to(self.user))
        components = known.in_use().filter(organisation=self.incident.organisation)
        return components.order_by("name").values_list("name", flat=True)[:500]

    def clean_began(self):
        """The end without a day follows the beginning that was just read."""
        began = self.cleaned_data["began"]
        self.fields["ended"].after = began or self.fields["ended"].after
        return began

    def clean(self):
        cleaned = super().clean()
        began, ended = cleaned.get("began"), cleaned.get("ended")
        if began and ended and ended.before(began):
            self.add_error("ended", f"This is before the beginning ({began}). Correct one of the two.")
        return cleaned

    def save(self, *, by) -> ImpactWindow:
        """Add the window, or change the one that was given."""
        cleaned = self.cleaned_data
        with transaction.atomic():
            facts = {name: cleaned[name] for name in ("level", "began", "ended", "note")}
            facts["component"] = component_of(self.incident, cleaned["component"], by=by)
            if self.window is None:
                return ImpactWindow.objects.add(self.incident, by=by, **facts)
            self.window.change(by=by, **facts)
        return self.window


def component_of(incident: Incident, name: str, *, by) -> Component:
    """What the incident's organisation calls `name`; made if it is new. Without one it is “Not stated”’s."""
    organisation = incident.organisation or Organisation.objects.named("Not stated")
    return organisation.components.named(name, by=by)
