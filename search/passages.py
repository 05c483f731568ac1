"""Keeping the passages of a group: what an app above hands over is what is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from search.bm25 import sparse_vector, weight
from search.groups import Telling, write_groups
from search.models import Passage
from search.spelling import spelt_words
from search.words import positions_of, readable

VERSION = 3  # raise it when the same text gives other terms, weights, meanings or words
LONGEST_PART = (
    6_000  # characters; then a sparsevec has fewer than 16,000 elements, a tsvector 16,383 positions
)
BREAKS = ("\n", ". ", " ")
TIMES_IN_TITLE = 2  # that a word of a title counts, beside one of a text

# Both count the terms of what they wrote as well, so that nothing is counted that was not written.
COUNTED = """
    INSERT INTO search_termcount (term, passages)
    SELECT lexeme, {sign}count(*) FROM written, unnest(terms) WHERE is_counted GROUP BY lexeme
    UNION ALL SELECT '', {sign}count(*) FROM written WHERE is_counted HAVING count(*) > 0
"""
DELETE = f"""
    WITH gone AS (DELETE FROM search_passage WHERE id = ANY(%(rows)s)),
    written AS (DELETE FROM search_passageterms WHERE passage_id = ANY(%(rows)s) RETURNING terms, is_counted)
    {COUNTED.format(sign="-")}
"""  # noqa: S608 (no value in it)
INSERT = f"""
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::float8[], %s::bytea[], %s::bool[], %s::text[], %s::text[])
            AS given (group_id, key, part, kind, place, url,
                text, emphasis, digest, is_counted, terms, weights)
    ), passage AS (
        INSERT INTO search_passage (group_id, key, part, kind, place, url, text, emphasis, digest, version)
        SELECT group_id, key, part, kind, place, url, text, emphasis, digest, {VERSION} FROM given
        RETURNING id, group_id, key, part
    ), written AS (
        INSERT INTO search_passageterms (passage_id, group_id, kind, is_counted, terms, weights)
        SELECT id, group_id, kind, is_counted, terms::tsvector, weights::sparsevec
        FROM passage JOIN given USING (group_id, key, part)
        RETURNING terms, is_counted
    ), spelt AS (
        INSERT INTO search_speltword (word, term)
        SELECT word, term FROM unnest(%s::text[], %s::text[]) AS new (word, term)
        WHERE NOT EXISTS (SELECT FROM search_speltword known WHERE known.word = new.word)
    )
    {COUNTED.format(sign="")}
"""  # noqa: S608 (no value in it)


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage to be found."""

    key: str  # unique within its group and stable: "summary", "event:12", "postmortem:what-happened"
    kind: str  # "summary", "event", "factor", "action", "postmortem"
    place: str  # said before the snippet: "timeline, 13 March"
    text: str
    url: str  # path with anchor
    reader: Callable[[str], str] = str  # makes the text plain; called only when the passage is written
    title: str = ""  # plain; stands before the text, and its words count for more
    emphasis: float = 1.0  # how much it says of what the group is about, beside another of that length

    def digest(self, *, is_counted: bool) -> bytes:
        told = (str(VERSION), self.kind, self.place, self.url, self.title, self.text)
        told += (repr(self.emphasis), repr(is_counted))
        return hashlib.blake2b("\0".join(told).encode(errors="replace"), digest_size=16).digest()


class _Row(NamedTuple):
    """What INSERT takes, in its order."""

    group: int
    key: str
    part: int
    kind: str
    place: str
    url: str
    text: str
    emphasis: float
    digest: bytes
    is_counted: bool
    terms: str
    weights: str

    @property
    def telling(self) -> Telling:
        return Telling(self.key, self.part, self.emphasis, self.text)


@dataclass
class _Stored:
    """A passage that is there, with its parts."""

    kind: str
    digest: bytes
    rows: list[int] = field(default_factory=list)
    telling: list[Telling] = field(default_factory=list)


def store_passages(
    group: int,
    passages: Iterable[PassageText],
    *,
    kinds: Collection[str] | None = None,
    counted: bool = True,
) -> None:
    """Let the group's passages be exactly these; with `kinds`, its passages of these kinds.

    In the caller's transaction, so that text and index change together. One query reads what is there, and
    what changed is written with at most three; nobody who writes another group is waited for. Two who write
    the same group have to exclude one another themselves. Raises ValueError when a key comes twice.

    Without `counted` the passages stay out of the statistics of terms: those of a group that not everybody
    may see. When that changes, all passages of the group have to be handed over, not only some kinds.
    """
    store_all({group: passages}, kinds=kinds, uncounted=() if counted else (group,))


def store_all(
    groups: Mapping[int, Iterable[PassageText]],
    *,
    kinds: Collection[str] | None = None,
    uncounted: Collection[int] = (),
    happened_at: Mapping[int, datetime | None] | None = None,
) -> None:
    """`store_passages` for many groups, in as many queries as for one.

    `happened_at`: when what these groups tell happened, aware; a group that is not in it keeps its time.
    """
    with transaction.atomic():
        stored = _stored(groups)
        replaceable = {place: one for place, one in stored.items() if kinds is None or one.kind in kinds}
        gone, new = _difference(groups, replaceable, uncounted)
        with connection.cursor() as cursor:
            if gone:
                cursor.execute(DELETE, {"rows": [row for place in gone for row in stored[place].rows]})
            if new:
                words = {word: term for row in new for word, term in spelt_words(row.text).items()}
                columns = [list(column) for column in zip(*new, strict=True)]
                cursor.execute(INSERT, [*columns, list(words), list(words.values())])
        telling: dict[int, list[Telling]] = {group: [] for group in groups}
        for group, key in stored.keys() - gone:
            telling[group] += stored[group, key].telling
        for row in new:
            telling[row.group].append(row.telling)
        changed = {group for group, _ in gone} | {row.group for row in new}
        write_groups(telling, changed, happened_at or {})


def _stored(groups: Collection[int]) -> dict[tuple[int, str], _Stored]:
    """The passages of these groups, by group and key."""
    have: dict[tuple[int, str], _Stored] = {}
    for passage in Passage.objects.filter(group__in=groups).defer("place", "url"):
        one = have.setdefault((passage.group, passage.key), _Stored(passage.kind, bytes(passage.digest)))
        one.rows.append(passage.pk)
        one.telling.append(Telling(passage.key, passage.part, passage.emphasis, passage.text))
    return have


def _difference(
    groups: Mapping[int, Iterable[PassageText]],
    stored: Mapping[tuple[int, str], _Stored],
    uncounted: Collection[int],
) -> tuple[set[tuple[int, str]], list[_Row]]:
    """What of `stored` is not wanted any more, and the rows that are wanted and not stored."""
    gone, new = set(stored), []
    for group, passages in groups.items():
        for passage in _each_once(group, passages):
            place = (group, passage.key)
            digest = passage.digest(is_counted=group not in uncounted)
            if place in stored and stored[place].digest == digest:
                gone.remove(place)
            else:
                new += _rows(group, passage, digest, is_counted=group not in uncounted)
    return gone, new


def _each_once(group: int, passages: Iterable[PassageText]) -> Iterator[PassageText]:
    seen = set()
    for passage in passages:
        if passage.key in seen:
            raise ValueError(f"Two passages of group {group} have the key {passage.key!r}.")
        seen.add(passage.key)
        yield passage


def _rows(group: int, passage: PassageText, digest: bytes, *, is_counted: bool) -> Iterator[_Row]:
    """A row for each part of a passage."""
    title = readable(passage.title)
    text = "\n".join(part for part in (title, readable(passage.reader(passage.text))) if part)
    in_title, _ = positions_of(title)
    for part, told in enumerate(parts_of(text)):
        positions, length = positions_of(told)
        times = {term: len(places) for term, places in positions.items()}
        if part == 0:
            times |= {term: times.get(term, 0) + TIMES_IN_TITLE - 1 for term in in_title}
        weights = {term: weight(number, length) for term, number in times.items()}
        yield _Row(
            group, passage.key, part, passage.kind, readable(passage.place)[:300], passage.url, told,
            float(passage.emphasis), digest, is_counted, tsvector(positions), sparse_vector(weights),
        )  # fmt: skip


def parts_of(text: str) -> list[str]:
    """The text in parts of at most LONGEST_PART characters, cut at lines, sentences or words if it can be."""
    parts = []
    while len(text) > LONGEST_PART:
        cuts = (text.rfind(stop, LONGEST_PART // 2, LONGEST_PART) for stop in BREAKS)
        cut = next((found for found in cuts if found > 0), LONGEST_PART - 1) + 1
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text or not parts else parts


def quoted(term: str) -> str:
    """A term as tsvector and tsquery read it, whatever is in it."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def tsvector(positions: Mapping[str, list[int]]) -> str:
    """Terms and their positions as PostgreSQL reads them."""
    return " ".join(f"{quoted(term)}:{','.join(map(str, places))}" for term, places in positions.items())
