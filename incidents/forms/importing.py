"""Giving a document to import, and deciding about the whole of it."""

from __future__ import annotations

import datetime
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError

from incidents.drafts.page import open_to
from incidents.forms.fields import ChoiceBox, LineField, ProseField
from incidents.forms.sources import MAX_SOURCE
from incidents.forms.timeline import read_day
from incidents.importing.document import ReadDocument
from incidents.models import ImportDraft, Incident, Organisation
from timelines.reading.model import ZoneFrom, ZoneRead
from timelines.when import AmbiguousZone, UnreadableTime
from timelines.when.text import date_text
from timelines.when.zones import read_zone

MAX_FILES = 20
NOTHING = "Paste the text, choose a file, or give an address."

# Giving a document


class FilesInput(forms.ClearableFileInput):
    template_name = "django/forms/widgets/file.html"
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; a list, empty where there is none."""

    widget = FilesInput(attrs={"class": "in", "multiple": True})

    def clean(self, data, initial=None):
        given = data if isinstance(data, list | tuple) else [data] if data else []
        files = [super(FilesField, self).clean(file) for file in given]
        if len(files) > MAX_FILES:
            raise ValidationError(f"{len(files)} files are more than {MAX_FILES} at once. Choose fewer.")
        return files


class ImportForm(forms.Form):
    """One document, as text, file or address; several files are several documents."""

    text = ProseField(rows=12, max_length=MAX_SOURCE, strip=False, required=False, label="The text")
    files = FilesField(required=False, label="Files", allow_empty_file=True, max_length=None)
    address = LineField(max_length=2000, required=False)

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        given = [name for name in ("text", "files", "address") if cleaned[name] and cleaned[name] != ""]
        if cleaned["text"] and not cleaned["text"].strip():
            given.remove("text")
        if not given:
            raise ValidationError(NOTHING)
        if len(given) > 1:
            raise ValidationError("Give one at a time: the text, or files, or an address.")
        cleaned["given"] = given[0]
        return cleaned


# The whole of a document

COLUMNS = {
    "time": "Time",
    "date": "Day",
    "until": "End",
    "zone": "Zone",
    "text": "What happened",
    "kind": "Kind",
    "milestone": "Milestone",
    "actor": "Who or what",
}
"""What a column of a table may hold, in words."""


class DraftForm(forms.Form):
    """Zone, day and place of a document being imported. What says the same as the document is no decision."""

    zone = LineField(max_length=64, required=False, label="Times without a zone are in")
    log_zone = LineField(max_length=64, required=False, label="Log lines are in")
    day = LineField(max_length=60, required=False, label="The day is")
    into = ChoiceBox(required=False, label="Goes into")
    number = LineField(
        max_length=20,
        required=False,
        label="Or into number",
        widget=forms.TextInput(attrs={"class": "in", "placeholder": "INC-118", "autocomplete": "off"}),
    )
    title = LineField(max_length=300, required=False)
    organisation = LineField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "in", "list": "organisations", "autocomplete": "off"}),
    )

    def __init__(self, *args, draft: ImportDraft, read: ReadDocument, likely, user, **kwargs):
        """`read`: the document as the page shows it. `likely`: (Incident, why) that it may be about."""
        self.draft, self.read, self.user = draft, read, user
        super().__init__(*args, initial=self.initial_of(draft, read), **kwargs)
        held = open_to(user, draft.into_id)
        offered = {incident.pk: f"{incident.reference}, {why}" for incident, why in likely}
        if held and held.pk not in offered:
            offered[held.pk] = str(held)
        self.fields["into"].choices = [("", "a new incident"), *offered.items()]
        for name in ("zone", "log_zone"):
            box = {"list": "zones", "autocomplete": "off", "spellcheck": "false"}
            self.fields[name].widget.attrs |= box
        self._offer_columns(read)

    @staticmethod
    def initial_of(draft: ImportDraft, read: ReadDocument) -> dict:
        return {
            "zone": read.zone.name,
            "log_zone": read.log_zone.name,
            "day": date_text(read.day, short=False) if read.day else "",
            "into": draft.into_id or "",
            "title": draft.chosen.get("title") or read.title,
            "organisation": read.organisation,
        } | {f"column_{name}": index for name, index in (read.columns or {}).items()}

    def _offer_columns(self, read: ReadDocument) -> None:
        """A box for each thing that a column of a table may hold."""
        self.column_names = []
        header = self.draft.hints.get("header") or []
        if read.columns is None or not header:
            return
        choices = [
            ("", "none"),
            *((index, name or f"column {index + 1}") for index, name in enumerate(header)),
        ]
        for meaning in self.draft.hints.get("meanings") or read.columns:
            name = f"column_{meaning}"
            label = COLUMNS.get(meaning, meaning.replace("_", " ").capitalize())
            self.fields[name] = ChoiceBox(choices=choices, required=False, label=f"{label} in")
            self.column_names.append(name)

    @property
    def columns(self):
        return [self[name] for name in self.column_names]

    @property
    def zone_names(self):
        return sorted(available_timezones())

    @property
    def organisation_names(self):
        known = Organisation.objects.told_by(Incident.objects.visible_to(self.user))
        return known.order_by("name").values_list("name", flat=True)[:500]

    @property
    def zone_said(self) -> str:
        if self.zone_candidates:
            return f"{self.unclear_zone} has several meanings. Which is it?"
        return zone_said(self.read.zone)

    @property
    def log_zone_said(self) -> str:
        return zone_said(self.read.log_zone)

    @property
    def into_said(self) -> str:
        """What there is to choose from, where there is anything."""
        others = len(self.fields["into"].choices) - 1
        if not others:
            return "no incident here looks like it"
        return f"{others} here may be the same" if not self.draft.into_id else ""

    @property
    def day_said(self) -> str:
        if self.draft.chosen.get("day"):
            return "as you decided"
        return "as the document says" if self.read.day else "nobody says; give the day of the first time"

    def clean_zone(self):
        return self._zone("zone")

    def clean_log_zone(self):
        return self._zone("log_zone")

    def _zone(self, name: str) -> str:
        """The zone that was chosen among several meanings, else the one typed, in any words for it."""
        words = (name == "zone" and self.data.get("zone_is")) or self.cleaned_data[name]
        if not words:
            return ""
        try:
            return words if words == self.initial[name] else read_zone(words)
        except UnreadableTime as error:
            raise ValidationError(str(error)) from error

    @property
    def unclear_zone(self) -> str:
        """The zone as the person typed it, else as the document says, where it may not be understood."""
        if self.is_bound and "zone" in self.errors:
            return self.data.get("zone", "")
        found = self.read.zone
        return found.words if found.source != ZoneFrom.DECIDED and found.name == "UTC" else ""

    @property
    def zone_candidates(self) -> list[tuple[str, str]]:
        """(label, zone) of what letters of several meanings may mean."""
        try:
            read_zone(self.unclear_zone)
        except AmbiguousZone as error:
            return error.candidates
        except UnreadableTime:
            return []
        return []

    def clean_day(self) -> datetime.date | None:
        words = self.cleaned_data["day"]
        return read_day(words, "UTC", self.read.day) if words else None

    def clean_number(self) -> Incident | None:
        """An incident by its number, as “118”, “INC-118”."""
        words = self.cleaned_data["number"].upper().removeprefix("INC").lstrip(" -#")
        if not words:
            return None
        found = None
        if words.isascii() and words.isdigit() and len(words) < 10:
            found = Incident.objects.visible_to(self.user).filter(number=int(words)).first()
        if found is None:
            raise ValidationError(
                f"There is no incident {self.cleaned_data['number']!s}. Write it as INC-118."
            )
        return found

    def clean(self):
        cleaned = super().clean()
        for name in self.column_names:
            cleaned[name] = int(cleaned[name]) if cleaned.get(name) else None
        return cleaned

    @property
    def into_chosen(self) -> Incident | None:
        """The incident it goes into, None for a new one."""
        typed = self.cleaned_data.get("number")
        return typed or open_to(self.user, int(self.cleaned_data["into"] or 0) or None)

    def chosen(self) -> dict:
        """What is decided, as ImportDraft.chosen keeps it: what was so before, or differs from the page."""
        held, cleaned, found = self.draft.chosen, self.cleaned_data, self.initial
        chosen = {}
        for name in ("zone", "log_zone", "organisation", "title"):
            if cleaned[name] and (name in held or cleaned[name] != found[name]):
                chosen[name] = cleaned[name]
        day = cleaned["day"]
        if day and ("day" in held or day != self.read.day):
            chosen["day"] = day.isoformat()
        columns = {
            name.removeprefix("column_"): cleaned[name]
            for name in self.column_names
            if cleaned[name] is not None
        }
        if self.column_names and ("columns" in held or columns != self.read.columns):
            chosen["columns"] = columns
        return chosen


def zone_said(zone: ZoneRead) -> str:
    """Where a zone comes from: “ICT, said 4 times”."""
    if zone.words.startswith("which fits"):
        return "fits the order"
    times = {1: "once", 2: "twice"}.get(zone.count, f"{zone.count} times")
    words = f"{zone.words}, " if zone.words and zone.words != zone.name else ""
    return {
        ZoneFrom.DECIDED: "as you decided",
        ZoneFrom.BESIDE: f"{words}said {times}" if zone.count else f"{words}said beside them",
        ZoneFrom.STATED: f"{words}stated in the document",
        ZoneFrom.REPEATED: f"{words}said {times}" if zone.count else f"{words}as other times have it",
        ZoneFrom.USUAL: "the zone of the organisation; the document does not say",
        ZoneFrom.ASSUMED: "taken for granted; the document does not say",
    }[zone.source]
