"""The Atom feed (RFC 4287) of published postmortems: the 50 that were published last, in full.

What a reader may see decides what stands in it. Feed readers come without a session and get the public ones.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from urllib.parse import urlsplit

import nh3
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from incidents.markdown import Document, plain_text, render_document
from incidents.markdown.cleaning import TAGS
from incidents.models import Incident, Postmortem
from timelines.models import TimelineEvent

SHOWN = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed changed that never had an entry
NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
NUMBER = re.compile(r"[0-9]{1,18}")  # of a row; more digits no key has
BLOCKS = {
    "timeline": "timeline",
    "factors": "contributing factors",
    "actions": "action items",
    "impact": "impact",
}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "th": {"scope"}}


class PostmortemFeed(Atom1Feed):
    """Atom with the whole text beside the summary. `updated` is an instant, so that the same is the same."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=NEVER)

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})
        handler.addQuickElement("content", item["content"], {"type": "html"})


def feed_for(user) -> str:
    """The feed of what this person may read, as XML; two queries."""
    feed = PostmortemFeed(
        title=f"Postmortems of {urlsplit(settings.SITE_ADDRESS).netloc}",
        link=absolute(reverse("incidents:list")),
        description=None,
        author_name="Throughline",
        feed_url=absolute(reverse("incidents:postmortem_feed")),
        feed_guid=tag("postmortems"),
    )
    postmortems = list(_postmortems(user))
    documents = [render_document(postmortem.published.body) for postmortem in postmortems]
    events = _events_named(postmortems, documents)
    for postmortem, document in zip(postmortems, documents, strict=True):
        feed.add_item(**_entry(postmortem, document, events.get(postmortem.incident_id, {})))
    return feed.writeString("utf-8")


def tag(name: str) -> str:
    """A name for ever (RFC 4151), under the host of the address, which this site had in 2026."""
    return f"tag:{urlsplit(settings.SITE_ADDRESS).hostname},2026:/{name}"


def _postmortems(user):
    rows = Postmortem.objects.visible_to(user).published().with_last_publication()
    return rows.select_related("incident", "published__author").order_by("-published_at", "-pk")[:SHOWN]


def _events_named(postmortems, documents) -> dict[int, dict[str, tuple[str, str]]]:
    """By incident: what the events that its text names are called, and where they stand."""
    names = {slot.name for document in documents for slot in document.slots if slot.kind == "event"}
    numbers = {int(name) for name in names if NUMBER.fullmatch(name)}
    incidents = {postmortem.incident_id: postmortem.incident for postmortem in postmortems}
    named: dict[int, dict[str, tuple[str, str]]] = {}
    for event in TimelineEvent.objects.standing().filter(pk__in=numbers, incident__in=incidents):
        incident = incidents[event.incident_id]
        address = f"{incident.get_absolute_url()}#{event.anchor}"
        words = event.happened.text(incident.time_zone)
        named.setdefault(incident.pk, {})[str(event.pk)] = (address, words)
    return named


def _entry(postmortem: Postmortem, document: Document, events: dict) -> dict:
    incident = postmortem.incident
    published_at = postmortem.published_at
    title = " ".join(plain_text(incident.title).split())
    author = postmortem.published.author
    name = author.get_full_name() if author else ""  # a user name is half of what one signs in with
    return {
        "title": xml_text(f"{incident.reference} {title}"),
        "link": absolute(postmortem.get_absolute_url()),
        "description": None,
        "unique_id": tag(f"incidents/{incident.number}/postmortem"),
        "pubdate": published_at,
        "updateddate": max(published_at, postmortem.last_published_at or published_at),
        "author_name": xml_text(name) or None,
        "summary": xml_text(plain_text(incident.summary.strip().split("\n\n")[0])),
        "content": xml_text(_content(postmortem, document, events)),
    }


def _content(postmortem: Postmortem, document: Document, events: dict) -> str:
    """The text as HTML that stands on its own: links are whole, live blocks are links to where they live."""
    address = postmortem.get_absolute_url()
    blocks = {name: partial(_block, incident=postmortem.incident, says=BLOCKS[name]) for name in BLOCKS}
    html = document.fill(blocks, events)
    cleaner = nh3.Cleaner(
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=lambda tag, name, value: absolute(value, address) if name == "href" else value,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return cleaner.clean(html)


def _block(arguments: dict[str, str], *, incident: Incident, says: str) -> SafeString:
    return format_html(
        '<p><a href="{}">The {} of {}</a></p>', incident.get_absolute_url(), says, incident.reference
    )


def absolute(address: str, page: str = "") -> str:
    """An address of this site, or of a place on `page`, as others can follow it."""
    if address.startswith("#"):
        address = f"{page}{address}"
    return f"{settings.SITE_ADDRESS}{address}" if address.startswith("/") else address


def xml_text(text: str) -> str:
    """The text without the characters that no XML may hold."""
    return NO_XML.sub("", text)


@gzip_page
@require_safe
def postmortem_feed(request):
    """Asked for again with its ETag it is answered 304. Only the reader's own cache may keep it."""
    response = HttpResponse(feed_for(request.user).encode(), content_type=Atom1Feed.content_type)
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
    return get_conditional_response(request, etag=etag, response=response)
