"""Every form that an event has had: what it said, who changed it, when and why."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.safestring import SafeString

from accounts.models import User
from incidents.differences import word_difference
from incidents.telling import said_of
from timelines.models import Kind, Lane, Milestone, TimelineEvent
from timelines.when import When

TIMES = ("happened", "until", "learned")


@dataclass(frozen=True, slots=True)
class Form:
    """The event as somebody left it. `difference` marks the words that are new; `changes` says the rest."""

    number: int
    at: datetime.datetime
    who: str
    why: str
    verb: str
    time: str
    difference: SafeString | str
    changes: tuple[tuple[str, str, str], ...]  # (what, before, after)


def forms_of(event: TimelineEvent, zone: str) -> list[Form]:
    """Newest first, in a fixed number of queries: versions of the event and its milestones, and people."""
    versions = list(event.versions.select_related("pgh_context").order_by("pgh_id"))
    marks = Milestone.pgh_event_model.objects.filter(event_id=event.pk)
    marks = list(marks.select_related("pgh_context").order_by("pgh_id"))
    people = _people([*versions, *marks])
    told, before = [], None
    for version in versions:
        changes = tuple(_changes(before, version, zone)) if before else ()
        if before is None or changes or before.text != version.text:
            told.append(_form(len(told) + 1, version, before, changes, people, zone))
        before = version
    told += [_marked(mark, people) for mark in marks]
    return sorted(told, key=lambda form: form.at, reverse=True)


def _people(rows) -> dict[int, str]:
    ids = {_context(row).get("user") for row in rows} - {None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=ids)}


def _context(row) -> dict:
    return row.pgh_context.metadata if row.pgh_context else {}


def _form(number, version, before, changes, people, zone) -> Form:
    context = _context(version)
    happened = _when(version, "happened")
    said = said_of(happened, _when(version, "until"), zone)
    text_changed = before is not None and before.text != version.text
    return Form(
        number=number,
        at=version.pgh_created_at,
        who=people.get(context.get("user"), ""),
        why=context.get("why", ""),
        verb=_verb(version, before),
        time=", ".join(part for part in (said.time, said.day) if part),
        difference=word_difference(before.text, version.text)
        if text_changed
        else version.text
        if not before
        else "",
        changes=changes,
    )


def _verb(version, before) -> str:
    if before is None:
        return "recorded"
    if version.withdrawn_at and not before.withdrawn_at:
        return "withdrew it"
    if before.withdrawn_at and not version.withdrawn_at:
        return "put it back"
    return "corrected"


def _when(version, name: str) -> When | None:
    bounds = getattr(version, f"{name}_range")
    if bounds is None:
        return None
    details = (getattr(version, f"{name}_{part}") for part in ("precision", "zone", "words"))
    return When(bounds.lower, bounds.upper, *details)


def _changes(before, version, zone: str):
    """Every field but the text that differs, in words."""
    for name, label in (("happened", "when"), ("until", "until"), ("learned", "known since")):
        old, new = _when(before, name), _when(version, name)
        if old != new:
            yield label, _told(old, zone), _told(new, zone)
    for name, label, words in (("kind", "kind", Kind), ("lane", "told by", Lane)):
        old, new = getattr(before, name), getattr(version, name)
        if old != new:
            yield label, words(old).label, words(new).label
    if before.actor != version.actor:
        yield "who or what did it", before.actor or "nobody named", version.actor or "nobody named"
    if before.pinned != version.pinned:
        yield "pinned", *("yes" if row.pinned else "no" for row in (before, version))
    if bool(before.withdrawn_at) != bool(version.withdrawn_at):
        yield (
            "on the timeline",
            *("withdrawn" if row.withdrawn_at else "standing" for row in (before, version)),
        )


def _told(when: When | None, zone: str) -> str:
    if when is None:
        return "not stated"
    said = when.text(zone)
    return f"{said}, written “{when.words}”" if when.words and when.words != said else said


def _marked(mark, people) -> Form:
    """A milestone that was put on the event or taken off it."""
    context = _context(mark)
    label = Milestone.Kind(mark.kind).label.capitalize()
    is_gone = mark.pgh_label == "delete"
    change = ("milestone", label, "none") if is_gone else ("milestone", "none", label)
    return Form(
        number=0,
        at=mark.pgh_created_at,
        who=people.get(context.get("user"), ""),
        why=context.get("why", ""),
        verb="took a milestone off" if is_gone else "marked a milestone",
        time="",
        difference="",
        changes=(change,),
    )
