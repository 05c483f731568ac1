"""Finding incidents by what is told of them. The page, the API and the command all ask here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import partial

from django.db.models import QuerySet

from incidents import asking
from incidents.filters import REFERENCE, IncidentFilter
from incidents.models import Incident
from incidents.models.incident import STARTED_OR_NEVER
from search.finding import NOTHING, Counts, Found, PassageHit, find
from search.query import Query, read_query

PASSAGES_EACH = 3

# Kinds of passages, as they are kept, by what people call them.
KINDS = {
    "event": "timeline",
    "postmortem": "postmortem",
    "factor": "factors",
    "action": "actions",
    "summary": "summary",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for, as the address says it. Values that mean nothing are left out."""

    query: Query
    wanted: IncidentFilter
    kinds: tuple[str, ...]  # of passages; none: all of them
    number: int | None  # of the one incident that is looked through

    @classmethod
    def from_query(cls, query, *, typing: bool = False) -> Asked:
        """Read `?q=kube-proxy&in=event,factor&incident=INC-3&severity=SEV1`; filters as for the list.

        `typing`: the last word may be the beginning of one.
        """
        told = (kind.strip() for value in query.getlist("in") for kind in value.split(","))
        one = REFERENCE.fullmatch(query.get("incident", "").strip())
        return cls(
            query=read_query(query.get("q", ""), typing=typing),
            wanted=replace(IncidentFilter.from_query(query), q="", missing=()),
            kinds=tuple(dict.fromkeys(kind for kind in told if kind in KINDS)),
            number=int(one[1]) if one else None,
        )

    @property
    def is_plain(self) -> bool:
        """Whether nothing but words is asked for."""
        return self.wanted.is_empty and not self.kinds and self.number is None

    def among(self, incidents: QuerySet) -> QuerySet:
        """Those of `incidents` that the filters leave, whatever the words."""
        if self.number is not None:
            incidents = incidents.filter(number=self.number)
        return self.wanted.apply(incidents)


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


def found_by(
    asked: asking.Asked,
    visible: QuerySet,
    *,
    limit: int,
    offset: int = 0,
    each: int = PASSAGES_EACH,
    counted: bool = False,
    **options,
) -> FoundIncidents:
    """What answers among `visible`, the incidents that the person may see: `limit` from the `offset`th on.

    Where there are words, what they fit best comes first, with its passages. Fields alone find all incidents
    that they leave, the newest start first. Further options are `search.finding.find`'s.
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
            **options,
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
) -> FoundIncidents:
    """Those of `among`, which are incidents the person may see, that answer best.

    At most `limit` from the `offset`th on, each with at most `each` passages, which are of these `kinds`.
    An incident that is asked for by its number (“INC-42”, “42”) comes before what else has that number in it.
    """
    look = partial(find, query, kinds=kinds, per_group=each, counted=counted)
    named = REFERENCE.fullmatch(_only_word(query))
    one = look(within=_ids(among.filter(number=int(named[1]))), limit=1) if named else NOTHING
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
    return FoundIncidents(found.total, found.passages, hits, found.counts)


def _only_word(query: Query) -> str:
    """The one word that is looked for, as it was typed; "" where there are several, or none."""
    others = query.phrases or query.excluded or query.prefixes or query.alternatives
    words = [*map(str, query.terms), query.prefix]
    return "".join(words) if not others and sum(map(bool, words)) == 1 else ""


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
    )


def as_data(text: str, asked: asking.Asked, found: FoundIncidents, address: Callable[[str], str]) -> dict:
    """What the command prints and the API answers. `address` makes the whole address of a path.

    A snippet is HTML: text that is escaped, with what matched in <mark>.
    """
    return {
        "query": text,
        "notes": list(asked.notes),
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
