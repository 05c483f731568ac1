"""A saved search as its owner sets it."""

from __future__ import annotations

from django import forms

from accounts.models import Channel, User
from accounts.roles import may_edit
from incidents.forms.fields import ChoiceBox, LineField, ModelBox
from incidents.models import SavedSearch
from incidents.models.saved_search import LONGEST_QUERY
from incidents.saved import keeping
from incidents.saved.errors import SearchRefused

FACTS = ("name", "query", "is_shared", "by_mail", "channel", "pace", "hour")
NO_ADDRESS = "No e-mail address of yours is known. Set it on your account page first."


class SavedSearchForm(forms.Form):
    """A new search of `user`, or `search` as it shall be."""

    query = LineField(
        max_length=LONGEST_QUERY,
        label="Search for",
        help_text="As on the search page: words, “phrases”, fields such as component:checkout. "
        "You are told of what has all of it.",
    )
    name = LineField(max_length=100, label="Called")
    is_shared = forms.BooleanField(required=False, label="Others who sign in may find and open it")
    by_mail = forms.BooleanField(required=False, label="Tell me by e-mail when something new answers")
    channel = ModelBox(
        queryset=Channel.objects.all(),
        required=False,
        empty_label="none",
        label="Tell a channel",
        help_text="With the name and the words of the search. Restricted incidents are not told there.",
    )
    pace = ChoiceBox(choices=SavedSearch.Pace, initial=SavedSearch.Pace.AT_ONCE, label="When")
    hour = forms.IntegerField(
        min_value=0,
        max_value=23,
        initial=8,
        label="At this hour",
        widget=forms.NumberInput(attrs={"class": "in"}),
    )

    def __init__(self, *args, user: User, search: SavedSearch | None = None, **options):
        if search is not None:
            options["initial"] = {name: getattr(search, name) for name in FACTS}
        super().__init__(*args, **options)
        self.user = user
        self.search = search
        self.fields["hour"].help_text = f"Once a day: 0 to 23, {user.time_zone} time."
        self.fields["query"].widget.attrs |= {"spellcheck": "false", "autocomplete": "off"}
        if not may_edit(user):
            del self.fields["channel"]

    def clean_by_mail(self) -> bool:
        if self.cleaned_data["by_mail"] and not self.user.email:
            raise forms.ValidationError(NO_ADDRESS)
        return self.cleaned_data["by_mail"]

    def save(self) -> SavedSearch | None:
        """The search; None, with what is wrong in the form, where it is refused."""
        try:
            if self.search is None:
                return keeping.keep(self.user, **self.cleaned_data)
            return keeping.change(self.search, **self.cleaned_data)
        except SearchRefused as error:
            self.add_error(error.field or None, str(error))
            return None
