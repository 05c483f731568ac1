"""How rare something is among the incidents that a person may see: the rarer, the more it says. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rates:
    """Counted over what the person may see, and over nothing else.

    - total: incidents. mechanisms: {slug: incidents with a factor of it}. components: {name in small letters:
      incidents in which one of that name was affected}.
    """

    total: int
    mechanisms: Mapping[str, int] = field(default_factory=dict)
    components: Mapping[str, int] = field(default_factory=dict)

    def rarity(self, having: int) -> float:
        """Of what so many incidents have: 1 for next to none, next to 0 for all.

        The IDF that search ranks by (search/bm25.py), on a scale from 0 to 1.
        """
        having = min(max(having, 0), self.total)
        most = math.log1p((self.total + 0.5) / 0.5)
        return math.log1p((self.total - having + 0.5) / (having + 0.5)) / most
