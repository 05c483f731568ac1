"""Our words in the vendor's."""

from types import SimpleNamespace

import pytest

from incidents.factories import ImpactWindowFactory, IncidentFactory
from incidents.models import ImpactWindow, Incident
from statuspages.publish.words import (
    IMPACT_OF_LEVEL,
    RANKS,
    STATUS_WORDS,
    component_status_at,
    impact_of,
    incident_status,
    rolled_up,
    status_when_posted,
)
from statuspages.tests.publishing import clock
from timelines.when import When

OK, LOW, PART, OUT, WORKS = (
    "operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance",
)  # fmt: skip


@pytest.mark.parametrize(
    ("statuses", "indicator", "description"),
    [
        ([], "none", "All Systems Operational"),
        ([OK, OK], "none", "All Systems Operational"),
        ([OK, WORKS], "maintenance", "Service Under Maintenance"),
        ([WORKS, LOW, OK], "minor", "Partially Degraded Service"),
        ([LOW, PART, OK], "minor", "Minor Service Outage"),
        ([OUT, OUT, OK, OK], "major", "Partial System Outage"),
        ([OUT, OUT, PART], "critical", "Major Service Outage"),
        ([OUT], "critical", "Major Service Outage"),
    ],
)
def test_a_page_is_rolled_up_from_its_components(statuses, indicator, description):
    assert rolled_up(statuses) == {"indicator": indicator, "description": description}


def test_every_status_and_every_level_of_ours_has_a_word():
    assert set(STATUS_WORDS) == set(Incident.Status)
    assert set(RANKS) == set(IMPACT_OF_LEVEL) == set(ImpactWindow.Level)


@pytest.mark.parametrize(
    ("status", "word"),
    [("investigating", "investigating"), ("closed", "resolved"), ("cancelled", "resolved")],
)
def test_what_the_vendor_has_no_word_for_has_ended(status, word):
    assert incident_status(Incident(status=status), has_postmortem=False) == word


@pytest.mark.parametrize(("status", "word"), [("monitoring", "monitoring"), ("closed", "postmortem")])
def test_a_postmortem_ends_no_incident_that_is_open(status, word):
    assert incident_status(Incident(status=status), has_postmortem=True) == word


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sev", "impact"), [(1, "critical"), (2, "major"), (3, "minor"), (4, "minor"), (5, "none")]
)
def test_the_severity_that_people_settled_on_is_the_impact(sev, impact):
    incident = IncidentFactory(sev=sev)
    window = ImpactWindowFactory(incident=incident, level="partial-outage")
    assert impact_of(incident, [window]) == impact


@pytest.mark.django_db
def test_without_a_severity_the_worst_window_is_the_impact():
    incident = IncidentFactory()
    windows = [ImpactWindowFactory(incident=incident, level=level) for level in ("degraded", "major-outage")]
    assert impact_of(incident, windows[:1]) == "minor"
    assert impact_of(incident, windows) == "critical"
    assert impact_of(incident, []) == "none"


@pytest.mark.django_db
def test_a_cancelled_incident_hurt_nobody():
    assert impact_of(IncidentFactory(status="cancelled", sev=1), []) == "none"


def changes(*told):
    return [SimpleNamespace(status=status, at=at) for status, at in told]


def test_a_post_has_the_status_of_the_minute_it_was_made_in():
    noted = changes(("investigating", clock(12)), ("identified", clock(12, 30)), ("resolved", clock(13)))
    noted[1].at = clock(12, 30).replace(second=40)
    said = [
        status_when_posted(When.read(f"14 March 2023 {time} UTC"), noted, {})
        for time in ("12:29", "12:30", "12:59", "13:00")
    ]
    assert said == ["investigating", "identified", "identified", "resolved"]


def test_a_post_from_before_the_record_has_the_status_of_the_milestones():
    told = {
        "identified": When.read("14 March 2023 10:00 UTC"),
        "resolved": When.read("14 March 2023 11:00 UTC"),
    }
    noted = changes(("closed", clock(20)))
    said = [
        status_when_posted(When.read(f"14 March 2023 {time} UTC"), noted, told)
        for time in ("09:00", "10:30", "11:00")
    ]
    assert said == ["investigating", "identified", "resolved"]


@pytest.mark.django_db
def test_a_component_is_its_worst_window_until_that_ends():
    incident = IncidentFactory()
    whole = ImpactWindowFactory(incident=incident, began=When.read("14 March 2023 12:00 UTC"))
    part = ImpactWindowFactory(
        incident=incident,
        level="major-outage",
        began=When.read("14 March 2023 12:30 UTC"),
        ended=When.read("14 March 2023 12:45 UTC"),
    )
    told = [component_status_at([whole, part], clock(*at)) for at in ((11, 59), (12, 0), (12, 30), (12, 45))]
    assert told == [OK, LOW, OUT, LOW]
