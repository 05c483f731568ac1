"""What was done with a word: proposed, described, renamed, merged, by whom. For administrators.

A word that was merged into this one tells its own story here, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from incidents.models.word import Word

MOST = 50  # changes that are shown, the latest first


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    by: str  # "" where nobody is known: a task, an import, the installation
    said: str


def history_of(word: Word) -> list[Change]:
    """The latest changes of a word and of those that went into it. A fixed number of queries."""
    model = type(word)
    keys = [word.pk, *model.ever.filter(merged_into=word).values_list("pk", flat=True)]
    versions = model.versions.rel.related_model.objects.filter(pgh_obj__in=keys)
    versions = list(versions.select_related("pgh_context").order_by("pgh_id"))
    people = User.objects.in_bulk({_person(row) for row in versions} - {None})
    before: dict[int, object] = {}
    changes = []
    for row in versions:
        said = _said(before.get(row.pgh_obj_id), row, word.kind)
        before[row.pgh_obj_id] = row
        changes.append(Change(row.pgh_created_at, str(people.get(_person(row), "")), said))
    return changes[: -MOST - 1 : -1]


def _person(version) -> int | None:
    return version.pgh_context.metadata.get("user") if version.pgh_context else None


def _said(before, row, kind: str) -> str:
    """What was done, in words."""
    called = f"the {kind} “{row.name}”"
    if before is None:
        return f"{called} was {'proposed' if row.state == 'proposed' else 'added'}"
    if why := _why(before, row):
        return why
    if before.state != row.state:
        return f"{called} was {'restored' if before.state == 'retired' else row.get_state_display()}"
    return f"{called} was described anew"


def _why(before, row) -> str:
    """What the one who renamed or merged it left in its history; "" for another change."""
    if (before.name, before.merged_into_id) == (row.name, row.merged_into_id):
        return ""
    return row.pgh_context.metadata.get("why", "") if row.pgh_context else ""
