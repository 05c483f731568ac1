"""Addresses of pages that people give, one or many."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms

from statuspages.lists.given import MOST_BYTES, decoded, read_list
from statuspages.lists.wanted import ListError
from statuspages.models import StatusPage

EXAMPLE = "such as https://www.githubstatus.com"
LIST_EXAMPLE = "https://www.githubstatus.com\nCloudflare https://www.cloudflarestatus.com"


class AddressField(forms.CharField):
    """An address of the web as a person pastes it; says what is wrong with any other."""

    def __init__(self, **options):
        options = {"max_length": 500, "label": "Address of a status page", **options}
        super().__init__(**options)
        self.error_messages["required"] = f"Give the address of a status page, {EXAMPLE}."

    def clean(self, value):
        address = super().clean(value)
        problem = what_is_wrong(address)
        if problem:
            raise forms.ValidationError(problem)
        return address


def what_is_wrong(address: str) -> str:
    """A sentence about an address that cannot be one of a status page; "" where it can."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return f"This is not an address. Copy it from the browser's address line, {EXAMPLE}."
    if parts.scheme not in ("http", "https"):
        return _wrong_scheme(address, parts)
    if parts.username is not None or parts.password is not None:
        return "Leave out the name and password before the “@”: only public pages are read."
    if not parts.hostname or " " in address or port == 0:
        return f"There is no host in this address. Copy it from the browser's address line, {EXAMPLE}."
    return ""


def _wrong_scheme(address: str, parts) -> str:
    bare = address.partition("/")[0]
    if "." in bare and "@" not in bare and not parts.scheme.isalpha():
        return f"Begin it with https://, or http://: https://{address[:200]}"
    if not parts.scheme:
        return f"This is not an address. Give the whole of one, {EXAMPLE}."
    return f"Only addresses that begin with https:// or http:// are read, not {parts.scheme}: ones."


class AddressForm(forms.Form):
    """`known` is the page here that stands at the address already, where somebody found that out."""

    known: StatusPage | None = None
    address = AddressField(
        widget=forms.TextInput(
            attrs={"placeholder": "https://www.githubstatus.com", "autocomplete": "off", "inputmode": "url"}
        )
    )


class WatchForm(AddressForm):
    """The page that was looked at, and what it shall be called here."""

    address = AddressField(widget=forms.HiddenInput)
    name = forms.CharField(max_length=200, label="Called here")


class ListForm(forms.Form):
    """Many addresses, pasted or as a file. `cleaned_data["wanted"]`: a tuple of Wanted."""

    text = forms.CharField(
        required=False,
        label="Addresses",
        widget=forms.Textarea(
            attrs={"class": "in in-tall", "rows": 10, "spellcheck": "false", "placeholder": LIST_EXAMPLE}
        ),
    )
    file = forms.FileField(
        required=False,
        label="Or a file",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"class": "in", "accept": ".csv,.opml,.xml,.txt,text/csv,text/x-opml"}),
    )

    def clean(self):
        cleaned = super().clean()
        text, file = cleaned.get("text", "").strip(), cleaned.get("file")
        if text and file:
            raise forms.ValidationError("Give one at a time: the addresses, or a file.")
        if not text and not file:
            raise forms.ValidationError("Paste addresses of status pages, or choose a file of them.")
        try:
            cleaned["wanted"] = read_list(decoded(file.read(MOST_BYTES + 1)) if file else text)
        except ListError as error:
            self.add_error("file" if file else "text", str(error))
        return cleaned
