"""Which incident something told is about: one that is here already, or a new one.

Joining two happenings into one is worse than keeping one twice, so it takes certain signs: the same address,
or the same organisation and overlapping times together with the same title or the same posts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.importing.people import importing
from incidents.importing.posts import join_posts, same_post
from incidents.importing.span import record_report, state, statements_of
from incidents.importing.told import Joined, Statement, Told, ToldPost
from incidents.importing.words import address_forms, is_generic, other_incident, same_title, title_within
from incidents.models import Incident, Organisation
from timelines.models import Kind, Source, TimelineEvent
from timelines.when import When

__all__ = [
    "Joined",
    "Statement",
    "Told",
    "ToldPost",
    "hold_joining",
    "importing",
    "incident_told",
    "join_posts",
    "join_report",
    "kept_digests",
    "open_told",
    "state",
    "statements_of",
]

# Any number, always the same: the advisory lock for what is told without an organisation.
UNKNOWN_LOCK = 20_230_315
OURS = (Incident.Kind.INCIDENT, Incident.Kind.NEAR_MISS, Incident.Kind.DRILL)
UNTOLD = timedelta(hours=6)  # how long an incident lasts of which only the beginning is told
SEVERAL_POSTS = 2  # of the same words at the same time, and not the words that every page offers


def hold_joining(organisation: Organisation | None) -> None:
    """Let nobody else look for, or open, incidents of this organisation until the transaction ends.

    Whoever changes incidents before calling `incident_told` in the same transaction calls this first, so
    that nobody waits in a circle. Rows that only point at the organisation may still be written.
    """
    if organisation is None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [UNKNOWN_LOCK])
    else:
        Organisation.objects.select_for_update(no_key=True).only("pk").get(pk=organisation.pk)


def incident_told(told: Told, *, by=None, why: str, **facts_if_new) -> Joined:
    """The incident that `told` is about, or a new one with these facts.

    Two callers at once get one if each tells what it has in the same transaction: the other waits for that.
    `why` stands in the history of what is written; `facts_if_new` are fields of Incident.
    """
    with transaction.atomic(), importing(by, why):
        organisation = _organisation(told)
        hold_joining(organisation)
        found = (
            _same_document(told, organisation)
            or _at_address(told, organisation)
            or _alike(told, organisation)
        )
        if isinstance(found, Joined):
            return found
        return _open(told, organisation, found, by, facts_if_new)


def open_told(told: Told, *, by=None, why: str, **facts) -> Joined:
    """A new incident, whatever is here already. `why` stands in its history."""
    with transaction.atomic(), importing(by, why):
        return _open(told, _organisation(told), "a new one was asked for", by, facts)


def join_report(incident, posts: Sequence[ToldPost], *, by=None, is_new: bool = False) -> list[TimelineEvent]:
    """Tell all posts of one report on the incident's timeline, and what they say of its beginning and end.

    Returns the events that tell the posts, in the same order. `is_new`: the incident has just been opened.
    """
    with transaction.atomic(), importing(by):
        if is_new:
            return record_report(incident, posts, by=by)
        events = join_posts(incident, posts, by=by)
        state(incident, statements_of(posts, events), by=by)
    return events


def _organisation(told: Told) -> Organisation | None:
    return Organisation.objects.named(told.organisation) if told.organisation else None


def _open(told: Told, organisation: Organisation | None, why: str, by, facts: dict) -> Joined:
    incident = Incident.objects.open_new(title=told.title, by=by, organisation=organisation, **facts)
    return Joined(incident, True, why)


def _told_of(organisation: Organisation | None, prefix: str = "") -> Q:
    """Incidents that others tell of: one of our own may cite the documents of somebody else.

    That does not make it theirs, unless it is of the same organisation. `prefix` leads to the incident.
    """
    others = ~Q(**{f"{prefix}kind__in": OURS})
    return others | Q(**{f"{prefix}organisation": organisation}) if organisation else others


def kept_digests() -> set[str]:
    """The digests of all documents that would be known again without a look at what they tell. One query."""
    kept = _documents().filter(_told_of(None, "incident__") | Q(added_by=None))
    return set(kept.values_list("sha256", flat=True))


def _documents() -> QuerySet:
    """Sources that are whole documents."""
    return Source.objects.filter(part="").exclude(kind=Source.Kind.NOTES)


def _same_document(told: Told, organisation: Organisation | None) -> Joined | None:
    """The incident that keeps the very same document. One of our own does if a command imported it there."""
    if not told.digest:
        return None
    kept = _documents().filter(sha256=told.digest)
    kept = kept.filter(_told_of(organisation, "incident__") | Q(added_by=None))
    source = kept.select_related("incident__organisation").order_by("pk").first()
    return Joined(source.incident, False, "the very same document is kept there") if source else None


def _at_address(told: Told, organisation: Organisation | None) -> Joined | None:
    """The incident with a source of the same address."""
    forms = [form for address in told.addresses for form in address_forms(address)]
    if not forms:
        return None
    sources = Source.objects.filter(incident=OuterRef("pk"), url__in=forms).exclude(kind=Source.Kind.NOTES)
    held = Incident.objects.filter(Exists(sources)).filter(_told_of(organisation))
    found = held.select_related("organisation").order_by("number").first()
    return Joined(found, False, f"the same address, {told.addresses[0]}") if found else None


@dataclass(slots=True)
class _Known:
    """An incident of the same organisation and about the same time."""

    incident: Incident
    titles: list[str]
    addresses: list[str]
    events: list[TimelineEvent]

    @property
    def span(self) -> tuple[datetime, datetime]:
        ends = bool(self.posts) or self.incident.resolved_range is not None
        return _span_of([event.happened for event in self.events], ends=ends)

    @property
    def posts(self) -> list[TimelineEvent]:
        return [event for event in self.events if event.kind == Kind.STATUS_POST]


def _alike(told: Told, organisation: Organisation | None) -> Joined | str:
    """The one incident that is certainly alike; else why there is none, in words."""
    if organisation is None:
        return "nobody says whose incident it is, and none here has its address"
    span = told_span(told)
    if span is None:
        return "no incident here has its address, and it tells no time to compare"
    known = known_around(organisation, span)
    likely = sorted(
        ((score, reason, one) for one in known for score, reason in [_likeness(told, span, one)] if score),
        key=lambda found: found[0],
        reverse=True,
    )
    if not likely:
        return _unlike(organisation, known)
    if len(likely) > 1 and likely[0][0] == likely[1][0]:
        names = " and ".join(one.incident.reference for _, _, one in likely[:2])
        return f"{names} fit equally well"
    _, reason, best = likely[0]
    return Joined(best.incident, False, f"{organisation.name} at the same time, {reason}")


def _unlike(organisation: Organisation, known: list[_Known]) -> str:
    if not known:
        return f"no incident of {organisation.name} at that time is here"
    names = ", ".join(one.incident.reference for one in known[:3])
    return f"{names} of {organisation.name} at that time has neither its title nor its posts"


def told_span(told: Told) -> tuple[datetime, datetime] | None:
    """The earliest and the latest instant that is told of; None where no time is told."""
    times = [when for when in (told.first, told.last, *(post.at for post in told.posts)) if when]
    return _span_of(times, ends=bool(told.last or told.posts)) if times else None


def _span_of(times: Iterable[When], *, ends: bool) -> tuple[datetime, datetime]:
    """From the first to the last of these times; what is not said to end is taken to last a while."""
    times = list(times)
    first = min(when.earliest or when.latest for when in times)
    last = max(when.latest or when.earliest for when in times)
    return first, last if ends else last + UNTOLD


def known_around(organisation: Organisation, span: tuple[datetime, datetime]) -> list[_Known]:
    """Incidents of the organisation that were told of within these instants. Three queries at most."""
    first, last = span
    telling = Q(kind=Kind.STATUS_POST) | Q(milestones__isnull=False)
    within = TimelineEvent.objects.standing().filter(
        telling,
        incident=OuterRef("pk"),
        happened_range__overlap=DateTimeTZRange(first, last, "[]"),
        happened_range__lower_inf=False,
    )
    across = Q(
        started_range__overlap=DateTimeTZRange(None, last, "[]"),
        resolved_range__overlap=DateTimeTZRange(first, None, "[)"),
    )
    unended = Q(started_range__overlap=DateTimeTZRange(first - UNTOLD, last, "[]"), resolved_range=None)
    held = Incident.objects.filter(Q(Exists(within)) | across | unended, organisation=organisation)
    known = {
        incident.pk: _Known(incident, [incident.title], [], [])
        for incident in held.select_related("organisation").order_by("number")
    }
    if not known:
        return []
    for incident, title, url in Source.objects.filter(incident__in=known).values_list(
        "incident", "title", "url"
    ):
        known[incident].titles.append(title)
        known[incident].addresses.append(url)
    for event in TimelineEvent.objects.standing().filter(telling, incident__in=known).distinct():
        known[event.incident_id].events.append(event)
    return [one for one in known.values() if one.events]


def _likeness(told: Told, span: tuple[datetime, datetime], known: _Known) -> tuple[tuple | None, str]:
    """How sure it is that both are the same incident (None: not), to compare, and why, in words."""
    shared = min(span[1], known.span[1]) - max(span[0], known.span[0])
    if shared <= timedelta(0) or other_incident(told.addresses, known.addresses):
        return None, ""
    same = _same_posts(told.posts, known.posts)
    if len(same) >= SEVERAL_POSTS:
        return (2, len(same), shared), f"{len(same)} posts of the same words"
    if not same and _tell_apart(told.posts, known.posts):
        return None, ""
    for title in known.titles:
        if same_title(told.title, title):
            return (1, len(same), shared), f"the same title, “{title}”"
    shorter = min(span[1] - span[0], known.span[1] - known.span[0])
    if shared * 2 >= shorter:
        for title in known.titles:
            if title_within(told.title, title):
                return (0, len(same), shared), f"“{told.title}” beside “{title}”"
    return None, ""


def _same_posts(told: Iterable[ToldPost], known: Iterable[TimelineEvent]) -> list[TimelineEvent]:
    """Posts that both tell, without those that say what any post may say."""
    telling = [post for post in told if not is_generic(post.text)]
    return [event for event in known if any(same_post(post, event) for post in telling)]


def _tell_apart(told: Iterable[ToldPost], known: Iterable[TimelineEvent]) -> bool:
    """Whether both tell posts enough to have one in common if they were the same incident."""
    counts = (sum(not is_generic(post.text) for post in posts) for posts in (told, known))
    return all(count >= SEVERAL_POSTS for count in counts)
