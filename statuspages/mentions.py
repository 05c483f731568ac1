"""Where an incident was reported, for its own page."""

from __future__ import annotations

from collections.abc import Iterator

from incidents.mentions import Mention
from incidents.models import Incident
from statuspages.models import ReportedIncident


def reported_on(incident: Incident, user) -> Iterator[Mention]:
    """The watched pages that report this incident, as far as this person may know of them."""
    if not user.is_authenticated:
        return
    reported = ReportedIncident.objects.visible_to(user).filter(incident=incident)
    for row in reported.select_related("page").order_by("pk"):
        said = [row.impact, row.status.replace("_", " "), "withdrawn" if row.gone_at else ""]
        yield Mention("Reported on", row.page.name, row.get_absolute_url(), ", ".join(filter(None, said)))
