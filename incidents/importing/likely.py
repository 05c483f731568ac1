"""The incidents that a document may be about, for a person to choose from. Nothing is joined here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.finding import find_incidents
from incidents.importing.alike import likeness
from incidents.importing.document import ReadDocument
from incidents.importing.words import address_forms, same_title, title_within
from incidents.models import Incident
from search.query import read_query
from timelines.models import Source, TimelineEvent
from timelines.models.source import digest_of
from timelines.reading.model import Confidence
from timelines.when import When

MOST = 5
LOOKED_AT = 20  # of each sign
DAY = timedelta(days=1)
TITLE_WORDS = 2  # in common: one is chance
TITLE_SHARE = 0.5  # of the words of the shorter title
LONGEST_STORY = timedelta(days=90)  # what is told of longer ago is what led up to it


@dataclass(frozen=True, slots=True)
class _Sign:
    """Why an incident is likely; the lower the rank, the likelier."""

    rank: int
    share: float
    incident: Incident
    why: str

    @property
    def key(self) -> tuple:
        return self.rank, -self.share, -self.incident.number


def likely_incidents(read: ReadDocument, user) -> list[tuple[Incident, str]]:
    """Those that the person may see and that this document may be about, with the reason, best first.

    At most five. It takes a fixed number of queries.
    """
    visible = Incident.objects.visible_to(user)
    signs = [*_kept(read, visible), *_of_that_day(read, visible), *_in_similar_words(read, visible)]
    best: dict[int, _Sign] = {}
    for sign in sorted(signs, key=lambda sign: sign.key):
        best.setdefault(sign.incident.pk, sign)
    return [(sign.incident, sign.why) for sign in list(best.values())[:MOST]]


def _kept(read: ReadDocument, visible: QuerySet) -> Iterable[_Sign]:
    """With this very document, or one of the same address."""
    forms = address_forms(read.address)
    digest = digest_of(read.text)
    same = Q(sha256=digest, part="") | (Q(url__in=forms) if forms else Q(pk=None))
    sources = Source.objects.filter(same, incident__in=visible).defer("text")
    for source in sources.select_related("incident__organisation").order_by("-pk")[:LOOKED_AT]:
        if source.sha256 == digest:
            yield _Sign(0, 1, source.incident, "keeps this very document")
        else:
            yield _Sign(1, 1, source.incident, f"has a document of the same address, {source.url}")


def _of_that_day(read: ReadDocument, visible: QuerySet) -> Iterable[_Sign]:
    """Of the same organisation and at the time that the document tells of."""
    span = told_span(read)
    if span is None or not read.organisation:
        return
    around = DateTimeTZRange(span[0] - DAY / 2, span[1] + DAY / 2, "[]")
    events = TimelineEvent.objects.standing().filter(
        incident=OuterRef("pk"), happened_range__overlap=around, happened_range__lower_inf=False
    )
    within = Q(started_range__overlap=around, started_range__lower_inf=False) | Exists(events)
    across = Q(
        started_range__overlap=DateTimeTZRange(None, around.lower, "[]"),
        resolved_range__overlap=DateTimeTZRange(around.upper, None, "[)"),
    )
    found = visible.filter(within | across, organisation__name__iexact=read.organisation)
    for incident in found.select_related("organisation").order_by("-number")[:LOOKED_AT]:
        share = likeness(read.title, incident.title).within
        alike = _alike(read.title, incident.title)
        same = ", and a similar title" if alike else ""
        yield _Sign(2 if alike else 3, share, incident, f"{read.organisation} at the same time{same}")


def _in_similar_words(read: ReadDocument, visible: QuerySet) -> Iterable[_Sign]:
    """With a similar title, found by search."""
    found = find_incidents(visible, read_query(_plain(read.title)), kinds=["summary"], limit=LOOKED_AT)
    for hit in found.hits:
        incident = hit.incident
        if not _alike(read.title, incident.title):
            continue
        near = _near(read, incident)
        if near is not False:
            share = likeness(read.title, incident.title).within
            when = " at the same time" if near else ""
            yield _Sign(3 if near else 4, share, incident, f"a similar title{when}")


def _plain(title: str) -> str:
    """A title as words to look for: nothing in it is a phrase or excludes anything."""
    return " ".join(title.replace('"', " ").replace("-", " ").split())


def _alike(title: str, other: str) -> bool:
    like = likeness(title, other)
    if like.shared >= TITLE_WORDS and like.within >= TITLE_SHARE:
        return True
    return same_title(title, other) or title_within(title, other)


def _near(read: ReadDocument, incident: Incident) -> bool | None:
    """Whether both tell of the same time; None where one of them does not say."""
    span, told = told_span(read), incident.milestones_told
    whens = [told[name] for name in ("started", "first-post", "resolved") if name in told]
    if span is None or not whens:
        return None
    first, last = _span_of(whens)
    return first - DAY <= span[1] and span[0] - DAY <= last


def told_span(read: ReadDocument) -> tuple[datetime, datetime] | None:
    """From the first to the last instant that belongs to the incident as the document tells it, or None.

    What it states of beginning and end, its posts and the events that mark a milestone; only without these
    all that happened, as far as it is not long before the end.
    """
    events = [one for one in read.events if one.when and one.confidence is not Confidence.DOUBTFUL]
    marked = [one.when for one in events if one.milestones]
    whens = [*(one.at for one in read.milestones), *(post.at for post in read.posts), *marked]
    if whens:
        return _span_of(whens)
    if not events:
        return None
    first, last = _span_of([one.when for one in events])
    return max(first, last - LONGEST_STORY), last


def _span_of(whens: list[When]) -> tuple[datetime, datetime]:
    first = min(when.earliest or when.latest for when in whens)
    return first, max(when.latest or when.earliest for when in whens)
