"""What is still missing from the telling of an incident, in words that say what to add."""

from __future__ import annotations

from dataclasses import dataclass

from incidents.models import Incident
from timelines.models import Milestone

# Any may come long after, but none can come before. The start comes before everything.
IN_ORDER = [
    (Milestone.Kind.DETECTED, Milestone.Kind.ACKNOWLEDGED),
    (Milestone.Kind.MITIGATED, Milestone.Kind.RESOLVED),
]


@dataclass(frozen=True, slots=True)
class Missing:
    """One gap: the words before a link, the linked words, and where they lead ("" for no link)."""

    text: str
    href: str = ""


def missing_from(incident: Incident, *, factors, actions, has_postmortem: bool) -> list[Missing]:
    """What a reader would ask for next. `factors` and `actions` are the incident's, already loaded."""
    if incident.status == Incident.Status.CANCELLED:
        return []
    found = [Missing(f"The time it {_verb(kind)}", "#timeline") for kind in _times_missing(incident)]
    found += [Missing(words, "#timeline") for words in _out_of_order(incident)]
    if incident.severity_id is None:
        found.append(Missing("A severity"))
    if incident.lead_id is None:
        found.append(Missing("A lead"))
    if not factors:
        found.append(Missing("Contributing factors", "#factors"))
    found += [
        Missing(f"An action for factor {number}", f"#{factor.anchor}")
        for number, factor in enumerate(factors, start=1)
        if factor.role != factor.Role.LIMITED_HARM and not factor.action_items.all()
    ]
    found += [
        Missing(f"An owner for action {number}", f"#{action.anchor}")
        for number, action in enumerate(actions, start=1)
        if not action.is_finished and not action.held_by
    ]
    if not has_postmortem:
        found.append(Missing("A postmortem", "#postmortem"))
    return found


def _times_missing(incident: Incident) -> list[str]:
    """Milestones that this incident should have by now and has not."""
    wanted = [Milestone.Kind.STARTED, Milestone.Kind.DETECTED]
    if not incident.is_open and incident.kind != Incident.Kind.NEAR_MISS:
        wanted.append(Milestone.Kind.RESOLVED)
    return [kind for kind in wanted if kind not in incident.milestone_times]


def _out_of_order(incident: Incident) -> list[str]:
    """Milestones that are certainly told to lie before one that they cannot lie before."""
    told = incident.milestones_told
    pairs = [(Milestone.Kind.STARTED, name) for name in told] + IN_ORDER
    return [
        f"A possible order: {_named(later)} is told to be before {_named(sooner)}"
        for sooner, later in pairs
        if sooner in told and later in told and told[later].before(told[sooner])
    ]


def _named(milestone: str) -> str:
    return "the first public post" if milestone == "first-post" else f"“{milestone}”"


def _verb(kind: str) -> str:
    return "started" if kind == Milestone.Kind.STARTED else f"was {kind}"
