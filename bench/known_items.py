"""Known items: write-ups of a collection, and what somebody who has read one of them types to find it again.

A query is made from one write-up, and finding that one is the right answer. The collection is that of
`icco/postmortems` (242 write-ups; `COLLECTION`). Indexed are title, summary and body, and nothing else of the
front matter; its keywords, which stand with most of them, are what one of the classes asks with.

Each class asks for `EACH` write-ups, drawn without repetition from those that have enough for it. Words are
drawn from the distinct words of title, summary and body that have three letters or more and are no stop
words, and are asked for as they stand there, in any order. A telling word stands in at most a tenth of the
write-ups.

short        two telling words
medium       five words
long         twelve words
misspelt     three telling words of five letters or more; one of them, and for every second query two, with a
             slip: two letters swapped, one left out, doubled, added, or struck on the key beside it. The
             first letter stays. Whether a slip makes another word is left to chance.
identifier   a name that machines read (`innodb_flush_log_at_trx_commit`, `CreateDomain`, `us-central1`),
             of those that stand in at most three write-ups and in no link's address. In turns: as it stands;
             pasted with the line of a log around it; its parts spelt apart or joined otherwise (`create
             domain`, `us_central1`); its longest part and a telling word.
described    the first three of the keywords: another hand's words, which the text may not have

The same collection, seed and number give the same queries, on any machine.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from operator import attrgetter
from pathlib import Path

import yaml

COLLECTION = Path(__file__).resolve().parents[2] / "shared" / "data" / "postmortems" / "icco" / "md"
EACH = 100  # queries of a class
KEYWORDS = 3

FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
WORD = re.compile(r"(?<![^\s\"“(])[A-Za-z]{3,}(?=[.,;:!?)\"”]*(?:\s|\Z))")  # neither joints nor digits in it
# Letters and digits with joints; what of it is an identifier says `is_identifier`.
NAME = re.compile(r"[A-Za-z0-9](?:[\w.:/@-]*[A-Za-z0-9])?")
LINK = re.compile(r"\w+://\S+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
HAS_DIGIT_HUMP_OR_DOT = re.compile(rf"\d|{HUMP.pattern}|\w[.@]\w\w")
JOINT = re.compile(r"[-_.:/@]+")
UNITS = "[a-z]{1,3}|-?(?:minute|second|hour|day|byte|bit|node|line)"
QUANTITY = re.compile(rf"\d[\d.,:/-]*(?:{UNITS})?|(?:\d+[dhms])+", re.IGNORECASE)
TELLING = 10  # a telling word stands in one write-up of so many, at most
IN_WRITE_UPS = 3  # at most, that an identifier stands in
LOG_LINE = 'ERROR [worker-7] dispatch(0x7f3a9c00): "{}": giving up after 3 attempts'
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")

# Of English; those that say something of incidents ("down", "up", "not") are drawn like other words.
STOP_WORDS = frozenset(
    """
    about above after again all also and any are because been before being below between both but can could
    did does doing during each few for from further had has have having her here hers him his how into its
    itself just more most nor now off once only other our ours out over own same she should some such than
    that the their theirs them then there these they this those through too under until very was were what
    when where which while who whom why will with would you your yours
    """.split()  # noqa: SIM905 (easier to read so)
)


@dataclass(frozen=True)
class WriteUp:
    title: str
    summary: str
    body: str
    keywords: tuple[str, ...]  # not indexed

    @property
    def text(self) -> str:
        """All that is indexed."""
        return "\n\n".join(part for part in (self.title, self.summary, self.body) if part)

    @cached_property
    def words(self) -> list[str]:
        """The distinct words to draw from."""
        found = {word.lower(): word for word in WORD.findall(self.text)}
        return sorted(word for lower, word in found.items() if lower not in STOP_WORDS)

    @cached_property
    def identifiers(self) -> list[str]:
        return sorted({name for name in NAME.findall(LINK.sub(" ", self.text)) if is_identifier(name)})


@dataclass(frozen=True, slots=True)
class Asked:
    kind: str
    text: str
    item: int  # the place of the write-up in the collection


def read_collection(folder: Path) -> list[WriteUp]:
    """The write-ups of a folder, in the order of their names."""
    return [_read(path.read_text()) for path in sorted(folder.glob("*.md"))]


def _read(text: str) -> WriteUp:
    front, body = FRONT_MATTER.match(text).groups()
    told = yaml.safe_load(front)
    return WriteUp(
        title=str(told.get("title") or ""),
        summary=str(told.get("summary") or ""),
        body=body.strip(),
        keywords=tuple(str(keyword) for keyword in told.get("keywords") or ()),
    )


def is_identifier(name: str) -> bool:
    """Whether it is a name that a machine reads, not a word, a number or a quantity."""
    if len(name) < 4 or not any(letter.isalpha() for letter in name) or QUANTITY.fullmatch(name):
        return False
    return "_" in name or "::" in name or bool(HAS_DIGIT_HUMP_OR_DOT.search(name))


def queries(collection: list[WriteUp], each: int, seed: int) -> list[Asked]:
    """`each` queries of every class, as the module's docstring tells. Fewer where fewer write-ups will do."""
    drawing = {
        "short": lambda draw: draw.words(2, is_telling=True),
        "medium": lambda draw: draw.words(5),
        "long": lambda draw: draw.words(12),
        "misspelt": Draw.misspelt,
        "identifier": Draw.identifiers,
        "described": Draw.described,
    }
    return [
        Asked(kind, text, item)
        for kind, drawn in drawing.items()
        for item, text in islice(drawn(Draw(collection, random.Random(f"{seed} {kind}"))), each)
    ]


class Draw:
    """Draws queries from a collection: pairs of the place of a write-up and what is asked."""

    def __init__(self, collection: list[WriteUp], dice: random.Random):
        self.collection = collection
        self.dice = dice
        self.having = Counter(word for item in collection for word in {*map(str.lower, item.words)})
        self.naming = Counter(name for item in collection for name in {*map(str.lower, item.identifiers)})

    def words(self, number: int, *, is_telling: bool = False) -> Iterator[tuple[int, str]]:
        choice = self._telling if is_telling else attrgetter("words")
        for place, words in self._shuffled(choice, at_least=2 * number):
            yield place, " ".join(self.dice.sample(words, number))

    def misspelt(self) -> Iterator[tuple[int, str]]:
        fit = self._shuffled(
            lambda item: [each for each in self._telling(item) if len(each) >= 5], at_least=6
        )
        for number, (place, words) in enumerate(fit):
            chosen = self.dice.sample(words, 3)
            slips = 1 + number % 2
            yield place, " ".join([*(slip(word, self.dice) for word in chosen[:slips]), *chosen[slips:]])

    def identifiers(self) -> Iterator[tuple[int, str]]:
        for number, (place, names) in enumerate(self._shuffled(self._rare, at_least=1)):
            name = self.dice.choice(names)
            yield place, self._asked_for(name, number % 4, self.collection[place])

    def described(self) -> Iterator[tuple[int, str]]:
        for place, keywords in self._shuffled(attrgetter("keywords"), at_least=KEYWORDS):
            yield place, " ".join(keywords[:KEYWORDS])

    def _shuffled(self, choice: Callable, *, at_least: int) -> list[tuple[int, Sequence[str]]]:
        """The write-ups that give a choice of so many, in any order, each with what it gives."""
        given = [(place, choice(item)) for place, item in enumerate(self.collection)]
        fit = [(place, words) for place, words in given if len(words) >= at_least]
        return self.dice.sample(fit, len(fit))

    def _telling(self, item: WriteUp) -> list[str]:
        most = len(self.collection) / TELLING
        return [word for word in item.words if self.having[word.lower()] <= most]

    def _rare(self, item: WriteUp) -> list[str]:
        return [name for name in item.identifiers if self.naming[name.lower()] <= IN_WRITE_UPS]

    def _asked_for(self, name: str, form: int, item: WriteUp) -> str:
        if form == 0:
            return name
        if form == 1:
            return LOG_LINE.format(name)
        if form == 2:
            return self.dice.choice((" ", "_", "-")).join(parts_of(name)).lower()
        words = self._telling(item) or item.words
        return " ".join([max(parts_of(name), key=len), *self.dice.sample(words, min(1, len(words)))])


def slip(word: str, dice: random.Random) -> str:
    """The word with one slip of the fingers, never in its first letter and never without effect."""
    at = dice.randrange(1, len(word) - 1)
    letter = word[at]
    made = dice.choice(
        (
            word[:at] + word[at + 1] + letter + word[at + 2 :],  # swapped
            word[:at] + word[at + 1 :],  # left out
            word[:at] + letter + word[at:],  # doubled
            word[:at] + dice.choice("aeiorstnl") + word[at:],  # added
            word[:at] + dice.choice(_beside(letter)) + word[at + 1 :],  # the key beside
        )
    )
    return made if made != word else slip(word, dice)


def _beside(letter: str) -> list[str]:
    row = next((row for row in KEYBOARD if letter.lower() in row), KEYBOARD[0])
    at = row.find(letter.lower())
    return [row[place] for place in (at - 1, at + 1) if 0 <= place < len(row)]


def parts_of(name: str) -> list[str]:
    """What joints and humps hold together."""
    return [part for piece in JOINT.split(name) for part in HUMP.split(piece) if part]
