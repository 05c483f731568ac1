"""Which events mark the start, the end and the steps between: those that say so most plainly, or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from timelines.models import Milestone
from timelines.reading.sections import Section
from timelines.reading.story.lasting import give_end, is_between, is_end
from timelines.reading.story.marks import (
    began,
    ended,
    has_symptom,
    is_of_incident,
    is_of_whole,
    is_supposed,
    marks_of,
    says_alarm,
    says_lasting,
)
from timelines.reading.story.phases import is_end_itself, phase_of, says_only_resolved
from timelines.reading.story.stated import SENTENCES, role_of
from timelines.reading.story.told import Form, Told
from timelines.reading.story.weeding import is_day, is_wide
from timelines.when import When

Mark = Milestone.Kind
_PLAINLY = 80
_STATED = 95
_ENDED = 96  # says of the incident itself that it ended then
_IN_FIELD = 98
_ONLY_RESOLVED = 92  # an entry that says nothing else
_RELAPSE = timedelta(hours=12)
_STRETCH = 97  # “an outage from 16:58 to 18:46”
_FOR_ALL = 97  # “all affected services had recovered”: also after the end of a single stretch
_FOR_A_BOUND = 15  # “by 10:00 it was down” says less of the start than “at 10:00”
_A_TIMELINE = 4  # entries: fewer are no timeline that begins where the incident did
_FIRST = 60  # “First detected: …”: it began then as far as the document tells
_FOR_A_POST = 10
_FOR_A_DAY = 30  # a day alone counts so much less
_STORIES = (
    Section.STORY,
    Section.OTHER,
    Section.SUMMARY,
    Section.IMPACT,
    Section.DETECTION,
    Section.RESOLUTION,
)


@dataclass(slots=True, eq=False)
class Weighed:
    """A happening with how plainly it says each milestone. is_end: made of the end of a stretch."""

    told: Told
    start: int = 0
    end: int = 0
    marks: dict[Mark, int] = field(default_factory=dict)
    is_end: bool = False


def weigh(told: Iterable[Told]) -> list[Weighed]:
    """Each with its worth for start and end; the end of the incident's stretch stands for itself."""
    weighed = []
    for one in told:
        give_end(one)
        mine = _weighed(one)
        weighed.append(mine)
        if one.until is not None and mine.end == 0 and _is_whole(one, mine):
            weighed.append(_end_of(one))
    return weighed


def _weighed(one: Told) -> Weighed:
    mine = Weighed(one)
    role = role_of(one.label) if one.label else ""
    if role == "start" or (role == "span" and one.until is not None):
        mine.start = 100 if role == "start" else 98
    elif role == "span" and one.when is not None and not is_day(one.when):
        mine.start = 84
    elif role == "end":
        mine.end = 100
    elif role in ("detected", "acknowledged", "identified", "mitigated"):
        mine.marks[Mark(role)] = 95
        mine.start = _FIRST if role == "detected" and one.label.lower().startswith("first") else 0
    if one.form is Form.FIELD or one.is_log or (one.form is Form.PROSE and is_supposed(one.said)):
        return mine
    if one.form is Form.ENTRY and is_end_itself(one.text):
        mine.end = _IN_FIELD
    mine.marks |= marks_of(one.said)
    if one.form is Form.ENTRY:
        _by_phase(mine)
    mine.start = max(mine.start, _start_worth(one))
    if one.until is None:
        over = max(ended(one.said), ended(one.more) if one.more and one.form is Form.ENTRY else 0)
        if is_end(one) and one.form is Form.PROSE and (is_of_incident(one.said) or says_lasting(one.said)):
            over = max(over, 88)
        if one.form is Form.ENTRY and says_only_resolved(one.text):
            over = max(over, _ONLY_RESOLVED)
        mine.end = max(mine.end, over - (_FOR_A_POST if one.form is Form.POST else 0))
    return mine


def _by_phase(mine: Weighed) -> None:
    """“Detection. A probe fails.”: the phase of the incident that an entry is headed with."""
    phase = phase_of(mine.told.text) or phase_of(f"{mine.told.label}:")
    if phase is Mark.RESOLVED:
        mine.end = max(mine.end, 86)
    elif phase is not None:
        mine.marks[phase] = max(mine.marks.get(phase, 0), 86)


def _start_worth(one: Told) -> int:
    if one.form is Form.POST:
        return 0
    if one.form is Form.CHAT:
        return 60 if has_symptom(one.said) else 0
    if is_end(one):
        return 0
    plainly = began(one.said)
    if one.when is not None and one.when.is_by:
        return max((plainly or (75 if has_symptom(one.said) else 0)) - _FOR_A_BOUND, 0)
    if not plainly and ended(one.said) >= 70:
        return 0
    if one.until is not None and (
        says_lasting(one.said) or (is_of_incident(one.said) and not is_between(one))
    ):
        return max(plainly, (_STRETCH if is_of_whole(one.said) else 90) if one.form is Form.PROSE else 76)
    if plainly and one.form is Form.ENTRY:
        return 90 if plainly >= 88 else 79
    if plainly or has_symptom(one.said):
        return plainly or 70
    return 55 if one.form is Form.PROSE and has_symptom(one.more) else 0


def _is_whole(one: Told, mine: Weighed) -> bool:
    """Whether a stretch is the time that the incident lasted."""
    return one.form is not Form.ENTRY and mine.start >= 90


def _end_of(one: Told) -> Weighed:
    told = replace(
        one, when=one.until, until=None, why=[*one.why, "the end of a stretch"], also=[], milestones=[]
    )
    if one.text == SENTENCES["span"]:
        told.text = SENTENCES["end"]
    return Weighed(told, end=97 if one.form is Form.PROSE else 98, is_end=True)


# Choosing


def mark(weighed: list[Weighed], last_day: Told | None = None) -> list[Weighed]:
    """Give each milestone to one event or none; ends of stretches that carry none are taken out again.

    `last_day`: the last of the days that the document names as those of the incident. It is the end where
    nothing says in words that it was over.
    """
    able = [one for one in weighed if not one.told.is_doubtful and one.told.when is not None]
    start = _start(able)
    if start is not None:
        start.told.milestones.append(Mark.STARTED)
    end = _not_before_the_whole(able, _end(able, start))
    if last_day is not None and start is not None and _ends_open(end, last_day):
        end = Weighed(last_day, end=_STATED)
        weighed = [*weighed, end]
    if end is not None:
        end.told.milestones.append(Mark.RESOLVED)
    latest = None
    for kind in (Mark.MITIGATED, Mark.IDENTIFIED, Mark.ACKNOWLEDGED, Mark.DETECTED):
        chosen = _between(able, kind, start, end)
        if chosen is None or (kind is Mark.DETECTED and latest and chosen.told.when.after(latest.told.when)):
            continue
        chosen.told.milestones.append(kind)
        if latest is None or chosen.told.when.before(latest.told.when):
            latest = chosen
    for one in weighed:
        one.told.milestones.sort(key=list(Mark).index)
    return [one for one in weighed if not one.is_end or one is end]


def _start(able: list[Weighed]) -> Weighed | None:
    """The plainest statement, the earliest in time of those that only show that something was wrong."""
    candidates = [one for one in able if one.start > 0]
    if not candidates:
        return min(_noticed(able, []), key=_in_time, default=None)
    best = max(_worth(one, one.start) for one in candidates)
    if best >= _STATED:
        least = best if best >= _IN_FIELD else _STATED
        stated = [one for one in candidates if _worth(one, one.start) >= least]
        return _earlier_told(candidates, min(stated, key=_in_time))
    if best < _PLAINLY:
        candidates = candidates + _noticed(able, candidates)
        entries = [one for one in candidates if one.told.form is Form.ENTRY and not is_day(one.told.when)]
        days = [one for one in candidates if not is_day(one.told.when)]
        days = [one for one in days if one.start >= 60] or days
        return min(entries or days or candidates, key=_in_time)
    plainest = [one for one in candidates if _worth(one, one.start) >= best - 4]
    return min(plainest, key=_in_time)


def _in_time(one: Weighed):
    return (one.told.when.best, one.told.order)


def _earlier_told(candidates: list[Weighed], stated: Weighed) -> Weighed:
    """Of several incidents the first: one that the document tells before, and puts before, the one stated."""
    if stated.start >= _IN_FIELD:
        return stated
    earlier = [
        one
        for one in candidates
        if _worth(one, one.start) >= _PLAINLY
        and one.told.form is Form.PROSE
        and one.told.when.before(stated.told.when)
        and _first_place(one) < _first_place(stated)
    ]
    return min(earlier, key=_in_time, default=stated)


def _first_place(one: Weighed) -> int:
    return min(place.start for place in (one.told.place, *one.told.also))


def _noticed(able: list[Weighed], besides: list[Weighed]) -> list[Weighed]:
    """Entries that say that somebody was told of something wrong, without saying what."""
    known = set(besides)
    if sum(one.told.form is Form.ENTRY for one in able) < _A_TIMELINE:
        return []
    return [
        one
        for one in able
        if one.marks.get(Mark.DETECTED, 0) >= _PLAINLY
        and one.told.form is Form.ENTRY
        and one not in known
        and says_alarm(one.told.said)
    ]


def _worth(one: Weighed, worth: int) -> int:
    return worth - (_FOR_A_DAY if is_wide(one.told.when) else 0)


def _end(able: list[Weighed], start: Weighed | None) -> Weighed | None:
    """The plainest statement that it was over; of equals the last, but of several incidents the first's."""
    after = [
        one
        for one in able
        if one.end >= 70 and one is not start and (start is None or not _is_before(one, start))
    ]
    own = _own_ends(after, start)
    whole = [one for one in after if one.end == _FOR_ALL and one.told.form is Form.PROSE]
    if whole and own and max(one.end for one in own) < _IN_FIELD:
        return max([*own, *whole], key=_in_time)
    if own:
        return max(own, key=lambda one: (one.end >= _IN_FIELD and not one.is_end, *_in_time(one)))
    best = max((_worth(one, one.end) for one in after), default=0)
    if best < 70:
        return _last_fix(able, start)
    if best >= _ENDED:
        return min((one for one in after if _worth(one, one.end) >= _ENDED), key=_in_time)
    plain = max((one for one in after if _worth(one, one.end) >= best - 4), key=_in_time)
    return _after_relapse(after, able, plain)


def _ends_open(end: Weighed | None, last_day: Told) -> bool:
    """Whether no words say that it was over, and the last fix was before the last day named."""
    return end is None or (end.end < 70 and end.told.when.before(last_day.when))


def _not_before_the_whole(able: list[Weighed], end: Weighed | None) -> Weighed | None:
    """The end that was found, or where the whole is said to have lasted to a later day, the end of that day.

    “A disruption between 8 and 12 November” does not tell the hour, but the 9th ended a part.
    """
    if end is None or end.end >= _IN_FIELD:
        return end
    days = [one for one in able if one.is_end and is_wide(one.told.when) and is_of_whole(one.told.said)]
    last = max(days, key=_in_time, default=None)
    if last is None or not end.told.when.before(last.told.when):
        return end
    plain = [
        one for one in able if one.end >= 84 and one is not last and one.told.when.overlaps(last.told.when)
    ]
    return max(plain, key=_in_time, default=last)


def _after_relapse(after: list[Weighed], able: list[Weighed], found: Weighed) -> Weighed:
    """Where entries show that it went wrong again, a later entry that says less plainly that it was over."""
    later = [
        one
        for one in after
        if one.end >= 84
        and one.told.form is Form.ENTRY
        and found.told.when.before(one.told.when)
        and one.told.when.best - found.told.when.best <= _RELAPSE
    ]
    last = max(later, key=_in_time, default=None)
    if last is None or found.told.form is not Form.ENTRY:
        return found
    relapses = (
        one
        for one in able
        if one.start
        and one.told.form is Form.ENTRY
        and not one.end
        and found.told.when.before(one.told.when)
        and one.told.when.before(last.told.when)
    )
    return last if next(relapses, None) else found


def _own_ends(after: list[Weighed], start: Weighed | None) -> list[Weighed]:
    """The ends that belong to the start: of its own stretch, or stated in a field as it is."""
    if start is None:
        return []
    fields = [one for one in after if one.end >= _IN_FIELD]
    if fields or start.told.until is None:
        return fields
    ends = [one for one in after if one.is_end and one.told.when == start.told.until]
    return ends + [one for one in after if one.told.when.overlaps(start.told.until) and one.end >= _PLAINLY]


def _last_fix(able: list[Weighed], start: Weighed | None) -> Weighed | None:
    """Where nothing says that it was over: the last entry that tells of a fix taking effect."""
    fixes = [
        one
        for one in able
        if one.told.form in (Form.ENTRY, Form.PROSE)
        and one.marks.get(Mark.MITIGATED, 0) >= 85
        and one is not start
        and (start is None or not _is_before(one, start))
    ]
    last = max(fixes, key=_in_time, default=None)
    if last is not None:
        last.told.why.append("the last fix; the document does not say when it was over")
    return last


def _is_before(one: Weighed, start: Weighed) -> bool:
    return one.told.when.before(start.told.when) or one.told.when == start.told.when


def _between(able: list[Weighed], kind: Mark, start: Weighed | None, end: Weighed | None) -> Weighed | None:
    """The first in time that says it plainly, within the incident; the last that says so of mitigation."""
    said = [
        one
        for one in able
        if _worth(one, one.marks.get(kind, 0)) >= _PLAINLY
        and one.told.form is not Form.POST
        and (start is None or not one.told.when.before(start.told.when))
        and (one is not start or kind in (Mark.DETECTED, Mark.ACKNOWLEDGED))
        and (end is None or not one.told.when.after(end.told.when))
    ]
    if not said:
        return None
    if kind in (Mark.IDENTIFIED, Mark.MITIGATED):
        best = max(one.marks[kind] for one in said)
        said = [one for one in said if one.marks[kind] == best]
    pick = max if kind is Mark.MITIGATED else min
    return pick(said, key=_in_time)


def until_of(told: Told) -> When | None:
    """The end of a stretch, where it does not contradict its beginning."""
    if told.until is None or told.when is None or told.until.before(told.when):
        return None
    return told.until
