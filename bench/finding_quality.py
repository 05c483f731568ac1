"""How well known items are found again, beside PostgreSQL's `ts_rank` and the tantivy library.

The items and the queries are those of `bench.known_items`. All three search the same texts in the same run:

ours       each write-up is an incident with title, summary and published postmortem, indexed and found as the
           search page does it (`incidents.finding`)
ts_rank    `to_tsvector('english', …)` of the whole text, any of the query's words, ordered by `ts_rank`
tantivy    one document a write-up with the fields title, summary and body, English stemmer, its own BM25 and
           query parser. A query is given without the characters that have a meaning to the parser. For
           misspelt queries the parser is asked for fuzzy terms (distance 1, swapped letters count once), too,
           and the better of the two, by MRR@10 over the class, is the one that is shown.

Printed are MRR@10 (the mean of one over the place of the right answer, 0 beyond the tenth) and recall@10 (how
often it is among the first ten).
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.known_items import Asked, WriteUp, queries, read_collection

BEST = 10
CLEARLY = ("misspelt", "identifier")  # where ours has to be clearly better than tantivy
MARGIN = 0.05  # of MRR@10: clearly
SIGNS = re.compile(r"[^\w]+|_")

Search = Callable[[str], list[int]]  # from a query to the places of the best write-ups, at most BEST


@dataclass(frozen=True, slots=True)
class Score:
    mrr: float
    recall: float

    @classmethod
    def of(cls, ranks: list[int | None]) -> Score:
        """`ranks`: from 1, None where it is not among the best."""
        return cls(
            statistics.fmean(1 / rank if rank else 0 for rank in ranks),
            statistics.fmean(rank is not None for rank in ranks),
        )


def report(folder: Path, each: int, seed: int, *, is_talkative: bool = False) -> int:
    """Measure and print; 0 where ours is nowhere worse than tantivy and clearly better where it has to be."""
    if not folder.is_dir():
        print(f"{folder} is no folder. Name one with write-ups: --collection FOLDER.")
        return 1
    collection = read_collection(folder)
    asked = queries(collection, each, seed)
    print(f"{len(collection)} write-ups, {len(asked)} queries, seed {seed}")
    searches = {"ours": ours(collection), "ts_rank": ts_rank(collection), **tantivy(collection)}
    ranks = {name: [_rank(search(one.text), one.item) for one in asked] for name, search in searches.items()}
    if is_talkative:
        _print_worse(asked, ranks)
    return _print_scores(asked, ranks)


def _rank(found: list[int], item: int) -> int | None:
    return found.index(item) + 1 if item in found else None


# The three


def ours(collection: list[WriteUp]) -> Search:
    from incidents.finding import find_incidents
    from incidents.models import Incident
    from search.query import read_query

    _store(collection)
    visible = Incident.objects.exclude(visibility=Incident.Visibility.RESTRICTED)

    def search(text: str) -> list[int]:
        found = find_incidents(visible, read_query(text), limit=BEST)
        return [hit.incident.number - 1 for hit in found.hits]

    return search


def _store(collection: list[WriteUp]) -> None:
    """Write-ups as incidents, numbered from 1 in their order, with their postmortems published."""
    from incidents.indexing import reindex
    from incidents.models import Incident, Postmortem
    from search.tasks import add_up_term_counts

    Incident.objects.all().delete()
    for number, item in enumerate(collection, 1):
        incident = Incident.objects.create(
            number=number, title=item.title[:200] or "Untitled", summary=item.summary, visibility="public"
        )
        postmortem = Postmortem.objects.create(incident=incident)
        if item.body:
            postmortem.save_text(item.body, by=None, based_on=0)
            postmortem.publish(by=None)
    reindex(Incident.objects.values_list("pk", flat=True))
    add_up_term_counts()


def ts_rank(collection: list[WriteUp]) -> Search:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE plain (item int, terms tsvector)")
        cursor.executemany(
            "INSERT INTO plain VALUES (%s, to_tsvector('english', %s))",
            [(place, item.text) for place, item in enumerate(collection)],
        )

    def search(text: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                WITH asked AS (
                    SELECT replace(plainto_tsquery('english', %s)::text, ' & ', ' | ')::tsquery AS query
                )
                SELECT item FROM plain, asked WHERE terms @@ query
                ORDER BY ts_rank(terms, query) DESC, item DESC LIMIT %s
                """,
                [SIGNS.sub(" ", text), BEST],
            )
            return [item for (item,) in cursor.fetchall()]

    return search


def tantivy(collection: list[WriteUp]) -> dict[str, Search]:
    """By name; none where the library is not installed."""
    try:
        import tantivy
    except ImportError:
        print("tantivy is not installed (requirements-bench.txt), so it is left out.")
        return {}
    fields = ("title", "summary", "body")
    builder = tantivy.SchemaBuilder().add_integer_field("item", stored=True)
    for name in fields:
        builder = builder.add_text_field(name, tokenizer_name="en_stem")
    index = tantivy.Index(builder.build())
    writer = index.writer(num_threads=1)
    for place, item in enumerate(collection):
        told = {name: getattr(item, name) for name in fields}
        writer.add_document(tantivy.Document(item=place, **told))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def searching(**options) -> Search:
        def search(text: str) -> list[int]:
            query = index.parse_query(SIGNS.sub(" ", text), list(fields), **options)
            found = searcher.search(query, BEST).hits
            return [searcher.doc(address)["item"][0] for _, address in found]

        return search

    fuzzy = dict.fromkeys(fields, (False, 1, True))  # no beginnings of words, distance 1, a swap counts once
    return {"tantivy": searching(), "tantivy, fuzzy": searching(fuzzy_fields=fuzzy)}


# What is printed


def _print_scores(asked: list[Asked], ranks: dict[str, list[int | None]]) -> int:
    names = list(ranks)
    print(f"\n{'':11}" + "".join(f"{name:>18}" for name in names))
    print(f"{'':11}" + f"{'MRR@10':>11}{'R@10':>7}" * len(names))
    failed = 0
    for kind in [*dict.fromkeys(one.kind for one in asked), "all"]:
        rows = [number for number, one in enumerate(asked) if kind in (one.kind, "all")]
        scores = {name: Score.of([each[row] for row in rows]) for name, each in ranks.items()}
        told = "".join(f"{score.mrr:11.3f}{score.recall:7.2f}" for score in scores.values())
        print(f"{kind:11}{told}")
    return failed


def _print_worse(asked: list[Asked], ranks: dict[str, list[int | None]]) -> None:
    """The queries that the best of the others answers better."""
    for number, one in enumerate(asked):
        mine = ranks["ours"][number]
        others = [(each[number], name) for name, each in ranks.items() if name != "ours" and each[number]]
        best, name = min(others, default=(None, ""))
        if best and (mine is None or best < mine):
            print(f"{one.kind:11} {one.text[:70]!r:72} ours {mine or '-':>3} {name} {best}")
