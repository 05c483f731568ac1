"""What two incidents have in common, what sets them apart, and what cannot be told. Pure.

Everything that is said stands on places of both. What one of them does not tell is no difference: it is said
not to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from incidents.models import ContributingFactor, Incident
from incidents.similar.doing import done, shared_deeds
from incidents.similar.rates import Rates
from incidents.similar.story import Deed, Factor, Place, Story
from incidents.similar.wording import in_sentence, listed, quoted, shared_words
from timelines.when import When

Role = ContributingFactor.Role

AS = {
    Role.TRIGGER: "as trigger",
    Role.CONTRIBUTING: "as contributing factor",
    Role.AGGRAVATING: "as what made it worse",
    Role.HINDERED_DETECTION: "as what hindered detection",
    Role.HINDERED_RECOVERY: "as what hindered recovery",
    Role.LIMITED_HARM: "as what limited harm",
}
ROLE_WORTH = {
    Role.TRIGGER: 1.0,
    Role.CONTRIBUTING: 0.7,
    Role.AGGRAVATING: 0.7,
    Role.HINDERED_DETECTION: 0.6,
    Role.HINDERED_RECOVERY: 0.6,
    Role.LIMITED_HARM: 0.4,
}
OTHER_ROLE = 0.4  # of a mechanism's worth, where it played another part there
WORD_WORTH = 0.1  # of each word that the statements share
CHAIN_WORTH = {2: 0.2, 3: 0.5}  # for so many steps of trigger, propagation and recovery in common
COMPONENT_WORTH = 0.5
NAMESAKE_WORTH = 0.25  # of a component of that name in another organisation
ORGANISATION_WORTH = 0.1
SAME_TIME_WORTH = 0.8  # of one organisation, which is mostly one incident told twice
DAY = timedelta(days=1)
MOST_NAMED = 3  # components, or what set them apart, in one sentence


class Step(StrEnum):
    """The steps of a story, in the order in which a sentence tells them."""

    TRIGGER = "trigger"
    PROPAGATION = "propagation"
    RECOVERY = "recovery"
    OTHER_PART = "other part"  # the same mechanism, which played another part there
    HINDRANCE = "hindrance"
    AFFECTED = "affected"
    WORDS = "words"
    ORGANISATION = "organisation"


STEP = {
    Role.TRIGGER: Step.TRIGGER,
    Role.CONTRIBUTING: Step.PROPAGATION,
    Role.AGGRAVATING: Step.PROPAGATION,
    Role.HINDERED_DETECTION: Step.HINDRANCE,
    Role.HINDERED_RECOVERY: Step.HINDRANCE,
    Role.LIMITED_HARM: Step.HINDRANCE,
}
CHAIN = (Step.TRIGGER, Step.PROPAGATION, Step.RECOVERY)


@dataclass(frozen=True, slots=True)
class Shared:
    """One thing that both have: “version skew as trigger”, with the places on both sides that say so.

    - worth: what it adds to the score. seen: how many incidents have it, where that was counted.
    """

    step: Step
    text: str
    here: tuple[Place, ...]
    there: tuple[Place, ...]
    worth: float
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that both tell, and tell differently."""

    text: str
    here: tuple[Place, ...]
    there: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """shared: in the order of the story. untold: what one of them does not say, “the trigger there”."""

    shared: tuple[Shared, ...]
    differences: tuple[Difference, ...] = ()
    untold: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """The same for the same evidence: it is added up in one order, and rounded."""
        steps = {one.step for one in self.shared}
        chain = CHAIN_WORTH.get(sum(step in steps for step in CHAIN), 0.0)
        return round(sum(sorted(one.worth for one in self.shared)) + chain, 4)

    @property
    def says_something(self) -> bool:
        """Whether they share more than where they happened."""
        return any(one.step is not Step.ORGANISATION for one in self.shared)

    def with_words(self, words: Shared) -> Comparison:
        """The same, and what the words of both share."""
        steps = list(Step)
        shared = sorted((*self.shared, words), key=lambda one: steps.index(one.step))
        return replace(self, shared=tuple(shared))


def compare(here: Story, there: Story, rates: Rates) -> Comparison:
    """Two incidents, the one that is read first. `rates`: of all mechanisms and components of `here`."""
    shared = [
        *_mechanisms(here, there, rates),
        *_recovery(here, there),
        *_components(here, there, rates),
        *_organisation(here, there),
    ]
    steps = list(Step)
    shared.sort(key=lambda one: (steps.index(one.step), -one.worth, one.text))
    return Comparison(tuple(shared), tuple(_differences(here, there)), tuple(_untold(here, there)))


# What both have


def _mechanisms(here: Story, there: Story, rates: Rates) -> Iterator[Shared]:
    for slug in sorted(here.mechanisms & there.mechanisms):
        seen = rates.mechanisms.get(slug, 0)
        rarity = rates.rarity(seen)
        mine, theirs = (_by_role(story.factors, slug) for story in (here, there))
        same = [role for role in AS if role in mine and role in theirs]
        for role in same:
            yield _same_role(role, mine[role], theirs[role], rarity=rarity, seen=seen)
        if not same:
            yield _other_role(mine, theirs, rarity=rarity, seen=seen)


def _by_role(factors: Iterable[Factor], slug: str) -> dict[str, list[Factor]]:
    found: dict[str, list[Factor]] = {}
    for factor in factors:
        if factor.mechanism == slug:
            found.setdefault(factor.role, []).append(factor)
    return found


def _same_role(
    role: str, mine: Sequence[Factor], theirs: Sequence[Factor], *, rarity: float, seen: int
) -> Shared:
    name = mine[0].mechanism_name
    words = _words_of_both(mine, theirs, without=name)
    said = f" ({quoted(words)})" if words else ""
    return Shared(
        STEP[role],
        f"{in_sentence(name)} {AS[role]}{said}",
        _places(mine),
        _places(theirs),
        worth=ROLE_WORTH[role] * rarity + WORD_WORTH * len(words),
        seen=seen,
    )


def _other_role(mine: dict, theirs: dict, *, rarity: float, seen: int) -> Shared:
    """One mechanism that played different parts: said by the weightiest part on each side."""
    role, other = (next(role for role in AS if role in side) for side in (mine, theirs))
    name = in_sentence(mine[role][0].mechanism_name)
    worth = OTHER_ROLE * min(ROLE_WORTH[role], ROLE_WORTH[other]) * rarity
    return Shared(
        Step.OTHER_PART,
        f"{name} ({AS[role]} here, {AS[other]} there)",
        _places(mine[role]),
        _places(theirs[other]),
        worth,
        seen,
    )


def _words_of_both(mine: Sequence[Factor], theirs: Sequence[Factor], *, without: str) -> list[str]:
    one, other = (" ".join(factor.statement for factor in side) for side in (mine, theirs))
    return shared_words(one, other, without=without)


def _places(factors: Iterable[Factor]) -> tuple[Place, ...]:
    """Each factor, then each event that they stand on."""
    factors = list(factors)
    events = [place for factor in factors for place in factor.places[1:]]
    return tuple(dict.fromkeys([*(factor.places[0] for factor in factors), *events]))


def _recovery(here: Story, there: Story) -> Iterator[Shared]:
    for deed in shared_deeds(here.deeds, there.deeds):
        text = f"recovered by {deed.text}"
        yield Shared(Step.RECOVERY, text, (deed.here.place,), (deed.there.place,), deed.worth)


def _components(here: Story, there: Story, rates: Rates) -> Iterator[Shared]:
    theirs = {name.lower(): place for name, place in there.components}
    is_same = _are_same(here.organisation, there.organisation)
    for name, place in sorted(here.components):
        key = name.lower()
        if key in theirs:
            seen = rates.components.get(key, 0)
            worth = (COMPONENT_WORTH if is_same else NAMESAKE_WORTH) * rates.rarity(seen)
            yield Shared(Step.AFFECTED, f"{name} affected", (place,), (theirs[key],), worth, seen)


def _organisation(here: Story, there: Story) -> Iterator[Shared]:
    if not _are_same(here.organisation, there.organisation):
        return
    text = f"at {here.organisation}"
    if here.began and there.began and _at_once(here.began[0], there.began[0]):
        text = f"at {here.organisation} at the same time"
        places = (here.began[1],), (there.began[1],)
        yield Shared(Step.ORGANISATION, text, *places, SAME_TIME_WORTH)
    else:
        yield Shared(Step.ORGANISATION, text, (here.place,), (there.place,), ORGANISATION_WORTH)


def _at_once(one: When, other: When) -> bool:
    """Whether both are known to within a day, and may be the same moment."""
    if any(when.is_open or when.latest - when.earliest > DAY for when in (one, other)):
        return False
    return one.earliest < other.latest and other.earliest < one.latest


def _are_same(one: str, other: str) -> bool:
    return bool(one) and one.lower() == other.lower()


# What sets them apart

APART = {
    Role.TRIGGER: "the trigger was",
    Role.HINDERED_DETECTION: "detection was hindered by",
    Role.HINDERED_RECOVERY: "recovery was hindered by",
}


def _differences(here: Story, there: Story) -> Iterator[Difference]:
    for role, said in APART.items():
        mine, theirs = ([one for one in _named(story) if one.role == role] for story in (here, there))
        if mine and theirs and {one.mechanism for one in mine}.isdisjoint(one.mechanism for one in theirs):
            text = f"{said} {_names(mine)} here, {_names(theirs)} there"
            yield Difference(text, _places(mine)[:1], _places(theirs)[:1])
    if here.deeds and there.deeds and not shared_deeds(here.deeds, there.deeds):
        text = f"recovered here by {_deeds(here.deeds)}, there by {_deeds(there.deeds)}"
        yield Difference(text, (here.deeds[0].place,), (there.deeds[0].place,))
    if here.kind != there.kind and {here.kind, there.kind} & {Incident.Kind.NEAR_MISS, Incident.Kind.DRILL}:
        text = f"{_kind(here)} here, {_kind(there)} there"
        yield Difference(text, (here.place,), (there.place,))


def _named(story: Story) -> list[Factor]:
    return [factor for factor in story.factors if factor.mechanism]


def _names(factors: Iterable[Factor]) -> str:
    names = dict.fromkeys(in_sentence(factor.mechanism_name) for factor in factors)
    return listed(list(names)[:MOST_NAMED])


def _deeds(deeds: Iterable[Deed]) -> str:
    return listed(list(dict.fromkeys(done(deed) for deed in deeds))[:MOST_NAMED])


def _kind(story: Story) -> str:
    name = Incident.Kind(story.kind).label
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


# What cannot be told


def _untold(here: Story, there: Story) -> Iterator[str]:
    silent: dict[str, list[str]] = {}
    for what, tells in (("the trigger", _tells_trigger), ("the recovery", _tells_recovery)):
        if not (tells(here) and tells(there)):
            where = "there" if tells(here) else "here" if tells(there) else "on either side"
            silent.setdefault(where, []).append(what)
    for where, whats in silent.items():
        yield f"{listed(whats)} {where}"


def _tells_trigger(story: Story) -> bool:
    return any(factor.role == Role.TRIGGER for factor in story.factors)


def _tells_recovery(story: Story) -> bool:
    return bool(story.deeds)
