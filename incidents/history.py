"""What was changed of an incident: every row that belongs to it, newest first, with who and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import DateTimeField, ForeignKey
from pghistory.models import Events

from accounts.models import User
from incidents.models import Incident
from incidents.seek import Key, seek

# Rows of one transaction share an instant; within it each table counts for itself.
NEWEST_FIRST = (
    Key("pgh_created_at", falling=True, parse=datetime.fromisoformat),
    Key("pgh_model"),
    Key("pgh_id", falling=True),
)

# What is kept, as people call it. Anything not named here is bookkeeping and not shown.
NAMES = {
    "incidents.IncidentVersion": "the incident",
    "incidents.LinkVersion": "a link",
    "incidents.IncidentReaderVersion": "a reader",
    "incidents.ImpactWindowVersion": "an impact window",
    "incidents.ContributingFactorVersion": "a contributing factor",
    "incidents.ActionItemVersion": "an action item",
    "incidents.PostmortemVersion": "the postmortem",
    "timelines.TimelineEventVersion": "an event",
    "timelines.MilestoneVersion": "a milestone",
    "timelines.SourceVersion": "a source",
}
FOR_EDITORS = {"incidents.PostmortemVersion", "incidents.IncidentReaderVersion"}
VERBS = {"insert": "added", "update": "changed", "delete": "removed"}
UNSHOWN = {
    "id",
    "number",
    "edition",
    "opened_at",
    "updated_at",
    "recorded_at",
    "added_at",
    "incident_id",
    "sha256",
}
TITLES = ("title", "statement", "text", "kind", "note", "state")
LONGEST = 400  # characters of a value that the page shows


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row as it was written at one moment."""

    at: datetime
    who: str
    why: str
    verb: str
    what: str
    title: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    entries: list[Entry]
    next: str  # for the address of the page with older ones; "" for none


def history_of(incident: Incident, before: str = "", *, drafts: bool = False) -> HistoryPage:
    """One page of the incident's history. `before` is a `HistoryPage.next`; anything else is the first page.

    `drafts`: also what was done to its postmortem, which is not for everybody until it is published. The
    caller has made sure that the person may see the incident.
    """
    names = NAMES.keys() if drafts else NAMES.keys() - FOR_EDITORS
    page = seek(Events.objects.references(incident).filter(pgh_model__in=names), NEWEST_FIRST, before)
    people, targets = _people(page), _targets(page)
    entries = [_entry(row, people, targets) for row in page]
    return HistoryPage([entry for entry in entries if entry], page.next)


def _people(rows) -> dict[int, str]:
    ids = {row.pgh_context["user"] for row in rows if row.pgh_context and row.pgh_context.get("user")}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}


def _targets(rows) -> dict:
    """What the foreign keys that changed point at, by model and primary key; one query a model."""
    wanted = defaultdict(set)
    for row in rows:
        for field, values in _differences(row):
            if isinstance(field, ForeignKey):
                wanted[field.related_model].update(value for value in values if value is not None)
    return {model: model._base_manager.in_bulk(pks) for model, pks in wanted.items()}


def _differences(row) -> list[tuple]:
    """(field, (before, after)) of what a reader would see. Of a time the words say enough."""
    fields = {field.attname: field for field in apps.get_model(row.pgh_model)._meta.concrete_fields}
    return [
        (fields[name], values)
        for name, values in (row.pgh_diff or {}).items()
        if name in fields and name not in UNSHOWN and not name.endswith(("_precision", "_zone"))
    ]


def _entry(row, people: dict[int, str], targets: dict) -> Entry | None:
    """None for a row in which nothing changed that a reader would see."""
    context = row.pgh_context or {}
    verb = VERBS.get(row.pgh_label, row.pgh_label)
    changes = _changes(row, targets) if verb == "changed" else []
    if verb == "changed" and not changes:
        return None
    return Entry(
        at=row.pgh_created_at,
        who=people.get(context.get("user"), ""),
        why=context.get("why", ""),
        verb=verb,
        what=NAMES[row.pgh_model],
        title=_title(row.pgh_data),
        changes=changes,
    )


def _title(data: dict) -> str:
    """What a row is called: its title, statement, text …, shortened to a line."""
    told = next((str(data[name]) for name in TITLES if data.get(name)), "")
    line = told.split("\n")[0]
    return line if len(line) <= 120 else f"{line[:120]}…"


def _changes(row, targets: dict) -> list[Change]:
    """Fields that differ, in words."""
    return [
        Change(_label(field), _shown(field, before, targets), _shown(field, after, targets))
        for field, (before, after) in _differences(row)
    ]


def _label(field) -> str:
    name = field.name
    for ending, label in (("_range", ", span in UTC"), ("_words", ", as written")):
        if name.endswith(ending):
            return name.removesuffix(ending) + label
    return str(field.verbose_name)


def _shown(field, value, targets: dict) -> str:
    """A stored value as a reader knows it; "nothing" for none."""
    if value in (None, "", []):
        return "nothing"
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(field, DateTimeField):
        return f"{datetime.fromisoformat(value):%d %b %Y, %H:%M:%S} UTC"
    if isinstance(field, ForeignKey):
        target = targets[field.related_model].get(value)
        return _shortened(str(target)) if target else f"number {value}, which is gone"
    return _shortened(", ".join(map(str, value)) if isinstance(value, list) else str(value))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
