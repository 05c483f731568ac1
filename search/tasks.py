"""Housekeeping of the index."""

from __future__ import annotations

from celery import shared_task
from django.db import connection

ADD_UP = """
    WITH gone AS (
        DELETE FROM search_termcount
        WHERE term IN (SELECT term FROM search_termcount GROUP BY term HAVING count(*) > 1)
        RETURNING term, passages
    )
    INSERT INTO search_termcount (term, passages)
    SELECT term, sum(passages) FROM gone GROUP BY term HAVING sum(passages) <> 0
"""


@shared_task
def add_up_term_counts() -> None:
    """Make one row of all rows that count a term. One statement: nobody ever sees part of it.

    Writers go on meanwhile; what they add stays as it is. A second one at once would find rows that are gone
    already and change nothing of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP)
