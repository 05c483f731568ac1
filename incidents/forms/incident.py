"""Opening an incident, changing its facts, moving its status."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from accounts.models import User
from incidents.facts import change_facts, open_incident, start_and_end_wrong
from incidents.forms.editions import EditionMixin
from incidents.forms.fields import (
    ChoiceBox,
    LineField,
    LinksField,
    ModelBox,
    ProseField,
    TagsField,
    TimeZoneField,
    people_to_choose,
)
from incidents.models import Incident, Organisation, Severity
from timelines.when import UnreadableTime, When


class FactsForm(forms.Form):
    """The facts of an incident that are not times. `save()` belongs to the forms built on it."""

    title = LineField(max_length=300, min_length=3, help_text="What broke, for whom. No cause yet.")
    kind = ChoiceBox(choices=Incident.Kind, initial=Incident.Kind.INCIDENT)
    severity = ModelBox(queryset=Severity.objects.order_by("order"), required=False, empty_label="not set")
    organisation = LineField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "in", "list": "organisations", "autocomplete": "off"}),
        help_text="A new name is added.",
    )
    time_zone = TimeZoneField(
        label="Lived in",
        initial="UTC",
        help_text="The zone of the people who lived it; times typed without one are read in it.",
    )
    summary = ProseField(
        required=False, rows=4, help_text="What a stranger should know in three sentences. Markdown."
    )
    impact = ProseField(required=False, rows=3, help_text="Who could not do what. Markdown.")
    tags = TagsField()
    links = LinksField()
    lead = ModelBox(queryset=User.objects.none(), required=False, empty_label="nobody yet")
    visibility = ChoiceBox(choices=Incident.Visibility, label="Seen by", initial=Incident.Visibility.INTERNAL)
    readers = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"class": "in", "size": 4}),
        help_text="Who may read it besides its lead and administrators, if it is for named people only.",
    )

    def __init__(self, *args, user, chosen=(), **kwargs):
        """`user` fills the form in; `chosen` are people whom the incident already names."""
        self.user = user
        super().__init__(*args, **kwargs)
        people = people_to_choose(*chosen)
        self.fields["lead"].queryset = people
        self.fields["readers"].queryset = people

    @property
    def organisation_names(self):
        """For the suggestions beside the field."""
        known = Organisation.objects.told_by(Incident.objects.visible_to(self.user))
        return known.order_by("name").values_list("name", flat=True)[:500]

    @property
    def zone_names(self):
        return sorted(available_timezones())

    def facts(self) -> dict:
        """The cleaned fields, as `incidents.facts` takes them."""
        return {name: self.cleaned_data[name] for name in FactsForm.base_fields}


class NewIncidentForm(FactsForm):
    """A new incident, of today or of last year, with its start and end in words where they are known."""

    status = ChoiceBox(choices=Incident.Status, initial=Incident.Status.INVESTIGATING)
    started = LineField(
        max_length=200,
        required=False,
        help_text="As well as it is known: “14 March 2023 18:00”, “around 2AM ICT on 9 April 2023”.",
    )
    first_sign = LineField(
        max_length=500, required=False, help_text="What showed it. Becomes the first event."
    )
    resolved = LineField(max_length=200, required=False, help_text="Leave empty while it lasts.")

    field_order = (
        "title",
        "kind",
        "severity",
        "organisation",
        "time_zone",
        "status",
        "started",
        "first_sign",
        "resolved",
    )

    def clean(self):
        cleaned = super().clean()
        zone = cleaned.get("time_zone") or "UTC"
        cleaned["started_when"] = self._read("started", zone=zone)
        cleaned["resolved_when"] = self._read("resolved", zone=zone, after=cleaned["started_when"])
        started, resolved = cleaned["started_when"], cleaned["resolved_when"]
        for name, wrong in start_and_end_wrong(started, resolved, cleaned.get("first_sign", "")).items():
            if name not in self.errors:
                self.add_error(name, wrong)
        return cleaned

    def _read(self, name: str, **context) -> When | None:
        words = self.cleaned_data.get(name)
        if not words:
            return None
        try:
            return When.read(words, **context)
        except UnreadableTime as error:
            self.add_error(name, str(error))
            return None

    def save(self, *, by) -> Incident:
        """Open the incident with its first and last event, all or nothing."""
        cleaned = self.cleaned_data
        return open_incident(
            self.facts() | {"status": cleaned["status"]},
            by=by,
            started=cleaned["started_when"],
            first_sign=cleaned["first_sign"],
            resolved=cleaned["resolved_when"],
        )


class IncidentForm(EditionMixin, FactsForm):
    """Changing the facts of an incident."""

    def __init__(self, *args, incident: Incident, **kwargs):
        self.incident = incident
        names = [name for name in FactsForm.base_fields if name not in ("readers", "links")]
        initial = {name: getattr(incident, name) for name in names}
        initial["readers"] = incident.readers.all()
        initial["links"] = [(link.title, link.url) for link in incident.links.order_by("pk")]
        chosen = [incident.lead, *initial["readers"]]
        super().__init__(*args, initial=initial, chosen=chosen, **kwargs)
        self.guard(incident)

    def save(self, *, by) -> Incident:
        """Write the facts, and nothing else, of the incident."""
        change_facts(self.incident, self.facts(), by=by)
        return self.incident


class StatusForm(forms.Form):
    status = ChoiceBox(choices=Incident.Status)
    why = LineField(max_length=500, required=False, label="In a few words")
