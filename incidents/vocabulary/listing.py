"""The words of one kind, each with how many incidents it stands in that the person may see."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, F, Func, Q, QuerySet

from incidents.models import Component, Incident, Mechanism, Tag
from incidents.seek import Key, SeekPage, seek

AT_A_TIME = 100
BY_NAME = (Key("name"), Key("pk"))
BY_ORGANISATION = (Key("owner"), Key("name"), Key("pk"))


def mechanisms(user) -> QuerySet:
    """Group by group, with `met`: how many incidents."""
    visible = Incident.objects.visible_to(user)
    met = Count("factors__incident", filter=Q(factors__incident__in=visible), distinct=True)
    return Mechanism.objects.told_to(user, visible).in_use().annotate(met=met)


def tags(user, cursor: str = "") -> SeekPage:
    """A page of them by name, with `met`: how many incidents. Two queries."""
    visible = Incident.objects.visible_to(user)
    page = seek(Tag.objects.told_to(user, visible).in_use(), BY_NAME, cursor, AT_A_TIME)
    numbers = _tagged(visible, [tag.name for tag in page])
    for tag in page:
        tag.met = numbers.get(tag.name, 0)
    return page


def components(user, cursor: str = "") -> SeekPage:
    """A page of them, organisation by organisation, with `met`: how many incidents. Two queries."""
    visible = Incident.objects.visible_to(user)
    told = Component.objects.filter(pk__in=Component.objects.told_to(user, visible).order_by().values("pk"))
    rows = told.in_use().select_related("organisation").annotate(owner=F("organisation__name"))
    page = seek(rows, BY_ORGANISATION, cursor, AT_A_TIME)
    met = Count("impact_windows__incident", filter=Q(impact_windows__incident__in=visible), distinct=True)
    counted = Component.objects.filter(pk__in=[component.pk for component in page]).annotate(met=met)
    numbers = dict(counted.values_list("pk", "met"))
    for component in page:
        component.met = numbers.get(component.pk, 0)
    return page


def _tagged(visible: QuerySet, names: Sequence[str]) -> dict[str, int]:
    """How many of these incidents have each of these tags."""
    each = visible.filter(tags__overlap=list(names)).order_by().values(one=Func(F("tags"), function="unnest"))
    return dict(each.annotate(Count("pk")).values_list("one", "pk__count"))
