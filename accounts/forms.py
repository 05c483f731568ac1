"""What a person may change about themselves, and the two switches at the foot of every page."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from accounts.addresses import is_taken
from accounts.models import ApiToken, User
from accounts.reading import Times
from accounts.roles import may_edit

MOST_TOKENS = 50  # of one person


class ZoneInput(forms.TextInput):
    """A field for an IANA name that offers the known ones as one types. Its own list, no script."""

    template_name = "accounts/_zone_input.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, {**(attrs or {}), "list": f"{name}-known"})
        return {**context, "zones": sorted(zone for zone in available_timezones() if _is_place(zone))}


def _is_place(zone: str) -> bool:
    """Leave out names kept for old programs: Etc/GMT-7 means +07:00, which misleads everybody."""
    return zone == "UTC" or (
        "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix", "right"))
    )


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("first_name", "last_name", "email", "time_zone", "theme", "shows_local_times")
        labels = {
            "email": "E-mail",
            "time_zone": "My time zone",
            "shows_local_times": "Show times in my zone too",
        }
        help_texts = {
            "time_zone": "An IANA name such as Europe/Zurich. Times stay as recorded; yours are added.",
            "shows_local_times": "",
        }
        widgets = {"time_zone": ZoneInput}

    def clean_email(self):
        address = self.cleaned_data["email"]
        if address and is_taken(address, by_other_than=self.instance):
            raise forms.ValidationError("Somebody else has this address. Use one that only you read.")
        return address


class ApiTokenForm(forms.Form):
    """What a token is for, how long it lasts and whether it may change anything."""

    name = forms.CharField(
        max_length=100,
        label="What it is for",
        help_text="So that you know it again: “nightly import”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(
        coerce=int,
        choices=[(30, "30 days"), (90, "90 days"), (365, "a year")],
        initial=90,
        label="Runs out after",
    )
    may_write = forms.BooleanField(required=False, label="May also change what I may change")

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        if not may_edit(user):
            del self.fields["may_write"]

    def clean(self):
        cleaned = super().clean()
        if self.user.auth_token_set.count() >= MOST_TOKENS:
            raise forms.ValidationError(
                f"You have {MOST_TOKENS} tokens. Revoke those that nobody uses first."
            )
        return cleaned

    def save(self) -> tuple[ApiToken, str]:
        """The new token, and what to send: shown once, kept nowhere."""
        return ApiToken.objects.make(self.user, **self.cleaned_data)


class ThemeForm(forms.Form):
    theme = forms.TypedChoiceField(choices=User.Theme, coerce=User.Theme)


class TimesForm(forms.Form):
    times = forms.TypedChoiceField(choices=Times, coerce=Times)
