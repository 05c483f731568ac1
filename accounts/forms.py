"""What a person may change about themselves, and the two switches at the foot of every page."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from accounts.addresses import is_taken
from accounts.models import User
from accounts.reading import Times


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


class ThemeForm(forms.Form):
    theme = forms.TypedChoiceField(choices=User.Theme, coerce=User.Theme)


class TimesForm(forms.Form):
    times = forms.TypedChoiceField(choices=Times, coerce=Times)
