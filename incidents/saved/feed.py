"""The Atom feed (RFC 4287) of a saved search, at a secret address: what its owner may see and answers now.

What was found last stands first. Feed readers cannot sign in: whoever knows the address reads as the owner.
"""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from incidents.feeds import absolute, tag, xml_text
from incidents.markdown import plain_text
from incidents.models import Incident, SavedSearch
from incidents.saved.answering import answering, in_time
from incidents.saved.errors import SearchRefused

SHOWN = 50


class SavedSearchFeed(Atom1Feed):
    """`updated` is that of the newest entry, so that the same is the same."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=self.feed["begun_at"])


def feed_of(search: SavedSearch) -> tuple[str, datetime]:
    """The feed as XML, and when it last got an entry. `owner` must be loaded."""
    feed = SavedSearchFeed(
        title=xml_text(f"{search.name} ({urlsplit(settings.SITE_ADDRESS).netloc})"),
        link=absolute(search.get_absolute_url()),
        description=None,
        subtitle=xml_text(search.trouble or search.query),
        author_name="Throughline",
        feed_url=absolute(reverse("incidents:saved_feed", args=[search.feed_key])),
        feed_guid=tag(f"searches/{search.pk}"),
        begun_at=search.added_at,
    )
    for incident in _found_last(search):
        feed.add_item(**_entry(search, incident))
    return feed.writeString("utf-8"), feed.latest_post_date()


def _found_last(search: SavedSearch) -> list[Incident]:
    """Nothing where the search cannot be looked for (any more)."""
    found_at = Subquery(search.finds.filter(incident=OuterRef("pk")).values("found_at"))
    try:
        with in_time():
            return list(_newest(answering(search.query, search.owner).annotate(found_at=found_at)))
    except SearchRefused:
        return []


def _newest(incidents: QuerySet) -> QuerySet:
    rows = incidents.select_related("severity", "organisation")
    return rows.order_by(F("found_at").desc(nulls_last=True), "-number")[:SHOWN]


def _entry(search: SavedSearch, incident: Incident) -> dict:
    title = " ".join(plain_text(incident.title).split())
    facts = (incident.severity, incident.organisation, incident.get_status_display())
    summary = plain_text(incident.summary.strip().split("\n\n")[0])
    said = [", ".join(str(fact) for fact in facts if fact), summary]
    return {
        "title": xml_text(f"{incident.reference} {title}"),
        "link": absolute(incident.get_absolute_url()),
        "description": xml_text("\n".join(filter(None, said))),
        "unique_id": tag(f"searches/{search.pk}/incidents/{incident.number}"),
        "pubdate": incident.opened_at,
        "updateddate": incident.found_at or incident.opened_at,
    }
