"""What a text is about, as a vector: texts about the same point the same way, whatever their words.

The word vectors are those of WordLlama (https://github.com/dleemiller/WordLlama), which its wheel brings with
it: 16 MB, 256 numbers for each of 32,000 pieces of words. They are read by ourselves, since importing the
package takes six times as long and its `embed` weighs each “the” like each “etcd”. A text's vector is the
sum of its words', each counting by the square root of how often it stands there, without words that nearly
every text has and without numbers. Nothing is read before the first text, and nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from search.words import HUMP, STOP_WORDS

if TYPE_CHECKING:
    import numpy as np

DIMENSIONS = 256
WORD = re.compile(r"[^\W\d_]{2,}")
LONGEST_WORD = 40  # characters; what is longer is a key or a checksum


def meaning_of(texts: Iterable[tuple[str, float]]) -> np.ndarray | None:
    """The direction of texts taken together, each weighing that much: a vector of length 1.

    None where no text has a word. The same texts in the same order give the same vector.
    """
    import numpy as np

    total = np.zeros(DIMENSIONS)
    for text, weight in texts:
        if (vector := _vector(text)) is not None:
            total += weight * vector
    return _of_length_one(total)


def load() -> None:
    """Read the word vectors now, so that the first text need not wait for it."""
    _table()
    _tokenizer()


def told(vector: Iterable[float]) -> str:
    """A vector as PostgreSQL reads it."""
    return f"[{','.join(f'{value:.5g}' for value in vector)}]"


def _vector(text: str) -> np.ndarray | None:
    """Of one text, with length 1; None without words."""
    import numpy as np

    pieces: list[int] = []
    weights: list[float] = []
    for word, times in Counter(WORD.findall(HUMP.sub(" ", text).lower())).items():
        if word not in STOP_WORDS and len(word) <= LONGEST_WORD:
            found = _pieces(word)
            pieces += found
            weights += [times**0.5] * len(found)
    if not pieces:
        return None
    return _of_length_one(np.asarray(weights, np.float32) @ _table()[pieces])


def _of_length_one(vector: np.ndarray) -> np.ndarray | None:
    import numpy as np

    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else None


@lru_cache(maxsize=60_000)
def _pieces(word: str) -> tuple[int, ...]:
    """The rows of the table that a word in small letters is the sum of."""
    return tuple(_tokenizer().encode(word, add_special_tokens=False).ids)


@lru_cache(maxsize=1)
def _table() -> np.ndarray:
    """A row for each piece of a word."""
    import numpy as np
    from safetensors import safe_open

    with safe_open(_brought_along("weights", "l2_supercat_256.safetensors"), framework="np") as file:
        return file.get_tensor("embedding.weight").astype(np.float32)


@lru_cache(maxsize=1)
def _tokenizer():
    from tokenizers import Tokenizer

    return Tokenizer.from_file(_brought_along("tokenizers", "l2_supercat_tokenizer_config.json"))


def _brought_along(*parts: str) -> str:
    """A file of the wordllama wheel, which is not imported for it."""
    return str(Path(find_spec("wordllama").origin).parent.joinpath(*parts))
