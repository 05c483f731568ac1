"""What was changed of an incident: every row that belongs to it, newest first, with who and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.db.models import DateTimeField, ForeignKey
from pghistory.models import Events

from accounts.models import User
from incidents.models import Incident

PAGE_SIZE = 50

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


def history_of(incident: Incident, before: str = "") -> HistoryPage:
    """One page of the incident's history. `before` is a `HistoryPage.next`; anything else is the first page.

    The caller has made sure that the person may see the incident.
    """
    rows = Events.objects.references(incident).filter(pgh_model__in=NAMES)
    if moment := _moment(before):
        rows = rows.filter(pgh_created_at__lt=moment)
    found = list(rows.order_by("-pgh_created_at", "-pgh_slug")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE]
    people = _people(shown)
    entries = [_entry(row, people) for row in shown]
    return HistoryPage([entry for entry in entries if entry], _next(found))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _next(found) -> str:
    """Rows of one instant stay together: the page ends before the instant of the first row left out."""
    if len(found) <= PAGE_SIZE:
        return ""
    return found[PAGE_SIZE - 1].pgh_created_at.isoformat()


def _people(rows) -> dict[int, str]:
    ids = {row.pgh_context["user"] for row in rows if row.pgh_context and row.pgh_context.get("user")}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}


def _entry(row, people: dict[int, str]) -> Entry | None:
    """None for a row in which nothing changed that a reader would see."""
    context = row.pgh_context or {}
    model = apps.get_model(row.pgh_model)
    verb = VERBS.get(row.pgh_label, row.pgh_label)
    changes = _changes(model, row.pgh_diff) if verb == "changed" else []
    if verb == "changed" and not changes:
        return None
    return Entry(
        at=row.pgh_created_at,
        who=people.get(context.get("user"), ""),
        why=context.get("why", ""),
        verb=verb,
        what=NAMES[row.pgh_model],
        title=_title(model, row.pgh_data),
        changes=changes,
    )


def _title(model, data: dict) -> str:
    """What a row is called: its title, statement, text …, shortened to a line."""
    told = next((str(data[name]) for name in TITLES if data.get(name)), "")
    line = told.split("\n")[0]
    return line if len(line) <= 120 else f"{line[:120]}…"


def _changes(model, diff: dict | None) -> list[Change]:
    """Fields that differ, in words. Of a time the words say enough, so its other columns are left out."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    changes = []
    for name, (before, after) in (diff or {}).items():
        if name in UNSHOWN or name.endswith(("_precision", "_zone")) or name not in fields:
            continue
        changes.append(
            Change(_label(fields[name]), _shown(fields[name], before), _shown(fields[name], after))
        )
    return changes


def _label(field) -> str:
    name = field.name
    for ending, label in (("_range", ", span in UTC"), ("_words", ", as written")):
        if name.endswith(ending):
            return name.removesuffix(ending) + label
    return str(field.verbose_name)


def _shown(field, value) -> str:
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
        return _named(field.related_model, value)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _named(model, pk) -> str:
    """What a foreign key points at, by name where it has one that all readers of the incident may see."""
    if model._meta.label in ("incidents.PostmortemRevision",):
        number = model.objects.filter(pk=pk).values_list("number", flat=True).first()
        return f"version {number}" if number else "a version that is gone"
    found = model.objects.filter(pk=pk).first()
    return str(found) if found else f"number {pk}, which is gone"
