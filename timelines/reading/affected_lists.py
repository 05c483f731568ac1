"""Parts of a write-up that list what was affected: “## Affected services”, “What was affected: …”."""

from __future__ import annotations

import re
from functools import lru_cache

from timelines.reading.affected_words import ARTICLE, BETWEEN, NO_NAME
from timelines.reading.model import Place
from timelines.reading.names import SYSTEMS, Name
from timelines.reading.plain import plain_words

_MOST_WORDS = 6
_LONGEST = 60  # characters of a heading
_LONGEST_LIST = 240  # characters of a paragraph that is a list
_NAMED_FOR = re.compile(r"\b(?:affected|impacted)\b", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"\b(?:users?|customers?|clients?|people|persons|who|how|why|not|un\w+|duration|part(?:y|ies)|teams?|"
    r"versions?|periods?|times?|dates?|stakeholders?|accounts?|data|by)\b|\?",
    re.IGNORECASE,
)
"""A heading that has these lists no components: “Affected customers”, “How we were affected”."""

LABELLED = re.compile(
    r"^\W{0,4}(?:what (?:was|is|were|got) )?(?:affected|impacted)(?: (?:were|was|are|is))?\s?:"
    r"[\s*_]{0,4}(?=\S)"
)
"""A sentence that begins so lists what was affected (for text in small letters)."""

_UNHURT = re.compile(
    r"\bnot?\b|n['’]t\b|\bunaffected\b|\bnone\b|\bn/a\b|\bnothing\b|\bremained\b|\b(?:fully )?operational\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s?[(\[;]|[:.!?](?=\s|\Z)|\s[-–—=]+>?\s|"
    r"\s(?:which|that|who|when|where|in|at|on|for|from|to|with|via|by|during|between|since|until|was|were|is|are"
    r"|had|has|have|could|did|do|does|cannot|can|became|went|saw|failed|fails|failing|experienced|returned|"
    r"because|due|while|as|only|down|unavailable|offline|degraded|slow)(?=\s|\Z)",
    re.IGNORECASE,
)
"""Where the name in an entry of a list ends."""

_BEGINS_NO_NAME = re.compile(
    r"(?:in|at|on|for|from|to|with|via|by|during|between|about|around|approximately|some|many|no|other|others|"
    r"everything|everyone|anyone|we|they|it|this|more|less|up|over|nearly|roughly|every)\b|\W*\d",
    re.IGNORECASE,
)


@lru_cache(maxsize=1024)
def lists_affected(title: str) -> bool:
    """Whether what stands below a heading of these words are components, services or systems."""
    words = plain_words(title[: _LONGEST * 3])
    if len(words) > _LONGEST or len(words.split()) > _MOST_WORDS:
        return False
    return _NAMED_FOR.search(words) is not None and _OF_OTHERS.search(words) is None


def names_listed(words: str) -> list[Name]:
    """The names that an entry of such a list, or a short list in a line, begins with; places are within it.

    None of “About 300 customers” or “Transfers were not affected”.
    """
    if _UNHURT.search(words):
        return []
    blank = len(words) - len(words.lstrip(" \t\n*_`>-"))
    cut = _AFTER.search(words, blank + 1)
    end = cut.start() if cut else len(words)
    found, at = [], blank
    for comma in [*BETWEEN.finditer(words, blank, end), None]:
        piece_end = comma.start() if comma else end
        name = _name_in(words, Place(at, piece_end))
        if name is not None:
            found.append(name)
        at = comma.end() if comma else end
    return found


def is_list(words: str) -> bool:
    """Whether a paragraph is nothing but names with commas between them."""
    cut = _AFTER.search(words.rstrip(" .\n"))
    return len(words) <= _LONGEST_LIST and cut is None


def _name_in(words: str, place: Place) -> Name | None:
    piece = place.of(words)
    said = piece.strip(" \t\n.;:\"'*_`[])(&")
    lead = ARTICLE.match(said)
    said = (said[lead.end() :] if lead else said).strip("*_`")
    last = said.rpartition(" ")[2].lower()
    if not re.search(r"[^\W\d_]{2}", said) or len(said) > 50 or len(said.split()) > 5:
        return None
    if _BEGINS_NO_NAME.match(said) or (NO_NAME.search(said) and last not in SYSTEMS):
        return None
    start = place.start + piece.index(said)
    return Name(Place(start, start + len(said)), said, True)
