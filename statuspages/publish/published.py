"""What the public may know of our own incidents, read in a fixed number of queries.

Our own are those of kind “incident” that everybody may read: not vendors', not public write-ups of others, no
drills and no near misses. Everything else here (components, organisations, counts, times) is worked out from
those rows alone, so that nothing of any other incident can show.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Case,
    F,
    IntegerField,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from incidents.models import ImpactWindow, Incident, Organisation, Postmortem, StatusChange
from statuspages.publish.words import COMPONENT_STATUSES, RANKS
from timelines.models import Kind, TimelineEvent

NEWEST = 50  # incidents, as many as the vendor serves
UNRESOLVED = 200  # the vendor serves all; a page that serves more than these is of no use to anybody
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a page changed of which nothing is published


@dataclass(frozen=True, slots=True)
class PublishedComponent:
    """A component that our own public incidents name, as it is now."""

    pk: int
    name: str
    description: str
    organisation: int
    organisation_name: str
    status: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedPage:
    """The page itself. `components` are sorted by organisation and name."""

    name: str
    url: str
    updated_at: datetime
    components: tuple[PublishedComponent, ...]


def our_incidents() -> QuerySet:
    """Whoever asks sees what somebody without an account sees."""
    return Incident.objects.visible_to(AnonymousUser()).filter(kind=Incident.Kind.INCIDENT)


def published_page(now: datetime) -> PublishedPage:
    """The page's facts and components as of `now`, in four queries."""
    ours = our_incidents()
    components = tuple(_components(ours, now))
    return PublishedPage(
        name=_name(ours),
        url=f"{settings.SITE_ADDRESS}/status",
        updated_at=_updated_at(ours, components),
        components=components,
    )


def _name(ours: QuerySet) -> str:
    """The organisation whose incidents they are; this site's host where they are of several, or of none."""
    named = Organisation.objects.filter(incidents__in=ours).distinct()
    names = named.values_list("name", flat=True)[:2]
    return names[0] if len(names) == 1 else urlsplit(settings.SITE_ADDRESS).netloc


def _updated_at(ours: QuerySet, components) -> datetime:
    """When anything that the page shows changed last: an incident, a publication or a component."""
    first = Max("postmortem__published_at", filter=Q(postmortem__published__isnull=False))
    incidents = ours.aggregate(changed=Max("updated_at"), published=first)
    publications = (
        Postmortem.pgh_event_model.objects.filter(pgh_obj__incident__in=ours, published__isnull=False)
        .values("pgh_obj", "published")
        .annotate(first=Min("pgh_created_at"))
        .aggregate(at=Max("first"))["at"]
    )
    known = [*incidents.values(), publications, *(component.updated_at for component in components)]
    return max((at for at in known if at), default=NEVER)


def _components(ours: QuerySet, now: datetime):
    """One query. A component is what its worst window is that is open now in an unresolved incident.

    Only components that these incidents name: had one without any incident a place here, its disappearance
    would tell of the private incident that names it.
    """
    is_open = Q(incident__status__in=Incident.OPEN_STATUSES, began_at__lte=now) & (
        Q(ended_range=None) | Q(ended_at__gt=now)
    )
    ranks = Case(
        *(When(level=level, then=Value(rank)) for level, rank in RANKS.items()), output_field=IntegerField()
    )
    rows = (
        ImpactWindow.objects.filter(incident__in=ours)
        .annotate(
            began_at=Coalesce("began_range__startswith", "began_range__endswith"),
            ended_at=Coalesce("ended_range__endswith", "ended_range__startswith"),
        )
        .values("component", "component__name", "component__description")
        .annotate(
            organisation=F("component__organisation"),
            organisation_name=F("component__organisation__name"),
            rank=Max(ranks, filter=is_open),
            first_at=Coalesce(Min("version__pgh_created_at"), Min("incident__opened_at")),
            last_at=Greatest(Max("incident__updated_at"), Max("version__pgh_created_at")),
        )
        .order_by("organisation_name", "component__name", "component")
    )
    for row in rows:
        yield PublishedComponent(
            pk=row["component"],
            name=row["component__name"],
            description=row["component__description"],
            organisation=row["organisation"],
            organisation_name=row["organisation_name"],
            status=COMPONENT_STATUSES[row["rank"] or 0],
            created_at=row["first_at"],
            updated_at=row["last_at"],
        )


def newest_incidents() -> list[Incident]:
    """The 50 that began last, in any state."""
    return _read(our_incidents(), NEWEST)


def unresolved_incidents() -> list[Incident]:
    return _read(our_incidents().unresolved(), UNRESOLVED)


def _read(incidents: QuerySet, most: int) -> list[Incident]:
    """The `most` that began last, each with `posts`, `windows`, `changes` and its published postmortem.

    Five queries."""
    posts = (
        TimelineEvent.objects.standing()
        .filter(kind=Kind.STATUS_POST)
        .annotate(edited_at=_edited_at())
        .order_by("pk")
    )
    changed_at = Subquery(
        ImpactWindow.pgh_event_model.objects.filter(incident=OuterRef("pk"))
        .values("incident")
        .annotate(at=Max("pgh_created_at"))
        .values("at")
    )
    postmortems = Postmortem.objects.published().with_last_publication().select_related("published")
    rows = incidents.select_related("severity").annotate(
        began_at=Coalesce("started_range__startswith", "started_range__endswith", "opened_at"),
        windows_changed_at=changed_at,
    )
    return list(
        rows.defer("summary", "impact")
        .order_by("-began_at", "-pk")
        .prefetch_related(
            Prefetch("events", posts, to_attr="posts"),
            Prefetch("impact_windows", ImpactWindow.objects.order_by("pk"), to_attr="windows"),
            Prefetch("postmortem", postmortems),
            Prefetch("status_changes", StatusChange.objects.order_by("at", "pk"), to_attr="changes"),
        )[:most]
    )


def _edited_at() -> Subquery:
    """When an event got the form that it has: a pin, say, makes no new edition."""
    forms = TimelineEvent.pgh_event_model.objects.filter(pgh_obj=OuterRef("pk"), edition=OuterRef("edition"))
    return Subquery(forms.values("pgh_obj").annotate(at=Min("pgh_created_at")).values("at"))
