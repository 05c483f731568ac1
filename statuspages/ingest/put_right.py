"""Lets rows be as they are told, under the ids that they have: what points at them still does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.db.models import Model

from incidents.models import Incident
from statuspages.ingest.components import key as name_key
from statuspages.ingest.components import our_components
from statuspages.ingest.evidence import Post, keep_posts
from statuspages.ingest.impact import store_windows
from statuspages.ingest.rows import (
    COLUMNS,
    Key,
    Rows,
    accounts,
    is_alike,
    rows_of,
    spare_forms,
    unlike_windows,
    update_account,
)
from statuspages.ingest.telling import Telling
from statuspages.models import (
    ReportedComponent,
    ReportedIncident,
    ReportedUpdate,
    StatusPage,
    StrangeWord,
    UpdateRevision,
)

AT_ONE_TIME = 500  # rows of one statement
Make = Callable[[Key, Model], dict]


def put_right(page: StatusPage, told: Rows, now: datetime) -> None:
    """Let the rows of `page` be as `told`. All of its incidents are stored already."""
    held = rows_of(page)
    _write(held, told, ReportedComponent, _component(page, told))
    _write(held, told, ReportedIncident)
    incidents = held.incidents
    _write(held, told, ReportedUpdate, lambda key, _: {"reported": incidents[key[:1]], "uid": key[1]})
    held = rows_of(page)
    updates = held.tables[ReportedUpdate]
    UpdateRevision.objects.filter(pk__in=[form.pk for form in spare_forms(held, told)]).delete()
    _write(held, told, UpdateRevision, lambda key, _: {"update": updates[key[:2]], "number": key[2]})
    _write(held, told, StrangeWord, lambda key, _: {"page": page, "what": key[0], "word": key[1]})
    held = rows_of(page)
    _give_sources(held, now)
    _put_windows_right(held, now)


def _write(held: Rows, told: Rows, table: type[Model], make: Make | None = None) -> None:
    """Change what is not as told, and make what is missing: `make` says what it is known by."""
    stored, changed, new = held.tables[table], [], []
    for known_by, row in told.tables[table].items():
        facts = {name: getattr(row, name) for name in COLUMNS[table]}
        mine = stored.get(known_by)
        if mine is None:
            new.append(table(**facts, **make(known_by, row)))
        elif not is_alike(mine, row):
            for name, value in facts.items():
                setattr(mine, name, value)
            changed.append(mine)
    table.objects.bulk_update(changed, COLUMNS[table], batch_size=AT_ONE_TIME)
    table.objects.bulk_create(new, batch_size=AT_ONE_TIME)


def _component(page: StatusPage, told: Rows) -> Make:
    rows = told.tables[ReportedComponent].values()
    ours = our_components(page, [_full_name(row) for row in rows])
    return lambda key, row: {"page": page, "uid": key[0], "component": ours[name_key(_full_name(row))]}


def _full_name(row: ReportedComponent) -> str:
    return f"{row.group_name} - {row.name}" if row.group_name else row.name


def _give_sources(held: Rows, now: datetime) -> None:
    """Tie forms of posts on incidents of ours to the sources that keep them, made where they are missing."""
    reads = {row.uid: read for row, read in accounts(held)}
    posts: list[tuple[UpdateRevision, Post]] = []
    for (uid, update_uid, _), form in held.tables[UpdateRevision].items():
        incident_id = held.incidents[uid,].incident_id
        if form.source_id is None and form.body.strip() and incident_id:
            update = update_account(held.tables[ReportedUpdate][uid, update_uid], form.body)
            post = Post(Incident(pk=incident_id), reads[uid], replace(update, status=form.status))
            posts.append((form, post))
    page = held.page
    quotes = keep_posts([post for _, post in posts], author=page.name, zone=page.time_zone, now=now)
    for (form, _), quote in zip(posts, quotes, strict=True):
        form.source_id = quote.source_id if quote else None
    UpdateRevision.objects.bulk_update([form for form, _ in posts], ["source"], batch_size=AT_ONE_TIME)


def _put_windows_right(held: Rows, now: datetime) -> None:
    """Let the windows of incidents of ours follow from the updates that are stored."""
    unlike = unlike_windows(held, held)
    updates = held.updates_of()
    tellings = []
    for uid in unlike:
        row = held.incidents[uid,]
        row.page = held.page
        rows = {update.uid: update for update in updates[uid]}
        tellings.append(Telling(held.page, None, row, now, updates=rows))
    store_windows(held.page, tellings, now)
