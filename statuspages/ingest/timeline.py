"""The posts of a page as events on our timeline. What a person has changed there is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from accounts.history import acting
from incidents.importing.joining import Statement, ToldPost, state, statements_of
from incidents.importing.many import record_reports
from incidents.importing.people import changed_by_people
from incidents.importing.posts import join_each
from incidents.importing.span import state_each
from incidents.importing.told import Voice
from incidents.models import Incident
from statuspages.ingest.evidence import shown_at
from statuspages.ingest.reconcile import What
from statuspages.ingest.telling import LAST_SEEN, Telling
from statuspages.models import ReportedUpdate, StatusPage
from statuspages.providers.reading import ReadUpdate, State
from timelines.models import Milestone, TimelineEvent
from timelines.when import Precision, When

EDITED = "edited on the status page"
WITHDRAWN = "withdrawn on the status page"
RETURNED = "listed again on the status page"


def tell_new(tellings: Iterable[Telling]) -> None:
    """Write all posts of incidents that were opened for them; the rows of updates get their event."""
    tellings = list(tellings)
    reports = {telling.incident: _all_posts(telling) for telling in tellings}
    recorded = record_reports(reports) if reports else {}
    for telling in tellings:
        _give_events(telling, recorded[telling.incident])
        if said := _said_without_a_post(telling):
            state(telling.incident, said)


def tell(tellings: Iterable[Telling]) -> None:
    """Write what changed of the posts of incidents that were here, and are held, onto their timelines.

    New rows of updates get their event. The number of queries does not grow with the number of incidents.
    """
    tellings = list(tellings)
    if not tellings:
        return
    known = [telling for telling in tellings if telling.before]
    _load_events(known)
    _tell_new(tellings)
    settled = _settled(known)
    _restore(known)
    _edit(known, settled)
    _withdraw(known, settled)
    statements: dict[Incident, list[Statement]] = {}
    for telling in tellings:
        if _moves_span(telling):
            statements.setdefault(telling.incident, []).extend(_span(telling))
    state_each(statements)


def told_post(telling: Telling, row: ReportedUpdate, read: ReadUpdate | None = None) -> ToldPost:
    """An update as a post; with its words and its new quote where `read` is given."""
    quote = telling.quotes.get(row.uid) if read else None
    return ToldPost(
        at=_happened(telling, row),
        text=text_of(read) if read else (row.event.text if row.event else ""),
        status=row.state,
        quotes=(quote,) if quote else (),
        actor=telling.page.name,
    )


def read_post(page: StatusPage, read: ReadUpdate) -> ToldPost:
    """An update that is not stored yet, with a time, as a post to know its incident by."""
    at = shown_at(read.at, page.time_zone, read.precision)
    return ToldPost(at=at, text=text_of(read), status=read.state)


def text_of(read: ReadUpdate) -> str:
    """What an event says of an update; its status where nobody wrote a word."""
    return (read.body or "").strip() or read.status.replace("_", " ").capitalize() or "Update without a text"


def _happened(telling: Telling, row: ReportedUpdate) -> When:
    """When a post was made; before we saw it where the page does not say."""
    shown = shown_at(row.shown_at, telling.page.time_zone, row.precision)
    return shown or When(None, telling.now, Precision.RANGE)


def _all_posts(telling: Telling) -> list[ToldPost]:
    reads = {change.uid: change.read for change in telling.change.updates}
    return [told_post(telling, row, reads[row.uid]) for row in telling.posts()]


def _give_events(telling: Telling, events: Iterable[TimelineEvent]) -> None:
    for row, event in zip(telling.posts(), events, strict=True):
        row.event = event


def _tell_new(tellings: Sequence[Telling]) -> None:
    """Write posts that are not on their timelines yet; their rows get their event."""
    new = [(telling, *told) for telling in tellings for told in _new_posts(telling)]
    if not new:
        return
    reports: dict[Incident, list[ToldPost]] = {}
    for telling, _, post in new:
        reports.setdefault(telling.incident, []).append(post)
    events = {incident: iter(found) for incident, found in join_each(reports).items()}
    for telling, row, _ in new:
        row.event = next(events[telling.incident])


def _new_posts(telling: Telling) -> list[tuple[ReportedUpdate, ToldPost]]:
    """Rows that have no event yet, in order, with what they tell."""
    if telling.before is None:
        return list(zip(telling.posts(), _all_posts(telling), strict=True))
    return [
        (row, told_post(telling, row, change.read))
        for change, row in telling.changes(What.NEW)
        if telling.state_of(row) is not State.POSTMORTEM
    ]


def _load_events(tellings: Iterable[Telling]) -> None:
    """Give rows their events, where those are to be read or changed: one query, none for further posts."""
    rows = [
        row
        for telling in tellings
        if _moves_span(telling) or telling.changes(What.CHANGED, What.RETURNED, What.WITHDRAWN)
        for row in telling.updates.values()
        if row.event_id
    ]
    events = TimelineEvent.objects.in_bulk([row.event_id for row in rows]) if rows else {}
    for row in rows:
        row.event = events[row.event_id]


def _settled(tellings: Iterable[Telling]) -> set[int]:
    """The events of posts that changed and that somebody here has changed as well."""
    changed = [
        row.event
        for telling in tellings
        for _, row in telling.changes(What.CHANGED, What.RETURNED, What.WITHDRAWN)
        if row.event_id
    ]
    return changed_by_people(changed)


def _restore(tellings: Sequence[Telling]) -> None:
    returned = [row.event for telling in tellings for _, row in telling.changes(What.RETURNED) if row.event]
    events = [event for event in returned if event.withdrawn_reason.startswith(WITHDRAWN)]
    TimelineEvent.objects.restore_each(_incidents(tellings), events, why=RETURNED)


def _edit(tellings: Sequence[Telling], settled: set[int]) -> None:
    """Let events say what their posts say now, and stand on this form of them as well."""
    quotes, changed = {}, []
    for telling in tellings:
        for change, row in telling.changes(What.CHANGED, What.RETURNED):
            event = row.event
            if not change.has_new_form or event is None:
                continue
            post = told_post(telling, row, change.read)
            quotes[event] = post.quotes
            is_same = (event.text, event.happened) == (post.text, post.at)
            if not (event.pk in settled or event.withdrawn_at or is_same):
                event.text, event.happened = post.text, post.at
                changed.append(event)
    if quotes:
        with acting(None, EDITED):
            TimelineEvent.objects.tell_each_again(_incidents(tellings), quotes, changed=changed)


def _withdraw(tellings: Sequence[Telling], settled: set[int]) -> None:
    """Take events off the timelines, unless another document tells of them too."""
    gone = {
        row.event: (telling.row.url, row.uid)
        for telling in tellings
        for _, row in telling.changes(What.WITHDRAWN)
        if row.event and row.event_id not in settled and not row.event.withdrawn_at
    }
    if not gone:
        return
    quoted = TimelineEvent.objects.filter(pk__in=[event.pk for event in gone]).exclude(quotes=None)
    told = quoted.values_list("pk", "quotes__source__url", "quotes__source__part")
    by_event = {event.pk: event for event in gone}
    elsewhere = {event for event, url, part in told if gone[by_event[event]] != (url, part)}
    seen_at = tellings[0].page.answered_at or tellings[0].now
    TimelineEvent.objects.withdraw_each(
        _incidents(tellings),
        [event for event in gone if event.pk not in elsewhere],
        why=f"{WITHDRAWN}, last seen {seen_at:{LAST_SEEN}}",
    )


def _incidents(tellings: Iterable[Telling]) -> list[Incident]:
    """Each once."""
    return list({telling.incident.pk: telling.incident for telling in tellings}.values())


def _moves_span(telling: Telling) -> bool:
    """Whether what changed may move the beginning or the end: not where a post follows others on its way."""
    if telling.before is None or telling.before.state is not telling.state:
        return True
    changes = telling.change.updates
    new = {change.uid for change in changes if change.what is What.NEW}
    posts = telling.posts()
    before = [post for post in posts if post.uid not in new]
    goes_on = before and not any(telling.state_of(posts[-1]).is_over for posts in (before, posts))
    is_further = len(new) == len(changes) and goes_on and posts[0] is before[0]
    return bool(changes) and not is_further


def _span(telling: Telling) -> list[Statement]:
    """What all posts that stand say of beginning and end."""
    told = {change.uid: change.read for change in telling.change.updates}
    posts = [row for row in telling.posts() if row.event and not row.event.withdrawn_at]
    said = statements_of(
        [told_post(telling, row, told.get(row.uid)) for row in posts], [row.event for row in posts]
    )
    return said + _said_without_a_post(telling)


def _said_without_a_post(telling: Telling) -> list[Statement]:
    """What the page says of beginning and end of an incident beside its posts: some give only these times."""
    row, posts, zone = telling.row, telling.posts(), telling.page.time_zone
    said = []
    if not posts and row.vendor_created_at:
        begun = shown_at(row.vendor_created_at, zone)
        by_then = When(None, begun.latest, Precision.RANGE, begun.zone)
        said.append(Statement(Milestone.Kind.STARTED, by_then, Voice.STATUS_PAGE))
    is_told = any(telling.state_of(update).is_over for update in telling.updates.values())
    if telling.state.is_over and row.vendor_resolved_at and not is_told:
        said.append(
            Statement(Milestone.Kind.RESOLVED, shown_at(row.vendor_resolved_at, zone), Voice.STATUS_PAGE)
        )
    return said
