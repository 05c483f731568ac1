"""BM25 as two vectors whose inner product is the score: a passage's weights, and a query's IDFs.

Robertson and Zaragoza, “The Probabilistic Relevance Framework: BM25 and Beyond” (2009), with the IDF that
Lucene uses, which is never negative.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from zlib import crc32

from search.models import DIMENSIONS

# What measured best on the known items of `bench.search`: 0.6 to 1.5, and 60 to 600, were tried.
K1 = 0.9  # how fast more of the same word stops counting
B = 0.75  # how much a long passage has to share
# Words of a usual passage. Fixed: the weights of one passage then depend on no other.
USUAL_LENGTH = 200


def weight(times: int, length: int) -> float:
    """What a term that stands `times` in a passage of `length` words weighs there: below K1 + 1."""
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length / USUAL_LENGTH))


def idf(having: int, total: int) -> float:
    """What a term is worth that `having` of `total` passages have: the rarer the more, always above 0."""
    having = max(having, 0)
    return math.log1p((max(total, having) - having + 0.5) / (having + 0.5))


def sparse_vector(values: Mapping[str, float]) -> str:
    """A vector as PostgreSQL reads it, with each term in its own dimension.

    The dimension is a hash. Two terms in a thousand million rarely meet, and then they share a weight.
    """
    by_dimension: dict[int, float] = {}
    for term, value in values.items():
        dimension = crc32(term.encode()) % DIMENSIONS + 1
        by_dimension[dimension] = by_dimension.get(dimension, 0) + value
    told = ",".join(f"{dimension}:{by_dimension[dimension]:.5g}" for dimension in sorted(by_dimension))
    return f"{{{told}}}/{DIMENSIONS}"
