"""Keeping a document word for word."""

from __future__ import annotations

from django import forms

from incidents.forms.fields import ChoiceBox, LineField, ProseField
from incidents.models import Incident
from timelines.forms import WhenFormField
from timelines.models import Source

MAX_SOURCE = 2_000_000  # characters: a chat log of a long night


class SourceForm(forms.Form):
    title = LineField(max_length=300, help_text="As people would call it: “Incident channel, 14 March”.")
    kind = ChoiceBox(choices=Source.Kind, initial=Source.Kind.NOTES)
    url = forms.URLField(
        max_length=2000,
        required=False,
        label="Address",
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "in"}),
    )
    author = LineField(max_length=300, required=False)
    published = WhenFormField(required=False, widget=forms.TextInput(attrs={"class": "in"}))
    text = ProseField(
        rows=16,
        max_length=MAX_SOURCE,
        strip=False,
        help_text="Kept letter for letter and never changed, so that quotes can point into it.",
    )

    def __init__(self, *args, incident: Incident, **kwargs):
        self.incident = incident
        super().__init__(*args, **kwargs)
        self.fields["published"].zone = incident.time_zone

    def clean_text(self):
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if not text.strip():
            raise forms.ValidationError("There is nothing in it to keep. Paste the document's text.")
        return text

    def save(self, *, by) -> Source:
        """Keep the document; the one already kept with the very same text is left as it is."""
        return Source.objects.keep(self.incident, by=by, **self.cleaned_data)
