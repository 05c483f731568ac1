"""Saying of two incidents that they belong together, or that they are not alike."""

from __future__ import annotations

from django import forms

from incidents.models import IncidentPair

SAYING = [*IncidentPair.Verdict.choices, ("", "nothing")]


class PairForm(forms.Form):
    """verdict: what is said, "" to take back what was; was: what the person read before."""

    verdict = forms.ChoiceField(choices=SAYING, required=False)
    was = forms.ChoiceField(choices=SAYING, required=False)
