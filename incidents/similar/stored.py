"""Incidents that are stored, as they are compared: in as many queries for many as for one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from django.db.models import Exists, OuterRef, Prefetch, Q

from incidents.markdown import plain_text
from incidents.models import ContributingFactor, ImpactWindow, Incident
from incidents.passages import first_day_of, named_moment
from incidents.similar.recovery import Teller, deeds_in
from incidents.similar.story import Deed, Factor, Place, Story
from search.models import Passage
from timelines.models import Kind, Milestone, TimelineEvent
from timelines.when import When

THE_END = (Milestone.Kind.MITIGATED, Milestone.Kind.RESOLVED)
DEEDS = (Kind.ACTION, Kind.CHANGE)
LONGEST_WORDS = 240  # characters of an event that are shown beside a link to it


class _Home:
    """An incident and the places in it. What is worked out is worked out once."""

    def __init__(self, incident: Incident):
        self.incident = incident

    @cached_property
    def address(self) -> str:
        return self.incident.get_absolute_url()

    @cached_property
    def first_day(self):
        return first_day_of(self.incident)

    def place_of(self, event: TimelineEvent, words: str = "") -> Place:
        """An event, with its own words or those that matter."""
        moment = named_moment(event.happened, self.incident.time_zone, self.first_day)
        words = words or shortened(plain_text(event.text))
        return Place(f"event {moment}", words, f"{self.address}#{event.anchor}")


Homes = dict[int, _Home]


def loaded(incidents: Iterable[int]) -> list[Incident]:
    """The incidents of these keys with what comparing and showing them reads. One query."""
    rows = Incident.objects.filter(pk__in=list(incidents)).select_related("organisation", "severity")
    return list(rows.order_by("pk"))


def stories_of(incidents: Collection[Incident]) -> dict[int, Story]:
    """{key: story} of incidents that came with their organisation. Five queries, whatever their number."""
    homes = {incident.pk: _Home(incident) for incident in incidents}
    factors, deeds, components = _factors(homes), _deeds(homes), _components(homes)
    return {
        key: Story(
            key=key,
            name=home.incident.reference,
            kind=home.incident.kind,
            place=Place(home.incident.reference, home.incident.title, home.address),
            organisation=home.incident.organisation.name if home.incident.organisation else "",
            factors=tuple(factors[key]),
            deeds=tuple(deeds[key]),
            components=tuple(components[key].items()),
            began=_began(home),
        )
        for key, home in homes.items()
    }


def _began(home: _Home) -> tuple[When, Place] | None:
    told = home.incident.milestone_times.get("started")
    if told is None:
        return None
    when = When.from_dict(told)
    moment = named_moment(when, home.incident.time_zone, None)
    return when, Place(f"begun {moment}", str(when), f"{home.address}#e-{told['event']}")


def _factors(homes: Homes) -> dict[int, list[Factor]]:
    standing = Prefetch("evidence", TimelineEvent.objects.standing().in_time_order())
    rows = ContributingFactor.objects.filter(incident__in=homes).select_related("mechanism").defer("detail")
    found = defaultdict(list)
    for row in rows.prefetch_related(standing).order_by("position", "pk"):
        home = homes[row.incident_id]
        statement = plain_text(row.statement)
        itself = Place(f"factor {row.position}", statement, f"{home.address}#{row.anchor}")
        found[row.incident_id].append(
            Factor(
                role=row.role,
                statement=statement,
                mechanism=row.mechanism.slug if row.mechanism else "",
                mechanism_name=row.mechanism.name if row.mechanism else "",
                places=(itself, *(home.place_of(event) for event in row.evidence.all())),
            )
        )
    return found


def _components(homes: Homes) -> dict[int, dict[str, Place]]:
    """Each component once, by its name."""
    rows = ImpactWindow.objects.filter(incident__in=homes).order_by("component__name", "pk")
    found: dict[int, dict[str, Place]] = defaultdict(dict)
    for key, name, level in rows.values_list("incident", "component__name", "level"):
        if name not in found[key]:
            words = f"{name}: {ImpactWindow.Level(level).label}"
            found[key][name] = Place("impact", words, f"{homes[key].address}#impact")
    return found


# What helped


def _deeds(homes: Homes) -> dict[int, list[Deed]]:
    """As the events say that ended it, then those of deeds, then whoever sums it up."""
    found: dict[int, list[Deed]] = defaultdict(list)
    for event in _events(homes):
        teller = Teller.THE_END if event.is_the_end else Teller.A_DEED
        for said in deeds_in(plain_text(event.text), teller):
            place = homes[event.incident_id].place_of(event, said.words)
            found[event.incident_id].append(Deed(said.key, said.things, said.is_all, place))
    for key, home in homes.items():
        summary = plain_text(home.incident.summary)
        found[key] += deeds_told(summary, Teller.A_SUMMARY, "summary", home.address)
    sections = Passage.objects.filter(group__in=homes, kind="postmortem").order_by("pk")
    for key, name, text, href in sections.values_list("group", "place", "text", "url"):
        found[key] += deeds_told(text, Teller.A_SUMMARY, name, href)
    return found


def _events(homes: Homes) -> Iterable[TimelineEvent]:
    """Events that may tell what helped, those that ended an incident first."""
    ends = Exists(Milestone.objects.filter(event=OuterRef("pk"), kind__in=THE_END))
    events = TimelineEvent.objects.standing().filter(incident__in=homes).annotate(is_the_end=ends)
    return events.filter(Q(is_the_end=True) | Q(kind__in=DEEDS)).order_by("-is_the_end", "pk")


def deeds_told(text: str, teller: Teller, name: str, href: str = "") -> Iterator[Deed]:
    """The deeds in a plain text, each at a place with the words that say so."""
    for said in deeds_in(text, teller):
        yield Deed(said.key, said.things, said.is_all, Place(name, said.words, href))


def shortened(text: str) -> str:
    """The first sentences of a text, whole, as far as they fit; a longer first one is cut between words."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_WORDS:
        return line
    cut = line[:LONGEST_WORDS]
    stop = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: stop + 1] if stop > LONGEST_WORDS // 3 else f"{cut.rpartition(' ')[0]} …"
