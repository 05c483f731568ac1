"""A channel as an administrator sets it."""

from __future__ import annotations

from django import forms

from accounts.models import Channel, User
from accounts.telling.channels import what_is_wrong


class ChannelForm(forms.Form):
    name = forms.CharField(
        max_length=100,
        label="Called",
        help_text="“#incidents in Slack”",
        widget=forms.TextInput(attrs={"class": "in"}),
    )
    address = forms.CharField(
        max_length=1000,
        label="Address",
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "off", "spellcheck": "false"}),
        help_text="As Apprise writes it, such as slack://… or json://host/path. It is never shown again.",
    )

    def clean_name(self):
        name = self.cleaned_data["name"]
        if Channel.objects.filter(name__iexact=name).exists():
            raise forms.ValidationError("There is a channel of this name already. Choose another.")
        return name

    def clean_address(self):
        address = self.cleaned_data["address"]
        wrong = what_is_wrong(address)
        if wrong:
            raise forms.ValidationError(wrong)
        return address

    def save(self, *, by: User) -> Channel:
        return Channel.objects.create(added_by=by, **self.cleaned_data)
