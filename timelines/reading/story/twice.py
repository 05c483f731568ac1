"""The same happening told twice: in the summary and in the timeline, in the story and in the updates."""

from __future__ import annotations

from datetime import timedelta

from timelines.models import Milestone
from timelines.reading.likeness import words_of
from timelines.reading.story.span import Weighed
from timelines.reading.story.told import Form
from timelines.reading.story.weeding import is_day, is_wide
from timelines.when import Precision, When

_FULLEST = (Form.ENTRY, Form.POST, Form.CHAT, Form.PROSE, Form.LOG, Form.FIELD)
_HEDGE = timedelta(minutes=5)
_A_MINUTE = timedelta(seconds=59)
_COMPARED = 60  # later ones that one is compared with
_PLAINLY = 80
_BEGUN = 79  # an entry that says that it began, not only what was wrong
_DETECTED = Milestone.Kind.DETECTED


def joined(told: list[Weighed]) -> list[Weighed]:
    """Each happening once: the fuller of two that tell the same, with the places of the other."""
    timed = sorted(
        (one for one in told if one.told.when is not None),
        key=lambda one: (one.told.when.key, one.told.order),
    )
    gone: set[int] = set()
    for at, one in enumerate(timed):
        for number in range(at + 1, min(at + 1 + _COMPARED, len(timed))):
            other = timed[number]
            if id(one) in gone or other.told.when.key[0] > _latest(one.told.when) + _HEDGE:
                break
            if id(other) not in gone and is_same(one, other):
                kept, lost = (one, other) if _is_fuller(one, other) else (other, one)
                _take_in(kept, lost)
                gone.add(id(lost))
    return [one for one in told if id(one) not in gone]


def _latest(when: When):
    return when.latest or when.earliest


def is_same(one: Weighed, other: Weighed) -> bool:
    """Whether both tell one happening, as far as times and words show."""
    a, b = one.told, other.told
    if not _times_agree(a.when, b.when):
        return False
    if Form.FIELD in (a.form, b.form):
        return _same_stated(one, other)
    if Form.POST in (a.form, b.form) and a.form is not b.form:
        return _likeness(a.text, b.text) >= 0.75 and not (is_day(a.when) or is_day(b.when))
    if a.form is b.form and a.form is not Form.PROSE:
        return a.text == b.text and a.when == b.when and a.form is not Form.ENTRY
    if a.place.meets(b.place):
        return a.when == b.when
    if is_day(a.when) != is_day(b.when):
        return _likeness(a.text, b.text) >= 0.5
    if (one.is_end or other.is_end) and Form.ENTRY in (a.form, b.form):
        return True
    if one.is_end or other.is_end:
        return one.end >= _PLAINLY and other.end >= _PLAINLY
    alike = _likeness(a.text, b.text)
    if a.form is b.form and (a.until is None) != (b.until is None):
        return alike >= 0.3
    both = _both_begin(one, other) or (one.end >= _PLAINLY and other.end >= _PLAINLY)
    return both or alike >= (0.5 if is_day(a.when) else 0.3)


def _both_begin(one: Weighed, other: Weighed) -> bool:
    """Whether both tell the start: an entry that shows what was wrong may be what a statement means.

    One that only tells that somebody was told of it is what happened next.
    """
    if _is_only_notice(one) or _is_only_notice(other):
        return False
    least = [70 if one.told.form is Form.ENTRY else _PLAINLY for one in (one, other)]
    return one.start >= least[0] and other.start >= least[1] and max(one.start, other.start) >= _PLAINLY


def _is_only_notice(one: Weighed) -> bool:
    return one.told.form is Form.ENTRY and one.marks.get(_DETECTED, 0) >= _PLAINLY and one.start < _BEGUN


def _same_stated(one: Weighed, other: Weighed) -> bool:
    """A stated start or end, and what happened in that minute; of several the first that fits its role."""
    field, story = (one, other) if one.told.form is Form.FIELD else (other, one)
    if is_day(field.told.when) or is_day(story.told.when):
        return False
    if story.told.form is Form.POST:
        return False
    if story.told.form is Form.FIELD:
        return (field.start > 0, field.end > 0) == (story.start > 0, story.end > 0)
    return not (field.start > 0 and story.end >= _PLAINLY and story.start == 0) or field.end > 0


def _times_agree(a: When, b: When) -> bool:
    if a.overlaps(b) and (is_day(a) or is_day(b)):
        return True
    near = abs(a.best - b.best)
    hedged = Precision.APPROXIMATE in (a.precision, b.precision)
    return near <= (_HEDGE if hedged else _A_MINUTE)


def _likeness(one: str, other: str) -> float:
    """The share of the words of the shorter one that are in the other; nothing for a single one."""
    a, b = words_of(one), words_of(other)
    shared = len(a & b)
    return shared / min(len(a), len(b)) if shared >= 2 else 0.0


def _is_fuller(one: Weighed, other: Weighed) -> bool:
    a, b = one.told, other.told
    if a.is_doubtful != b.is_doubtful:
        return b.is_doubtful
    if one.is_end != other.is_end:
        return other.is_end
    if a.form is not b.form:
        return _FULLEST.index(a.form) < _FULLEST.index(b.form)
    return (_width(a.when), -max(one.start, one.end), -len(a.text)) <= (
        _width(b.when),
        -max(other.start, other.end),
        -len(b.text),
    )


def _is_as_plain(lost: Weighed, kept: Weighed) -> bool:
    """Whether the end of one is no vaguer than the time of the other: a day says nothing of an hour."""
    return not is_wide(lost.told.until) or is_wide(kept.told.when)


def _width(when: When) -> timedelta:
    return timedelta.max if when.is_open else when.width


def _take_in(kept: Weighed, lost: Weighed) -> None:
    """What the lost one knows goes over to the other."""
    if not kept.told.place.meets(lost.told.place):
        kept.told.also.append(lost.told.place)
    kept.told.also += [place for place in lost.told.also if place not in kept.told.also]
    if _width(lost.told.when) < _width(kept.told.when) and is_day(kept.told.when):
        kept.told.when, kept.told.time_place = lost.told.when, lost.told.time_place
    if (
        lost.told.until is not None
        and kept.told.until is None
        and not kept.is_end
        and _is_as_plain(lost, kept)
    ):
        kept.told.until = lost.told.until
    kept.start, kept.end = max(kept.start, lost.start), max(kept.end, lost.end)
    for mark, worth in lost.marks.items():
        kept.marks[mark] = max(worth, kept.marks.get(mark, 0))
    kept.told.actor = kept.told.actor or lost.told.actor
