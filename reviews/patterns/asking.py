"""What the page counts: the incidents that its query text finds."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict

from incidents.asking import Asked
from reviews.patterns import texts
from search.finding import matching_groups

SHOW_ALL = "all"


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
        told = [set(one.values) for one in self.asked.conditions if one.field == "role" and not one.negated]
        if not told:
            return ()
        return tuple(sorted(set.intersection(*told))) or NO_ROLE

    @property
    def holds_mechanisms(self) -> bool:
        """Whether a role that is added to the text would change what a mechanism in it means."""
        return any(one.field == "mechanism" and not one.negated for one in self.asked.conditions)

    def incidents(self, visible: QuerySet) -> QuerySet:
        """Those of `visible` that are found."""
        found = self.asked.among(visible)
        if self.asked.query:
            found = found.filter(pk__in=matching_groups(self.asked.query, kinds=self.asked.kinds))
        return found


NO_ROLE = ("",)


def read_scope(parameters: QueryDict, user) -> Scope:
    """Read `?q=…&show=all`. Without `q` the standard is asked for; an empty one asks for everything."""
    is_standard = "q" not in parameters
    text = texts.STANDARD if is_standard else parameters["q"].replace("\x00", "").strip()
    asked = Asked.read(text, user=user)
    return Scope(asked, is_standard, parameters.get("show") == SHOW_ALL)
