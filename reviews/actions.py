"""Action items around a week: opened, closed, kept, overdue, carried over. They balance like a ledger:
what was carried in, and opened, and not closed, is open at the end.

An item is known from the day it was written down here, or the first day that it itself names (due, done) if
that is earlier: incidents are often told later. It is closed on the day it was done; one without such a day,
or declined, on the day on which that was noted here. One that was finished when it was written down, and
does not say when, belongs to no week and is counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Least, TruncDate

from incidents.models import ActionItem, DueDateChange
from reviews.week import Period, Week
from timelines.when import zones

LISTED = 50  # of each list, at most; what is left out is counted
SHOWN = (
    *("title", "status", "due_date", "declined_reason", "owner_name", "team"),
    *("incident__number", "owner__username", "owner__first_name", "owner__last_name"),
)
DONE, DECLINED = ActionItem.Status.DONE, ActionItem.Status.DECLINED
UNDATED = Q(status=DONE, done_date=None) | Q(status=DECLINED)  # the row does not say when they were finished


@dataclass(frozen=True, slots=True)
class Action:
    """One action item, as of the end of the week or the day of the report."""

    title: str
    reference: str  # of its incident
    address: str  # path of its incident
    status: str
    held_by: str
    due: date | None
    known_on: date
    since: Week  # the week it has been known from
    weeks: int  # how many weeks before the one under review that was
    finished_on: date | None  # None: open at the end of the week
    is_overdue: bool
    declined_reason: str


@dataclass(frozen=True, slots=True)
class Actions:
    """Counts of all, and lists of the first of each."""

    carried_in: int  # open when the week began
    opened: int
    done: int
    declined: int
    open_at_end: int
    carried_over: int  # open when the week began, and still at its end
    overdue: int  # at the end
    due: int  # whose due date lies in the week
    due_done: int
    due_declined: int
    due_moved: int  # whose due date lay in the week and was moved out of it
    undated: int  # written down in the week as finished, and nobody says when they were
    carried_over_list: tuple[Action, ...]  # oldest first
    opened_list: tuple[Action, ...]
    closed_list: tuple[Action, ...]

    @property
    def closed(self) -> int:
        return self.done + self.declined

    @property
    def due_open(self) -> int:
        """Due in the week, and open at its end."""
        return self.due - self.due_done - self.due_declined


def actions_in(incidents: QuerySet, period: Period) -> Actions:
    """The action items of `incidents`, which are those that may be seen, around a week. Four queries."""
    actions = ActionItem.objects.filter(incident__in=incidents)
    first, last, today = period.week.first_day, period.last_day, period.today
    found = _dated(actions, period)
    undated = [dated for dated in found if dated.is_finished and dated.finished_on is None]
    unfinished = [dated for dated in found if not dated.is_finished]
    finished = [dated for dated in found if dated.is_finished and dated.finished_on]
    open_at_end = sorted(unfinished + [dated for dated in finished if dated.finished_on > last])
    carried = [dated for dated in open_at_end if dated.known_on < first]
    opened = sorted(dated for dated in unfinished + finished if dated.known_on >= first)
    closed = sorted((dated for dated in finished if first <= dated.finished_on <= last), key=_by_finish)
    told, sunday = unfinished + finished, period.week.last_day
    due = [dated for dated in told if dated.due and first <= dated.due <= sunday]
    due_closed = [dated for dated in due if dated.finished_on and dated.finished_on <= last]
    closed_of_before = sum(dated.known_on < first for dated in closed)
    rows = _Rows(actions, [carried, opened, closed], period)
    return Actions(
        carried_in=len(carried) + closed_of_before,
        opened=len(opened),
        done=_with_status(closed, DONE),
        declined=_with_status(closed, DECLINED),
        open_at_end=len(open_at_end),
        carried_over=len(carried),
        overdue=sum(dated.due is not None and dated.due < today for dated in open_at_end),
        due=len(due),
        due_done=_with_status(due_closed, DONE),
        due_declined=_with_status(due_closed, DECLINED),
        due_moved=_moved(incidents, period.week),
        undated=sum(dated.known_on >= first for dated in undated),
        carried_over_list=rows.listed(carried),
        opened_list=rows.listed(opened),
        closed_list=rows.listed(closed),
    )


class _Dated(NamedTuple):
    """An action item as far as it is counted, with its days in the week's zone.

    A tuple, for there may be thousands. They sort by the first four: the oldest first, then by incident and
    place in it, never by key.
    """

    known_on: date
    number: int
    position: int
    title: str
    pk: int
    status: str
    due: date | None
    finished_on: date | None  # None: not finished, or nobody says when
    is_finished: bool


def _dated(actions: QuerySet, period: Period) -> list[_Dated]:
    """Those that were known by the end of the period, without what was done before it and due elsewhere."""
    week = period.week
    noted = _noted(actions)
    added_on = TruncDate("added_at", tzinfo=zones.resolve(week.zone))
    rows = actions.annotate(known_on=Least(added_on, "due_date", "done_date"))
    of_use = ~Q(status=DONE, done_date__lt=week.first_day) | Q(
        due_date__range=(week.first_day, week.last_day)
    )
    rows = rows.filter(of_use, known_on__lte=period.last_day)
    columns = ("known_on", "incident__number", "position", "title", "pk", "status", "due_date", "done_date")
    found = []
    for *told, pk, status, due, done in rows.values_list(*columns):
        is_finished = status in ActionItem.FINISHED
        finished_on = done if status == DONE and done else week.day_of(noted[pk]) if pk in noted else None
        found.append(_Dated(*told, pk, status, due, finished_on, is_finished))
    return found


def _noted(actions: QuerySet) -> dict[int, datetime]:
    """When it was noted here that they are finished, of those that do not say it themselves, by their key.

    What was finished already when it was written down has no such moment.
    """
    versions = ActionItem.versions.rel.related_model.objects.filter(pgh_obj__in=actions.filter(UNDATED))
    noted: dict[int, datetime] = {}
    was_open: set[int] = set()
    for pk, status, at in versions.order_by("pgh_id").values_list("pgh_obj", "status", "pgh_created_at"):
        if status not in ActionItem.FINISHED:
            was_open.add(pk)
            noted.pop(pk, None)
        elif pk in was_open:
            noted.setdefault(pk, at)
    return noted


def _with_status(dated: Iterable[_Dated], status: str) -> int:
    return sum(one.status == status for one in dated)


def _moved(incidents: QuerySet, week: Week) -> int:
    """How many had a due date in the week that was moved out of it."""
    span = (week.first_day, week.last_day)
    moved = DueDateChange.objects.filter(action_item__incident__in=incidents, due_date__range=span)
    moved = moved.exclude(action_item__due_date__range=span)
    return moved.aggregate(number=Count("action_item", distinct=True))["number"]


class _Rows:
    """The first of several lists, with all that is told of each, in one query."""

    def __init__(self, actions: QuerySet, lists: list[list[_Dated]], period: Period):
        self.period = period
        wanted = {dated.pk for held in lists for dated in held[:LISTED]}
        rows = actions.filter(pk__in=wanted).select_related("incident", "owner")
        self.rows = rows.only(*SHOWN).in_bulk()

    def listed(self, dated: list[_Dated]) -> tuple[Action, ...]:
        return tuple(_action(self.rows[one.pk], one, self.period) for one in dated[:LISTED])


def _by_finish(dated: _Dated) -> tuple:
    return (dated.finished_on, *dated[:4])


def _action(row: ActionItem, dated: _Dated, period: Period) -> Action:
    week, last = period.week, period.last_day
    year, number, _ = dated.known_on.isocalendar()
    since = Week(year, number, week.zone)
    finished_on = dated.finished_on if dated.finished_on and dated.finished_on <= last else None
    # What was finished after the week was open in it; in which state, the week does not say.
    status = row.status if finished_on or not row.is_finished else "open"
    return Action(
        title=row.title,
        reference=row.incident.reference,
        address=row.incident.get_absolute_url(),
        status=status,
        held_by=row.held_by,
        due=row.due_date,
        known_on=dated.known_on,
        since=since,
        weeks=(week.first_day - since.first_day).days // 7,
        finished_on=finished_on,
        is_overdue=finished_on is None and row.due_date is not None and row.due_date < period.today,
        declined_reason=row.declined_reason if finished_on and row.status == DECLINED else "",
    )
