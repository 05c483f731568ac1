"""Which groups have what a query excludes, for queries that look for nothing besides."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet, Value

from search.finding import Fulfils
from search.models import PassageTerms
from search.passages import quoted
from search.plan import phrase_condition
from search.sought import Sought


def groups_with(sought: Iterable[Sought]) -> QuerySet:
    """The groups that have any of these words, phrases or beginnings, for `visible.filter(pk__in=…)`."""
    found = Q(pk__in=[])
    for one in sought:
        condition = f"{quoted(one.beginning)}:*" if one.beginning else phrase_condition(one)
        found |= Q(Fulfils(F("terms"), Value(condition)))
    return PassageTerms.objects.filter(found).values("group")
