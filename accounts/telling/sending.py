"""Sends what is due: each row to one person or channel, those that belong together as one message.

Whoever sends leases first: a worker that dies keeps its lease until that runs out, then another sends. So a
row is told at least once, and twice only where a worker died between sending and writing that down.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.telling.errors import NotSent
from accounts.telling.outgoing import Outgoing

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
AT_ONE_TIME = 1_000  # rows that are leased together
FIRST_RETRY = timedelta(minutes=1)  # doubled with each failure
MOST_SECONDS = 60  # of sending: a mail server that hangs must not keep one worker after another
MOST_TRIES = 8  # then it is given up: after about two hours


class Courier:
    """What is told of one kind of rows, to whom and how. The rows must all be of `model`."""

    model: type[Outgoing]
    not_told = ""  # why those are dropped that `may_be_told` leaves out

    def loaded(self, rows: QuerySet) -> QuerySet:
        """The rows with all that the methods below read, in the order in which they are told."""
        raise NotImplementedError

    def together(self, row: Outgoing) -> Hashable:
        """Rows for which this is the same are one message."""
        raise NotImplementedError

    def may_be_told(self, rows: Sequence[Outgoing]) -> Iterable[Outgoing]:
        """Those of one message that may still be told to whom it is for, asked just before it is sent.

        Raises NotSent where that cannot be found out now.
        """
        raise NotImplementedError

    def send(self, rows: Sequence[Outgoing]) -> None:
        """Send one message. Raises NotSent."""
        raise NotImplementedError

    def of(self, rows: Iterable[Outgoing]) -> QuerySet:
        """These, as far as nobody has sent or dropped them."""
        return self.model.objects.waiting().filter(pk__in=[row.pk for row in rows])


def send_due(now: datetime, courier: Courier) -> tuple[int, int]:
    """Send what is due; how many rows were sent, and how many were not. Safe to run by several at once.

    After MOST_SECONDS what is left is given back, for the next run.
    """
    sent = failed = 0
    begun = time.monotonic()
    for place, leased in enumerate(_leased(now, courier)):
        if place and time.monotonic() - begun >= MOST_SECONDS:
            _give_back(leased, courier)
        elif rows := _still_held(leased, courier):
            told, not_told = _tell(rows, courier)
            sent, failed = sent + told, failed + not_told
    return sent, failed


def _tell(rows: Sequence[Outgoing], courier: Courier) -> tuple[int, int]:
    """Send one message and write down what came of it; how many rows were sent, and how many were not.

    One that cannot be sent must not stop the others.
    """
    telling = rows
    try:
        telling = list(courier.may_be_told(rows))
        if telling:
            courier.send(telling)
    except NotSent as error:
        why = str(error)
    except Exception as error:
        log.exception("%s could not be sent", rows[0]._meta.label)
        why = f"It met a defect of Throughline ({type(error).__name__}), whose log says more."
    else:
        why = ""
    _drop([row for row in rows if row not in telling], courier.not_told, courier)
    if why:
        _write_failure(telling, why, courier)
        return 0, len(telling)
    courier.of(telling).update(sent_at=timezone.now(), leased_until=None, error="")
    return len(telling), 0


def _leased(now: datetime, courier: Courier) -> list[list[Outgoing]]:
    """What is due, leased, by message."""
    rows = courier.model.objects
    with transaction.atomic():
        free = rows.free(now).order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))
        held = list(free.values_list("pk", flat=True)[:AT_ONE_TIME])
        rows.filter(pk__in=held).update(leased_until=now + LEASE, tries=F("tries") + 1)
    together = defaultdict(list)
    for row in courier.loaded(rows.filter(pk__in=held)):
        together[courier.together(row)].append(row)
    return list(together.values())


def _still_held(rows: Sequence[Outgoing], courier: Courier) -> list[Outgoing]:
    """Those that nobody else has leased since, leased anew: telling the ones before may have taken long."""
    until = timezone.now() + LEASE
    courier.of(rows).filter(leased_until=rows[0].leased_until).update(leased_until=until)
    kept = set(courier.of(rows).filter(leased_until=until).values_list("pk", flat=True))
    return [row for row in rows if row.pk in kept]


def _give_back(rows: Sequence[Outgoing], courier: Courier) -> None:
    """Let others send them at once: they were not tried."""
    held = courier.of(rows).filter(leased_until=rows[0].leased_until)
    held.update(leased_until=None, tries=F("tries") - 1)


def _write_failure(rows: Sequence[Outgoing], why: str, courier: Courier) -> None:
    """It is tried again later, or given up."""
    now = timezone.now()
    given_up = [row for row in rows if row.tries >= MOST_TRIES]
    _drop(given_up, why, courier)
    for row in rows:
        if row not in given_up:
            due_at = now + FIRST_RETRY * 2 ** (row.tries - 1)
            courier.of([row]).update(due_at=due_at, leased_until=None, error=why[:300])


def _drop(rows: Sequence[Outgoing], why: str, courier: Courier) -> None:
    if rows:
        courier.of(rows).update(dropped_at=timezone.now(), leased_until=None, error=why[:300])
