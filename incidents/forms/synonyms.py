"""Sets of words that mean the same to search."""

from __future__ import annotations

from django import forms

from search.models import SynonymSet
from search.synonyms import ChangedMeanwhile, SynonymError, checked, read_forms


class SynonymForm(forms.Form):
    """The forms of one set, one a line. It carries the edition that the person read."""

    words = forms.CharField(
        label="Words that mean the same",
        help_text="One a line, or with commas between: OOM, out of memory. Endings, case and hyphens make no "
        "difference, so “cert” is “certs”, too.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        error_messages={"required": "Write two words or more that mean the same: one a line."},
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args, stored: SynonymSet | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = stored
        if stored is None:
            del self.fields["edition"]
        else:
            self.initial |= {"words": "\n".join(stored.forms), "edition": stored.edition}

    def clean_words(self) -> list[str]:
        try:
            return checked(read_forms(self.cleaned_data["words"]))
        except SynonymError as error:
            raise forms.ValidationError(str(error)) from error

    def save(self, *, by) -> bool:
        """Whether it was saved; where not, the form says why. Raises ChangedMeanwhile."""
        told = self.cleaned_data["words"]
        try:
            if self.stored is None:
                self.stored = SynonymSet.objects.add(told, by=by)
            else:
                read = self.cleaned_data["edition"] or self.stored.edition
                self.stored.change(told, by=by, edition=read)
        except ChangedMeanwhile:
            raise
        except SynonymError as error:
            self.add_error("words", str(error))
            return False
        return True

    def go_on_from(self, stored: SynonymSet) -> None:
        """Let saving again be a choice: the form now comes after what somebody else saved."""
        self.data = self.data.copy()
        self.data[self.add_prefix("edition")] = stored.edition
