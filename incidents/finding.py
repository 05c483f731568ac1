"""Finding incidents by what is told of them. The page, the API and the command all ask here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial

from django.db.models import QuerySet

from incidents.asking import Asked
from incidents.asking.meaning import REFERENCE
from incidents.models import Incident
from incidents.models.incident import STARTED_OR_NEVER
from search.expanding import Also
from search.finding import NOTHING, Counts, Found, PassageHit, find
from search.query import Query
from search.spelling import Correction

PASSAGES_EACH = 3
REFERENCE_LIKE = re.compile(r"INC-?\d+", re.IGNORECASE)  # also of a number that no incident can have


@dataclass(frozen=True, slots=True)
class FoundIncident:
    """An incident with the passages that fit best, the best first."""

    incident: Incident
    score: float
    passages: tuple[PassageHit, ...]
    more: int  # passages that are not shown


@dataclass(frozen=True, slots=True)
class FoundIncidents:
    total: int  # incidents
    passages: int
    hits: list[FoundIncident]
    counts: Counts  # where they were asked for
    corrections: tuple[Correction, ...] = ()  # words that were read as others; `is_exact` takes them back
    also: tuple[Also, ...] = ()  # words that other forms were looked for of
    is_all: bool = True  # False: there are more, which stand behind


def found_by(
    asked: Asked,
    visible: QuerySet,
    *,
    limit: int,
    offset: int = 0,
    each: int = PASSAGES_EACH,
    counted: bool = False,
    is_exact: bool = False,
) -> FoundIncidents:
    """What answers among `visible`, the incidents that the person may see: `limit` from the `offset`th on.

    Where there are words, what they fit best comes first, with its passages. Fields alone find all incidents
    that they leave, the newest start first. `is_exact` looks for words as they are written.
    """
    if asked.query:
        return find_incidents(
            asked.among(visible),
            asked.query,
            kinds=asked.kinds,
            limit=limit,
            offset=offset,
            each=each,
            counted=counted,
            is_exact=is_exact,
        )
    return _newest(asked.answering(visible), limit=limit, offset=offset, counted=counted)


def _newest(answering: QuerySet, *, limit: int, offset: int, counted: bool) -> FoundIncidents:
    """Incidents without passages, the newest start first, and those whose start nobody says last."""
    matching = tuple(_ids(answering).values_list("pk", flat=True)) if counted else ()
    shown = list(answering.for_list().order_by(STARTED_OR_NEVER.desc(), "-number")[offset : offset + limit])
    total = len(matching) if counted else answering.count()
    hits = [FoundIncident(incident, 0, (), 0) for incident in shown]
    return FoundIncidents(total, 0, hits, Counts(matching, {}))


def find_incidents(
    among: QuerySet,
    query: Query,
    *,
    kinds: Collection[str] = (),
    limit: int,
    offset: int = 0,
    each: int = PASSAGES_EACH,
    counted: bool = False,
    is_exact: bool = False,
) -> FoundIncidents:
    """Those of `among`, which are incidents the person may see, that answer best.

    At most `limit` from the `offset`th on, each with at most `each` passages, which are of these `kinds`.
    An incident that is asked for by its number (“INC-42”, “42”) comes before what else has that number in it.
    """
    look = partial(find, query, kinds=kinds, per_group=each, counted=counted, is_exact=is_exact)
    named = REFERENCE.fullmatch(query.only_word)
    one = look(within=_ids(among.filter(number=int(named[1]))), limit=1) if named else NOTHING
    if query.terms and not one.total and REFERENCE_LIKE.fullmatch(query.only_word):  # every summary has “INC”
        whole = replace(query, terms=(), phrases=query.terms)
        look = partial(find, whole, kinds=kinds, per_group=each, counted=counted, is_exact=is_exact)
    if one.total:
        others = among.exclude(number=int(named[1]))
        found = look(within=_ids(others), limit=limit, offset=max(0, offset - 1))
        found = _ahead(one, found, limit=limit, is_first_page=not offset)
    else:
        found = look(within=_ids(among), limit=limit, offset=offset)
    incidents = among.for_list().in_bulk([hit.group for hit in found.hits])
    hits = [
        FoundIncident(incidents[hit.group], hit.score, hit.passages, hit.more)
        for hit in found.hits
        if hit.group in incidents  # it may have been taken away since
    ]
    return FoundIncidents(
        found.total, found.passages, hits, found.counts, found.corrections, found.also, found.is_all
    )


def _ids(incidents: QuerySet) -> QuerySet:
    return incidents.order_by().values("pk")


def _ahead(one: Found, others: Found, *, limit: int, is_first_page: bool) -> Found:
    """Both as one answer, whose first hit is that of `one`, with a score as high as any."""
    (hit,) = one.hits
    hit = replace(hit, score=max(hit.score, *(other.score for other in others.hits), 0))
    kinds = Counter(one.counts.kinds) + Counter(others.counts.kinds)
    matching = others.counts.matching or one.counts.matching  # of all groups, whichever was looked in
    return Found(
        one.total + others.total,
        one.passages + others.passages,
        (hit, *others.hits)[:limit] if is_first_page else others.hits,
        Counts(matching, dict(kinds)),
        is_all=others.is_all,
    )


def as_data(text: str, asked: Asked, found: FoundIncidents, address: Callable[[str], str]) -> dict:
    """What the command prints and the API answers. `address` makes the whole address of a path.

    A snippet is HTML: text that is escaped, with what matched in <mark>.
    """
    return {
        "query": text,
        "notes": list(asked.notes),
        "corrections": [{"typed": one.typed, "read": one.read} for one in found.corrections],
        "also": [{"typed": one.typed, "forms": list(one.forms)} for one in found.also],
        "total": found.total,
        "results": [
            {
                "incident": hit.incident.reference,
                "title": hit.incident.title,
                "url": address(hit.incident.get_absolute_url()),
                "score": round(hit.score, 4),
                "passages": [
                    {"kind": passage.kind, "snippet": str(passage.snippet), "url": address(passage.url)}
                    for passage in hit.passages
                ],
            }
            for hit in found.hits
        ],
    }
