"""What was there before: which earlier incidents a quiet line names, and which it must not."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.factories import AdministratorFactory, UserFactory
from incidents.factories import (
    ActionItemFactory,
    ComponentFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.models import Incident
from incidents.resurfacing import seen_before
from timelines.fields import when_range
from timelines.when import Precision, When

pytestmark = pytest.mark.django_db

MARCH = date(2024, 3, 14)


def told(began: str | When | None = None, *, mechanisms=(), components=(), role="contributing", **facts):
    when = When.read(began) if isinstance(began, str) else began
    if when:
        facts["milestone_times"] = {"started": when.as_dict() | {"event": 0}}
        facts["started_range"] = when_range(when)
    incident = IncidentFactory(**facts)
    for mechanism in mechanisms:
        ContributingFactorFactory(incident=incident, mechanism=mechanism, role=role)
    for component in components:
        ImpactWindowFactory(incident=incident, component=component)
    return incident


def echoes(*subjects, visible=None, most=5):
    kept = Incident.objects.all() if visible is None else visible
    found = kept.select_related("organisation").filter(pk__in=[one.pk for one in subjects])
    return seen_before(kept, list(found.order_by("pk")), [], most=most).echoes


def names(mentions) -> list[str]:
    return [one.reference for one in mentions]


@pytest.fixture
def fyra():
    return OrganisationFactory(name="Fyra", slug="fyra")


@pytest.fixture
def skew():
    return MechanismFactory(name="Skewed clocks", slug="skewed-clocks")


def test_the_same_factor_in_the_same_organisation_was_there_before(fyra, skew):
    facts = {"organisation": fyra, "mechanisms": [skew]}
    oldest, older, old = (told(f"{day} March 2023 12:00 UTC", **facts) for day in (1, 2, 3))
    (echo,) = echoes(told("14 March 2024 12:00 UTC", **facts))
    assert names(echo.earlier) == [old.reference, older.reference]
    assert (echo.mechanism, echo.place, echo.held) == ("skewed clocks", "Fyra", None)
    assert echo.text == "mechanism:skewed-clocks org:fyra"
    assert echo.earlier[0].day == "3 Mar 2023"
    assert oldest.reference not in names(echo.earlier)


def test_a_component_says_more_than_the_organisation(fyra, skew):
    web = ComponentFactory(organisation=fyra, name="Web, API")
    facts = {"organisation": fyra, "mechanisms": [skew]}
    there = told("1 March 2023 12:00 UTC", components=[web], **facts)
    told("2 March 2023 12:00 UTC", **facts)
    (echo,) = echoes(told("14 March 2024 12:00 UTC", components=[web], **facts))
    assert (names(echo.earlier), echo.place) == ([there.reference], "Web, API")
    assert echo.text == 'mechanism:skewed-clocks component:"Web, API"'


def test_the_same_component_alone_is_said_of_whom_nobody_knows_the_factors(skew):
    web = ComponentFactory(name="Web")
    before = told("1 March 2023 12:00 UTC", components=[web], mechanisms=[skew])
    (echo,) = echoes(told("14 March 2024 12:00 UTC", components=[web]))
    assert (echo.mechanism, echo.place, names(echo.earlier)) == ("", "Web", [before.reference])


def test_what_was_dealt_with_and_came_back_did_not_hold(fyra, skew):
    facts = {"organisation": fyra, "mechanisms": [skew]}
    held = told("1 March 2023 12:00 UTC", **facts)
    ActionItemFactory(incident=held, status="done", done_date="2023-04-01").weakens.add(held.factors.get())
    told("2 May 2023 12:00 UTC", **facts)
    (echo,) = echoes(told("14 March 2024 12:00 UTC", **facts))
    assert (echo.held.reference, echo.done_on) == (held.reference, date(2023, 4, 1))


@pytest.mark.parametrize("done", ["2024-03-14", "2024-05-01"])
def test_what_was_dealt_with_later_or_that_day_says_nothing_of_holding(fyra, skew, done):
    facts = {"organisation": fyra, "mechanisms": [skew]}
    held = told("1 March 2023 12:00 UTC", **facts)
    ActionItemFactory(incident=held, status="done", done_date=done).weakens.add(held.factors.get())
    (echo,) = echoes(told("14 March 2024 12:00 UTC", **facts))
    assert echo.held is None


@pytest.mark.parametrize(
    "changed",
    [
        {"began": "20 March 2024 12:00 UTC"},
        {"began": None},
        {"began": "14 March 2024"},
        {"role": "limited-harm"},
        {"kind": "drill"},
        {"status": "cancelled"},
        {"organisation": None},
        {"mechanisms": []},
    ],
    ids=lambda changed: " ".join(changed),
)
def test_what_is_later_or_no_failing_or_elsewhere_is_not_named(fyra, skew, changed):
    facts = {"began": "1 March 2023 12:00 UTC", "organisation": fyra, "mechanisms": [skew]} | changed
    told(facts.pop("began"), **facts)
    assert echoes(told("14 March 2024 12:00 UTC", organisation=fyra, mechanisms=[skew])) == ()


def test_an_incident_without_a_start_has_nothing_before_it(fyra, skew):
    facts = {"organisation": fyra, "mechanisms": [skew]}
    told("1 March 2023 12:00 UTC", **facts)
    assert echoes(told(None, **facts)) == ()


def test_there_is_one_line_an_incident_and_no_more_than_asked_for(fyra, skew):
    other = MechanismFactory()
    facts = {"organisation": fyra, "mechanisms": [skew, other]}
    told("1 March 2023 12:00 UTC", **facts)
    subjects = [told(f"{day} March 2024 12:00 UTC", **facts) for day in (14, 15, 16)]
    assert len(echoes(*subjects)) == 3
    assert len(echoes(*subjects, most=2)) == 2


def test_what_one_may_not_see_is_not_named(fyra, skew):
    facts = {"organisation": fyra, "mechanisms": [skew]}
    told("1 March 2023 12:00 UTC", visibility="restricted", **facts)
    subject = told("14 March 2024 12:00 UTC", **facts)
    assert echoes(subject, visible=Incident.objects.visible_to(UserFactory())) == ()
    assert len(echoes(subject, visible=Incident.objects.visible_to(AdministratorFactory()))) == 1


def on(day: date, zone: str = "UTC"):
    return names(seen_before(Incident.objects.all(), [], [day], most=0, zone=zone).anniversaries)


def test_what_began_on_this_day_of_earlier_years_the_worst_first():
    mild = told("14 March 2023 12:00 UTC", sev=3)
    bad = told("14 March 2021", sev=1)
    told("13 March 2023 12:00 UTC", sev=1)
    told("14 March 2024 12:00 UTC", sev=1)
    told("14 March 2022 12:00 UTC", sev=1, kind="drill")
    told(None, sev=1)
    assert on(MARCH) == [bad.reference, mild.reference]


def test_what_may_have_begun_on_another_day_is_not_of_this_day():
    told(When(datetime(2023, 3, 14, 23, tzinfo=UTC), datetime(2023, 3, 15, 1, tzinfo=UTC), Precision.RANGE))
    told(When(None, datetime(2023, 3, 14, 23, tzinfo=UTC), Precision.RANGE))
    assert on(MARCH) == on(date(2024, 3, 15)) == []


def test_a_day_is_one_of_the_readers_zone():
    late = told("14 March 2023 23:30 UTC")
    assert on(date(2024, 3, 15), "Asia/Bangkok") == [late.reference]
    assert on(MARCH, "Asia/Bangkok") == []


def test_the_home_page_says_it_in_a_quiet_line(client, fyra, skew):
    facts = {"organisation": fyra, "mechanisms": [skew]}
    before = told("1 March 2023 12:00 UTC", status="closed", **facts)
    told("14 March 2024 12:00 UTC", **facts)
    page = client.get("/").content.decode()
    assert "Seen before" in page
    assert before.reference in page
    assert "share" in page
    Incident.objects.all().delete()
    assert "Seen before" not in client.get("/").content.decode()


def test_the_number_of_questions_does_not_grow(fyra, skew):
    asked = []
    web = ComponentFactory(organisation=fyra)
    facts = {"organisation": fyra, "mechanisms": [skew], "components": [web]}
    for number in range(2):
        for day in range(1, 2 + 4 * number):
            held = told(f"{day} March 2023 12:00 UTC", **facts)
            action = ActionItemFactory(incident=held, status="done", done_date="2023-04-01")
            action.weakens.add(held.factors.get())
        subjects = [told(f"{day} March 2024 12:00 UTC", **facts) for day in range(2, 4 + number)]
        subjects = list(
            Incident.objects.filter(pk__in=[one.pk for one in subjects]).select_related("organisation")
        )
        with CaptureQueriesContext(connection) as queries:
            assert seen_before(Incident.objects.all(), subjects, [MARCH], most=5)
        asked.append(len(queries))
    assert asked == [9, 9]
