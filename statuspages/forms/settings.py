"""What people add to a watched page: its name here, tags, team, interval, and what of ours depends on it."""

from __future__ import annotations

from django import forms
from django.utils import timezone

from incidents.forms.editions import EditionMixin
from incidents.forms.fields import ChoiceBox, LineField, ModelBox
from incidents.models import Component, Incident, Organisation
from statuspages.lists.wanted import NAME_LENGTH, TEAM_LENGTH, part_tags
from statuspages.models import Dependency, ReportedComponent, StatusPage

FITTING = "As often as is fitting"
INTERVALS = {
    60: "Every minute",
    120: "Every 2 minutes",
    300: "Every 5 minutes",
    900: "Every 15 minutes",
    1800: "Every 30 minutes",
    3600: "Every hour",
    6 * 3600: "Every 6 hours",
    24 * 3600: "Once a day",
}
SUGGESTED = 500  # names offered beside a field


class SettingsForm(EditionMixin):
    name = LineField(max_length=NAME_LENGTH, label="Called")
    tags = LineField(max_length=1000, required=False, help_text="With commas between: ci, payments.")
    team = LineField(
        max_length=TEAM_LENGTH,
        required=False,
        label="Team",
        widget=forms.TextInput(attrs={"class": "in", "list": "teams", "autocomplete": "off"}),
        help_text="Who looks after it.",
    )
    every_seconds = ChoiceBox(
        required=False,
        label="Read",
        help_text="Fitting is: every minute while something is open, then every 5, and every 15 once it has "
        "been quiet for 30 days. A page that fails is left alone for longer each time, whatever stands here.",
    )

    def __init__(self, *args, page: StatusPage, **options):
        facts = {"name": page.name, "tags": ", ".join(page.tags), "team": page.team}
        super().__init__(*args, initial=facts | {"every_seconds": page.every_seconds or ""}, **options)
        self.page = page
        self.fields["every_seconds"].choices = _intervals(page.every_seconds)
        self.guard(page)

    @property
    def teams(self) -> list[str]:
        """For the suggestions beside the field."""
        named = StatusPage.objects.exclude(team="").order_by("team").values_list("team", flat=True)
        return list(named.distinct()[:SUGGESTED])

    def clean_tags(self) -> list[str]:
        try:
            return part_tags(self.cleaned_data["tags"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_every_seconds(self) -> int | None:
        return int(self.cleaned_data["every_seconds"] or 0) or None

    def save(self, *, by) -> None:
        facts = {name: self.cleaned_data[name] for name in ("name", "tags", "team", "every_seconds")}
        self.page.set_up(**facts, by=by, now=timezone.now())


def _intervals(present: int | None) -> list[tuple]:
    """Choices; one that a program set and no choice names is a choice too."""
    named = (
        INTERVALS if present is None or present in INTERVALS else {present: f"Every {present} s"} | INTERVALS
    )
    return [("", FITTING), *sorted(named.items())]


class DependencyForm(forms.Form):
    """A component of ours that needs the page, or one component of it."""

    organisation = LineField(
        max_length=200,
        label="Whose component",
        widget=forms.TextInput(attrs={"class": "in", "list": "organisations", "autocomplete": "off"}),
    )
    component = LineField(
        max_length=200,
        label="Component of ours",
        widget=forms.TextInput(attrs={"class": "in", "list": "own-components", "autocomplete": "off"}),
        help_text="A new name is added.",
    )
    needs = ModelBox(
        queryset=ReportedComponent.objects.none(),
        required=False,
        label="Needs",
        empty_label="anything of this page",
    )

    def __init__(self, *args, page: StatusPage, user, **options):
        super().__init__(*args, **options)
        self.page, self.user = page, user
        listed = page.components.filter(gone_at=None).order_by("group_name", "position", "pk")
        self.fields["needs"].queryset = listed
        self.fields["needs"].label_from_instance = _full_name

    @property
    def _visible(self):
        return Incident.objects.visible_to(self.user)

    @property
    def organisation_names(self):
        """For the suggestions: whoever is known, but for the vendors whose pages are watched."""
        known = Organisation.objects.told_by(self._visible).filter(status_pages=None)
        return known.order_by("name").values_list("name", flat=True)[:SUGGESTED]

    @property
    def component_names(self):
        known = Component.objects.told_by(self._visible).in_use().filter(organisation__status_pages=None)
        return known.order_by("name").values_list("name", flat=True).distinct()[:SUGGESTED]

    def clean_organisation(self) -> str:
        name = self.cleaned_data["organisation"]
        if name.casefold() == self.page.organisation.name.casefold():
            said = f"{self.page.organisation} is the vendor itself. Name the organisation that needs it."
            raise forms.ValidationError(said)
        return name

    def save(self, *, by) -> Dependency:
        cleaned = self.cleaned_data
        organisation = Organisation.objects.named(cleaned["organisation"])
        component = organisation.components.named(cleaned["component"], by=by)
        return Dependency.objects.declare(self.page, component, needs=cleaned["needs"], by=by)


def _full_name(component: ReportedComponent) -> str:
    return f"{component.group_name} – {component.name}" if component.group_name else component.name
