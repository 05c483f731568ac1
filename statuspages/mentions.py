"""Where an incident was reported, and what may lie behind it, for its own page."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from incidents.mentions import Mention
from incidents.models import Incident
from statuspages.models import ReportedIncident, Upstream
from statuspages.upstream import offers_of


def reported_on(incident: Incident, user) -> Iterator[Mention]:
    """The watched pages that report this incident, as far as this person may know of them."""
    if not user.is_authenticated:
        return
    reported = ReportedIncident.objects.visible_to(user).filter(incident=incident)
    for row in reported.select_related("page").order_by("pk"):
        said = [row.impact, row.status.replace("_", " "), "withdrawn" if row.gone_at else ""]
        yield Mention("Reported on", row.page.name, row.get_absolute_url(), ", ".join(filter(None, said)))


def lies_behind(incident: Incident, user) -> Iterator[Mention]:
    """The vendors' incidents that somebody linked, and how many more are offered, to whoever signs in."""
    if not user.is_authenticated or incident.kind == Incident.Kind.VENDOR:
        return
    offers = offers_of(incident, user)
    here = reverse("statuspages:upstream", args=[incident.number])
    linked = [offer for offer in offers if offer.decision and offer.decision.state == Upstream.State.LINKED]
    for offer in linked:
        yield Mention("Upstream", offer.reported.name, here, offer.reported.page.name)
    offered = [offer for offer in offers if not offer.decision]
    if offered:
        first = offered[0].reported
        more = f" and {len(offered) - 1} more" if len(offered) > 1 else ""
        words = f"{first.page.name}: {first.name}{more}"
        yield Mention("Upstream?", words, here, "began first; link it or decline")


def lies_before(incident: Incident, user) -> Iterator[Mention]:
    """The incidents of ours that a vendor's was linked to, as far as this person may see them."""
    if not user.is_authenticated or incident.kind != Incident.Kind.VENDOR:
        return
    rows = Upstream.objects.filter(reported__incident=incident, state=Upstream.State.LINKED)
    rows = rows.filter(incident__in=Incident.objects.visible_to(user)).select_related("incident")
    for row in rows.order_by("incident__number"):
        ours = row.incident
        yield Mention("Downstream", ours.reference, ours.get_absolute_url(), ours.title)
