"""What the pages show of similar incidents: sentences whose every part leads to the places it stands on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.models import Incident, IncidentPair
from incidents.page import span_in_words
from incidents.similar.comparing import Comparison, Difference, Shared
from incidents.similar.finding import Alike, Similar
from incidents.similar.sentence import MOST_DIFFERENCES, told
from incidents.similar.story import Place

MOST_CITED = 1  # place of each side behind a part of a sentence; all of them stand in the table below


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a sentence, with what it stands on here and there."""

    text: str
    here: tuple[Place, ...]
    there: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row of the table below a sentence: the words of both sides. seen: “3 of 54”, "" where not counted."""

    text: str
    here: tuple[Place, ...]
    there: tuple[Place, ...]
    seen: str = ""


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """One incident that is like the one that is read. It and the verdict are the template's to show."""

    alike: Alike
    total: int

    @property
    def incident(self) -> Incident:
        return self.alike.incident

    @property
    def verdict(self) -> str:
        return self.alike.verdict

    @property
    def aside(self) -> str:
        """Whose and when: “Fyra, 9 April 2023”."""
        organisation = self.incident.organisation
        return ", ".join(
            filter(None, (organisation.name if organisation else "", span_in_words(self.incident)))
        )

    @property
    def comparison(self) -> Comparison:
        return self.alike.comparison

    @property
    def sentences(self) -> list[tuple[str, list[Part]]]:
        """“Both” and “Differs”, each with its parts; what has none is left out."""
        both = [_part(one) for one in told(self.comparison)]
        apart = [_part(one) for one in self.comparison.differences[:MOST_DIFFERENCES]]
        return [(says, parts) for says, parts in (("Both", both), ("Differs", apart)) if parts]

    @property
    def untold(self) -> str:
        return ", ".join(self.comparison.untold)

    @property
    def evidence(self) -> list[Evidence]:
        """Everything that is shared, and everything that differs, word for word."""
        shared = [Evidence(one.text, one.here, one.there, self._seen(one)) for one in self.comparison.shared]
        apart = [Evidence(one.text, one.here, one.there) for one in self.comparison.differences]
        return [*shared, *apart]

    def _seen(self, shared: Shared) -> str:
        return f"{shared.seen:,} of {self.total:,}" if shared.seen is not None else ""


@dataclass(frozen=True, slots=True)
class SimilarPage:
    """What `incidents/_similar.html` shows.

    - incident: the stored one that is read, None for one that is only told yet.
    - said: the pair that the person has just said something of. refusal: why nothing was changed, or "".
    """

    similar: Similar
    incident: Incident | None = None
    can_say: bool = False
    said: IncidentPair | None = None
    refusal: str = ""

    @property
    def found(self) -> list[AlikeRow]:
        return _rows(self.similar.found, self.similar.total)

    @property
    def related(self) -> list[AlikeRow]:
        return _rows(self.similar.related, self.similar.total)

    @property
    def said_other(self) -> Incident | None:
        return self.said.other(self.incident) if self.said else None


def _rows(found: Iterable[Alike], total: int) -> list[AlikeRow]:
    return [AlikeRow(one, total) for one in found]


def _part(one: Shared | Difference) -> Part:
    return Part(one.text, one.here[:MOST_CITED], one.there[:MOST_CITED])
