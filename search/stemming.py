"""English words cut down to their stems: the Snowball project's English (“Porter 2”) algorithm.

https://snowballstem.org/algorithms/english/stemmer.html. It gives what PostgreSQL's `english_stem` gives (a
test compares them), without asking the database for each word of a text.
"""

from __future__ import annotations

import re
from functools import lru_cache

VOWELS = "aeiouy"
DOUBLES = ("bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt")
AFTER_LI = "cdeghkmnrt"
# Words that the rules would spoil.
EXCEPTIONS = {
    "skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl",
    "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl",
} | {word: word for word in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")}  # fmt: skip
WHOLE_AFTER_PLURAL = {
    "inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed",
}  # fmt: skip
EARLY_REGION = re.compile("gener|commun|arsen")
REGION = re.compile("[aeiouy][^aeiouy]")
CONSONANT_Y = re.compile("^y|(?<=[aeiouy])y")
SHORT_SYLLABLE = re.compile("(?:[^aeiouy][aeiouy][^aeiouywxY]|^[aeiouy][^aeiouy])$")
HAS_VOWEL = re.compile("[aeiouy]")

STEP_2 = {
    "tional": "tion", "enci": "ence", "anci": "ance", "abli": "able", "entli": "ent", "izer": "ize",
    "ization": "ize", "ational": "ate", "ation": "ate", "ator": "ate", "alism": "al", "aliti": "al",
    "alli": "al", "fulness": "ful", "ousli": "ous", "ousness": "ous", "iveness": "ive", "iviti": "ive",
    "biliti": "ble", "bli": "ble", "fulli": "ful", "lessli": "less", "ogi": "og", "li": "",
}  # fmt: skip
STEP_3 = {
    "tional": "tion", "ational": "ate", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic",
    "ful": "", "ness": "", "ative": "",
}  # fmt: skip
STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ism", "ate", "iti",
    "ous", "ive", "ize", "ion",
)  # fmt: skip


def _ending_of(endings) -> re.Pattern:
    """Finds the longest of these endings."""
    return re.compile("(?:" + "|".join(sorted(endings, key=len, reverse=True)) + ")$")


ENDS_2, ENDS_3, ENDS_4 = _ending_of(STEP_2), _ending_of(STEP_3), _ending_of(STEP_4)


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word in small letters. What is no English word comes back much as it was."""
    if len(word) <= 2:
        return word
    if word in EXCEPTIONS:
        return EXCEPTIONS[word]
    word = CONSONANT_Y.sub("Y", word)
    first, second = _regions(word)
    word = _plural(word)
    if word in WHOLE_AFTER_PLURAL:
        return word
    word = _past(word, first)
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in VOWELS:
        word = word[:-1] + "i"
    word = _derived(word, first, second)
    return _last_letter(word, first, second).replace("Y", "y")


def _regions(word: str) -> tuple[int, int]:
    """Where R1 and R2 begin: after the first consonant that follows a vowel, and once more."""
    early = EARLY_REGION.match(word)
    found = early or REGION.search(word)
    first = found.end() if found else len(word)
    found = REGION.search(word, first)
    return first, found.end() if found else len(word)


def _plural(word: str) -> str:
    """Step 1a."""
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and HAS_VOWEL.search(word, 0, len(word) - 2):
        return word[:-1]
    return word


def _past(word: str, first: int) -> str:
    """Step 1b."""
    for ending in ("eedly", "eed"):
        if word.endswith(ending):
            return word[: -len(ending)] + "ee" if len(word) - len(ending) >= first else word
    for ending in ("ingly", "edly", "ing", "ed"):
        if word.endswith(ending):
            cut = word[: -len(ending)]
            return _mended(cut, first) if HAS_VOWEL.search(cut) else word
    return word


def _mended(cut: str, first: int) -> str:
    """What is left of a word without its “ing” or “ed”, made a word again."""
    if cut.endswith(("at", "bl", "iz")):
        return cut + "e"
    if cut.endswith(DOUBLES):
        return cut if len(cut) == 3 and cut[0] in "aeo" else cut[:-1]  # “add”, “egg”, “off” stay
    return cut + "e" if len(cut) <= first and SHORT_SYLLABLE.search(cut) else cut


def _derived(word: str, first: int, second: int) -> str:
    """Steps 2, 3 and 4."""
    if (found := ENDS_2.search(word)) and found.start() >= first:
        word = _step_2(word, found)
    if (found := ENDS_3.search(word)) and found.start() >= first:
        ending = found.group()
        if ending != "ative" or found.start() >= second:
            word = word[: found.start()] + STEP_3[ending]
    found = ENDS_4.search(word)
    if found and found.start() >= second and (found.group() != "ion" or word[found.start() - 1] in "st"):
        word = word[: found.start()]
    return word


def _step_2(word: str, found: re.Match) -> str:
    ending, before = found.group(), word[: found.start()]
    if ending == "ogi" and not before.endswith("l"):
        return word
    if ending == "li" and (not before or before[-1] not in AFTER_LI):
        return word
    return before + STEP_2[ending]


def _last_letter(word: str, first: int, second: int) -> str:
    """Step 5."""
    at = len(word) - 1
    if word.endswith("e"):
        if at >= second or (at >= first and not SHORT_SYLLABLE.search(word[:-1])):
            return word[:-1]
    elif word.endswith("ll") and at >= second:
        return word[:-1]
    return word
