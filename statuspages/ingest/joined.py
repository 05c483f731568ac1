"""The incidents of ours that reported ones are about: found, or opened for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from incidents.importing.joining import Told
from incidents.importing.many import incidents_told
from incidents.importing.told import Joined
from incidents.importing.words import address_forms
from incidents.models import Incident
from statuspages.ingest import following, timeline
from statuspages.ingest.evidence import shown_at
from statuspages.models import ReportedIncident, StatusPage
from statuspages.providers.reading import ReadIncident

WHY = "reported on the status page"


def incidents_for(page: StatusPage, reads: Sequence[ReadIncident]) -> dict[str, Joined]:
    """For each of these, by its id on the page, the incident here that it is about.

    The page's organisation is held.
    """
    taken = _of_others(page, reads)
    told = [(_told(page, read, taken), _facts(page, read)) for read in reads]
    joined = incidents_told(page.organisation, told, why=WHY)
    return {read.uid: found for read, found in zip(reads, joined, strict=True)}


def _of_others(page: StatusPage, reads: Iterable[ReadIncident]) -> set[str]:
    """Addresses at which pages of other organisations report theirs.

    A page says itself what its address is: it must not get at another vendor's incidents by claiming one.
    """
    forms = {form for read in reads for said in (read.url, read.shortlink) for form in address_forms(said)}
    others = ReportedIncident.objects.exclude(page__organisation=page.organisation)
    held = others.filter(url__in=forms).values_list("url", flat=True) if forms else ()
    return {form for url in held for form in address_forms(url)}


def _told(page: StatusPage, read: ReadIncident, taken: set[str]) -> Told:
    posts = tuple(timeline.read_post(page, update) for update in read.updates if update.at)
    addresses = (
        said for said in (read.url, read.shortlink) if said and taken.isdisjoint(address_forms(said))
    )
    return Told(
        organisation=page.organisation.name,
        title=following.title_of(read.name),
        addresses=tuple(addresses),
        first=shown_at(read.updates[0].at, page.time_zone) if read.updates else None,
        posts=posts,
    )


def _facts(page: StatusPage, read: ReadIncident) -> dict:
    return {
        "kind": Incident.Kind.VENDOR,
        "visibility": Incident.Visibility.INTERNAL,
        "time_zone": page.time_zone,
        "status": following.STATUSES[read.state],
    }
