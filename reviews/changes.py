"""What changed in a week since its review was prepared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import QuerySet

from incidents.models import Incident
from reviews.exports.json import plain
from reviews.report import Report
from timelines.when import Duration, When

LISTS = ("new", "resolved", "continuing", "at_the_border")
APART = ("near_misses", "drills")


def changes_since(figures: dict, report: Report, visible: QuerySet) -> list[str]:
    """A sentence for each difference between kept `figures` and `report`, by the number of the incident.

    Only of incidents that are in `visible` now and not restricted: one that became restricted since must not
    be told of, not even by its absence.
    """
    before, after = _incidents(figures), _incidents(plain(report))
    numbers = {int(name.removeprefix("INC-")) for name in before.keys() | after.keys()}
    told = visible.filter(number__in=numbers).exclude(visibility=Incident.Visibility.RESTRICTED)
    found = []
    for number in sorted(told.values_list("number", flat=True)):
        name = f"INC-{number}"
        found += _of_one(name, before.get(name), after.get(name), report.week.zone)
    return found


def _incidents(figures: dict) -> dict[str, dict]:
    """Every incident of the figures by its reference."""
    rows = [row for name in LISTS for row in figures["incidents"][name]]
    rows += figures["vendors"]["incidents"]
    rows += [row for name in APART for row in figures[name]]
    return {row["incident"]: row for row in rows}


def _of_one(name: str, before: dict | None, after: dict | None, zone: str) -> Iterator[str]:
    if before is None:
        yield f"{name} came in."
        return
    if after is None:
        yield f"{name} no longer belongs to this week."
        return
    if before["place"] != after["place"]:
        yield f"{name} counted as {before['place']} and now counts as {after['place']}."
    for field in ("kind", "severity"):
        if before[field] != after[field]:
            yield f"{name} {field} went from {before[field] or 'none'} to {after[field] or 'none'}."
    yield from _marks(name, before["milestones"], after["milestones"], zone)
    was, now = (_hours(row["impact"]["duration"]) for row in (before, after))
    if was != now:
        yield f"{name} impact in this week went from {was} to {now}."


def _marks(name: str, before: dict, after: dict, zone: str) -> Iterator[str]:
    for mark in sorted(before.keys() | after.keys()):
        said = mark.replace("first-post", "first post")
        was, now = _when(before.get(mark)), _when(after.get(mark))
        if was == now:
            continue
        if now is None:
            yield f"{name} {said} was taken away: it was {was.text(zone)}."
        elif was is None:
            yield f"{name} {said} was told: {now.text(zone)}."
        elif was.text(zone) != now.text(zone):
            same_day = was.parts(zone).day and was.parts(zone).date == now.parts(zone).date
            yield f"{name} {said} moved from {was.text(zone, day=not same_day)} to {now.text(zone)}."


def _when(told: dict | None) -> When | None:
    return When.from_dict({**told, "words": told["as_written"]}) if told else None


def _hours(told: dict | None) -> str:
    """A duration of the figures in words."""
    if told is None:
        return "not counted"
    longest = told["longest_seconds"]
    if longest == 0:
        return "none"
    return Duration(
        timedelta(seconds=told["shortest_seconds"]), None if longest is None else timedelta(seconds=longest)
    ).short
