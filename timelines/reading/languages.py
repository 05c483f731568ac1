"""In which language a text is written, as far as it matters: whether it is English."""

from __future__ import annotations

import re

_SAMPLED_CHARACTERS = 4_000
_LEAST_WORDS = 40
_LEAST_SHARE = 0.08
"""Of function words: prose in any of these languages has more."""

_FUNCTION_WORDS = {
    "English": "the and of to was were is in that for with on at by from this it we our not be have has are",
    "German": "der die das und ist war wurde wurden nicht mit auf für von dem den ein eine zu wir um es im",
    "French": "le la les des et est une dans pour que qui nous sur pas par avec été du au",
    "Spanish": "el la los las y es una en para que por con no se del al fue este esta nuestro como su",
    "Portuguese": "o os as e é uma em para que por com não se do da dos das foi este esta nosso mais ao na",
    "Italian": "il lo gli e è una in per che con non si del della dei sono stato questo questa nostro",
    "Dutch": "de het een en is was werd werden niet met op voor van dat te wij om er bij zijn onze naar",
    "Swedish": "och att det som är en på för med av inte den till var vi har ett om från vår under",
    "Polish": "i w na z nie się do jest to że o jak był była po od dla przez oraz za które",
    "Turkish": "ve bir bu için ile olarak de da çok daha olan sonra kadar gibi biz ne ki",
}
_SCRIPTS = (
    ("Japanese", re.compile(r"[\u3040-\u30ff]")),
    ("Korean", re.compile(r"[\uac00-\ud7af]")),
    ("Chinese", re.compile(r"[\u4e00-\u9fff]")),
    ("Russian or another language in Cyrillic letters", re.compile(r"[\u0400-\u04ff]")),
    ("Arabic or another language in Arabic letters", re.compile(r"[\u0600-\u06ff]")),
    ("Hebrew", re.compile(r"[\u0590-\u05ff]")),
    ("Greek", re.compile(r"[\u0370-\u03ff]")),
    ("an Indian language", re.compile(r"[\u0900-\u0dff]")),
    ("Thai", re.compile(r"[\u0e00-\u0e7f]")),
)
_SETS = {name: frozenset(words.split()) for name, words in _FUNCTION_WORDS.items()}


def foreign_language(text: str) -> str:
    """The language of a text that is clearly not English, by its name; else "", as for too little text."""
    sample = text[:_SAMPLED_CHARACTERS]
    if not sample.isascii():
        for name, script in _SCRIPTS:
            found = len(script.findall(sample))
            if found > 20 and found * 5 > sum(map(str.isalpha, sample)):
                return name
    words = sample.lower().split()
    english = _count(words, "English")
    if len(words) < _LEAST_WORDS or english > _LEAST_SHARE * 2 * len(words):
        return ""
    counts = {name: _count(words, name) for name in _SETS if name != "English"}
    best = max(counts, key=lambda name: counts[name])
    is_clear = counts[best] > 2 * english and counts[best] > _LEAST_SHARE * len(words)
    return best if is_clear else ""


def _count(words: list[str], language: str) -> int:
    return sum(map(_SETS[language].__contains__, words))
