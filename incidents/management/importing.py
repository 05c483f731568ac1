"""What the commands that import documents have in common: their options, and what they say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from accounts.models import validate_time_zone
from incidents.importing.document import ReadDocument, ReadSettings
from incidents.importing.reporting import report_of
from incidents.importing.selecting import chosen
from incidents.importing.storing import Stored
from incidents.models import Organisation
from timelines.models import Milestone
from timelines.when import When

ORDER = [Milestone.Kind.STARTED.value, "first-post", *Milestone.Kind.values[1:]]


def add_reading_options(parser) -> None:
    parser.add_argument("--zone", default="", help="IANA zone of times that are written without one.")
    parser.add_argument("--log-zone", default="", help="IANA zone of log lines without one.")
    parser.add_argument(
        "--day", default="", metavar="2024-05-03", help="The day of times that are written without one."
    )
    parser.add_argument("--organisation", default="", help="Whose incident it is, where nothing says so.")


def settings_from(options: dict[str, Any]) -> ReadSettings:
    """What was decided on the command line. Raises CommandError."""
    return ReadSettings(
        zone=_zone("--zone", options["zone"]),
        log_zone=_zone("--log-zone", options["log_zone"]),
        day=_day(options["day"]),
        organisation=" ".join(options["organisation"].split())[:200],
    )


def _zone(option: str, zone: str) -> str:
    try:
        validate_time_zone(zone or "UTC")
    except ValidationError as error:
        raise CommandError(f"{option}: {' '.join(error.messages)} Nothing was imported.") from error
    return zone


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if said else None
    except ValueError as error:
        raise CommandError(
            f"--day: “{said[:40]}” is no day such as 2024-05-03. Nothing was imported."
        ) from error


def usual_zones() -> dict[str, str]:
    """The zones that organisations here have, by their names in small letters. One query."""
    told = Organisation.objects.exclude(time_zone="UTC").values_list("name", "time_zone")
    return {name.casefold(): zone for name, zone in told}


# For programs


def as_data(path: str, read: ReadDocument, stored: Stored | None) -> dict[str, Any]:
    """What was read of a document and, where something was, what was stored: docs/importing.md."""
    return {
        "path": path,
        "format": read.format,
        **report_of(read),
        "address": read.address or None,
        "author": read.author or None,
        "published": read.published and read.published.as_dict(),
        "severity": read.severity or None,
        "tags": list(read.tags),
        "stored": stored and as_stored(stored),
    }


def as_stored(stored: Stored) -> dict[str, Any]:
    """What became of a document."""
    return {
        "incident": stored.incident.reference,
        "title": stored.incident.title,
        "is_new": stored.joined.is_new,
        "why": stored.joined.why,
        "source": _source(stored),
        "events": {
            "new": stored.events_new,
            "joined": stored.events_joined,
            "known": stored.events_known,
        },
        "factors": {"new": stored.factors.new, "joined": stored.factors.joined},
        "actions": {"new": stored.actions.new, "joined": stored.actions.joined},
        "milestones": {name: when.as_dict() for name, when in in_order(stored.milestones)},
        "components": stored.components,
        "added": stored.added,
        "problems": stored.problems,
    }


def _source(stored: Stored) -> dict[str, Any] | None:
    source = stored.source
    if source is None:
        return None
    facts = {name: getattr(source, name) for name in ("kind", "title", "url", "sha256")}
    return facts | {"is_new": stored.source_is_new}


def in_order(told: dict[str, When]) -> list[tuple[str, When]]:
    """Milestones by name as they follow one another, the first public post behind the start."""
    return sorted(told.items(), key=lambda one: ORDER.index(one[0]))


# For people


def what_was_read(path: str, read: ReadDocument) -> list[str]:
    """The first lines about a document: what it is, and what it tells."""
    whose = f" of {read.organisation}" if read.organisation else ""
    title = f"“{read.title}”" if read.title.strip() else "without a title"
    return [f"{path}: {read.kind} {title}{whose}", f"  {in_figures(chosen(read, None).read)}"]


def what_became(stored: Stored) -> list[str]:
    """The further lines about a document that was stored."""
    lines = [f"  {'opened' if stored.joined.is_new else 'joined'} {stored.incident}: {stored.joined.why}"]
    lines.append(f"  {what_changed(stored)}")
    if not stored.is_unchanged:
        lines += [f"  {name.replace('-', ' ')}: {when}" for name, when in in_order(stored.milestones)]
    return lines + [f"  {problem}" for problem in stored.problems]


def what_would(read: ReadDocument) -> list[str]:
    """The further lines about a document that was read and not stored."""
    told: dict[str, When] = {}
    for event in read.events:
        told |= {kind.value: event.when for kind in event.milestones if event.when}
    told |= {stated.kind: stated.at for stated in read.milestones}
    lines = [f"  {name}: {when}" for name, when in in_order(told)]
    doubtful = sum(len(items) for items in report_of(read)["suggestions"].values())
    if doubtful:
        lines.append(f"  {_count(doubtful, 'doubtful item')} would be left out")
    return lines + [f"  {problem}" for problem in read.problems]


def in_figures(read: ReadDocument) -> str:
    """What a document tells: “17 posts, 14 Mar 2023, 18:19 UTC to 15 Mar 2023, 01:59 UTC, a postmortem”."""
    dated = [event for event in read.events if event.when]
    parts = [
        _count(len(read.posts), "post"),
        _count(len(dated), "event"),
        _span(read),
        "a postmortem" if read.write_up else "",
        _count(len(read.factors), "factor"),
        _count(len(read.actions), "action item"),
        _count(len(read.affected.names or {one.name for one in read.found_affected}), "component"),
    ]
    parts[-1] = parts[-1] and f"{parts[-1]} affected"
    return ", ".join(part for part in parts if part) or "no times"


def _span(read: ReadDocument) -> str:
    times = [event.when for event in read.events if event.when]
    first = read.first or min(times, key=lambda when: when.key, default=None)
    last = read.last or max(times, key=lambda when: when.key, default=None)
    if first is None or last is None:
        return str(first or last or "")
    return str(first) if first == last else f"{first} to {last}"


def what_changed(stored: Stored) -> str:
    """What is new by this document: “18 events new, 2 told by it as well, impact, postmortem draft”."""
    if stored.is_unchanged:
        return "Nothing new: all that it says is here already."
    parts = [f"{stored.events_new} event{'' if stored.events_new == 1 else 's'} new"]
    if stored.events_joined:
        parts.append(f"{stored.events_joined} now told by it as well")
    if stored.events_known:
        parts.append(f"{stored.events_known} told by it before")
    lists = ((stored.factors, "factor"), (stored.actions, "action item"))
    parts += [_count(listed.new, name) for listed, name in lists if listed.new]
    parts += [f"{_count(listed.joined, name)} named by it as well" for listed, name in lists if listed.joined]
    return ", ".join([*parts, *stored.added])


def _count(number: int, name: str) -> str:
    """“3 posts”, “1 post”; "" for none."""
    return f"{number} {name}{'' if number == 1 else 's'}" if number else ""


def refuse(problems: Iterable[str]) -> None:
    """Raise CommandError with what is wrong, if anything is."""
    if problems := list(problems):
        raise CommandError("\n".join([*problems, "Nothing was imported."]))
