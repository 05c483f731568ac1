"""Incidents that are stored, as they are compared: in as many queries for many as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from django.db.models import Exists, OuterRef, Prefetch, Q

from incidents.markdown import plain_text
from incidents.models import ContributingFactor, ImpactWindow, Incident
from incidents.passages import first_day_of, named_moment
from incidents.similar.recovery import Teller, deeds_in
from incidents.similar.story import Deed, Factor, Place, Story
from search.models import Passage
from timelines.models import Kind, Milestone, TimelineEvent

THE_END = (Milestone.Kind.MITIGATED, Milestone.Kind.RESOLVED)
DEEDS = (Kind.ACTION, Kind.CHANGE)
LONGEST_WORDS = 240  # characters of an event that are shown beside a link to it


def stories_of(incidents: Collection[Incident]) -> dict[int, Story]:
    """{key: story} of incidents that came with their organisation. Five queries, whatever their number."""
    by_key = {incident.pk: incident for incident in incidents}
    factors, deeds, components = _factors(by_key), _deeds(by_key), _components(by_key)
    return {
        key: Story(
            key=key,
            name=incident.reference,
            kind=incident.kind,
            place=Place("facts", incident.title, incident.get_absolute_url()),
            organisation=incident.organisation.name if incident.organisation else "",
            factors=tuple(factors[key]),
            deeds=tuple(deeds[key]),
            components=tuple(components[key]),
        )
        for key, incident in by_key.items()
    }


def _factors(incidents: dict[int, Incident]) -> dict[int, list[Factor]]:
    standing = Prefetch("evidence", TimelineEvent.objects.standing().in_time_order())
    rows = ContributingFactor.objects.filter(incident__in=incidents).select_related("mechanism")
    found = defaultdict(list)
    for row in rows.prefetch_related(standing).order_by("position", "pk"):
        incident = incidents[row.incident_id]
        statement = plain_text(row.statement)
        itself = Place(f"factor {row.position}", statement, f"{incident.get_absolute_url()}#{row.anchor}")
        found[incident.pk].append(
            Factor(
                role=row.role,
                statement=statement,
                mechanism=row.mechanism.slug if row.mechanism else "",
                mechanism_name=row.mechanism.name if row.mechanism else "",
                places=(itself, *(_event_place(event, incident) for event in row.evidence.all())),
            )
        )
    return found


def _deeds(incidents: dict[int, Incident]) -> dict[int, list[Deed]]:
    """What helped: as the events say that ended it, then those of deeds, then whoever sums it up."""
    ends = Exists(Milestone.objects.filter(event=OuterRef("pk"), kind__in=THE_END))
    events = TimelineEvent.objects.standing().filter(incident__in=incidents).annotate(is_the_end=ends)
    found = defaultdict(list)
    for event in events.filter(Q(is_the_end=True) | Q(kind__in=DEEDS)).order_by("-is_the_end", "pk"):
        incident = incidents[event.incident_id]
        teller = Teller.THE_END if event.is_the_end else Teller.A_DEED
        place = _event_place(event, incident)
        found[incident.pk] += deeds_told(plain_text(event.text), teller, place.name, place.href)
    for incident in incidents.values():
        summary, address = plain_text(incident.summary), incident.get_absolute_url()
        found[incident.pk] += deeds_told(summary, Teller.A_SUMMARY, "summary", address)
    sections = Passage.objects.filter(group__in=incidents, kind="postmortem").order_by("pk")
    for key, name, text, href in sections.values_list("group", "place", "text", "url"):
        found[key] += deeds_told(text, Teller.A_SUMMARY, name, href)
    return found


def deeds_told(text: str, teller: Teller, name: str, href: str = "") -> Iterator[Deed]:
    """The deeds in a plain text, each at a place with the words that say so."""
    for said in deeds_in(text, teller):
        yield Deed(said.key, said.things, said.is_all, Place(name, said.words, href))


def _components(incidents: dict[int, Incident]) -> dict[int, list[tuple[str, Place]]]:
    """Each component once, by its name."""
    rows = ImpactWindow.objects.filter(incident__in=incidents).select_related("component")
    found: dict[int, dict[str, Place]] = defaultdict(dict)
    for row in rows.order_by("component__name", "pk"):
        href = f"{incidents[row.incident_id].get_absolute_url()}#impact"
        words = f"{row.component.name}: {row.get_level_display()}"
        found[row.incident_id].setdefault(row.component.name, Place("impact", words, href))
    return defaultdict(list, {key: list(named.items()) for key, named in found.items()})


def _event_place(event: TimelineEvent, incident: Incident) -> Place:
    moment = named_moment(event.happened, incident.time_zone, first_day_of(incident))
    words = shortened(plain_text(event.text))
    return Place(f"event {moment}", words, f"{incident.get_absolute_url()}#{event.anchor}")


def shortened(text: str) -> str:
    """The first sentences of a text, whole, as far as they fit; a longer first one is cut between words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_WORDS:
        return line
    cut = line[:LONGEST_WORDS]
    stop = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: stop + 1] if stop > LONGEST_WORDS // 3 else f"{cut.rpartition(' ')[0]} …"


def loaded(incidents: Iterable[int]) -> list[Incident]:
    """The incidents of these keys with what comparing and showing them reads. One query."""
    rows = Incident.objects.filter(pk__in=list(incidents)).select_related("organisation", "severity")
    return list(rows.order_by("pk"))
