"""Keeping the search index as true as the data, in the transaction in which the data changes.

Verbs call `index_incident` after they wrote, while they hold the incident (or the postmortem, which
publishing locks). What an incident's passages are says `incidents.passages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction
from django.db.models import Exists, OuterRef

from search.models import Passage
from search.passages import VERSION, store_all

KINDS = ("summary", "event", "factor", "action", "postmortem")
AT_A_TIME = 100  # incidents

# What waits to be indexed: kinds by incident; None where nobody said that it should wait.
_waiting: ContextVar[dict[int, set[str]] | None] = ContextVar("waiting to be indexed", default=None)


def index_incident(incident, *kinds: str) -> None:
    """Let the index say what the database now says of the incident; with `kinds`, of these alone.

    After a change of who may see it all kinds are needed: what is restricted counts in no statistics.
    """
    index_incidents([incident], *kinds)


def index_incidents(incidents: Iterable, *kinds: str) -> None:
    """`index_incident` for several, in as many queries as for one."""
    waiting = _waiting.get()
    if waiting is None:
        _index([incident.pk for incident in incidents], kinds or KINDS)
        return
    for incident in incidents:
        waiting.setdefault(incident.pk, set()).update(kinds or KINDS)


@contextmanager
def indexed_once() -> Iterator[None]:
    """Index each incident that is changed within once, at the end, in the transaction that is open then.

    For imports, which call many verbs. Nothing is indexed when it ends with an exception.
    """
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set({})
    try:
        with transaction.atomic():
            yield
            waiting = _waiting.get()
            for kinds in sorted({tuple(sorted(kinds)) for kinds in waiting.values()}):
                alike = sorted(pk for pk, wanted in waiting.items() if tuple(sorted(wanted)) == kinds)
                _index(alike, kinds)
    finally:
        _waiting.reset(token)


def reindex(incidents: Iterable[int]) -> int:
    """Index the incidents of these keys anew, some at a time, each lot in a transaction; how many."""
    keys = sorted(incidents)
    for first in range(0, len(keys), AT_A_TIME):
        lot = keys[first : first + AT_A_TIME]
        with transaction.atomic():
            _hold(lot)
            _index(lot, KINDS)
    return len(keys)


def _hold(keys: list[int]) -> None:
    """Let nobody else change these incidents until the transaction ends. In the order of their keys."""
    from incidents.models import Incident

    list(Incident.objects.filter(pk__in=keys).order_by("pk").select_for_update(no_key=True).only("pk"))


def forget(keys: Iterable[int]) -> None:
    """Take incidents that are no more out of the index."""
    store_all(dict.fromkeys(keys, ()))


def forget_the_missing() -> None:
    """Take out of the index what was deleted past the application."""
    from incidents.models import Incident

    lost = Passage.objects.exclude(group__in=Incident.objects.values("pk"))
    forget(lost.values_list("group", flat=True).distinct())


def not_indexed() -> list[int]:
    """The incidents that the index does not have, or has by older rules."""
    from incidents.models import Incident

    fresh = Passage.objects.filter(group=OuterRef("pk"), key="summary", version=VERSION)
    return list(Incident.objects.filter(~Exists(fresh)).order_by("pk").values_list("pk", flat=True))


def _index(keys: list[int], kinds: Iterable[str]) -> None:
    from incidents.models import Incident  # the models call this module
    from incidents.passages import passages_of

    if not keys:
        return
    passages = passages_of(keys, kinds)
    known = Incident.objects.filter(pk__in=keys).values_list("pk", "visibility", "started_range")
    restricted, started = set(), {}
    for pk, visibility, span in known:
        started[pk] = span.lower if span else None
        if visibility == Incident.Visibility.RESTRICTED:
            restricted.add(pk)
    store_all(passages, kinds=kinds, uncounted=restricted, happened_at=started)
