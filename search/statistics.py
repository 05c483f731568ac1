"""How many passages have a term, as far as they are open to all."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

COUNTS = "SELECT term, sum(passages) FROM search_termcount WHERE term = ANY(%s) GROUP BY term"


def term_counts(terms: Iterable[str]) -> dict[str, int]:
    """Passages by term; the empty term counts all. A term that is not known is left out.

    This is for saying what a term is worth, never for deciding whether something can be found by it: counts
    may be behind, and leave out what not everybody may see.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [list(terms)])
        return {term: int(passages) for term, passages in cursor.fetchall()}
