"""Posts about an incident as a page shows them: in order, with what became of each, the plain ones folded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby

from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.differences import ADDED, TAKEN, pieces, word_difference
from incidents.markdown import render_prose, words_in
from statuspages.lapses import SECOND, lapse
from statuspages.models import ReportedUpdate, UpdateRevision
from statuspages.wording import spoken
from timelines.when.text import date_text

LONGEST_SHOWN = 20_000  # characters of a text that is shown and compared beside others
LEAST_FOLDED = 2
EDITED_SOONER = 60 * SECOND  # a vendor's own columns differ by a little without anybody having edited
POSTMORTEM = "postmortem"


@dataclass(frozen=True, slots=True)
class Version:
    """One form of a post. `is_shown`: the page is showing this one, and not the changes."""

    number: int
    seen_at: datetime
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What became of a post that was rewritten. `difference` is HTML for `.diff`, first form to last."""

    versions: tuple[Version, ...]
    after: str  # how long after the post the last form came; "" where that is not known
    first_seen_at: datetime
    before_until: datetime | None  # when the form before the last was last seen; None: not known
    since: datetime
    difference: SafeString
    added: int  # words
    taken: int
    other: tuple[tuple[str, str, str], ...]  # (what, before, now): what else changed
    shows_changes: bool


@dataclass(frozen=True, slots=True)
class Post:
    pk: int
    at: datetime | None
    clock: str  # “18:19”, with the day where it is not the incident's first
    status: str
    html: SafeString
    words: int  # 0 where the text itself is shown
    rewriting: Rewriting | None
    edited_before: str  # how long after the post it was edited, before it was first read here; else ""
    seen_at: datetime
    gone_at: datetime | None
    source_id: int | None

    is_post = True

    @property
    def anchor(self) -> str:
        return f"u-{self.pk}"

    @property
    def is_plain(self) -> bool:
        return self.rewriting is None and self.gone_at is None


@dataclass(frozen=True, slots=True)
class Fold:
    """Posts between others that nobody changed."""

    posts: tuple[Post, ...]
    until: str

    is_post = False


def told_posts(updates: Iterable[ReportedUpdate], *, are_dated: bool = False) -> list[Post]:
    """Posts in the order of their times, postmortems last. The updates come with their revisions.

    The first day stands beside an incident; where it does not, posts `are_dated`, the first day's too.
    """
    updates = sorted(updates, key=_order)
    days = (update.shown_at.astimezone(UTC).date() for update in updates if update.shown_at)
    first = None if are_dated else next(days, None)
    return [told_post(update, first_day=first) for update in updates]


def _order(update: ReportedUpdate):
    at = update.shown_at
    return (update.state == POSTMORTEM, at is None, at or datetime.max.replace(tzinfo=UTC), update.pk)


def told_post(
    update: ReportedUpdate, *, first_day=None, version: int | None = None, whole: bool = False
) -> Post:
    """A post in its newest form, or in form number `version`.

    Unless `whole`, a postmortem or another very long text gives its number of words in place of the text.
    """
    revisions = sorted(update.revisions.all(), key=lambda revision: revision.number)
    shown = next((it for it in revisions if it.number == version), revisions[-1] if revisions else None)
    body = shown.body if shown else ""
    is_short = whole or (update.state != POSTMORTEM and len(body) <= LONGEST_SHOWN)
    at = update.shown_at
    return Post(
        pk=update.pk,
        at=at,
        clock=_clock(at, first_day),
        status=spoken(update.status),
        html=_body(body, is_told=shown is not None) if is_short else SafeString(""),
        words=0 if is_short else words_in(body),
        rewriting=_rewriting(update, revisions, version, whole) if len(revisions) > 1 else None,
        edited_before=_edited_before(update, revisions),
        seen_at=revisions[0].seen_at if revisions else update.reported.first_seen_at,
        gone_at=update.gone_at,
        source_id=shown.source_id if shown else None,
    )


def _body(text: str, *, is_told: bool = True) -> SafeString:
    if text.strip():
        return render_prose(text)
    return format_html('<p class="dim">{}</p>', "No text." if is_told else "Its text is not told here.")


def _clock(at: datetime | None, first_day) -> str:
    if at is None:
        return ""
    at = at.astimezone(UTC)
    return f"{at:%H:%M}" if at.date() == first_day else f"{at.day} {at:%b %H:%M}"


def _edited_before(update: ReportedUpdate, revisions: Sequence[UpdateRevision]) -> str:
    """How long after its making the vendor had edited the form that we saw first; "" where it had not."""
    edited = revisions[0].vendor_updated_at if revisions else None
    made = update.vendor_created_at
    return lapse(edited - made) if edited and made and edited - made > EDITED_SOONER else ""


def _rewriting(update, revisions, version, whole) -> Rewriting:
    first, last = revisions[0], revisions[-1]
    bodies = (first.body, last.body)
    is_short = whole or (update.state != POSTMORTEM and max(map(len, bodies)) <= LONGEST_SHOWN)
    changed = is_short and first.body != last.body
    posted, since = update.shown_at, last.vendor_updated_at or last.seen_at
    added, taken = _counted(*bodies) if changed else (0, 0)
    return Rewriting(
        versions=tuple(Version(it.number, it.seen_at, it.number == version) for it in revisions),
        after=lapse(since - posted) if posted and since > posted else "",
        first_seen_at=first.seen_at,
        before_until=revisions[-2].last_seen_at,
        since=last.seen_at,
        difference=word_difference(*bodies) if changed else SafeString(""),
        added=added,
        taken=taken,
        other=_other(first, last),
        shows_changes=version is None,
    )


def _counted(before: str, after: str) -> tuple[int, int]:
    """How many words were added and taken away."""
    found = pieces(before, after)
    return tuple(sum(len(words.split()) for kind, words in found if kind == side) for side in (ADDED, TAKEN))


def _other(first: UpdateRevision, last: UpdateRevision) -> tuple[tuple[str, str, str], ...]:
    """The status and the time shown, where the last form has another than the first."""
    found = []
    if first.status != last.status:
        found.append(("Status", spoken(first.status), spoken(last.status)))
    if first.display_at != last.display_at:
        found.append(("Time shown", _moment(first.display_at), _moment(last.display_at)))
    return tuple(found)


def _moment(at: datetime | None) -> str:
    if at is None:
        return "none"
    at = at.astimezone(UTC)
    return f"{date_text(at.date())} {at:%H:%M} UTC"


def folded(posts: Sequence[Post]) -> list[Post | Fold]:
    """What begins, what ends and what was changed stand; runs of others between them are folded."""
    last = max((n for n, post in enumerate(posts) if post.status != POSTMORTEM), default=0)
    stays = {0, *range(last, len(posts))} | {n for n, post in enumerate(posts) if not post.is_plain}
    rows: list[Post | Fold] = []
    for kept, run in groupby(enumerate(posts), key=lambda numbered: numbered[0] in stays):
        found = tuple(post for _, post in run)
        rows += found if kept or len(found) < LEAST_FOLDED else [Fold(found, found[-1].clock)]
    return rows
