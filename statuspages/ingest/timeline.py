"""The posts of a page as events on our timeline. What a person has changed there is theirs."""

from __future__ import annotations

from collections.abc import Iterable

from incidents.importing.joining import Statement, ToldPost, join_posts, join_report, state, statements_of
from incidents.importing.many import record_reports
from incidents.importing.people import changed_by_people
from incidents.importing.told import Voice
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
    recorded = record_reports(reports)
    for telling in tellings:
        _give_events(telling, recorded[telling.incident])
        if said := _said_without_a_post(telling):
            state(telling.incident, said)


def tell(telling: Telling) -> None:
    """Write what changed of an incident's posts onto its timeline; new rows of updates get their event."""
    if telling.change.what is What.NEW:
        _give_events(telling, join_report(telling.incident, _all_posts(telling)))
        return
    _tell_new(telling)
    settled = changed_by_people([row.event for row in telling.updates.values() if row.event_id])
    for _, row in telling.changes(What.RETURNED):
        if row.event and row.event.withdrawn_reason.startswith(WITHDRAWN):
            row.event.restore(by=None, why=RETURNED)
    for change, row in telling.changes(What.CHANGED, What.RETURNED):
        if change.has_new_form and row.event:
            _edit(telling, row, change.read, is_settled=row.event_id in settled)
    for _, row in telling.changes(What.WITHDRAWN):
        if row.event and row.event_id not in settled:
            _withdraw(telling, row)
    if telling.change.updates or telling.before.state is not telling.state:
        _tell_span(telling)


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


def _tell_new(telling: Telling) -> None:
    new = [
        (change, row)
        for change, row in telling.changes(What.NEW)
        if telling.state_of(row) is not State.POSTMORTEM
    ]
    told = [told_post(telling, row, change.read) for change, row in new]
    for (_, row), event in zip(new, join_posts(telling.incident, told), strict=True):
        row.event = event


def _edit(telling: Telling, row: ReportedUpdate, read: ReadUpdate, *, is_settled: bool) -> None:
    """Let the event say what the post says now, and stand on this form of it as well."""
    post = told_post(telling, row, read)
    TimelineEvent.objects.tell_again(telling.incident, {row.event: post.quotes})
    event = row.event
    if is_settled or event.withdrawn_at or (event.text, event.happened) == (post.text, post.at):
        return
    event.correct(by=None, why=EDITED, text=post.text, happened=post.at)


def _withdraw(telling: Telling, row: ReportedUpdate) -> None:
    """Take the event off the timeline, unless another document tells of it too."""
    elsewhere = row.event.quotes.exclude(source__url=telling.row.url, source__part=row.uid)
    if row.event.withdrawn_at or elsewhere.exists():
        return
    seen_at = telling.page.answered_at or telling.now
    row.event.withdraw(by=None, why=f"{WITHDRAWN}, last seen {seen_at:{LAST_SEEN}}")


def _tell_span(telling: Telling) -> None:
    """Let the milestones follow from all posts that stand."""
    told = {change.uid: change.read for change in telling.change.updates}
    posts = [row for row in telling.posts() if row.event and not row.event.withdrawn_at]
    said = statements_of(
        [told_post(telling, row, told.get(row.uid)) for row in posts], [row.event for row in posts]
    )
    state(telling.incident, said + _said_without_a_post(telling))


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
