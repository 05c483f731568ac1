"""Saved searches as the list shows them, and what one found; in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Lower

from incidents.models import SavedSearch, SavedSearchFind, SavedSearchNotice
from incidents.saved.telling import NOT_TOLD
from incidents.seek import Key, SeekPage, seek

BY_NAME = (Key("lower_name"), Key("pk"))
FOUND_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SavedRow:
    search: SavedSearch
    told: str  # who is told of what it finds: “by e-mail, #incidents, once a day at 8:00”
    found: SavedSearchFind | None  # the last one that the owner may see


@dataclass(frozen=True, slots=True)
class FoundRow:
    find: SavedSearchFind
    told: tuple[str, ...]  # “by e-mail”, …
    wrong: tuple[str, ...]  # why it was not told, in sentences


def page_of(searches: QuerySet, cursor: str) -> SeekPage:
    rows = searches.annotate(lower_name=Lower("name")).select_related("owner", "channel").defer("known")
    return seek(rows, BY_NAME, cursor)


def saved_rows(searches: Sequence[SavedSearch], visible: QuerySet) -> list[SavedRow]:
    """`visible`: the incidents that the owner, who is the same of all, may see."""
    finds = SavedSearchFind.objects.filter(search=OuterRef("pk"), incident__in=visible)
    newest = Subquery(finds.order_by("-found_at", "-pk").values("pk")[:1])
    keys = SavedSearch.objects.filter(pk__in=[search.pk for search in searches]).values(newest=newest)
    found = SavedSearchFind.objects.filter(pk__in=keys).select_related("incident")
    by_search = {find.search_id: find for find in found}
    return [SavedRow(search, told_words(search), by_search.get(search.pk)) for search in searches]


def told_words(search: SavedSearch) -> str:
    """Who is told, and when; "" for nobody."""
    ways = ["by e-mail"] if search.by_mail else []
    if search.channel:
        ways.append(search.channel.name)
    if ways and search.pace == SavedSearch.Pace.DAILY:
        ways.append(f"once a day at {search.hour}:00")
    return ", ".join(ways)


def found_rows(search: SavedSearch, visible: QuerySet) -> list[FoundRow]:
    """What it found last of what the owner may see."""
    notices = Prefetch("notices", queryset=SavedSearchNotice.objects.order_by("way"))
    finds = search.finds.filter(incident__in=visible).select_related("incident").prefetch_related(notices)
    return [_found_row(find) for find in finds.order_by("-found_at", "-pk")[:FOUND_SHOWN]]


def _found_row(find: SavedSearchFind) -> FoundRow:
    notices = list(find.notices.all())
    told = [f"by {notice.get_way_display()}" for notice in notices if notice.sent_at]
    wrong = [_why(notice) for notice in notices if notice.error and not notice.sent_at]
    return FoundRow(find, tuple(told), tuple(wrong))


def _why(notice: SavedSearchNotice) -> str:
    given_up = notice.dropped_at and notice.error != NOT_TOLD
    return f"Given up. {notice.error}" if given_up else notice.error
