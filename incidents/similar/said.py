"""What people said of an incident and others: related, not alike, taken back.

Of a pair nobody learns who may not read both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from incidents.models import Incident, IncidentPair

MOST_HISTORY = 50


def verdicts_on(incident: Incident, user) -> dict[int, str]:
    """{key of the other incident: what was said of both}, of those that this person may read."""
    pairs = IncidentPair.objects.visible_to(user).of(incident).exclude(verdict="")
    rows = pairs.order_by("pk").values_list("first", "second", "verdict")
    return {(second if first == incident.pk else first): verdict for first, second, verdict in rows}


def verdict_on(incident: Incident, other: Incident) -> str:
    """What is said of these two now; "" for nothing."""
    pairs = IncidentPair.objects.of(incident).of(other)
    return pairs.values_list("verdict", flat=True).first() or ""


def related_to(incident: Incident, user) -> list[Incident]:
    """The incidents that somebody called related, of those that this person may read; as said last."""
    pairs = IncidentPair.objects.visible_to(user).of(incident).related().for_list()
    return [pair.other(incident) for pair in pairs]


def pair_said(incident: Incident, number: str, user) -> IncidentPair | None:
    """The pair with incident `number`, if the person may know of it."""
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    pairs = IncidentPair.objects.visible_to(user).of(incident).for_list()
    return pairs.filter(Q(first__number=int(number)) | Q(second__number=int(number))).first()


def dismissed_pairs(incident: Incident, user) -> list[tuple[IncidentPair, Incident]]:
    """Pairs that somebody called not alike, each with the other incident."""
    pairs = IncidentPair.objects.visible_to(user).of(incident).dismissed().for_list()
    return [(pair, pair.other(incident)) for pair in pairs]


@dataclass(frozen=True, slots=True)
class SaidOnce:
    """Something that somebody said, or took back, of this incident and another one."""

    version: IncidentPair
    other: Incident

    @property
    def words(self) -> str:
        return self.version.get_verdict_display() if self.version.verdict else "taken back"


def said_of(incident: Incident, user) -> Sequence[SaidOnce]:
    """All that was ever said, newest first, of pairs that this person may know of. One query."""
    visible = Incident.objects.visible_to(user)
    versions = IncidentPair.pgh_event_model.objects.filter(
        Q(first=incident) | Q(second=incident), first__in=visible, second__in=visible
    )
    rows = versions.select_related("first", "second", "said_by").order_by("-pgh_id")[:MOST_HISTORY]
    return [SaidOnce(row, row.second if row.first_id == incident.pk else row.first) for row in rows]
