"""Action items around a week: opened, closed, kept, overdue, carried over. They balance like a ledger:
what was carried in, and opened, and not closed, is open at the end.

An item is known from the day it was written down here, or the first day that it itself names (due, done) if
that is earlier: incidents are often told later. It is closed on the day it was done; one without such a day,
or declined, on the day on which that was noted here. One that was finished when it was written down, and
does not say when, belongs to no week and is counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least, TruncDate

from incidents.models import ActionItem, DueDateChange
from reviews.week import Period, Week
from timelines.when import zones

LISTED = 50  # of each list, at most; what is left out is counted
ORDER = ("known_on", "incident__number", "position", "title", "pk")


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
    """The action items of `incidents`, which are those that may be seen, around a week."""
    week, last = period.week, period.last_day
    actions = _dated(ActionItem.objects.filter(incident__in=incidents), week)
    known = actions.filter(known_on__lte=last).exclude(NOBODY_SAYS_WHEN)
    first = week.first_day
    before = Q(known_on__lt=first)
    counts = known.aggregate(**_counts(period, before))
    rows = known.select_related("incident", "owner").order_by(*ORDER)
    lists = {
        "carried_over_list": rows.filter(before & _open_after(last)),
        "opened_list": rows.filter(known_on__gte=first),
        "closed_list": rows.filter(finished_on__range=(first, last)).order_by("finished_on", *ORDER),
    }
    return Actions(
        **counts,
        due_moved=_moved(incidents, week),
        undated=actions.filter(NOBODY_SAYS_WHEN, known_on__range=(first, last)).count(),
        **{name: tuple(_action(row, period) for row in held[:LISTED]) for name, held in lists.items()},
    )


NOBODY_SAYS_WHEN = Q(status__in=ActionItem.FINISHED, finished_on=None)


def _counts(period: Period, before: Q) -> dict[str, Count]:
    first, last = period.week.first_day, period.last_day
    closed = Q(finished_on__range=(first, last))
    due = Q(due_date__range=(first, period.week.last_day))
    by_then = Q(finished_on__lte=last)
    return {
        name: Count("pk", filter=condition)
        for name, condition in {
            "carried_in": before & _open_after(first - timedelta(days=1)),
            "opened": ~before,
            "done": closed & Q(status=ActionItem.Status.DONE),
            "declined": closed & Q(status=ActionItem.Status.DECLINED),
            "open_at_end": _open_after(last),
            "carried_over": before & _open_after(last),
            "overdue": _open_after(last) & Q(due_date__lt=period.today),
            "due": due,
            "due_done": due & by_then & Q(status=ActionItem.Status.DONE),
            "due_declined": due & by_then & Q(status=ActionItem.Status.DECLINED),
        }.items()
    }


def _open_after(day: date) -> Q:
    """Not finished by the evening of `day`."""
    return ~Q(status__in=ActionItem.FINISHED) | Q(finished_on__gt=day)


def _dated(actions: QuerySet, week: Week) -> QuerySet:
    """With `known_on` and `finished_on`, days in the week's zone; NULL: not finished, or nobody says when."""
    zone = zones.resolve(week.zone)
    noted = TruncDate(Subquery(_finished_versions().values("pgh_created_at")[:1]), tzinfo=zone)
    done_on = Coalesce(F("done_date"), noted)
    return actions.annotate(
        known_on=Least(TruncDate("added_at", tzinfo=zone), "due_date", "done_date"),
        finished_on=Case(
            When(status=ActionItem.Status.DONE, then=done_on),
            When(status=ActionItem.Status.DECLINED, then=noted),
            default=Value(None),
            output_field=DateField(),
        ),
    )


def _finished_versions() -> QuerySet:
    """The forms of an action item since it was finished for good, after it had been open; the first first."""
    versions = ActionItem.versions.rel.related_model.objects
    unfinished = versions.filter(pgh_obj=OuterRef("pgh_obj")).exclude(status__in=ActionItem.FINISHED)
    finished = versions.filter(pgh_obj=OuterRef("pk"), status__in=ActionItem.FINISHED).filter(
        Exists(unfinished.filter(pgh_id__lt=OuterRef("pgh_id"))),
        ~Exists(unfinished.filter(pgh_id__gt=OuterRef("pgh_id"))),
    )
    return finished.order_by("pgh_id")


def _moved(incidents: QuerySet, week: Week) -> int:
    """How many had a due date in the week that was moved out of it."""
    span = (week.first_day, week.last_day)
    moved = DueDateChange.objects.filter(action_item__incident__in=incidents, due_date__range=span)
    moved = moved.exclude(action_item__due_date__range=span)
    return moved.aggregate(number=Count("action_item", distinct=True))["number"]


def _action(row: ActionItem, period: Period) -> Action:
    week, last = period.week, period.last_day
    year, number, _ = row.known_on.isocalendar()
    since = Week(year, number, week.zone)
    finished_on = row.finished_on if row.finished_on and row.finished_on <= last else None
    # What was finished after the week was open in it; in which state, the week does not say.
    status = row.status if finished_on or not row.is_finished else "open"
    return Action(
        title=row.title,
        reference=row.incident.reference,
        address=row.incident.get_absolute_url(),
        status=status,
        held_by=row.held_by,
        due=row.due_date,
        known_on=row.known_on,
        since=since,
        weeks=(week.first_day - since.first_day).days // 7,
        finished_on=finished_on,
        is_overdue=finished_on is None and row.due_date is not None and row.due_date < period.today,
        declined_reason=row.declined_reason if finished_on and row.status == row.Status.DECLINED else "",
    )
