"""Groups that have everything a query asks for: each word, phrase and group of alternatives, in any passage.

For those who are told of what newly answers. Searching ranks what has some of the words, and decides by how
common they are which ones to look at; what is new must not depend on that, or it would change by itself.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, QuerySet, Value

from search.expanding import Also
from search.finding import Fulfils
from search.models import PassageTerms
from search.plan import condition_of, phrase_condition, plan_of
from search.query import Query
from search.sought import Sought, phrase_of


def wanted_words(query: Query) -> tuple[Sought, ...]:
    """Each of which has to be there, beside the phrases and one of each group of alternatives."""
    return (*query.terms, *query.prefixes)


def groups_with_each(query: Query, *, kinds: Collection[str] = ()) -> list[QuerySet]:
    """The groups that have each thing wanted, as `.values("group")`; a group that answers is in all of them.

    A word of a set of synonyms is there where another form of it is. With `kinds`, words stand in passages of
    these kinds; phrases and alternatives in any, as in searching. What is excluded is left to the caller, see
    `search.finding.groups_with`. Asks for the synonyms.
    """
    also = plan_of(query).also if query else ()
    told = {word.key for one in also for word in one.words}
    words = [condition_of(one) for one in wanted_words(query) if one.key not in told]
    forms = [_form_condition(one, query) for one in also]
    others = [condition_of(one) for one in query.phrases]
    others += [" | ".join(condition_of(one) for one in group) for group in query.alternatives]
    return [*(_groups(one, kinds) for one in (*words, *forms)), *(_groups(one, ()) for one in others)]


def _form_condition(also: Also, query: Query) -> str:
    """What was typed, or one of its other forms."""
    typed = {one.key for one in query.terms}
    words = [phrase_condition(word) for word in also.words if word.key in typed]
    forms = [phrase_condition(form) for form in map(phrase_of, also.forms) if form]
    return " | ".join([f"({' & '.join(words)})", *forms] if words else forms)


def _groups(condition: str, kinds: Collection[str]) -> QuerySet:
    passages = PassageTerms.objects.filter(Fulfils(F("terms"), Value(condition)))
    if kinds:
        passages = passages.filter(kind__in=kinds)
    return passages.values("group")
