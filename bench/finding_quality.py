"""How well known items are found again, beside PostgreSQL's `ts_rank` and the tantivy library.

The items and the queries are those of `bench.known_items`. All three search the same texts in the same run:

ours       each write-up is an incident with title, summary and published postmortem, indexed and found as the
           search page does it (`incidents.finding`)
ts_rank    `to_tsvector('english', …)` of the whole text, any of the query's words, ordered by `ts_rank`
tantivy    one document a write-up with all of its text in one field (three fields, whichever their boosts, do
           worse), English stemmer, its own BM25, its query parser; a query is given without the characters
           that have a meaning to the parser
  + fuzzy  the same, or terms that are one letter away (swapped letters count once) by the same parser. Found
           fuzzily a term counts the same whether rare or common, so what that is worth beside BM25 has to be
           set: FUZZY, which served it best here among 0.5, 1, 2, 4 and 8

Ours is held against tantivy, and in the class of misspelt queries against the better of the two: to look for
what is near in every query is no set-up that anybody would run, since it loses identifiers.

Printed are MRR@10 (the mean of one over the place of the right answer, 0 beyond the tenth) and recall@10 (how
often it is among the first ten).
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.known_items import Asked, WriteUp, queries, read_collection

BEST = 10
CLEARLY = ("misspelt", "identifier")  # where ours has to be clearly better than tantivy
MARGIN = 0.03  # of MRR@10: clearly
FIRST = 10_001  # number of an incident, so that no “INC-39” in a text is taken for ours
FUZZY = 4
SIGNS_OF_TANTIVY = re.compile(r"""[]["'(){}:+^~*?\\/<>=!]""")
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
        return [hit.incident.number - FIRST for hit in found.hits]

    return search


def _store(collection: list[WriteUp]) -> None:
    """Write-ups as incidents, numbered in their order; all of them indexed by the rules of today."""
    from incidents.indexing import forget, reindex
    from incidents.models import Incident
    from search.statistics import add_up

    if not Incident.objects.exists():
        for number, item in enumerate(collection, FIRST):
            _tell(number, item)
    keys = list(Incident.objects.values_list("pk", flat=True))
    forget(keys)
    reindex(keys)
    add_up()


def _tell(number: int, item: WriteUp) -> None:
    """One write-up as an incident with its postmortem published."""
    from incidents.models import Incident, Postmortem

    title = item.title[:200] or "Untitled"
    incident = Incident.objects.create(
        number=number, title=title, summary=item.summary, visibility=Incident.Visibility.PUBLIC
    )
    if item.body:
        postmortem = Postmortem.begin(incident)
        postmortem.save_text(item.body, by=None, based_on=0)
        postmortem.publish(by=None)


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
    schema = tantivy.SchemaBuilder().add_integer_field("item", stored=True)
    index = tantivy.Index(schema.add_text_field("text", tokenizer_name="en_stem").build())
    writer = index.writer(num_threads=1)
    for place, item in enumerate(collection):
        writer.add_document(tantivy.Document(item=place, text=item.text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def read(text: str, **options):
        return index.parse_query(SIGNS_OF_TANTIVY.sub(" ", text).lower(), ["text"], **options)

    def read_fuzzy(text: str):
        near = read(
            text, fuzzy_fields={"text": (False, 1, True)}
        )  # whole words, distance 1, a swap counts once
        either = [read(text), tantivy.Query.boost_query(near, FUZZY)]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in either])

    def search(text: str, read) -> list[int]:
        return [searcher.doc(place)["item"][0] for _, place in searcher.search(read(text), BEST).hits]

    return {"tantivy": partial(search, read=read), "tantivy + fuzzy": partial(search, read=read_fuzzy)}


# What is printed


def _print_scores(asked: list[Asked], ranks: dict[str, list[int | None]]) -> int:
    names = list(ranks)
    print(f"\n{'':11}" + "".join(f"{name:>18}" for name in names))
    print(f"{'':11}" + f"{'MRR@10':>11}{'R@10':>7}" * len(names))
    missed = []
    for kind in [*dict.fromkeys(one.kind for one in asked), "all"]:
        rows = [number for number, one in enumerate(asked) if kind in (one.kind, "all")]
        scores = {name: Score.of([each[row] for row in rows]) for name, each in ranks.items()}
        print(f"{kind:11}" + "".join(f"{score.mrr:11.3f}{score.recall:7.2f}" for score in scores.values()))
        missed += _missed(kind, scores)
    print("\n" + ("\n".join(missed) or "Ours is at least tantivy's in every class."))
    return 1 if missed else 0


def _missed(kind: str, scores: dict[str, Score]) -> list[str]:
    """What a class has to reach and does not, as sentences."""
    names = ("tantivy", "tantivy + fuzzy") if kind == "misspelt" else ("tantivy",)
    theirs = [scores[name] for name in names if name in scores]
    if not theirs:
        return []
    ours, mrr, recall = scores["ours"], max(each.mrr for each in theirs), max(each.recall for each in theirs)
    missed = []
    if ours.mrr < mrr + (MARGIN if kind in CLEARLY else 0):
        missed.append(f"{kind}: MRR@10 {ours.mrr:.3f}, tantivy {mrr:.3f}.")
    if ours.recall < recall:
        missed.append(f"{kind}: recall@10 {ours.recall:.2f}, tantivy {recall:.2f}.")
    return missed


def _print_worse(asked: list[Asked], ranks: dict[str, list[int | None]]) -> None:
    """The queries that the best of the others answers better."""
    for number, one in enumerate(asked):
        mine = ranks["ours"][number]
        others = [(each[number], name) for name, each in ranks.items() if name != "ours" and each[number]]
        best, name = min(others, default=(None, ""))
        if best and (mine is None or best < mine):
            print(f"{one.kind:11} {one.text[:70]!r:72} ours {mine or '-':>3} {name} {best}")
