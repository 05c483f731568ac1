"""A comparison as a sentence: “Both: version skew as trigger; recovered by …”. Pure."""

from __future__ import annotations

from incidents.similar.comparing import Comparison, Shared

MOST_SHARED = 6  # things in common in one sentence; the rest stands in the table below
MOST_DIFFERENCES = 3


def told(comparison: Comparison) -> list[Shared]:
    """What a sentence tells of what both share: the weightiest, in the order of the story."""
    weighty = sorted(comparison.shared, key=lambda one: -one.worth)[:MOST_SHARED]
    return [one for one in comparison.shared if one in weighty]


def sentence(comparison: Comparison) -> str:
    """All of it in plain words, for where nothing can be linked."""
    both = "; ".join(one.text for one in told(comparison))
    parts = [f"Both: {both}."] if both else []
    if comparison.differences:
        apart = "; ".join(one.text for one in comparison.differences[:MOST_DIFFERENCES])
        parts.append(f"Differs: {apart}.")
    if comparison.untold:
        parts.append(f"Not told: {', '.join(comparison.untold)}.")
    return " ".join(parts)
