"""Finding: groups in the order of how well their passages answer a query.

A passage's score is BM25; what a group's is says `search.ranking`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, Count, F, Func, QuerySet, Value
from django.utils.safestring import SafeString

from search.expanding import Also
from search.looking import page_of
from search.meaning import meaning_of, told
from search.models import PassageTerms
from search.plan import Plan, condition_of, plan_of
from search.query import Query, Sought
from search.ranking import Counts, best_passages
from search.snippets import Marker
from search.spelling import Correction, doubts_of

NOT_COUNTED = Counts()


@dataclass(frozen=True, slots=True)
class PassageHit:
    kind: str
    key: str
    place: str
    snippet: SafeString  # escaped, what matched in <mark>
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A group that answers, with its best passages."""

    group: int
    score: float
    passages: tuple[PassageHit, ...]
    more: int  # passages that answer and are not among these


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits."""

    total: int  # groups
    passages: int  # in all these groups
    hits: tuple[Hit, ...]
    counts: Counts = NOT_COUNTED  # where they were asked for
    is_all: bool = True  # False: there are more, which stand behind; see `search.looking`
    corrections: tuple[Correction, ...] = ()  # words that were read as others; `is_exact` takes them back
    also: tuple[Also, ...] = ()  # words that other forms were looked for of


NOTHING = Found(0, 0, ())


class Fulfils(Func):
    """Whether a tsvector fulfils a tsquery that was put together here, of quoted terms."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def find(
    query: Query,
    *,
    within: QuerySet,
    kinds: Collection[str] = (),
    limit: int = 20,
    offset: int = 0,
    per_group: int = 3,
    counted: bool = False,
    is_exact: bool = False,
) -> Found:
    """The groups that answer a query, the best first, and their best passages with snippets.

    `within` gives the groups that may be found at all, as `.values("pk")`: those that the person may read and
    has filtered for. With `kinds`, only passages of these kinds are found; the phrases that the group must
    have, and what it must not have, may stand in any. `counted` adds the counts, at less than a second look
    would take. A query with nothing to look for finds nothing. Three queries, and up to three more where
    words are corrected or a rare word alone does not fill the page.
    """
    read_in = None if is_exact else within
    plan = plan_of(query, within=read_in)
    if not plan:
        return NOTHING
    asked = partial(page_of, within=within, kinds=list(kinds), limit=limit, offset=offset, counted=counted)
    try:
        page = asked(plan, _meaning(query, plan.corrections))
        if not (page.total or plan.corrections or is_exact) and doubts_of(query):
            plan = plan_of(query, within=read_in, doubts_all=True)
            page = asked(plan, _meaning(query, plan.corrections)) if plan.corrections else page
    except EmptyResultSet:  # `within` is `.none()`
        return NOTHING
    shown: dict[int, list[PassageHit]] = {group: [] for group, *_ in page.groups}
    marker = Marker(query, plan.marks)
    for group, kind, key, place, url, text in best_passages(plan, list(kinds), list(shown), per_group):
        shown[group].append(PassageHit(kind, key, place, marker.snippet(text), url))
    hits = tuple(
        Hit(group, score, tuple(shown[group]), max(0, passages - len(shown[group])))
        for group, score, passages in page.groups
    )
    return Found(page.total, page.passages, hits, page.counts, page.is_all, plan.corrections, plan.also)


def _meaning(query: Query, read: Collection[Correction]) -> str | None:
    """What is wanted, as a vector for the database."""
    instead = {one.start: one.read for one in read}
    wanted = " ".join(instead.get(one.start, one.text) for one in (*query.terms, *query.phrases))
    meaning = meaning_of([(wanted, 1)])
    return None if meaning is None else told(meaning)


def matching_groups(query: Query, *, kinds: Collection[str] = (), within: QuerySet | None = None) -> QuerySet:
    """All groups that answer a query, for `visible.filter(pk__in=…)`. Asks how common words are.

    Those that `find` counts and ranks, unless it has more than it looks at. With `within`, words are read as
    `find` reads them there; else as they are written.
    """
    return _matching(plan_of(query, within=within), kinds).values_list("group", flat=True).distinct()


def count_kinds(query: Query, *, within: QuerySet) -> dict[str, int]:
    """How many passages of each kind answer, in the groups of `within` that do. What has none is left out."""
    found = _matching(plan_of(query), ()).filter(group__in=within)
    return dict(found.values("kind").annotate(passages=Count("pk")).values_list("kind", "passages"))


def groups_with(sought: Iterable[Sought]) -> QuerySet:
    """The groups that have any of these words, phrases or beginnings; none where nothing is sought."""
    condition = " | ".join(condition_of(one) for one in sought)
    passages = _with(condition) if condition else PassageTerms.objects.none()
    return passages.values_list("group", flat=True).distinct()


def _matching(plan: Plan, kinds: Collection[str]) -> QuerySet:
    """The passages that are candidates, of groups that have all phrases and nothing that is excluded."""
    if not plan:
        return PassageTerms.objects.none()
    passages = _with(plan.candidates)
    if kinds:
        passages = passages.filter(kind__in=kinds)
    for condition in plan.required:
        passages = passages.filter(group__in=_with(condition).values("group"))
    if plan.excluded:
        passages = passages.exclude(group__in=_with(plan.excluded).values("group"))
    return passages


def _with(condition: str) -> QuerySet:
    return PassageTerms.objects.filter(Fulfils(F("terms"), Value(condition)))
