"""Which of our severities a document names, if it names one."""

from __future__ import annotations

import re
from itertools import pairwise

from incidents.models import Severity

LETTERS = re.compile(r"[^\W_]+")


def severity_named(words: str) -> Severity | None:
    """The severity that these words name and no other: “SEV-2”, “Severity 2 (SEV2)”. One query at most."""
    found = [word.casefold().replace("severity", "sev") for word in LETTERS.findall(words[:200])]
    said = {*found, *(first + second for first, second in pairwise(found))}
    if not said:
        return None
    named = [one for one in Severity.objects.order_by("order") if _bare(one.name) in said]
    return named[0] if len(named) == 1 else None


def _bare(name: str) -> str:
    """A name without case, blanks and hyphens."""
    return "".join(LETTERS.findall(name)).casefold().replace("severity", "sev")
