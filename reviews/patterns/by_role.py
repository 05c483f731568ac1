"""Which mechanisms hinder most: detection, recovery; and what part the others play."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.models import ContributingFactor
from reviews.patterns.ground import Ground, Mechanism
from reviews.patterns.part import Part

ROLES = ContributingFactor.Role
HINDRANCES = (ROLES.HINDERED_DETECTION, ROLES.HINDERED_RECOVERY)


@dataclass(frozen=True, slots=True)
class InRole:
    """A mechanism, and the incidents in which it played the role."""

    mechanism: Mechanism
    part: Part


@dataclass(frozen=True, slots=True)
class ByRole:
    """One role: the incidents in which something played it, and what did, the most frequent first."""

    role: str
    label: str
    whole: Part | None  # None where the query text cannot say it, see Ground
    factors: int
    rows: tuple[InRole, ...]


def by_role(ground: Ground) -> list[ByRole]:
    """Every role, in the order of the vocabulary."""
    return [_role(role, label, ground) for role, label in ROLES.choices]


def _role(role: str, label: str, ground: Ground) -> ByRole:
    rows = [InRole(mechanism, ground.in_role(mechanism, role)) for mechanism in ground.mechanisms]
    rows = [row for row in rows if row.part.bits]
    rows.sort(key=lambda row: (-row.part.number, row.mechanism.name))
    whole = None if ground.role_is_joined else ground.of_role(role)
    return ByRole(role, label, whole, ground.factors_in_role(role), tuple(rows))
