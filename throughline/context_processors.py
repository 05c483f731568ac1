"""What the base template knows on every page."""

from __future__ import annotations

from accounts.reading import reading_of
from accounts.roles import may_administer, may_edit


def house(request) -> dict:
    """`here` is the page to come back to after signing in or changing the theme."""
    user = getattr(request, "user", None)  # Missing where a request was refused before it was read.
    reading = reading_of(request)
    return {
        "may_edit": user is not None and may_edit(user),
        "may_administer": user is not None and may_administer(user),
        "theme": reading.theme.value,
        "times": reading.times.value,
        "reader_zone": reading.zone,
        "here": request.get_full_path() if request.method in ("GET", "HEAD") else request.path,
    }
