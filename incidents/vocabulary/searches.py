"""Saved searches say a word by its present name, also once it is called otherwise or was merged.

Old names lead to their word anyway. But a name can be taken anew by another word, and a search that somebody
keeps must not come to mean that one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db.models import Q
from django.db.models.functions import Lower

from incidents.asking.fields import NAMES
from incidents.asking.writing import clause
from incidents.models import Component, Mechanism, SavedSearch
from incidents.models.word import Word
from incidents.vocabulary.places import Place, register
from search.query import Clause, read_query


def follow(word: Word, *, has_grown: bool = False) -> None:
    """Let saved searches that say a former name of this word say its present one.

    What they find is not told anew. `has_grown`: another word went into this one, so that those which say it
    find more than they did, which is not news either.
    """
    old = _former([word])[word.pk]
    now = {word.name.lower(), now_called(word).lower()} if has_grown else set()
    keep = _kept(word, old)
    for search in _saying(old | now).order_by("pk").select_for_update(of=("self",)):
        text = renamed(search.query, word.kind, old, now_called(word), keep=keep)
        if text != search.query or _values(text, word.kind) & now:
            SavedSearch.objects.filter(pk=search.pk).update(query=text, known_at=None)


def renamed(text: str, field: str, old: Collection[str], new: str, *, keep: Collection[str] = ()) -> str:
    """A query text in which the values `old` (lower case) of a field are `new`; all else stays as it is.

    `keep`: those of `old` that mean something else as well, and stay beside it.
    """
    query = read_query(text, fields=NAMES)
    clauses = [*query.clauses, *(one for group in query.either for one in group)]
    found, changed = query.text, False
    for one in sorted(clauses, key=lambda one: one.start, reverse=True):
        if NAMES.get(one.name) == field and any(_last(value) in old for value in one.values):
            found = found[: one.start] + _said(one, old, new, keep) + found[one.end :]
            changed = True
    return found if changed else text


def now_called(word: Word) -> str:
    """How a query says the word."""
    return word.slug if isinstance(word, Mechanism) else word.name


def _said(one: Clause, old: Collection[str], new: str, keep: Collection[str]) -> str:
    values: list[str] = []
    for value in one.values:
        role, _, name = value.rpartition("/")
        if name.lower() not in old or (role and value.lower() in old):
            name, role = value, ""
        if name.lower() in old:
            values += [name] if name.lower() in keep else []
            name = new
        values.append(f"{role}/{name}" if role else name)
    return clause(f"-{one.name}" if one.negated else one.name, dict.fromkeys(values))


def _last(value: str) -> str:
    """A value without the role that may stand before a mechanism (trigger/version-skew)."""
    return value.rpartition("/")[2].lower()


def _former(words: Sequence[Word]) -> dict[int, set[str]]:
    """By word, what it was called (in lower case) and neither it nor one beside it is now. Two queries."""
    model = type(words[0])
    names: dict[int, set[str]] = {word.pk: set() for word in words}
    for row in model.former_model().objects.filter(word__in=words):
        names[row.word_id] |= {row.name.lower(), getattr(row, "slug", row.name)}
    wanted = sorted(set().union(*names.values()))
    now = model.objects.alias(lower=Lower("name")).filter(lower__in=wanted) if wanted else ()
    taken = {(_owner(word), word.name.lower()) for word in now}
    return {
        word.pk: {
            name for name in names[word.pk] - {now_called(word).lower()} if (_owner(word), name) not in taken
        }
        for word in words
    }


def _owner(word: Word) -> int | None:
    """The organisation among whose components a name is given once; None for other words."""
    return getattr(word, "organisation_id", None)


def _kept(word: Word, old: Collection[str]) -> set[str]:
    """Those of the names that components of other organisations have now."""
    if not isinstance(word, Component):
        return set()
    rows = Component.objects.exclude(organisation=word.organisation_id)
    return {name for name in old if rows.filter(name__iexact=name).exists()}


def _saying(names: Collection[str]):
    """Saved searches that may say one of these names."""
    asked = Q(pk__in=[])
    for name in names:
        asked |= Q(query__icontains=name.replace('"', '""'))
    return SavedSearch.objects.filter(asked)


def _numbers(words: Sequence[Word]) -> dict[int, int]:
    """How many saved searches name each word, now or by a former name."""
    former = _former(words)
    names = {word.pk: {word.name.lower(), now_called(word).lower()} | former[word.pk] for word in words}
    texts = _saying(set().union(*names.values())).values_list("query", flat=True)
    numbers = dict.fromkeys(names, 0)
    for text in texts:
        said = _values(text, words[0].kind)
        for key, mine in names.items():
            numbers[key] += bool(said & mine)
    return numbers


def _values(text: str, field: str) -> set[str]:
    query = read_query(text, fields=NAMES)
    clauses = [*query.clauses, *(one for group in query.either for one in group)]
    return {_last(value) for one in clauses if NAMES.get(one.name) == field for value in one.values}


SEARCHES = Place(
    "saved search",
    "saved searches",
    numbers=_numbers,
    move=lambda word, other: follow(other, has_grown=True),
    rename=lambda word, old: follow(word),
    taken=follow,
)


def add() -> None:
    """Register saved searches as a place of every kind of word, once."""
    for kind in ("mechanism", "tag", "component"):
        register(kind, SEARCHES)
