"""Keeping the passages of a group: what an app above hands over is what is found."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from search.bm25 import sparse_vector, weight
from search.models import Passage
from search.words import positions_of, readable

VERSION = 1  # raise it when the same text gives other terms or weights
LONGEST_PART = (
    6_000  # characters; then a sparsevec has fewer than 16,000 elements, a tsvector 16,383 positions
)
BREAKS = ("\n", ". ", " ")

# Both count the terms of what they wrote as well, so that nothing is counted that was not written.
COUNTED = """
    INSERT INTO search_termcount (term, passages)
    SELECT lexeme, {sign}count(*) FROM written, unnest(terms) GROUP BY lexeme
    UNION ALL SELECT '', {sign}count(*) FROM written HAVING count(*) > 0
"""
DELETE = f"""
    WITH gone AS (DELETE FROM search_passage WHERE id = ANY(%(rows)s)),
    written AS (DELETE FROM search_passageterms WHERE passage_id = ANY(%(rows)s) RETURNING terms)
    {COUNTED.format(sign="-")}
"""  # noqa: S608 (no value in it)
INSERT = f"""
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[],
            %s::text[], %s::bytea[], %s::text[], %s::text[])
            AS given (group_id, key, part, kind, place, url, text, digest, terms, weights)
    ), passage AS (
        INSERT INTO search_passage (group_id, key, part, kind, place, url, text, digest, version)
        SELECT group_id, key, part, kind, place, url, text, digest, {VERSION} FROM given
        RETURNING id, group_id, key, part
    ), written AS (
        INSERT INTO search_passageterms (passage_id, group_id, kind, terms, weights)
        SELECT id, group_id, kind, terms::tsvector, weights::sparsevec
        FROM passage JOIN given USING (group_id, key, part)
        RETURNING terms
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

    def digest(self) -> bytes:
        told = "\0".join((str(VERSION), self.kind, self.place, self.url, self.text))
        return hashlib.blake2b(told.encode(errors="replace"), digest_size=16).digest()


def store_passages(
    group: int, passages: Iterable[PassageText], *, kinds: Collection[str] | None = None
) -> None:
    """Let the group's passages be exactly these; with `kinds`, its passages of these kinds.

    In the caller's transaction, so that text and index change together. One query reads what is there, and
    what changed is written with at most two; nobody who writes another group is waited for. Two who write
    the same group have to exclude one another themselves. Raises ValueError when a key comes twice.
    """
    store_all({group: passages}, kinds=kinds)


def store_all(groups: Mapping[int, Iterable[PassageText]], *, kinds: Collection[str] | None = None) -> None:
    """`store_passages` for many groups, in as many queries as for one."""
    with transaction.atomic():
        have = _stored(list(groups), kinds)
        new: list[tuple[int, PassageText, bytes]] = []
        gone = {key: ids for key, (_, ids) in have.items()}
        for group, passages in groups.items():
            for passage in _each_once(group, passages):
                digest = passage.digest()
                if have.get((group, passage.key), (None,))[0] == digest:
                    del gone[group, passage.key]
                else:
                    new.append((group, passage, digest))
        with connection.cursor() as cursor:
            if gone:
                cursor.execute(DELETE, {"rows": [row for ids in gone.values() for row in ids]})
            if new:
                rows = (row for group, passage, digest in new for row in _rows(group, passage, digest))
                cursor.execute(INSERT, [list(column) for column in zip(*rows, strict=True)])


def _stored(groups: list[int], kinds) -> dict[tuple[int, str], tuple[bytes, list[int]]]:
    """By group and key: the digest, and the rows."""
    passages = Passage.objects.filter(group__in=groups)
    if kinds is not None:
        passages = passages.filter(kind__in=kinds)
    have: dict[tuple[int, str], tuple[bytes, list[int]]] = {}
    for pk, group, key, digest in passages.values_list("pk", "group", "key", "digest"):
        have.setdefault((group, key), (bytes(digest), []))[1].append(pk)
    return have


def _each_once(group: int, passages: Iterable[PassageText]) -> Iterator[PassageText]:
    seen = set()
    for passage in passages:
        if passage.key in seen:
            raise ValueError(f"Two passages of group {group} have the key {passage.key!r}.")
        seen.add(passage.key)
        yield passage


def _rows(group: int, passage: PassageText, digest: bytes) -> Iterator[tuple]:
    """What INSERT takes, for each part of a passage."""
    for part, text in enumerate(parts_of(readable(passage.reader(passage.text)))):
        positions, length = positions_of(text)
        weights = {term: weight(len(places), length) for term, places in positions.items()}
        yield (
            group, passage.key, part, passage.kind, readable(passage.place)[:300], passage.url, text, digest,
            tsvector(positions), sparse_vector(weights),
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
