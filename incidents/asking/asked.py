"""What somebody asks of the incidents: the words, the fields with what they mean, and what cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.reading import today_of
from incidents.asking.addresses import text_of
from incidents.asking.chips import Chip, chips_of
from incidents.asking.conditions import Condition, Now, condition_of, mechanism_condition
from incidents.asking.fields import FIELDS, KINDS, NAMES
from incidents.asking.meaning import REFERENCE, Asker, meaning_of, shown, wanted_of
from incidents.asking.values import TEXT, Eyes, Known, look_up
from incidents.models import Incident
from search.finding import groups_with, matching_groups
from search.query import Clause, Query, Unknown, read_query
from search.words import tokens_of

# What values that exclude one another leave: no factor has this role, no passage is of this kind.
NO_ROLE = NO_KIND = ("",)


@dataclass(frozen=True, slots=True)
class Asked:
    """`bool()` of it: whether anything is asked for that finds something."""

    text: str
    query: Query
    now: Now
    conditions: tuple[Condition, ...] = ()  # every one must hold
    kinds: tuple[str, ...] = ()  # of passages, as they are kept; none: all of them
    problems: tuple[str, ...] = ()  # sentences: what means nothing, and what to do
    left_out: tuple[str, ...] = ()  # fields as written that would narrow the result and mean nothing
    chips: tuple[Chip, ...] = field(default=(), repr=False)

    @classmethod
    def read(
        cls,
        text: str,
        *,
        user,
        now: datetime | None = None,
        typing: bool = False,
        visible: QuerySet | None = None,
    ) -> Asked:
        """Read a query as this person asks it. Never raises. One look at the database, none for words alone.

        `now` is aware; it matters to “last-week”, to what is overdue and to what is still going on. While the
        person is `typing`, the last word or value may be unfinished: nothing is said of it. `visible`: other
        incidents than those that the person may see, for whoever may see all.
        """
        at = now or timezone.now()
        asker = Asker(user, Now(at, today_of(user, at)))
        query = read_query(text, fields=NAMES, typing=typing)
        visible = Incident.objects.visible_to(user) if visible is None else visible
        return _Reading(query, asker, visible, typing=typing).asked()

    @classmethod
    def from_address(cls, parameters, *, user, **options) -> Asked:
        """Read `?q=…`, and parameters of old addresses (`severity=SEV1,SEV2`) as fields of the same text."""
        return cls.read(text_of(parameters), user=user, **options)

    def __bool__(self):
        return bool(self.query or self.conditions or self.kinds)

    @property
    def is_plain(self) -> bool:
        """Whether nothing but words is asked for."""
        return not self.conditions and not self.kinds

    @property
    def notes(self) -> tuple[str, ...]:
        """All that is to be said about how the text was read."""
        return (*self.query.notes, *self.problems)

    @property
    def number(self) -> int | None:
        """The number of the one incident that is looked through."""
        named = [one for one in self.conditions if one.field == "incident" and not one.negated]
        return named[0].known[0].key if len(named) == 1 and len(named[0].known) == 1 else None

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that the factors of `mechanism:` must have, because `role:` says so; (): any."""
        if not any(self._takes_role(one) for one in self._each()):
            return ()
        told = [set(one.values) for one in self.conditions if _is_role(one)]
        if not told:
            return ()
        common = set.intersection(*told)
        return tuple(sorted(common)) or NO_ROLE

    def among(self, visible: QuerySet) -> QuerySet:
        """Those of `visible`, the incidents that the person may see, that all fields leave."""
        return visible.filter(*(self.condition(one) for one in self.conditions))

    def answering(self, visible: QuerySet) -> QuerySet:
        """Those of `visible` that answer, words and fields alike, in no order; none where nothing is asked.

        Words are taken as they are written, without corrections.
        """
        return self.among(self.with_words(visible)) if self else visible.none()

    def with_words(self, visible: QuerySet) -> QuerySet:
        """Those of `visible` that have the words, and not those that are excluded, whatever the fields."""
        if self.query:
            found = Q(pk__in=matching_groups(self.query, kinds=self.kinds))
            if named := REFERENCE.fullmatch(self.query.only_word):
                found |= Q(number=int(named[1]))
            return visible.filter(found)
        if self and self.query.excluded:
            return visible.exclude(pk__in=groups_with(self.query.excluded))
        return visible

    def condition(self, one: Condition) -> Q:
        """What one of `conditions` demands alone.

        `mechanism:` takes the roles of `role:` with it, which demands nothing by itself then.
        """
        if one.either:
            found = Q(pk__in=[])
            for other in one.either:
                found |= self.condition(other)
            return found
        if one.field == "mechanism":
            found = mechanism_condition(one.known, () if one.negated else self.roles)
        elif _is_role(one) and self.roles:
            return Q()
        else:
            found = condition_of(one.field, one.known, self.now)
        return ~found if one.negated else found

    def _each(self) -> Iterable[Condition]:
        for one in self.conditions:
            yield from one.either or (one,)

    @staticmethod
    def _takes_role(one: Condition) -> bool:
        return one.field == "mechanism" and not one.negated and any(not known.role for known in one.known)


def _is_role(one: Condition) -> bool:
    return one.field == "role" and not one.negated


class _Reading:
    """What the parts of one query mean to one person."""

    def __init__(self, query: Query, asker: Asker, visible: QuerySet, *, typing: bool):
        self.query = query
        self.asker = asker
        self.typing = typing
        self.problems: list[str] = []
        self.left_out: list[str] = []
        self.used: dict[int, Condition] = {}  # by where their clause stands
        wanted = wanted_of([*query.clauses, *(clause for group in query.either for clause in group)])
        wanted[TEXT] = {term for one in query.unknown if (term := _identifier(one))}
        self.index = look_up(wanted, Eyes(asker.user, visible))

    def asked(self) -> Asked:
        kinds = list(KINDS)
        conditions = []
        for clause in self.query.clauses:
            condition = self._condition(clause)
            if condition and condition.field == "in" and self.query:
                kinds = [kind for kind in kinds if (kind in condition.values) is not condition.negated]
            elif condition:
                conditions.append(_without_words(condition))
            else:
                self._leave_out(clause)
        for group in self.query.either:
            condition = self._either(group)
            if condition:
                conditions.append(condition)
            else:
                self._leave_out(*group)
        conditions.sort(key=lambda one: one.start)
        for unknown in self.query.unknown:
            self._say_unknown(unknown)
        return Asked(
            self.query.text,
            self.query,
            self.asker.now,
            tuple(conditions),
            _as_asked(kinds),
            tuple(dict.fromkeys(self.problems)),
            tuple(self.left_out),
            tuple(chips_of(self.query, self.used)),
        )

    def _condition(self, clause: Clause) -> Condition | None:
        """What it means; None where that is nothing, which is said unless it is still being typed."""
        meaning = meaning_of(clause, self.index, self.asker)
        if not (self.typing and clause.end == len(self.query.text)):
            self.problems += meaning.problems
        if not meaning.known:
            return None
        found = Condition(NAMES[clause.name], meaning.known, clause.negated, clause.start, clause.end)
        self.used[clause.start] = found
        return found

    def _either(self, group: tuple[Clause, ...]) -> Condition | None:
        """Fields that ORs join; those that mean nothing are left out."""
        found = []
        for clause in group:
            if NAMES[clause.name] == "in":
                self.problems.append("“in:” says where the words stand, so no OR can stand beside it.")
            elif condition := self._condition(clause):
                found.append(condition)
        return Condition("", start=group[0].start, end=group[-1].end, either=tuple(found)) if found else None

    def _leave_out(self, *clauses: Clause) -> None:
        self.left_out.append(self.query.text[clauses[0].start : clauses[-1].end])

    def _say_unknown(self, unknown: Unknown) -> None:
        """Unless it is an identifier that texts have (kube:proxy), or not yet finished."""
        near = get_close_matches(unknown.name, NAMES, n=1, cutoff=0.75)
        if self.typing and unknown.end == len(self.query.text):
            return
        if not near and self.index[TEXT].get(_identifier(unknown)):
            return
        remedy = f"Did you mean “{near[0]}:”?" if near else f"Fields are {', '.join(FIELDS)}."
        self.problems.append(
            f"There is no field “{unknown.name}”, so “{shown(unknown.text)}” was searched as words. {remedy}"
        )


def _identifier(unknown: Unknown) -> str:
    """The term that the texts would have; "" for no identifier."""
    token = next((token for _, token in tokens_of(unknown.text)), None)
    return token.wholes[0].term if token and token.wholes else ""


def _without_words(condition: Condition) -> Condition:
    """Where no words can stand in them, `in:` asks for passages of these kinds, and `-in:` for other ones."""
    if condition.field != "in" or not condition.negated:
        return condition
    others = tuple(Known(kind, label) for kind, label in KINDS.items() if kind not in condition.values)
    return replace(condition, known=others, negated=False)


def _as_asked(kinds: list[str]) -> tuple[str, ...]:
    """Kinds of passages as they are looked for: all of them need not be said, and none must be."""
    if len(kinds) == len(KINDS):
        return ()
    return tuple(kinds) or NO_KIND
