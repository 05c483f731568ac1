"""What owners do with their saved searches. Pages and API call these."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from accounts.telling.pace import due_time
from incidents.models import SavedSearch, SavedSearchNotice
from incidents.saved.answering import answering, in_time, read_search
from incidents.saved.errors import NameInUse, TooManySearches

MOST = 200  # of one person
LATER = {"pace", "hour"}  # what decides when to tell


def keep(owner: User, *, query: str, **facts) -> SavedSearch:
    """Keep a search; what answers it now is not told. Raises SearchRefused, writing nothing."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).only("pk").get(pk=owner.pk)  # so that MOST is kept to
        if owner.saved_searches.count() >= MOST:
            raise TooManySearches(MOST)
        search = SavedSearch(owner=owner, query=query, **facts)
        _write(search)
        _begin_anew(search)
    return search


def change(search: SavedSearch, **facts) -> SavedSearch:
    """Set these facts; the search as it is now. Raises SearchRefused, writing nothing.

    With another query it is another search: what it told before is forgotten, and what answers now is not
    told. Telling that begins (again) begins with what comes from now on.
    """
    with transaction.atomic():
        held = _hold(search)
        was_watched, told, query = held.is_watched, held.tells, held.query
        changed = {name for name, value in facts.items() if getattr(held, name) != value}
        for name in changed:
            setattr(held, name, facts[name])
        _write(held)
        if held.query != query:
            held.finds.all().delete()
        if held.query != query or (held.is_watched and not was_watched):
            _begin_anew(held)
        if told or held.tells:
            _settle_notices(held, is_later=bool(changed & LATER))
    return held


def delete(search: SavedSearch) -> None:
    """With its feed, what it found and what it has not told yet."""
    SavedSearch.objects.filter(pk=search.pk).delete()


def give_feed(search: SavedSearch) -> SavedSearch:
    """Give it a feed at a new secret address; the one before answers no more."""
    return change(search, feed_key=SavedSearch.new_feed_key())


def take_feed(search: SavedSearch) -> SavedSearch:
    return change(search, feed_key=None)


def stop_mail(search: SavedSearch) -> SavedSearch:
    return change(search, by_mail=False)


def _hold(search: SavedSearch) -> SavedSearch:
    """The row as it is now; nobody else changes it or looks at it until the transaction ends."""
    rows = SavedSearch.objects.select_for_update(no_key=True, of=("self",)).select_related("owner")
    return rows.defer("known").get(pk=search.pk)


def _write(search: SavedSearch) -> None:
    try:
        with transaction.atomic():
            search.save()  # of a row whose `known` was not read, all but that
    except IntegrityError as error:
        if "saved_search_name_once" in str(error):
            raise NameInUse(search.name) from error
        raise


def _begin_anew(search: SavedSearch) -> None:
    """Take what answers now for known, where anybody is told of what does not, and forget what was wrong."""
    now = timezone.now()
    if search.is_watched:
        with in_time():
            search.take_for_known(answering(search.query, search.owner), now)
    else:
        read_search(search.query, search.owner)
    SavedSearch.objects.filter(pk=search.pk).update(next_look_at=now, trouble="")


def _settle_notices(search: SavedSearch, *, is_later: bool) -> None:
    """What waits to be told goes the ways, and at the times, that are wanted now."""
    waiting = SavedSearchNotice.objects.waiting().filter(find__search=search)
    waiting.exclude(way__in=search.ways).delete()
    if is_later:
        owner = search.owner
        due_at = due_time(timezone.now(), pace=search.pace, hour=search.hour, zone=owner.time_zone)
        waiting.update(due_at=due_at)
