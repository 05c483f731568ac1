"""How many passages have a term, as far as they are open to all; kept by those who write passages.

For saying what a term is worth and in which order words are tried, never for deciding whether something can
be found: counts may be behind, and they leave out what not everybody may see.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

logger = logging.getLogger(__name__)
REPAIR_LOCK = 5_601_203  # of PostgreSQL's advisory locks: two repairs at once would put the same right twice

COUNTS = "SELECT term, sum(passages) FROM search_termcount WHERE term = ANY(%s) GROUP BY term"
ADD_UP = """
    WITH gone AS (
        DELETE FROM search_termcount
        WHERE term IN (SELECT term FROM search_termcount GROUP BY term HAVING count(*) > 1)
        RETURNING term, passages
    )
    INSERT INTO search_termcount (term, passages)
    SELECT term, sum(passages) FROM gone GROUP BY term HAVING sum(passages) <> 0
"""
# What is wrong is added, as a writer would add it: whoever writes meanwhile is neither waited for nor counted
# twice, since passages and counts are read as they were at one moment.
REPAIR = """
    WITH there AS (
        SELECT lexeme COLLATE "C" AS term, count(*) AS passages
        FROM search_passageterms, unnest(terms) WHERE is_counted GROUP BY 1
        UNION ALL SELECT '', count(*) FROM search_passageterms WHERE is_counted
    ), kept AS (
        SELECT term, sum(passages) AS passages FROM search_termcount GROUP BY term
    ), drift AS (
        SELECT term, coalesce(there.passages, 0) - coalesce(kept.passages, 0) AS passages
        FROM there FULL JOIN kept USING (term)
    ), written AS (
        INSERT INTO search_termcount (term, passages) SELECT term, passages FROM drift WHERE passages <> 0
        RETURNING passages
    )
    SELECT count(*), coalesce(sum(abs(passages)), 0) FROM written
"""


@dataclass(frozen=True, slots=True)
class Drift:
    """How far the statistics were from the passages."""

    terms: int
    passages: int  # too many or too few, over these terms


def term_counts(terms: Iterable[str]) -> dict[str, int]:
    """Passages by term; the empty term counts all. A term that is not known is left out."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [list(terms)])
        return {term: int(passages) for term, passages in cursor.fetchall()}


def add_up() -> None:
    """Make one row of all rows that count a term. One statement: nobody ever sees part of it.

    Writers go on meanwhile; what they add stays as it is. A second one at once would find rows that are gone
    already and change nothing of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP)


def repair() -> Drift:
    """Count all passages anew, put right what is not so, and say in the log how much that was."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REPAIR_LOCK])
        cursor.execute(REPAIR)
        terms, passages = cursor.fetchone()
    drift = Drift(terms, int(passages))
    if terms:
        logger.warning("Statistics of %d terms were off by %d passages; they are right now.", terms, passages)
    else:
        logger.info("Statistics of terms agree with the passages.")
    add_up()
    return drift
