"""Opening an incident, changing its facts, moving its status."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms
from django.db import transaction

from accounts.history import acting
from accounts.models import User
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
from timelines.models import TimelineEvent
from timelines.when import UnreadableTime, When

SAVED_APART = ("organisation", "readers", "links")


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
        """The cleaned fields that stand in the incident's own row; the organisation is made if it is new."""
        facts = {name: self.cleaned_data[name] for name in FactsForm.base_fields if name not in SAVED_APART}
        name = self.cleaned_data["organisation"]
        return facts | {"organisation": Organisation.objects.named(name) if name else None}


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
        self._check_order(cleaned["started_when"], cleaned["resolved_when"])
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

    def _check_order(self, started: When | None, resolved: When | None) -> None:
        if started and resolved and resolved.before(started):
            self.add_error("resolved", f"This is before the start ({started}). Correct one of the two.")
        if self.cleaned_data.get("first_sign") and not self.cleaned_data.get("started"):
            self.add_error("started", "Say when the first sign was seen, or leave both for later.")

    def save(self, *, by) -> Incident:
        """Open the incident with its first and last event, all or nothing."""
        with transaction.atomic():
            incident = Incident.objects.open_new(by=by, status=self.cleaned_data["status"], **self.facts())
            incident.readers.set(self.cleaned_data["readers"])
            incident.set_links(self.cleaned_data["links"])
            self._record(
                incident, "started_when", self.cleaned_data["first_sign"] or "It begins.", "started", by
            )
            self._record(incident, "resolved_when", "It is over.", "resolved", by)
        return incident

    def _record(self, incident: Incident, name: str, text: str, milestone: str, by) -> None:
        when = self.cleaned_data[name]
        if when:
            TimelineEvent.objects.record(incident, happened=when, text=text, by=by, milestones=[milestone])


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
        facts = self.facts()
        with transaction.atomic(), acting(by):
            for name, value in facts.items():
                setattr(self.incident, name, value)
            self.incident.save(update_fields=[*facts, "updated_at"])
            self.incident.readers.set(self.cleaned_data["readers"])
            self.incident.set_links(self.cleaned_data["links"])
        return self.incident


class StatusForm(forms.Form):
    status = ChoiceBox(choices=Incident.Status)
    why = LineField(max_length=500, required=False, label="In a few words")
