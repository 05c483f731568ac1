"""The posts of a page as sources: each form of each post is one, word for word, quoted as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Length

from incidents.models import Incident
from statuspages.providers.reading import ReadIncident, ReadUpdate, State
from timelines.models import Quote, Source
from timelines.models.source import digest_of
from timelines.when import Precision, When

TITLE_LENGTH = 300
AT_ONCE = timedelta(minutes=1)  # a vendor's own columns differ by a little without anybody having edited


@dataclass(frozen=True, slots=True)
class Post:
    """An update to be kept as a source of `incident`."""

    incident: Incident
    read: ReadIncident
    update: ReadUpdate

    @property
    def key(self) -> tuple[int, str, str]:
        return (self.incident.pk, self.update.uid, digest_of(self.update.body or ""))


def keep_posts(posts: Sequence[Post], *, author: str, zone: str, now: datetime) -> list[Quote | None]:
    """The quote of each post, in order; None where its body is empty. A constant number of queries.

    The page is held, so that nobody else keeps the same.
    """
    told = {post.key: post for post in posts if (post.update.body or "").strip()}
    held = _held(told)
    new = [_source(post, author, zone, now) for key, post in told.items() if key not in held]
    Source.objects.bulk_create(new)
    sources = held | {_key(source): source for source in new}
    quotes = _quotes(held.values(), new)
    return [quotes.get(sources[post.key].pk) if post.key in sources else None for post in posts]


def shown_at(at: datetime | None, zone: str, precision: str = Precision.SECOND) -> When | None:
    """The time of a post, as exact as the page gives it. None where it does not say."""
    return When.at(at, Precision(precision), zone) if at else None


def _key(source: Source) -> tuple[int, str, str]:
    return (source.incident_id, source.part, source.sha256)


def _held(keys) -> dict[tuple[int, str, str], Source]:
    if not keys:
        return {}
    incidents, parts, digests = (set(values) for values in zip(*keys, strict=True))
    found = Source.objects.filter(incident__in=incidents, part__in=parts, sha256__in=digests)
    return {_key(source): source for source in found.defer("text")}


def _source(post: Post, author: str, zone: str, now: datetime) -> Source:
    update = post.update
    at = shown_at(update.at, zone, update.precision)
    is_write_up = update.state is State.POSTMORTEM
    posted = f", {at}" if at else ""
    return Source(
        incident=post.incident,
        kind=Source.Kind.WRITE_UP if is_write_up else Source.Kind.STATUS_PAGE,
        title=f"{author}: {_label(update)}{posted}{_edited(update, zone)}"[:TITLE_LENGTH],
        url=post.read.url,
        part=update.uid,
        author=author,
        published=at,
        fetched_at=now,
        text=update.body,
        sha256=digest_of(update.body),
    )


def _label(update: ReadUpdate) -> str:
    return update.status.replace("_", " ").capitalize() or "Update"


def _edited(update: ReadUpdate, zone: str) -> str:
    """Tells a later form of a post from the first, where the page says when it was edited."""
    made, edited = update.created_at, update.updated_at
    return f", edited {shown_at(edited, zone)}" if made and edited and edited - made > AT_ONCE else ""


def _quotes(held: Iterable[Source], new: Sequence[Source]) -> dict[int, Quote]:
    """The quote of each whole source, by the source's id; those of new ones are new."""
    held = list(held)
    whole = Quote.objects.filter(source__in=held, start=0, end=Length("source__text")) if held else ()
    quotes = {quote.source_id: quote for quote in whole}
    missing = [source for source in held if source.pk not in quotes]
    made = [
        Quote(source=source, start=0, end=len(source.text), text=source.text) for source in [*missing, *new]
    ]
    Quote.objects.bulk_create(made)
    return quotes | {quote.source_id: quote for quote in made}
