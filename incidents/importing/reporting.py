"""What was read of a document as JSON: the form that `import_postmortem --json` prints (docs/importing.md).

Times are ISO 8601 in UTC; an open bound is null. What is doubtful stands apart, under `suggestions`. No
database is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from incidents.importing.agreeing import agreed
from incidents.importing.document import Place, ReadDocument, ReadMilestone, ReadPost
from incidents.importing.words import says_over
from timelines.models import Kind, Milestone
from timelines.reading.model import Confidence, FoundAction, FoundEvent, FoundFactor
from timelines.when import Precision, When


def report_of(read: ReadDocument) -> dict[str, Any]:
    """All that was read, JSON-safe; quotes are `text[start:end]` of the source's text, letter for letter."""
    story, stated = agreed(read)
    events, open_events = _parted(story, lambda event: event.when is not None)
    factors, doubtful_factors = _parted(read.factors)
    actions, doubtful_actions = _parted(read.actions)
    affected, doubtful_affected = _parted(read.found_affected)
    told = [
        *(_post(read, post) for post in read.posts),
        *(_stated(read, one) for one in stated),
        *(_event(read, event) for event in events),
    ]
    return {
        "title": read.title or None,
        "organisation": read.organisation or None,
        "timezone": read.zone.words or read.zone.name,
        "timezone_from": read.zone.source.value,
        "log_timezone": read.log_zone.words or read.log_zone.name,
        "started": _bound(read, Milestone.Kind.STARTED),
        "resolved": _bound(read, Milestone.Kind.RESOLVED),
        "affected": list(dict.fromkeys([*read.affected.names, *(one.name for one in affected)])),
        "events": sorted(told, key=lambda one: one["earliest"] or one["latest"]),
        "contributing_factors": [_factor(read, factor) for factor in factors],
        "action_items": [_action(read, action) for action in actions],
        "warnings": list(read.problems),
        "suggestions": {
            "events": [_event(read, event) for event in open_events],
            "contributing_factors": [_factor(read, factor) for factor in doubtful_factors],
            "action_items": [_action(read, action) for action in doubtful_actions],
            "affected": [one.name for one in doubtful_affected],
        },
    }


def _parted(found: Iterable, fits=lambda one: True) -> tuple[list, list]:
    """What is accepted unless somebody says otherwise, and the rest."""
    sure, rest = [], []
    for one in found:
        (sure if one.confidence is not Confidence.DOUBTFUL and fits(one) else rest).append(one)
    return sure, rest


def _bound(read: ReadDocument, kind: Milestone.Kind) -> dict | None:
    """When the incident began or ended: as stated, else as an event of its story tells, else as the posts do.

    A first post says that it had begun by then; a last one, that it is over.
    """
    stated = next((one.at for one in read.milestones if one.kind == kind), None)
    events = [event for event in read.events if event.confidence is not Confidence.DOUBTFUL]
    told = next((event.when for event in events if kind in event.milestones and event.when), None)
    when = stated or told or _posted(read, kind)
    return when and {**_times(when), "precision": str(when.precision)}


def _posted(read: ReadDocument, kind: Milestone.Kind) -> When | None:
    if not read.posts:
        return None
    posts = sorted(read.posts, key=lambda post: post.at.key)
    if kind == Milestone.Kind.STARTED:
        return When(None, posts[0].at.latest, Precision.RANGE, posts[0].at.zone)
    return posts[-1].at if says_over(posts[-1].status, posts[-1].body) else None


def _times(when: When | None) -> dict[str, str | None]:
    return {"earliest": _iso(when and when.earliest), "latest": _iso(when and when.latest)}


def _iso(moment) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _quote(read: ReadDocument, place: Place) -> dict[str, Any]:
    return {"quote": place.of(read.text), "start": place.start, "end": place.end}


def _post(read: ReadDocument, post: ReadPost) -> dict[str, Any]:
    also = getattr(post, "also", ())
    event = FoundEvent(post.at, post.body, post.place, kind=Kind.STATUS_POST, also=also)
    return _event(read, event)


def _stated(read: ReadDocument, stated: ReadMilestone) -> dict[str, Any]:
    """The beginning or end that a document states beside its story."""
    kind = Milestone.Kind(stated.kind)
    text = "The incident began." if kind == Milestone.Kind.STARTED else "The incident ended."
    return _event(read, FoundEvent(when=stated.at, text=text, place=stated.place, milestones=(kind,)))


def _event(read: ReadDocument, event: FoundEvent) -> dict[str, Any]:
    when = event.when
    return {
        **_times(when),
        "until": _iso(event.until and event.until.best),
        "precision": when and str(when.precision),
        "zone": when and when.zone,
        "as_written": event.time_place.of(read.text) if event.time_place else when and when.words,
        "text": event.text,
        "kind": event.kind.value,
        "milestone": next((kind.value for kind in event.milestones), None),
        "milestones": [kind.value for kind in event.milestones],
        "actor": event.actor or None,
        "is_log": event.is_log,
        **_quote(read, event.place),
        "also": [_quote(read, place) for place in event.also],
        "confidence": event.confidence.value,
        "why": list(event.why),
    }


def _factor(read: ReadDocument, factor: FoundFactor) -> dict[str, Any]:
    return {
        "text": factor.text,
        "role": factor.role,
        "mechanism": factor.mechanism or None,
        **_quote(read, factor.place),
        "cue": factor.cue.of(read.text) if factor.cue else None,
        "confidence": factor.confidence.value,
    }


def _action(read: ReadDocument, action: FoundAction) -> dict[str, Any]:
    return {
        "text": action.text,
        "owner": action.owner or None,
        "due": action.due.isoformat() if action.due else action.due_words or None,
        "state": action.state,
        "ticket": action.ticket or None,
        **_quote(read, action.place),
        "confidence": action.confidence.value,
    }
