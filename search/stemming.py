"""English words cut down to their stems, by the Snowball project's English algorithm.

https://snowballstem.org/algorithms/english/stemmer.html. Newer than PostgreSQL's: “evening” is not “even”,
and “internal” is not “intern”. What is indexed and what is asked for pass through here alike.
"""

from __future__ import annotations

import threading
from functools import lru_cache

import Stemmer

_of_thread = threading.local()  # one stemmer a thread: it keeps the word it is working on


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a word in small letters. What is no English word comes back much as it was."""
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = Stemmer.Stemmer("english", 0)
    return _of_thread.stemmer.stemWord(word)
