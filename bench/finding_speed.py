"""How long finding takes: passages of made-up text, 200 mixed queries.

Prints milliseconds of database time of `search.finding.find`, and of `ts_rank` over the same tsvector for the
same queries in the same run.
"""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

# 95th percentile of database time, by how many passages there are at most.
LIMITS_MS = {10_000: 30, 100_000: 50, 1_000_000: 150, 10_000_000: 1_500}
SAMPLE = 10_000  # passages that the queries are made from
TABLES = {
    "texts": "search_passage",
    "terms": "search_passageterms",
    "meanings": "search_group",
    "counts": "search_termcount",
}
ROUNDS = 3  # of all queries, after one that is not counted; each query's median counts
ROUNDS_OF_MANY = 1  # where ts_rank alone would take half an hour
MANY = 1_000_000  # passages
PASSAGES_EACH = 10  # of an incident
GROUPS_AT_A_TIME = 200

# The words of a text come by rank, the n-th commonest as often as 1 / (n + SHIFT) ** FALL (Zipf's law with
# Mandelbrot's shift). The commonest are those of any English text, then those of any incident's.
FALL, SHIFT = 1.05, 2.7
COINED = 60_000  # further words
IDENTIFIERS = 20_000
IDENTIFIER_SHARE = 0.05
COMMON = """
    the of and to a in is was for on that it with as by at be this from were are not had but have which one
    its an or after no all error node service request failed time queue database cluster server restart alert
    deploy region traffic latency pod cache memory customer engineer started timeout connection instance
    network load disk replica config change rollback update job worker api client retry leader version log
    health check storage zone key limit rate build release team page status incident fixed found slow lost
""".split()  # noqa: SIM905 (easier to read so)
SYLLABLES = "ba ce di fo gu ha ki lo mu ne pra que ri sta tor ul ven wex yo zin dra mol ter pan sil".split()  # noqa: SIM905
SEPARATORS = ("-", "_", ".", "/")
MADE = {"1 word": 25, "2 words": 25, "3 words": 25, "4 words": 25, "6 words": 25, "8 words": 25}
RANKED = """
    SELECT group_id, max(ts_rank(terms, %(query)s::tsquery)) AS score FROM search_passageterms
    WHERE terms @@ %(query)s::tsquery AND group_id IN (SELECT id FROM incidents_incident)
    GROUP BY group_id ORDER BY score DESC, group_id DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str
    text: str
    typing: bool = False


class Texts:
    """Made-up texts: the same seed gives the same ones."""

    def __init__(self, seed: int):
        self.dice = random.Random(seed)
        coined = ("".join(self.dice.choices(SYLLABLES, k=self.dice.randint(2, 4))) for _ in itertools.count())
        known = dict.fromkeys(COMMON)
        while len(known) < len(COMMON) + COINED:
            known[next(coined)] = None
        self.words = list(known)
        self.weights = _falling(len(self.words))
        self.identifiers = [self._identifier() for _ in range(IDENTIFIERS)]
        self.identifier_weights = _falling(IDENTIFIERS)

    def _identifier(self) -> str:
        parts = self.dice.choices(self.words[40:4_000], k=self.dice.randint(2, 4))
        if self.dice.random() < 0.1:
            return f"10.{self.dice.randint(0, 255)}.{self.dice.randint(0, 255)}.{self.dice.randint(1, 9)}:443"
        if self.dice.random() < 0.3:
            return parts[0] + "".join(part.capitalize() for part in parts[1:])
        return self.dice.choice(SEPARATORS).join(parts)

    def passage(self) -> str:
        """Mostly a few sentences, now and then a section."""
        length = max(5, round(self.dice.lognormvariate(3.5, 0.8)))
        words = self.dice.choices(self.words, cum_weights=self.weights, k=length)
        for place in range(length):
            if self.dice.random() < IDENTIFIER_SHARE:
                words[place] = self.dice.choices(self.identifiers, cum_weights=self.identifier_weights)[0]
        return " ".join(words)

    def queries(self, passages: list[str]) -> Iterator[Asked]:
        """Mostly of words that stand together in some passage: people look for what there is."""
        for kind, number in MADE.items():
            for _ in range(number):
                words = list(dict.fromkeys(self._some(passages).split()))
                yield Asked(kind, " ".join(self.dice.sample(words, k=min(int(kind[0]), len(words)))))
        for _ in range(20):
            words = self._some(passages).split()
            first, length = self.dice.randrange(len(words) - 3), self.dice.choice((2, 2, 3))
            yield Asked("phrase", f'"{" ".join(words[first : first + length])}"')
        for _ in range(15):
            word = max(self._some(passages).split(), key=len)
            yield Asked("prefix", word[: self.dice.randint(3, 5)], typing=True)
        for _ in range(15):
            yield Asked("common words", " ".join(self.dice.sample(COMMON[40:70], k=self.dice.randint(2, 4))))

    def _some(self, passages: list[str]) -> str:
        return self.dice.choice(passages)


def _falling(number: int) -> list[float]:
    return list(itertools.accumulate((rank + SHIFT) ** -FALL for rank in range(1, number + 1)))


def report(total: int, seed: int, explain: bool) -> int:
    """Fill the database up to so many passages, measure and print; 0 where it is fast enough.

    What is stored already stays, so that a larger number goes on from a smaller one, and the same number
    again only measures. The queries are the same for every number.
    """
    from incidents.models import Incident

    texts = Texts(seed)
    sample = [texts.passage() for _ in range(SAMPLE)]
    queries = list(texts.queries(sample))
    _fill(max(total, SAMPLE), itertools.chain(sample, iter(texts.passage, None)))
    within = Incident.objects.exclude(visibility=Incident.Visibility.RESTRICTED).order_by().values("pk")
    rounds = ROUNDS if total < MANY else ROUNDS_OF_MANY
    ours, theirs = _measure(queries, rounds, lambda asked: _find(asked, within), _ts_rank)
    _print(queries, ours, theirs)
    if explain:
        _explain(queries[max(range(len(queries)), key=ours.waited.__getitem__)], within)
    p95 = _percentile(ours.waited, 95)
    limit = min(ms for passages, ms in LIMITS_MS.items() if total <= passages)
    print(f"\nThe 95th percentile is {p95:.0f} ms; it has to be under {limit} ms.\n")
    return 0 if p95 < limit else 1


def _fill(total: int, passages: Iterator[str]) -> None:
    """Write incidents with passages until there are so many passages, and print what that took."""
    from incidents.models import Incident
    from search.models import Passage

    stored = Passage.objects.filter(part=0).count()
    if stored > total:
        raise SystemExit(f"There are {stored:,} passages already. Name another folder: --data FOLDER.")
    new = range(stored // PASSAGES_EACH + 1, total // PASSAGES_EACH + 1)
    Incident.objects.bulk_create(
        [Incident(pk=group, number=group, title="Made up", visibility="internal") for group in new],
        batch_size=2_000,
    )
    seconds = _store(new, itertools.islice(passages, stored, total)) if new else 0
    print(f"{total:,} passages, {total // PASSAGES_EACH:,} incidents; ", end="")
    if seconds:
        print(f"{total - stored:,} stored and indexed in {seconds:.0f} s; ", end="")
    print(f"{', '.join(f'{name} {size:,} MB' for name, size in _sizes().items())}\n")


def _store(groups: range, passages: Iterator[str]) -> float:
    """Seconds that storing took."""
    from django.db import connection

    from search.passages import PassageText, store_all
    from search.statistics import add_up

    seconds = 0.0
    for first in range(0, len(groups), GROUPS_AT_A_TIME):
        lot = {
            group: [
                PassageText(f"event:{number}", "event", "timeline", next(passages), f"/it/#{number}")
                for number in range((group - 1) * PASSAGES_EACH, group * PASSAGES_EACH)
            ]
            for group in groups[first : first + GROUPS_AT_A_TIME]
        }
        begun = time.perf_counter()
        store_all(lot)
        seconds += time.perf_counter() - begun
    begun = time.perf_counter()
    add_up()
    seconds += time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return seconds


def _sizes() -> dict[str, int]:
    """Megabytes, each table with its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        return {
            name: cursor.execute("SELECT pg_total_relation_size(%s)", [table]).fetchone()[0] // 1_000_000
            for name, table in TABLES.items()
        }


def _find(asked: Asked, within):
    from search.finding import find
    from search.query import read_query

    return find(read_query(asked.text, typing=asked.typing), within=within)


def _ts_rank(asked: Asked) -> None:
    """The same words, any of which will do, ranked by PostgreSQL alone."""
    from django.db import connection

    from search.passages import quoted
    from search.plan import phrase_condition
    from search.query import read_query

    query = read_query(asked.text)
    wanted = [quoted(term) for one in query.terms for term in one.all_terms]
    wanted += [phrase_condition(one) for one in query.phrases]
    if asked.typing:
        wanted = [f"{quoted(asked.text.lower())}:*"]
    with connection.cursor() as cursor:
        cursor.execute(RANKED, {"query": " | ".join(wanted)})


@dataclass(slots=True)
class Taken:
    """Milliseconds of database time, as we wait for it and as its process works; a median for each query."""

    waited: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)


def _measure(queries: list[Asked], counted: int, *searches: Callable) -> list[Taken]:
    """What each search takes. They take turns, so that a busy machine is as busy for one as for the other."""
    from django.db import connection

    worked = _clock_of_the_database()
    spent = [0.0]

    def timed(execute, *arguments):
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            spent[0] += (time.perf_counter() - begun) * 1000

    rounds = [[([], []) for _ in queries] for _ in searches]
    with connection.execute_wrapper(timed):
        for round_ in range(counted + 1):
            for number, asked in enumerate(queries):
                for search, times in zip(searches, rounds, strict=True):
                    spent[0], begun = 0.0, worked()
                    search(asked)
                    if round_:
                        times[number][0].append(spent[0])
                        times[number][1].append(worked() - begun)
    return [
        Taken(*([statistics.median(each) for each in both] for both in zip(*times, strict=True)))
        for times in rounds
    ]


def _clock_of_the_database() -> Callable[[], float]:
    """Milliseconds in which the process that serves us had a core; 0 where the system does not tell."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    return (lambda: int(told.read_text().split()[0]) / 1e6) if told.exists() else (lambda: 0.0)


def _percentile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def _print(queries: list[Asked], ours: Taken, theirs: Taken) -> None:
    print(f"{'database time, ms':20} {'find':>22}   {'ts_rank':>22}   {'ratio':>11}")
    heads = f"{'median':>7} {'p95':>6} {'worst':>7}"
    print(f"{'':20} {heads}   {heads}   median   p95")
    kinds = list(dict.fromkeys(asked.kind for asked in queries))
    for kind in [*kinds, "all"]:
        rows = [number for number, asked in enumerate(queries) if kind in (asked.kind, "all")]
        _print_row(kind, *([taken.waited[row] for row in rows] for taken in (ours, theirs)))
    if any(ours.worked):
        _print_row("all, on a core", ours.worked, theirs.worked)


def _print_row(name: str, *taken: list[float]) -> None:
    (a, b, c), (d, e, f) = ((statistics.median(times), _percentile(times, 95), max(times)) for times in taken)
    print(f"{name:20} {a:7.1f} {b:6.1f} {c:7.1f}   {d:7.1f} {e:6.1f} {f:7.1f}   {d / a:6.1f} {e / b:5.1f}")


def _explain(asked: Asked, within) -> None:
    from django.db import connection

    def explained(execute, sql, params, many, context):
        execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params, many, context)
        print("\n".join(line for (line,) in context["cursor"].fetchall()))
        return execute(sql, params, many, context)

    print(f"\n{asked.text!r}")
    with connection.execute_wrapper(explained):
        _find(asked, within)
