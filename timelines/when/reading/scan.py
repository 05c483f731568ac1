"""A cursor over words, with the many ways of writing one character brought down to one."""

import unicodedata
from dataclasses import dataclass, field

_DASHES = "‐‑‒–—―−﹘﹣－"
_TILDES = "≈≃≅∼～˜⁓"
_PLAIN = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys(_TILDES, "~"),
    **dict.fromkeys("‘’ʼ´", "'"),
    **dict.fromkeys("“”„", '"'),
    "→": ">",
}


def plain(text):
    """`text` in lower case with plain dashes, blanks and digits, one character for each."""
    if text.isascii():
        return text.lower().translate(_BLANKS)
    return text.translate({ord(character): _plain_character(character) for character in set(text)})


_BLANKS = dict.fromkeys(map(ord, "\t\r\v\f"), " ")


def _plain_character(character):
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace() and character != "\n":
        return " "
    folded = unicodedata.normalize("NFKC", character).lower()
    return folded if len(folded) == 1 else character


@dataclass
class Cursor:
    """A place in the words. `text` is plain, `raw` as written; both have the same length.

    - leading: the words are only the beginning of a line, so what might be prose is left alone.
    - prose: the words stand within sentences, where whoever reads has found that a time begins here. Weekdays
      count alone, as do "until 18:00" and two figures for the year. `leading` holds as well.
    - month_first: how 12/03/2023 is read; None where nothing says.
    """

    raw: str
    leading: bool = False
    pos: int = 0
    prose: bool = False
    month_first: bool | None = None
    text: str = field(init=False)

    def __post_init__(self):
        self.text = plain(self.raw)

    def take(self, pattern):
        """The match of a compiled pattern here, having moved behind it; None, unmoved, without one."""
        match = pattern.match(self.text, self.pos)
        if match:
            self.pos = match.end()
        return match

    def sees(self, pattern):
        """Whether the pattern matches here."""
        return pattern.match(self.text, self.pos) is not None

    def written(self, start):
        """The words from `start` to here, as written."""
        return self.raw[start : self.pos].strip()
