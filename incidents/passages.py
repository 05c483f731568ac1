"""What of an incident can be found, as passages: only what everybody who may see the incident may read."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Q

from incidents.markdown import plain_text, render_document
from incidents.models import ActionItem, ContributingFactor, Incident, Postmortem
from search.passages import PassageText
from timelines.models import TimelineEvent
from timelines.when import When
from timelines.when.text import date_text

LONGEST_PLACE = 300  # characters
SUMMARY_COUNTS = 3.0  # for what an incident is about, beside as long a text elsewhere


def passages_of(keys: Collection[int], kinds: Collection[str]) -> dict[int, list[PassageText]]:
    """The passages of these kinds of the incidents with these keys, in one query a kind and one more."""
    incidents = Incident.objects.select_related("organisation").in_bulk(keys)
    passages: dict[int, list[PassageText]] = {key: [] for key in keys}
    for kind in kinds:
        for key, passage in GATHERED[kind](incidents):
            passages[key].append(passage)
    return passages


def _summaries(incidents: dict[int, Incident]) -> Iterator[tuple[int, PassageText]]:
    """Title, summary and impact, and by what else people look for it: organisation, tags, reference."""
    for incident in incidents.values():
        organisation = incident.organisation.name if incident.organisation else ""
        marks = " · ".join(word for word in (organisation, *incident.tags, incident.reference) if word)
        text = _paragraphs(incident.summary, incident.impact, marks)
        yield (
            incident.pk,
            PassageText(
                "summary", "summary", "summary", text, incident.get_absolute_url(), plain_text,
                title=incident.title, emphasis=SUMMARY_COUNTS,
            ),
        )  # fmt: skip


def _events(incidents: dict[int, Incident]) -> Iterator[tuple[int, PassageText]]:
    """Standing events, with who or what did it."""
    addresses = {incident.pk: incident.get_absolute_url() for incident in incidents.values()}
    first_days = {incident.pk: first_day_of(incident) for incident in incidents.values()}
    events = TimelineEvent.objects.standing().filter(incident__in=incidents).order_by("pk")
    for event in events:
        incident = incidents[event.incident_id]
        moment = named_moment(event.happened, incident.time_zone, first_days[incident.pk])
        text = _paragraphs(event.text, f"({event.actor})" if event.actor else "")
        url = f"{addresses[incident.pk]}#{event.anchor}"
        place = f"timeline, {moment}"
        yield incident.pk, PassageText(f"event:{event.pk}", "event", place, text, url, plain_text)


def first_day_of(incident: Incident):
    """The day on which it began for those who lived it; None where nobody says."""
    started = incident.milestones_told.get("started")
    return started.parts(incident.time_zone).date if started else None


def named_moment(happened: When, zone: str, first_day) -> str:
    """How a hit names an event: by the clock on the incident's first day, else by the day."""
    parts = happened.parts(zone)
    if not parts.day:
        return parts.clock
    if parts.date == first_day:
        return " ".join(part for part in (parts.clock, parts.zone) if part)
    return date_text(parts.date, short=False, year=first_day is None or parts.date.year != first_day.year)


def _factors(incidents: dict[int, Incident]) -> Iterator[tuple[int, PassageText]]:
    """Statement, detail and mechanism."""
    addresses = {incident.pk: incident.get_absolute_url() for incident in incidents.values()}
    factors = ContributingFactor.objects.filter(incident__in=incidents).select_related("mechanism")
    for factor in factors.order_by("position", "pk"):
        mechanism = factor.mechanism.name if factor.mechanism else ""
        text = _paragraphs(factor.statement, factor.detail, mechanism)
        url = f"{addresses[factor.incident_id]}#{factor.anchor}"
        place = f"factor, {factor.get_role_display()}"
        yield factor.incident_id, PassageText(f"factor:{factor.pk}", "factor", place, text, url, plain_text)


def _actions(incidents: dict[int, Incident]) -> Iterator[tuple[int, PassageText]]:
    addresses = {incident.pk: incident.get_absolute_url() for incident in incidents.values()}
    for action in ActionItem.objects.filter(incident__in=incidents).order_by("position", "pk"):
        url = f"{addresses[action.incident_id]}#{action.anchor}"
        place = f"action item, {action.get_kind_display()}"
        told = PassageText(f"action:{action.pk}", "action", place, action.title, url, plain_text)
        yield action.incident_id, told


def _sections(incidents: dict[int, Incident]) -> Iterator[tuple[int, PassageText]]:
    """What everybody may read of the postmortem, by its headings.

    The rows are locked, as publishing does: else a text that is published meanwhile might be missed.
    """
    readable = Q(published__isnull=False) | Q(newest__source__isnull=False)
    postmortems = Postmortem.objects.filter(readable, incident__in=incidents).order_by("pk")
    for postmortem in postmortems.select_related("published", "newest").select_for_update(of=("self",)):
        incident = incidents[postmortem.incident_id]
        postmortem.incident = incident
        address = postmortem.get_absolute_url()
        for section in render_document(postmortem.readable_by_all().body).sections():
            if not section.id and not section.text:
                continue
            text = "\n".join(part for part in (section.title, section.text) if part)
            place = ", ".join(part for part in ("postmortem", section.title) if part)[:LONGEST_PLACE]
            url = f"{address}#{section.id}" if section.id else address
            yield incident.pk, PassageText(f"postmortem:{section.id}", "postmortem", place, text, url)


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


GATHERED = {
    "summary": _summaries,
    "event": _events,
    "factor": _factors,
    "action": _actions,
    "postmortem": _sections,
}
