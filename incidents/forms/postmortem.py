"""Writing a postmortem, and choosing when two people wrote at once."""

from __future__ import annotations

from django import forms

from incidents.differences import is_unsettled
from incidents.exceptions import NothingToPublish
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

    def __init__(self, *args, publishes: bool = False, **kwargs):
        """`publishes`: the text is to be published as well, so there must be some."""
        super().__init__(*args, **kwargs)
        self.publishes = publishes

    def clean_body(self):
        body = self.cleaned_data["body"].replace("\r\n", "\n").rstrip() + "\n"
        if self.publishes and not body.strip():
            raise forms.ValidationError(str(NothingToPublish()))
        if self.publishes and is_unsettled(body):
            raise forms.ValidationError(
                "Both texts still stand in it, between “<<<<<<< yours” and “>>>>>>> theirs”. "
                "Choose at each place, take the marks out, and publish then."
            )
        return body


class PublishForm(forms.Form):
    """The button below a version: publishes that one and none that came later."""

    version = forms.IntegerField(min_value=1)

    def read_version(self) -> int:
        """The number of the version that was read; 0, which none has, where that is not told."""
        return self.cleaned_data["version"] if self.is_valid() else 0


class StateForm(forms.Form):
    """Draft or in review. Publishing has a button of its own."""

    state = forms.ChoiceField(
        choices=[choice for choice in Postmortem.State.choices if choice[0] != "published"]
    )
