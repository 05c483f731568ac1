"""What the page counts: the incidents that its query text finds."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.http import QueryDict

from incidents.asking import Asked
from reviews.patterns import texts

SHOW_ALL = "all"
LONGEST = 2_000  # characters: every number of the page is a link that holds them
TOO_LONG = f"Only the first {LONGEST:,} characters were read."


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked for: the text, what it means, and the incidents it finds."""

    asked: Asked
    is_standard: bool  # nothing is asked for, so what usually counts is
    everything: bool  # all mechanisms are to be shown

    @property
    def text(self) -> str:
        return self.asked.text

    @property
    def held(self) -> set[str]:
        """The fields that something is asked of."""
        return {one.field for one in self.asked.conditions if not one.negated}

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that the text holds every mechanism to that is added to it; none: any."""
        roles = (one for one in self.asked.conditions if one.field == "role" and not one.negated)
        told = [set(one.values) for one in roles]
        if not told:
            return ()
        return tuple(sorted(set.intersection(*told))) or NO_ROLE

    @property
    def holds_mechanisms(self) -> bool:
        """Whether a role that is added to the text would change what a mechanism in it means."""
        each = [part for one in self.asked.conditions for part in one.either or (one,)]
        held = [part for part in each if part.field == "mechanism" and not part.negated]
        return any(not known.role for part in held for known in part.known)

    def incidents(self, visible: QuerySet) -> QuerySet:
        """Those of `visible`, the incidents that the person may see, that are found."""
        return self.asked.answering(visible) if self.asked else visible


NO_ROLE = ("",)


def read_scope(parameters: QueryDict, user) -> Scope:
    """Read `?q=…&show=all`. Without `q` the standard is asked for; an empty one asks for everything."""
    is_standard = "q" not in parameters
    text = texts.STANDARD if is_standard else texts.ready(parameters["q"][:LONGEST])
    asked = Asked.read(text, user=user)
    if not asked and asked.query.excluded:  # a search finds nothing by what is not there; here it is a filter
        text = f"{texts.ANY_KIND} {text}"
        asked = Asked.read(text, user=user)
    if len(parameters.get("q", "")) > LONGEST:
        asked = replace(asked, problems=(TOO_LONG, *asked.problems))
    return Scope(asked, is_standard, parameters.get("show") == SHOW_ALL)
