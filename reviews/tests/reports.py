"""A report that no database was asked for, with something of everything."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from incidents.durations import NAMED, NamedDuration, State
from reviews.actions import Action, Actions
from reviews.impact import Impact, Told
from reviews.medians import median_of
from reviews.placing import BegunBy, Life, Place
from reviews.postmortems import Owed, Postmortems
from reviews.report import Figures, ImpactTotal, IncidentInWeek, Report, SeverityMark
from reviews.week import Week
from timelines.when import Duration, Precision, When

HOUR = timedelta(hours=1)
W11 = Week(2023, 11, "Europe/Berlin")


def incident_in_week(number: int = 1, **facts) -> IncidentInWeek:
    """An incident of Tuesday evening that lasted about seven hours."""
    began = When.at(datetime(2023, 3, 14, 18, tzinfo=UTC), Precision.APPROXIMATE)
    ended = When.at(datetime(2023, 3, 15, 1, tzinfo=UTC), Precision.APPROXIMATE)
    lasted = ended - began
    told = {
        "number": number,
        "reference": f"INC-{number}",
        "title": f"Incident {number}",
        "address": f"/incidents/{number}/",
        "kind": "incident",
        "kind_said": "incident",
        "status": "resolved",
        "status_said": "resolved",
        "severity": SeverityMark("SEV2", 2, 2, "Bad."),
        "organisation": "Laden",
        "summary": "It broke.",
        "place": Place.NEW,
        "is_resolved_here": True,
        "is_open_at_end": False,
        "life": Life(began, BegunBy.STARTED, ended, goes_on=False),
        "marks": (("started", began), ("resolved", ended)),
        "lasted": NamedDuration(NAMED[-1], State.RECORDED, lasted, ""),
        "first_post": NamedDuration(NAMED[1], State.NOT_APPLICABLE, None, "nothing was posted"),
        "impact": Impact(Told.COUNTED, lasted, 0, False, "from start to resolution"),
        "postmortem_due": date(2023, 3, 29),
        "postmortem_on": None,
        "notes": (),
    }
    return IncidentInWeek(**{**told, **facts})


def figures(new: int = 1, **facts) -> Figures:
    """Figures of `new` incidents that lasted two to three hours each."""
    told = [(NamedDuration(NAMED[-1], State.RECORDED, Duration(2 * HOUR, 3 * HOUR), ""), False)] * new
    total = Duration(2 * HOUR * new, 3 * HOUR * new) if new else None
    counted = {
        "new": new,
        "from_before": 0,
        "resolved": new,
        "open_at_end": 0,
        "border": 0,
        "severities": (("SEV2", new),) if new else (),
        "impact": ImpactTotal(total, new, 0, 0, new, 0, ()),
        "first_post": median_of([]),
        "resolve": median_of(told),
    }
    return Figures(**{**counted, **facts})


def action(**facts) -> Action:
    told = {
        "title": "Watch the disk",
        "reference": "INC-1",
        "address": "/incidents/1/",
        "status": "agreed",
        "held_by": "Noa Keller",
        "due": date(2023, 3, 10),
        "known_on": date(2023, 2, 8),
        "since": Week(2023, 6, W11.zone),
        "weeks": 5,
        "finished_on": None,
        "is_overdue": True,
        "declined_reason": "",
    }
    return Action(**{**told, **facts})


def busy_report(**facts) -> Report:
    told = {
        "week": W11,
        "as_of": None,
        "today": date(2023, 3, 20),
        "has_begun": True,
        "figures": figures(2),
        "before": figures(1),
        "new": (incident_in_week(1), incident_in_week(2)),
        "resolved": (incident_in_week(3, place=Place.RESOLVED),),
        "continuing": (),
        "border": (incident_in_week(4, place=Place.BORDER, notes=("may have begun before this week",)),),
        "vendors": (incident_in_week(5, kind="vendor", kind_said="vendor", severity=None),),
        "vendor_figures": figures(1),
        "near_misses": (),
        "drills": (incident_in_week(6, kind="drill", kind_said="drill"),),
        "postmortems": Postmortems(
            published=(Owed("INC-7", "Published", "/incidents/7/postmortem/", None, date(2023, 3, 15)),),
            due=(Owed("INC-8", "Due", "/incidents/8/postmortem/", date(2023, 3, 16), None),),
            overdue=1,
            overdue_list=(Owed("INC-9", "Late", "/incidents/9/postmortem/", date(2023, 3, 1), None),),
        ),
        "actions": Actions(1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0, (action(),), (), ()),
    }
    return Report(**{**told, **facts})
