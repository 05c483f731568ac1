"""Watching the pages of a list, one after the other, by any number of workers at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from statuspages.exceptions import AlreadyWatched, NotAnAddress, PageUnreadable, StatusPageError
from statuspages.forms import what_is_wrong
from statuspages.lists.wanted import Wanted
from statuspages.models import Adding, AddingLine, StatusPage
from statuspages.watching import Found, look_at, watch

State = AddingLine.State


def begin_adding(wanted: Iterable[Wanted], *, by) -> Adding:
    """Keep the list. What cannot be watched at all is told at once; the rest waits for a worker."""
    with transaction.atomic():
        adding = Adding.objects.create(made_by=by)
        AddingLine.objects.bulk_create(
            _line(adding, position, one) for position, one in enumerate(wanted, start=1)
        )
    return adding


def _line(adding: Adding, position: int, wanted: Wanted) -> AddingLine:
    wrong = wanted.wrong or what_is_wrong(wanted.address)
    return AddingLine(
        adding=adding,
        position=position,
        address=wanted.address,
        or_address=wanted.or_address,
        name=wanted.name,
        tags=list(wanted.tags),
        team=wanted.team,
        every_seconds=wanted.every_seconds,
        state=State.REFUSED if wrong else State.WAITING,
        says=wrong,
    )


def waiting_lists(now: datetime) -> list[int]:
    """Ids of the lists with a line that waits and that nobody looks at."""
    return list(AddingLine.objects.free(now).values_list("adding", flat=True).distinct().order_by("adding"))


def add_line(line: AddingLine) -> None:
    """Look at what a claimed line names and watch it, or write why not.

    Safe to be called for the same line again, after a worker was killed: what became of the line is written
    together with the page.
    """
    try:
        _watch(line, _found(line))
    except AlreadyWatched as error:
        line.settle(State.KNOWN, page=error.page, says=str(error))
    except StatusPageError as error:
        line.settle(State.REFUSED, says=str(error))


def could_not_add(line: AddingLine) -> None:
    """Say on the line that looking at it met an error nobody foresaw. For whoever got that error."""
    line.settle(State.REFUSED, says="Looking at it met a defect of Throughline: its log says more.")


def _found(line: AddingLine) -> Found:
    """What stands at the line's address, or else at its other one. Raises what the first of them raised."""
    try:
        return look_at(line.address)
    except (NotAnAddress, PageUnreadable) as error:
        if not line.or_address or what_is_wrong(line.or_address):
            raise
        try:
            return look_at(line.or_address)
        except (NotAnAddress, PageUnreadable):
            raise error from None


def _watch(line: AddingLine, found: Found) -> StatusPage | None:
    """The page, watched as the line says; None where somebody else took the line over meanwhile."""
    by = line.adding.made_by
    with transaction.atomic():
        page = watch(found, name=line.name or (found.moved.name if found.moved else ""), by=by)
        if not found.moved:
            _set_up(page, line, by)
        if line.settle(State.WATCHED, page=page):
            return page
        transaction.set_rollback(True)
    return None


def _set_up(page: StatusPage, line: AddingLine, by) -> None:
    wanted = {"tags": line.tags, "team": line.team, "every_seconds": line.every_seconds}
    if any(wanted.values()):
        page.set_up(name=page.name, **wanted, by=by, now=timezone.now())
