"""Rare words and identifiers that the words of two incidents share, with the places where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F, Value

from incidents.similar.comparing import Shared, Step
from incidents.similar.story import Place
from incidents.similar.wording import is_telling, may_be_a_thing, quoted
from search.finding import Fulfils
from search.models import PassageTerms
from search.passages import quoted as quoted_term
from search.words import Token, tokens_of

MOST_TOLD = 3
MOST_ROWS = 400  # passages that are looked at: of rare terms there are few
AROUND = 90  # characters before and after a word, of what is shown beside a link
CENTRAL = ("summary", "factor")  # kinds of passages
FEW = 2_000  # characters
OFTEN = 2  # places in which a plain word has to stand on both sides, lest it be there by chance
IDENTIFIER_WORTH, WORD_WORTH = 0.15, 0.08  # of each in common


@dataclass(slots=True)
class Standing:
    """Where one term stands in the words of one incident, as it is written there.

    - is_identifier: wherever it stands, it looks like a name.
    - is_central: it stands in the summary or a factor, which say what the incident is about.
    - texts: how many of its texts have it; place: the first of them.
    - is_of_few: of the few words that somebody has typed so far, in which nothing comes up again.
    """

    written: str
    is_identifier: bool = True
    is_central: bool = False
    is_of_few: bool = False
    texts: int = 0
    place: Place | None = None

    @property
    def comes_up_again(self) -> bool:
        return self.is_of_few or self.texts >= OFTEN


Standings = Mapping[str, Standing]  # by term


def standings_of(groups: Collection[int], terms: Collection[str]) -> dict[int, Standings]:
    """{key of an incident: where each of the terms stands in it}. One query. The caller may see them all."""
    if not groups or not terms:
        return {}
    wanted = " | ".join(quoted_term(term) for term in sorted(terms))
    rows = PassageTerms.objects.filter(Fulfils(F("terms"), Value(wanted)), group__in=groups)
    passages = rows.order_by("passage").values_list(
        "group", "kind", "passage__place", "passage__text", "passage__url"
    )
    found: dict[int, dict[str, Standing]] = defaultdict(dict)
    for group, kind, place, text, href in passages[:MOST_ROWS]:
        _note(found[group], text, terms, name=place, href=href, is_central=kind in CENTRAL)
    return found


def standings_in(text: str, terms: Collection[str], place: Place) -> dict[str, Standing]:
    """The same of a plain text that is not stored, and is called and found as `place` is."""
    found: dict[str, Standing] = {}
    for paragraph in text.split("\n"):
        _note(found, paragraph, terms, name=place.name, href=place.href, is_central=True)
    for standing in found.values():
        standing.is_of_few = len(text) < FEW
    return found


def terms_in(words: Iterable[str]) -> list[str]:
    """The term that each of these words, as somebody wrote them, is found by."""
    tokens = (token for word in words for _, token in tokens_of(word))
    found = (token.wholes[0].term if token.wholes else token.pieces[0].term for token in tokens)
    return list(dict.fromkeys(found))


def _note(
    found: dict[str, Standing], text: str, terms: Collection[str], *, name: str, href: str, is_central: bool
) -> None:
    """Add to `found` where the terms stand in a plain text, each once a text."""
    wanted = set(terms)
    for start, token in tokens_of(text):
        if all(term not in wanted for _, term in token.terms):  # nearly all
            continue
        for term, begin, end in _spans(token):
            if term in wanted:
                wanted.remove(term)
                written = text[start + begin : start + end].removesuffix("'s").removesuffix("’s")
                standing = found.setdefault(term, Standing(written))
                if not may_be_a_thing(standing.written) and may_be_a_thing(written):
                    standing.written = written  # “trades” rather than “traded”
                standing.is_identifier &= _is_identifier(written, text, start + begin)
                standing.is_central |= is_central
                standing.texts += 1
                if standing.place is None:
                    standing.place = Place(name, _around(text, start + begin, start + end), href)


def _spans(token: Token) -> Iterator[tuple[str, int, int]]:
    """(term, start, end) of a token and its pieces: “iptables-restore”, and “iptables” within it."""
    for whole in token.wholes:
        yield whole.term, token.pieces[whole.first].start, token.pieces[whole.last].end
    for piece in token.pieces:
        yield piece.term, piece.start, piece.end
        yield from ((term, begin, end) for begin, end, term in piece.parts)


def _is_identifier(written: str, text: str, start: int) -> bool:
    """Whether it looks like a name and not like a word: v1.24, ECONNRESET, Consul within a sentence."""
    if any(letter.isdigit() or letter in "._/:@" for letter in written) or not written[1:].islower():
        return len(written) > 1
    before = text[:start].rstrip(" “\"'(")
    return written[0].isupper() and bool(before) and before[-1] not in ".!?:-*•|\n"


def _around(text: str, start: int, end: int) -> str:
    """A word with those about it on its line, cut between words."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line_end = line_end if line_end >= 0 else len(text)
    first, last = max(start - AROUND, line_start), min(end + AROUND, line_end)
    if first > line_start:
        first = text.find(" ", first, start) + 1 or start
    if last < line_end:
        last = max(text.rfind(" ", end, last), end)
    return " ".join(text[first:last].split())


def shared_terms(
    terms: Iterable[str], here: Standings, there: Standings, *, besides: str = ""
) -> Shared | None:
    """The rare words of both, as one thing that they share; None where there are too few to say something.

    `terms`: the rarest first. A plain word counts where it is central on both sides and comes up again.
    `besides`: what was said already, so that no word is said twice.
    """
    said = besides.lower()
    told = [
        (here[term], there[term])
        for term in terms
        if term in here and term in there and here[term].written.lower() not in said
        if is_telling(term) and _is_no_chance(here[term], there[term])
    ]
    told = _each_once(told)[:MOST_TOLD]
    if not told or (len(told) == 1 and not _is_enough(*told[0])):
        return None
    return Shared(
        Step.WORDS,
        f"{quoted(mine.written for mine, _ in told)} in the words of both",
        tuple(dict.fromkeys(mine.place for mine, _ in told)),
        tuple(dict.fromkeys(theirs.place for _, theirs in told)),
        worth=sum(IDENTIFIER_WORTH if _are_identifiers(*pair) else WORD_WORTH for pair in told),
    )


def _is_enough(mine: Standing, theirs: Standing) -> bool:
    """Whether one term says something by itself: a name, or a word that neither can do without."""
    return _are_identifiers(mine, theirs) or min(mine.texts, theirs.texts) > OFTEN


def _are_identifiers(mine: Standing, theirs: Standing) -> bool:
    return mine.is_identifier and theirs.is_identifier


def _is_no_chance(mine: Standing, theirs: Standing) -> bool:
    if _are_identifiers(mine, theirs):
        return True
    return all(
        one.is_central and one.comes_up_again and may_be_a_thing(one.written) for one in (mine, theirs)
    )


def _each_once(told: list[tuple[Standing, Standing]]) -> list[tuple[Standing, Standing]]:
    """Without what is a part of another one: not “kube” beside “kube-proxy”."""
    written = [mine.written.lower() for mine, _ in told]
    return [
        pair
        for number, pair in enumerate(told)
        if not any(
            written[number] in other and (written[number] != other or at < number)
            for at, other in enumerate(written)
            if at != number
        )
    ]
