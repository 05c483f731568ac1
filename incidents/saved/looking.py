"""Looks what newly answers saved searches, and notes it to be told.

State is in the database: a search is due at `next_look_at`, and whoever takes it moves that on first. So a
worker that dies loses nothing: what it did not note is found at the next look, and nothing is noted twice.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.db.models import Func, QuerySet

from accounts.telling.pace import due_time
from incidents.models import Incident, SavedSearch, SavedSearchFind, SavedSearchNotice
from incidents.saved.answering import answering, in_time
from incidents.saved.errors import SearchRefused
from incidents.saved.telling import NOT_TOLD, may_tell_channel

log = logging.getLogger(__name__)

LOOK_EVERY = timedelta(minutes=2)
AFTER_TROUBLE = timedelta(hours=1)
AT_ONE_TIME = 20  # searches that are taken together
DEFECT = "It met a defect of Throughline, whose log says more. It is looked for again in an hour."


def look_at_due(now: datetime, *, seconds: float) -> int:
    """Look at searches that are due, those that wait longest first, for about so many seconds; how many.

    Where there are more than can be looked at in time, each is looked at less often. Safe to run by several
    at once and again.
    """
    SavedSearch.objects.forget_the_inactive()
    begun, looked = time.monotonic(), 0
    while time.monotonic() - begun < seconds and (taken := _take(now)):
        for key in taken:
            _look_safely(key, now)
        looked += len(taken)
    return looked


def _take(now: datetime) -> list[int]:
    """The keys of some that are due, which are due again only later: nobody else looks at them now."""
    with transaction.atomic():
        due = SavedSearch.objects.due(now).order_by("next_look_at", "pk")
        locked = due.select_for_update(skip_locked=True, of=("self",), no_key=True)
        taken = list(locked.values_list("pk", flat=True)[:AT_ONE_TIME])
        SavedSearch.objects.filter(pk__in=taken).update(next_look_at=now + LOOK_EVERY)
    return taken


def _look_safely(key: int, now: datetime) -> None:
    """One that cannot be looked for must not stop the others: its owner reads why, and it is put off."""
    try:
        look(key, now)
    except SearchRefused as error:
        _put_off(key, now, str(error))
    except DatabaseError:
        log.exception("saved search %s could not be looked for", key)
        _put_off(key, now, DEFECT)


def look(key: int, now: datetime) -> int:
    """Look what newly answers one search; how much that is.

    Raises SearchRefused and DatabaseError, and then has written nothing.
    """
    with transaction.atomic():
        search = _held(key)
        if search is None:
            return 0
        with in_time():
            answers = answering(search.query, search.owner).order_by()
            found = _find(search, answers, now) if search.known_at else _take_for_known(search, answers, now)
            _tell_what_may_be_told_again(search, answers, now)
        SavedSearch.objects.filter(pk=key).update(looked_at=now, trouble="")
    return found


def _held(key: int) -> SavedSearch | None:
    """The search; None where somebody else changes it or looks at it at this moment, or it is not wanted."""
    rows = SavedSearch.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    search = rows.select_related("owner", "channel").defer("known").filter(pk=key).first()
    return search if search and search.is_watched and search.owner.is_active else None


def _take_for_known(search: SavedSearch, answers: QuerySet, now: datetime) -> int:
    search.take_for_known(answers, now)
    return 0


def _find(search: SavedSearch, answers: QuerySet, now: datetime) -> int:
    """Keep what newly answers as finds, with a notice for each way by which it is to be told."""
    known = SavedSearch.objects.filter(pk=search.pk).values(key=Func("known", function="unnest"))
    new = answers.exclude(pk__in=known).exclude(pk__in=search.finds.values("incident"))
    keys = sorted(new.values_list("pk", flat=True))
    finds = [SavedSearchFind(search=search, incident_id=key, found_at=now) for key in keys]
    SavedSearchFind.objects.bulk_create(finds, batch_size=1_000)
    due_at = _due_at(search, now)
    notices = [SavedSearchNotice(find=find, way=way, due_at=due_at) for way in search.ways for find in finds]
    SavedSearchNotice.objects.bulk_create(notices, batch_size=1_000)
    return len(finds)


def _tell_what_may_be_told_again(search: SavedSearch, answers: QuerySet, now: datetime) -> None:
    """What was not told because it might not be, or did not answer any more, and now may be and does."""
    dropped = SavedSearchNotice.objects.filter(find__search=search, error=NOT_TOLD, sent_at=None)
    held = list(dropped.filter(way__in=search.ways).values_list("pk", "find__incident", "way"))
    if not held:
        return
    again = dict(answers.filter(pk__in={key for _, key, _ in held}).values_list("pk", "visibility"))
    told = [pk for pk, key, way in held if key in again and _is_for(way, again[key], search)]
    dropped.filter(pk__in=told).update(dropped_at=None, due_at=_due_at(search, now), tries=0, error="")


def _is_for(way: str, visibility: str, search: SavedSearch) -> bool:
    if way == SavedSearchNotice.Way.CHANNEL:
        return visibility != Incident.Visibility.RESTRICTED and may_tell_channel(search.owner)
    return True


def _due_at(search: SavedSearch, now: datetime) -> datetime:
    return due_time(now, pace=search.pace, hour=search.hour, zone=search.owner.time_zone)


def _put_off(key: int, now: datetime, why: str) -> None:
    """Unless its owner has put it right in the moment since it was taken: then it is due already."""
    taken = SavedSearch.objects.filter(pk=key, next_look_at=now + LOOK_EVERY)
    taken.update(trouble=why[:300], next_look_at=now + AFTER_TROUBLE)
