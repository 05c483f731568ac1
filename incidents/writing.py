"""A postmortem's text made into the page that people read, with the incident's live data in it."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from incidents.drawing import plan_of
from incidents.durations import durations_of
from incidents.markdown import Document, render_document, words_in
from incidents.models import Incident, PostmortemRevision
from incidents.page import drawn_windows, span_in_words
from timelines.drawing import draw
from timelines.when import UnreadableTime, When
from timelines.when.text import date_text

PRINT_WIDTH = 660  # px: the drawing at the width of a printed page
WORDS_A_MINUTE = 220

DEFAULT_BODY = """\
## What happened

In a paragraph or two, for somebody who was not there. What did people see, what did they do, what ended it?

[[timeline]]

## Who was hurt, and how

[[impact]]

## What contributed

Not one cause: what had to be so for this to happen, and what made it worse, harder to see or harder to end?

[[factors]]

## What surprised us

What did we believe before that turned out not to be so?

## What went well

What helped, and would help again?

## Where we were lucky

What would have made this much worse, and only by chance was not so?

## What we will do

[[actions]]
"""


def minutes_to_read(body: str) -> int:
    return max(1, round(words_in(body) / WORDS_A_MINUTE))


class LiveBlocks:
    """The blocks `[[timeline]]`, `[[factors]]`, `[[actions]]` and `[[impact]]` of one incident.

    Each loads what it needs when it is first asked for, once however often the text names it.
    """

    def __init__(self, incident: Incident):
        self.incident = incident
        self.events = list(incident.events.standing().prefetch_related("milestones").in_time_order())
        self.by_id = {str(event.pk): event for event in self.events}

    def fill(self, document: Document) -> SafeString:
        """The document's HTML with every block and event reference drawn."""
        blocks = {
            "timeline": self.timeline,
            "factors": self.factors,
            "actions": self.actions,
            "impact": self.impact,
        }
        events = {
            pk: (f"{self.incident.get_absolute_url()}#{event.anchor}", self._named(event.happened))
            for pk, event in self.by_id.items()
        }
        return document.fill(blocks, events)

    def _named(self, happened: When) -> str:
        """How a text names an event: by the clock of its own zone, with the day where it is another.

        What it is in UTC stands on the timeline, where the link leads.
        """
        parts = happened.parts(self.incident.time_zone)
        if not parts.day:
            return happened.text(self.incident.time_zone)
        clock = " ".join(part for part in (parts.clock, parts.zone) if part)
        started = self.incident.milestones_told.get("started")
        is_same_day = started is not None and started.parts(self.incident.time_zone).date == parts.date
        return clock if is_same_day else f"{date_text(parts.date, year=False)}, {clock}"

    def timeline(self, arguments: dict[str, str]) -> SafeString:
        """The drawing, and the milestones or (with `from=` or `to=`) the events in that part of the day."""
        begin, end = (self._bound(arguments.get(name)) for name in ("from", "to"))
        part = [event for event in self.events if _within(event.happened, begin, end)]
        is_part = bool(begin or end)
        context = {
            "incident": self.incident,
            "events": part,
            "is_part": is_part,
            "durations": [] if is_part else [named for named in durations_of(self.incident) if named.is_told],
            "drawing": None if is_part else draw(self._plan(part), width=PRINT_WIDTH),
        }
        return self._render("timeline", context)

    def _plan(self, events):
        return plan_of(self.incident, events, href=self.incident.get_absolute_url())

    def _bound(self, words: str | None) -> When | None:
        """A bound in the words of the block, read in the incident's zone from its start; None if unread."""
        if not words:
            return None
        try:
            return When.read(
                words, zone=self.incident.time_zone, after=self.incident.milestones_told.get("started")
            )
        except UnreadableTime:
            return None

    def factors(self, arguments: dict[str, str]) -> SafeString:
        factors = self.incident.factors.select_related("mechanism").order_by("position", "pk")
        return self._render("factors", {"factors": factors, "incident": self.incident})

    def actions(self, arguments: dict[str, str]) -> SafeString:
        """All action items, or with `open` those that are still to do."""
        actions = self.incident.action_items.select_related("owner").order_by("position", "pk")
        if "open" in arguments:
            actions = actions.unfinished()
        return self._render(
            "actions", {"actions": actions, "incident": self.incident, "today": timezone.now().date()}
        )

    def impact(self, arguments: dict[str, str]) -> SafeString:
        windows = self.incident.impact_windows.select_related("component").in_time_order()
        return self._render("impact", {"windows": drawn_windows(list(windows)), "incident": self.incident})

    def _render(self, name: str, context: dict) -> SafeString:
        return render_to_string(f"incidents/live/_{name}.html", context)


def _within(when: When, begin: When | None, end: When | None) -> bool:
    """Whether a moment may lie from `begin` to `end`."""
    return not (begin and when.before(begin)) and not (end and when.after(end))


def written(incident: Incident, body: str) -> SafeString:
    """A postmortem's text as readers see it."""
    return LiveBlocks(incident).fill(render_document(body))


def unmentioned_factors(incident: Incident, body: str) -> list:
    """Factors that the text neither lists (`[[factors]]`) nor links nor repeats by their mechanism's name."""
    if "[[factors" in body:
        return []
    told = body.lower()
    return [
        factor
        for factor in incident.factors.select_related("mechanism").order_by("position", "pk")
        if factor.anchor not in told and not (factor.mechanism and factor.mechanism.name.lower() in told)
    ]


def reading_page(incident: Incident, revision: PostmortemRevision | None) -> dict:
    """The context of incidents/postmortem.html; `revision` is the one this person reads, or None."""
    context = {
        "incident": incident,
        "revision": revision,
        "span": span_in_words(incident),
        "durations": [named for named in durations_of(incident) if named.is_told],
    }
    if revision is None:
        return context
    document = render_document(revision.body)
    return context | {
        "html": LiveBlocks(incident).fill(document),
        "toc": document.toc,
        "minutes": minutes_to_read(revision.body),
        "authors": _authors(revision),
        "is_newest": incident.postmortem.newest_id == revision.pk,
        "is_published": incident.postmortem.published_id == revision.pk,
    }


def _authors(revision: PostmortemRevision) -> list[str]:
    """Everybody who wrote a version up to this one, in the order they joined."""
    earlier = revision.postmortem.revisions.filter(number__lte=revision.number, author__isnull=False)
    return list(
        dict.fromkeys(
            str(row.author) for row in earlier.select_related("author").defer("body").order_by("number")
        )
    )
