"""How a query is carried out: which passages are looked at, and what each term is worth.

Statistics say what a term is worth and in which order words are tried, never whether there is something to be
found: they may be behind, and they leave out what not everybody may see.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from search.beginnings import completions, shortened
from search.bm25 import idf, sparse_vector
from search.expanding import Also, forms_in
from search.knowing import known_of
from search.passages import quoted
from search.pasting import is_pasted
from search.query import Query, Sought
from search.sought import phrase_of, words_of
from search.spelling import Correction, doubts_of, likeliest
from search.words import LONGEST_TERM, STOP_WORDS, tokens_of

# Passages that are looked at for a query's rarest words before its commoner ones stop adding some.
ENOUGH = 3_000
MOST_RANKED = 12  # words that are weighed one by one; further ones count within a passage only
UNFINISHED = 0.8  # what a word that goes on is worth, beside the word that was typed so far
MEANS_THE_SAME = 0.9  # what another form is worth, beside the one that was typed
READ_INSTEAD = 0.95  # what a word is worth that was read instead of the one that was typed
NAMED_IN_A_MESSAGE = 3.0  # what a name is worth in a message that was pasted, beside its words
SHORT_NUMBER = 4  # digits
NO_NAME = re.compile(r"[\d.:/_-]*\Z|\d{4}-\d\d-|0x[0-9a-fA-F]+\Z")


@dataclass(frozen=True, slots=True)
class Needle:
    """One thing wanted: passages that have it, about how many those are, and what its terms are worth."""

    condition: str  # a tsquery
    passages: int  # 0 where statistics know of none
    worth: Mapping[str, float]
    idf: float  # what it is worth to a group that it has the needle at all

    @property
    def vector(self) -> str:
        return sparse_vector(self.worth)


@dataclass(frozen=True, slots=True)
class Look:
    """Passages that are looked at."""

    candidates: str  # a passage that fulfils it is a hit
    passages: int  # about how many do


@dataclass(frozen=True, slots=True)
class Plan:
    """A query for this database as it is now. Conditions are tsqueries; "" is none."""

    needles: tuple[Needle, ...]  # the rarest first, and then those that statistics do not know
    candidates: str  # a passage that fulfils it has something of what is wanted
    required: tuple[str, ...]  # each is fulfilled by a passage of the group
    excluded: str  # is fulfilled by no passage of the group
    also: tuple[Also, ...] = ()  # other forms that are looked for
    corrections: tuple[Correction, ...] = ()  # words that are read as others
    marks: tuple[Sought, ...] = ()  # what is looked for besides what was typed
    # First for the rarest needles; and for all of them, for when that does not fill a page.
    looks: tuple[Look, ...] = ()

    def __bool__(self):
        return bool(self.candidates)

    @property
    def vector(self) -> str:
        """All that is wanted, each term once."""
        worth: dict[str, float] = {}
        for needle in self.needles:
            worth |= {term: max(value, worth.get(term, 0)) for term, value in needle.worth.items()}
        return sparse_vector(worth)


def plan_of(query: Query, *, within: QuerySet | None = None, doubts_all: bool = False) -> Plan:
    """Ask how common the terms are, and decide. One query, none where nothing is looked for.

    With `within`, which gives the groups that the person may read, words that hardly any of their passages
    has are looked for as others that are spelt alike; `doubts_all`: whatever statistics say of them.
    """
    return _Planning(query, within, doubts_all).plan() if query else Plan((), "", (), "")


def phrase_condition(sought: Sought) -> str:
    """The pieces next to one another; an identifier also as one term, however its pieces were cut."""
    row = " <-> ".join(quoted(piece) for piece in sought.pieces)
    if sought.whole and sought.whole not in sought.pieces:
        return f"({quoted(sought.whole)} | ({row}))"
    return f"({row})"


def condition_of(sought: Sought) -> str:
    """Exactly what was asked for: a phrase, a word or a beginning."""
    return f"{quoted(sought.beginning)}:*" if sought.beginning else phrase_condition(sought)


def _any_of(conditions: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(conditions))


class _Planning:
    def __init__(self, query: Query, within: QuerySet | None, doubts_all: bool):
        self.query = query
        self.unfinished = _unfinished(query)
        self.is_pasted = is_pasted(query.text)
        self.beginnings = [one.beginning for one in self._all_sought() if one.beginning]
        terms = {term for one in self._all_sought() for term in (*one.all_terms, *_parts_of(one))}
        terms |= {term for one in self.beginnings for term in shortened(one)} | {""}
        doubts = doubts_of(query) if within is not None else []
        known = known_of(terms, doubts, within, beginnings=self.beginnings, all_of_them=doubts_all)
        self.counts = known.counts
        self.total = self.counts.get("", 0)
        self.also = forms_in(query, known.sets)
        self.forms = {one: tuple(phrase_of(form) for form in one.forms) for one in self.also}
        spared = {word.exact for one in self.also for word in one.words}
        likely = likeliest(doubts, known.candidates)
        self.corrections = tuple(one for one in likely if one.term not in spared)
        self.instead = {one.term: phrase_of(one.read) for one in self.corrections}
        self.completions = completions(known.begun, self.counts, unfinished=query.prefix)

    def _all_sought(self) -> list[Sought]:
        query = self.query
        members = [one for group in query.alternatives for one in group]
        return [*query.terms, *query.phrases, *query.prefixes, *members, *self.unfinished]

    def plan(self) -> Plan:
        query = self.query
        needles = [*self._words(), *(self._beginning(one) for one in (*query.prefixes, *self.unfinished))]
        phrases = [self._phrase(one) for one in query.phrases]
        groups = [self._group(group) for group in query.alternatives]
        required = tuple(needle.condition for needle in (*phrases, *groups))
        candidates = _any_of([*(needle.condition for needle in _in_order(needles)), *required])
        return Plan(
            needles=tuple(_in_order([*needles, *phrases, *groups])),
            candidates=candidates,
            looks=tuple(dict.fromkeys((_look(_enough(needles), required), _look(needles, required)))),
            required=required if required != (candidates,) else (),  # every hit has the only one already
            excluded=_any_of(condition_of(one) for one in query.excluded),
            also=self.also,
            corrections=self.corrections,
            marks=(*self.instead.values(), *(form for forms in self.forms.values() for form in forms)),
        )

    # Words

    def _words(self) -> list[Needle]:
        """A needle for each word, and for each form of a set one for all of its words."""
        told = {word.key: one for one in self.also for word in one.words}
        needles = [self._form(one) for one in self.also]
        for sought in self.query.terms:
            if sought.key not in told:
                needle = self._corrected(sought, self._word(sought))
                is_name = self.is_pasted and _is_name(sought) and self._count(sought.exact)
                needles.append(_worth_more(needle, NAMED_IN_A_MESSAGE) if is_name else needle)
        return needles

    def _word(self, sought: Sought) -> Needle:
        """A word; an identifier as it is, or where nobody wrote it so, its parts."""
        having = self._count(sought.exact)
        if not sought.whole and not sought.parts:
            value = idf(having, self.total)
            return Needle(quoted(sought.exact), having, {sought.exact: value}, value)
        if having:
            terms = (sought.exact, *sought.pieces)
            condition = quoted(sought.exact)
            if len(sought.pieces) > 1:
                condition = f"({condition} | ({' & '.join(map(quoted, sought.pieces))}))"
            worth = self._worth(terms)
            return Needle(condition, having, worth, max(worth.values()))
        return self._in_parts(sought)

    def _in_parts(self, sought: Sought) -> Needle:
        """An identifier that nobody wrote, as far as is known: from a log, as a rule."""
        parts = _parts_of(sought)
        telling = [part for part in parts if not (part.isdigit() and len(part) <= SHORT_NUMBER)]
        if any(map(self._count, telling)) or len(self.query.terms) > 1:
            parts = telling  # the numbers of a time or a line would only be noise
        known = [part for part in parts if self._count(part)] or telling or parts
        return Needle(  # parts that no statistics have are looked for, too
            _any_of([*map(quoted, (sought.exact, *parts)), " & ".join(map(quoted, sought.pieces))]),
            sum(map(self._count, parts)),
            self._worth([*parts, sought.exact]),
            max(self._worth(known).values(), default=idf(0, self.total)),
        )

    def _corrected(self, sought: Sought, needle: Needle) -> Needle:
        """The needle, or what was read instead of the word, or both."""
        if sought.exact not in self.instead:
            return needle
        read = self._word(self.instead[sought.exact])
        worth = {term: value * READ_INSTEAD for term, value in read.worth.items()}
        return Needle(
            _any_of([needle.condition, read.condition]),
            needle.passages + read.passages,
            needle.worth | worth if needle.passages else worth | needle.worth,
            read.idf,
        )

    def _form(self, also: Also) -> Needle:
        """What was typed, and the forms that mean the same: as rare as all of them together."""
        kept = {one.key for one in self.query.terms}
        typed = [self._word(word) for word in also.words if word.key in kept or len(also.words) == 1]
        forms = self.forms[also]
        having = min((needle.passages for needle in typed), default=0) + sum(map(self._having, forms))
        value = idf(having, self.total) if len(typed) < 2 else sum(needle.idf for needle in typed)
        worth: dict[str, float] = {}
        for form in forms:
            worth |= self._worth_of_form(form, MEANS_THE_SAME * value)
        for needle in typed:
            worth |= needle.worth
        if len(typed) == 1:  # all forms are worth the same, or the rarest would win
            worth |= {word.exact: value for word in also.words if len(also.words) == 1}
        conditions = [*(needle.condition for needle in typed), *map(phrase_condition, forms)]
        passages = sum(needle.passages for needle in typed) + sum(map(self._having, forms))
        return Needle(_any_of(conditions), passages, worth, value)

    def _having(self, form: Sought) -> int:
        """About how many passages have a form: at most as many as have its rarest word."""
        return self._count(form.exact) if form.exact else min(map(self._count, form.pieces))

    def _worth_of_form(self, form: Sought, value: float) -> dict[str, float]:
        """A passage may have one word of a form alone, so each has only its share."""
        if form.exact:
            return {form.exact: value}
        telling = [piece for piece in form.pieces if piece not in STOP_WORDS] or form.pieces
        return {term: min(worth, value / len(telling)) for term, worth in self._worth(telling).items()}

    # Phrases, groups with OR, beginnings

    def _phrase(self, sought: Sought) -> Needle:
        """Worth its words; it is a condition of its own, however common."""
        worth = self._worth(term for term in (sought.whole, *sought.pieces) if term)
        having = min(self._count(term) for term in worth)
        return Needle(phrase_condition(sought), having, worth, max(worth.values()))

    def _group(self, members: Iterable[Sought]) -> Needle:
        """One of these must be there."""
        each = [self._beginning(one) if one.beginning else self._phrase(one) for one in members]
        worth: dict[str, float] = {}
        for needle in each:
            worth |= {term: max(value, worth.get(term, 0)) for term, value in needle.worth.items()}
        conditions = (condition_of(one) if one.beginning else phrase_condition(one) for one in members)
        return Needle(
            f"({_any_of(conditions)})",
            sum(needle.passages for needle in each),
            worth,
            min(needle.idf for needle in each),
        )

    def _beginning(self, sought: Sought) -> Needle:
        """One needle for all that a beginning may be.

        All are worth the same, or the rarest completion would win; the word as typed is worth more.
        """
        found = self.completions[sought.beginning[:LONGEST_TERM]]
        having = sum(found.terms.values())
        value = idf(having, self.total)
        worth = dict.fromkeys(found.terms, UNFINISHED * value)
        if not self._count(sought.exact) and found.terms:
            return Needle(found.condition, having, dict.fromkeys(found.terms, value), value)
        typed = self._word(replace(sought, beginning=""))
        return Needle(
            _any_of([typed.condition, found.condition]),
            typed.passages + having,
            worth | typed.worth,
            typed.idf,
        )

    # Statistics

    def _count(self, term: str) -> int:
        return max(self.counts.get(term, 0), 0)

    def _worth(self, terms: Iterable[str]) -> dict[str, float]:
        return {term: idf(self._count(term), self.total) for term in terms}


def _is_name(sought: Sought) -> bool:
    """Whether it is an identifier: neither a word nor a number, a time or a place in memory."""
    is_word = sought.text.isalpha() and not sought.parts
    return not is_word and not NO_NAME.match(sought.text)


def _worth_more(needle: Needle, times: float) -> Needle:
    worth = {term: value * times for term, value in needle.worth.items()}
    return replace(needle, worth=worth, idf=needle.idf * times)


def _in_order(needles: list[Needle]) -> list[Needle]:
    """The rarest first, and then those of which nothing is known."""
    return sorted(needles, key=lambda needle: (not needle.passages, needle.passages))


def _enough(needles: list[Needle]) -> list[Needle]:
    """The rarest needles, until they bring enough passages to rank.

    A passage that has only the commoner words of a query stands behind those that have a rarer one, so it
    need not be looked at first; where there are no more than ENOUGH, all of them are.
    """
    chosen: list[Needle] = []
    passages = 0
    for needle in _in_order(needles):
        if not chosen or not needle.passages or passages + needle.passages <= ENOUGH:
            chosen.append(needle)
            passages += needle.passages
    return chosen


def _look(needles: list[Needle], required: Collection[str]) -> Look:
    conditions = [needle.condition for needle in _in_order(needles)]
    return Look(_any_of([*conditions, *required]), sum(needle.passages for needle in needles))


def _unfinished(query: Query) -> list[Sought]:
    """The unfinished word as if it were finished, with its beginning."""
    return [replace(word, beginning=query.prefix, parts=()) for word in words_of(query.prefix)][-1:]


def _parts_of(sought: Sought) -> list[str]:
    """What an identifier is made of: the wholes within it, its pieces and what humps divide."""
    wholes = [whole.term for _, token in tokens_of(sought.text) for whole in token.wholes[1:]]
    terms = dict.fromkeys((*wholes, *sought.pieces, *sought.parts))
    return [term for term in terms if term not in STOP_WORDS]
