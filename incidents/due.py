"""Action items across incidents: which are asked for, in which order, under which heading."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.db.models import BooleanField, Count, DateField, ExpressionWrapper, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from incidents.models import ActionItem
from incidents.seek import Key, SeekPage, seek

BUSIEST = 20  # teams that are offered
SOON = datetime.timedelta(days=14)
NEVER = datetime.date.max
ORDER = (Key("due_or_never", parse=datetime.date.fromisoformat), Key("pk"))


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """What the address asks for. Words it does not know are left out, so that an old link still opens."""

    who: str = ""  # "" everybody's, "me", "nobody"
    kind: str = ""
    team: str = ""
    state: str = "open"  # open, overdue, done, declined, all
    cursor: str = ""

    STATES = ("open", "overdue", "done", "declined", "all")

    @classmethod
    def from_query(cls, query) -> ActionFilter:
        return cls(
            who=query.get("who", "") if query.get("who") in ("me", "nobody") else "",
            kind=query.get("kind", "") if query.get("kind") in ActionItem.Kind.values else "",
            team=query.get("team", "").replace("\x00", "")[:100],
            state=query.get("state", "") if query.get("state") in cls.STATES else "open",
            cursor=query.get("from", ""),
        )

    @property
    def is_plain(self) -> bool:
        """Whether nothing narrows the list."""
        return not (self.who or self.kind or self.team) and self.state == "open"

    def apply(self, actions: QuerySet, user, today: datetime.date) -> QuerySet:
        if self.kind:
            actions = actions.filter(kind=self.kind)
        if self.team:
            actions = actions.filter(team__iexact=self.team)
        if self.who == "me":
            actions = actions.filter(owner=user) if user.is_authenticated else actions.none()
        elif self.who == "nobody":
            actions = actions.filter(NOBODY)
        return self._in_state(actions, today)

    def _in_state(self, actions: QuerySet, today: datetime.date) -> QuerySet:
        if self.state == "open":
            return actions.unfinished()
        if self.state == "overdue":
            return actions.overdue(today)
        return actions if self.state == "all" else actions.filter(status=self.state)


NOBODY = Q(owner=None, owner_name="", team="")


@dataclass(frozen=True, slots=True)
class ActionPage:
    """One page of action items under headings, and counts of all that are visible."""

    page: SeekPage
    sections: list[tuple[str, list[ActionItem]]]
    counts: dict[str, int]
    kinds: list[tuple[str, str, int]]  # value, label, how many are open
    teams: list[tuple[str, int]]


def action_page(actions: QuerySet, wanted: ActionFilter, user, today: datetime.date) -> ActionPage:
    """What the list of action items shows; `actions` are those that the person may see."""
    rows = wanted.apply(actions, user, today).for_list()
    rows = rows.annotate(due_or_never=Coalesce("due_date", Value(NEVER, DateField())))
    page = seek(rows, ORDER, wanted.cursor)
    counts = _counts(actions, today)
    return ActionPage(page, _sections(page, today), _figures(counts, actions, user), *_facets(counts))


def _sections(page, today) -> list[tuple[str, list[ActionItem]]]:
    """Rows in their order under the heading each belongs to."""
    return [(name, list(rows)) for name, rows in groupby(page, key=lambda action: _heading(action, today))]


def _heading(action: ActionItem, today: datetime.date) -> str:
    if action.is_finished:
        return "Done or declined"
    if action.due_date is None:
        return "Without a date"
    if action.due_date < today:
        return "Overdue"
    return "Due within two weeks" if action.due_date <= today + SOON else "Later"


def _counts(actions: QuerySet, today: datetime.date) -> Counter:
    """How many there are of each (status, kind, team, is unowned, is overdue): all figures in one look."""
    rows = actions.order_by().annotate(
        is_unowned=ExpressionWrapper(NOBODY, BooleanField()),
        is_late=Coalesce(ExpressionWrapper(Q(due_date__lt=today), BooleanField()), Value(False)),
    )
    rows = rows.values_list("status", "kind", "team", "is_unowned", "is_late").annotate(Count("pk"))
    return Counter({tuple(row[:-1]): row[-1] for row in rows})


def _figures(counts: Counter, actions: QuerySet, user) -> dict[str, int]:
    """The figures at the head of the list and on its chips."""
    still = Counter({key: number for key, number in counts.items() if key[0] not in ActionItem.FINISHED})
    unfinished = actions.unfinished()
    return {
        "open": still.total(),
        "mine": unfinished.filter(owner=user).count() if user.is_authenticated else 0,
        "nobody": sum(number for (*_, is_unowned, _late), number in still.items() if is_unowned),
        "overdue": sum(number for (*_, is_late), number in still.items() if is_late),
        "done": sum(number for key, number in counts.items() if key[0] == ActionItem.Status.DONE),
        "declined": sum(number for key, number in counts.items() if key[0] == ActionItem.Status.DECLINED),
        "incidents": unfinished.aggregate(number=Count("incident", distinct=True))["number"],
    }


def _facets(counts: Counter):
    """How many open ones there are of each kind, and of each team (the twenty busiest)."""
    kinds, teams = Counter(), Counter()
    for (status, kind, team, *_), number in counts.items():
        if status not in ActionItem.FINISHED:
            kinds[kind] += number
            teams[team] += number
    labelled = [(value, label, kinds[value]) for value, label in ActionItem.Kind.choices]
    busiest = sorted((team for team in teams if team), key=lambda team: (-teams[team], team))[:BUSIEST]
    return labelled, [(team, teams[team]) for team in busiest]
