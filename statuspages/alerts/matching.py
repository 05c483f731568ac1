"""From what happened to who is to be told of it, and when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from accounts.telling.pace import due_time
from statuspages.models import Alert, AlertRule, Happening
from statuspages.wording import IMPACTS, NOTICE, colour_of

AT_ONE_TIME = 500  # happenings that are dispatched in one transaction
HARMLESS = ("none", "maintenance", "operational", "notice")
LATEST = timedelta(days=2)  # what was found out longer ago (no worker ran) is told to nobody any more


def dispatch(now: datetime) -> int:
    """Write the alerts of what happened since the last time; how many happenings that was.

    Safe to run by several at once and again: each happening is taken by one, and each alert is there once.
    """
    with transaction.atomic():
        waiting = Happening.objects.filter(dispatched_at=None).order_by("at", "pk")
        locked = waiting.select_for_update(skip_locked=True, of=("self",))
        held = list(locked.values_list("pk", flat=True)[:AT_ONE_TIME])
        happened = (
            Happening.objects.filter(pk__in=held).select_related("page", "reported").order_by("at", "pk")
        )
        fresh = [each for each in happened if now - each.at <= LATEST]
        Alert.objects.bulk_create(alerts_for(fresh, rules_in_force()), ignore_conflicts=True)
        Happening.objects.filter(pk__in=held).update(dispatched_at=now)
    return len(held)


def rules_in_force() -> list[AlertRule]:
    """With all that matching asks of them, in four queries."""
    return list(AlertRule.objects.filter(is_on=True).prefetch_related("pages", "people", "channels"))


def alerts_for(happened: Iterable[Happening], rules: Iterable[AlertRule]) -> Iterator[Alert]:
    """The alerts, unsaved, that these rules want of these happenings."""
    rules = list(rules)
    for happening in happened:
        for rule in rules:
            if wants(rule, happening):
                due_at = due_time(happening.at, pace=rule.pace, hour=rule.hour, zone=rule.zone)
                about = {"rule": rule, "happening": happening, "due_at": due_at}
                yield from (Alert(person=person, **about) for person in rule.people.all())
                yield from (Alert(channel=channel, **about) for channel in rule.channels.all())


def wants(rule: AlertRule, happening: Happening) -> bool:
    """Whether a rule asks for this. What is said of a whole provider goes to rules for every page."""
    if happening.what not in rule.whats:
        return False
    page = happening.page
    in_scope = {
        AlertRule.Scope.EVERY: lambda: True,
        AlertRule.Scope.PAGES: lambda: page is not None and page in rule.pages.all(),
        AlertRule.Scope.TAGS: lambda: page is not None and bool(set(page.tags) & set(rule.tags)),
    }
    return in_scope[rule.scope]() and _is_bad_enough(rule, happening)


def _is_bad_enough(rule: AlertRule, happening: Happening) -> bool:
    """An impact in words that nobody knows, or none at all, could be any: it is told."""
    if not rule.least_impact or happening.reported is None:
        return True
    impact = happening.reported.impact.casefold()
    rank = colour_of(impact)
    return impact not in HARMLESS if rank == NOTICE else rank <= IMPACTS[rule.least_impact]
