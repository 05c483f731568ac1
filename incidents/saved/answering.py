"""Which incidents answer a saved search, for one person.

All that is asked for must be there, every word as well; the search page also shows, further down, what has
some of the words. So nothing comes to answer only because words became rarer or more common.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg.errors import QueryCanceled

from incidents.asking import Asked
from incidents.models import Incident
from incidents.saved.errors import MeansNothing, TooManyWords, TooSlow
from search.demanding import groups_with_each, wanted_words
from search.finding import groups_with

NOTHING = "Nothing is asked for. Give words, or fields such as component:checkout."
MOST_WORDS = 12
MOST_SECONDS = 5  # that the database may take for one statement of a saved search


def read_search(text: str, user) -> Asked:
    """What the text asks for. Raises MeansNothing where a part of it has no meaning (any more).

    Without that part, what is left could answer to everything.
    """
    asked = Asked.read(text, user=user)
    if asked.left_out:
        raise MeansNothing(" ".join(asked.problems))
    if not asked.query and not asked.conditions:
        raise MeansNothing(NOTHING)
    return asked


def answering(text: str, user) -> QuerySet:
    """The incidents that this person may see and that answer, in no order.

    As the text is written, without corrections. Raises MeansNothing and TooManyWords.
    """
    asked = read_search(text, user)
    if (number := len(wanted_words(asked.query))) > MOST_WORDS:
        raise TooManyWords(number, MOST_WORDS)
    incidents = asked.among(Incident.objects.visible_to(user))
    for groups in groups_with_each(asked.query, kinds=asked.kinds):
        incidents = incidents.filter(pk__in=groups)
    excluded = asked.query.excluded
    return incidents.exclude(pk__in=groups_with(excluded)) if excluded else incidents


@contextmanager
def in_time(seconds: int = MOST_SECONDS) -> Iterator[None]:
    """Run statements of at most so many seconds each, in a transaction. Raises TooSlow, writing nothing."""
    try:
        with transaction.atomic():
            former = _limit(f"{seconds}s")
            yield
            _limit(former)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooSlow(seconds) from error
        raise


def _limit(told: str) -> str:
    """Set the limit for the rest of the transaction; the one before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT former, set_config('statement_timeout', %s, true)"
            " FROM current_setting('statement_timeout') AS former",
            [told],
        )
        return cursor.fetchone()[0]
