"""A small world for the tests of patterns, with everything in it that makes counting hard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from html import unescape
from urllib.parse import parse_qs, urlsplit

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
from reviews.patterns.part import Part
from timelines.fields import when_range
from timelines.when import Precision, When

SEARCH_LINK = re.compile(r'<a href="(/search/\?[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
ROLES = ("trigger", "contributing", "hindered-detection", "hindered-recovery", "limited-harm")


def day(text: str, until: str = "") -> When:
    """A start on this day, or somewhere between two days."""
    begin = datetime.fromisoformat(text).replace(tzinfo=UTC)
    if until:
        return When(begin, datetime.fromisoformat(until).replace(tzinfo=UTC), Precision.RANGE)
    return When.at(begin, Precision.DAY)


def happened(began: When | None = None, *, mechanisms=(), components=(), role="contributing", **facts):
    """An incident that began then, with a factor for each mechanism (None: not named), in this role."""
    if began:
        facts["milestone_times"] = {"started": began.as_dict() | {"event": 0}}
        facts["started_range"] = when_range(began)
    incident = IncidentFactory(status=facts.pop("status", "resolved"), **facts)
    for mechanism in mechanisms:
        ContributingFactorFactory(incident=incident, mechanism=mechanism, role=role)
    for component in components:
        ImpactWindowFactory(incident=incident, component=component, began=began or day("2023-01-01"))
    return incident


def dealt_with(incident: Incident, on: str | None, *, status: str = "done", **facts) -> None:
    """An action item that weakens all the factors of the incident, done on this day."""
    done_date = date.fromisoformat(on) if on else None
    action = ActionItemFactory(incident=incident, status=status, done_date=done_date, **facts)
    action.weakens.add(*incident.factors.all())


def world() -> None:
    """Incidents of all kinds, for different people, whose starts are known well, hardly or not at all."""
    gap, skew, storm, rare = (
        MechanismFactory(slug=slug, name=slug.replace("-", " "))
        for slug in ("w-monitoring-gap", "w-version-skew", "w-retry-storm", "w-rare")
    )
    fyra, havn = OrganisationFactory(slug="fyra", name="Fyra"), OrganisationFactory(slug="havn", name="Havn")
    web = ComponentFactory(organisation=fyra, name="Web, API")
    same = ComponentFactory(organisation=havn, name="web, api")
    odd = ComponentFactory(organisation=havn, name='the "blue" path')
    exact = ("2022-02-03", "2022-05-05", "2022-08-20", "2023-01-15", "2023-03-31", "2023-11-02")
    for place, text in enumerate(exact):
        happened(
            day(text),
            mechanisms=[gap, skew] if place % 2 else [gap, storm, None],
            components=[web, odd] if place % 3 else [same],
            organisation=fyra if place % 2 else havn,
            sev=place % 5 + 1,
            role=ROLES[place % len(ROLES)],
            visibility=("public", "internal", "restricted")[place % 3],
            kind="incident" if place % 2 else "public-write-up",
        )
    happened(day("2022-03-20", "2022-04-10"), mechanisms=[gap], components=[web], organisation=fyra)
    happened(day("2022-11-20", "2023-02-10"), mechanisms=[gap, rare], role="hindered-detection")
    happened(When(None, datetime(2022, 6, 1, tzinfo=UTC), Precision.RANGE), mechanisms=[skew, storm])
    happened(When(datetime(2023, 9, 1, tzinfo=UTC), None, Precision.RANGE), mechanisms=[storm], sev=1)
    happened(None, mechanisms=[gap, storm], components=[odd], visibility="internal")
    happened(day("2023-05-05"), kind="near-miss", mechanisms=[gap, storm], organisation=fyra)
    happened(day("2022-06-20", "2022-08-01"), kind="near-miss", mechanisms=[gap], visibility="internal")
    happened(None, kind="near-miss", mechanisms=[skew], role="trigger")
    happened(day("2023-06-06"), components=[web])
    happened(day("2023-07-07"), mechanisms=[None], visibility="restricted")
    happened(day("2023-07-08"), mechanisms=[gap], kind="drill")
    happened(day("2023-07-09"), mechanisms=[gap], status="cancelled")
    happened(day("2021-07-09"), mechanisms=[None, gap], status="cancelled", organisation=havn)
    both = happened(day("2023-08-08"), mechanisms=[gap], organisation=havn, components=[odd])
    ContributingFactorFactory(incident=both, mechanism=gap, role="hindered-recovery")
    ContributingFactorFactory(incident=both, mechanism=gap, role="hindered-detection")
    first = happened(day("2022-01-10"), mechanisms=[gap], organisation=fyra, sev=2)
    dealt_with(first, "2022-04-01")
    dealt_with(happened(day("2022-01-11"), mechanisms=[storm], components=[odd]), "2022-02-01")


def numbers_told(page: str) -> list[tuple[str, int]]:
    """Every number on the page that leads to a list: the query text of the list, and the number.

    Of a range the list has the larger number; of a column of a drawing its title says it.
    """
    main = page[page.index("<main") :]
    return [(text_in(href), _number(words)) for href, words in SEARCH_LINK.findall(main)]


def text_in(href: str) -> str:
    return parse_qs(urlsplit(unescape(href)).query, keep_blank_values=True)["q"][0]


def _number(words: str) -> int:
    words = words.replace(",", "")
    title = re.match(r"<title>.*: (\d+) (?:incident|near miss)", words)
    return int(title[1]) if title else int(re.findall(r"\d+", words)[-1])


def parts_in(held) -> Iterator:
    """Every Part within plain data, however deep."""
    if isinstance(held, Part):
        yield held
    elif is_dataclass(held):
        for one in fields(held):
            yield from parts_in(getattr(held, one.name))
    elif isinstance(held, (list, tuple)):
        for one in held:
            yield from parts_in(one)
