"""Writing a postmortem, and choosing when two people wrote at once."""

from __future__ import annotations

from django import forms

from incidents.forms.fields import LineField
from incidents.models import Postmortem

MAX_BODY = 400_000  # characters


class PostmortemForm(forms.Form):
    body = forms.CharField(
        max_length=MAX_BODY,
        required=False,
        strip=False,
        label="Markdown",
        widget=forms.Textarea(attrs={"class": "in in-mono", "rows": 30, "spellcheck": "true"}),
    )
    note = LineField(max_length=300, required=False, label="What is new, for the list of versions")
    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_body(self):
        return self.cleaned_data["body"].replace("\r\n", "\n").rstrip() + "\n"


class StateForm(forms.Form):
    """Draft or in review. Publishing has a button of its own."""

    state = forms.ChoiceField(
        choices=[choice for choice in Postmortem.State.choices if choice[0] != "published"]
    )
