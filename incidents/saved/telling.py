"""Tells what saved searches found: to their owners by e-mail, and to the channels that these chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from accounts.roles import may_edit
from accounts.telling import channels, sending
from accounts.telling.errors import NotSent
from accounts.telling.mail import mail
from accounts.telling.messages import Message, subject_line
from incidents.markdown import plain_text
from incidents.models import Incident, SavedSearch, SavedSearchNotice
from incidents.saved.answering import answering, in_time
from incidents.saved.errors import MeansNothing, TooSlow

NOT_TOLD = "It does not answer any more, or may not be told there. It is told if that changes."
LINES = 50  # incidents of one message; what is more is counted
SALT = "saved search: no more e-mail"
Way = SavedSearchNotice.Way


class SearchCourier(sending.Courier):
    """What one search found is one message a way."""

    model = SavedSearchNotice
    not_told = NOT_TOLD

    def loaded(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("find").order_by("find")

    def together(self, row: SavedSearchNotice) -> tuple:
        return row.find.search_id, row.way

    def may_be_told(self, rows: Sequence[SavedSearchNotice]) -> list[SavedSearchNotice]:
        """Those that still answer, for an owner who may still see them and have them told there.

        With search, owner and incidents as they are now: telling others before may have taken long.
        """
        search, way = _as_it_is(rows[0].find.search_id), rows[0].way
        if search is None or not _may_tell(search, way):
            return []
        try:
            with in_time():
                incidents = _still_answering(rows, search, way)
        except MeansNothing:
            return []
        except TooSlow as error:
            raise NotSent(str(error)) from error
        told = [row for row in rows if row.find.incident_id in incidents]
        for row in told:
            row.find.search, row.find.incident = search, incidents[row.find.incident_id]
        return told

    def send(self, rows: Sequence[SavedSearchNotice]) -> None:
        search, way = rows[0].find.search, rows[0].way
        incidents = [row.find.incident for row in rows]
        if way == Way.CHANNEL:
            channels.send(search.channel.address, channel_message(search, incidents))
        else:
            mail(search.owner, mail_message(search, incidents))


def _as_it_is(key: int) -> SavedSearch | None:
    return SavedSearch.objects.select_related("owner", "channel").defer("known").filter(pk=key).first()


def _may_tell(search: SavedSearch, way: str) -> bool:
    wanted = way in search.ways and search.owner.is_active
    return wanted and (way != Way.CHANNEL or may_tell_channel(search.owner))


def _still_answering(rows: Sequence[SavedSearchNotice], search: SavedSearch, way: str) -> dict[int, Incident]:
    """By key; to a channel nothing is told that not everybody who signs in may see."""
    answers = answering(search.query, search.owner).filter(pk__in=[row.find.incident_id for row in rows])
    if way == Way.CHANNEL:
        answers = answers.exclude(visibility=Incident.Visibility.RESTRICTED)
    return answers.select_related("severity", "organisation").in_bulk()


def send_due(now: datetime) -> tuple[int, int]:
    """Tell what is due; how many finds were told, and how many were not. Safe to run by several at once."""
    return sending.send_due(now, SearchCourier())


def may_tell_channel(user) -> bool:
    """Only editors have channels told: others read those."""
    return may_edit(user)


def mail_message(search: SavedSearch, incidents: Sequence[Incident]) -> Message:
    """To the owner. It can be unsubscribed from with one click, without signing in (RFC 8058)."""
    stop = f"{settings.SITE_ADDRESS}{reverse('incidents:saved_stop_mail', args=[stop_token(search)])}"
    foot = f"{_why(search)}\nChange or pause it: {_edit_address(search)}\nNo more e-mail of it: {stop}"
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return Message(_subject(search, incidents), f"{_told(search, incidents)}\n\n{foot}", headers)


def channel_message(search: SavedSearch, incidents: Sequence[Incident]) -> Message:
    foot = f"{_why(search)}\nSet by {search.owner}: {_edit_address(search)}"
    return Message(_subject(search, incidents), f"{_told(search, incidents)}\n\n{foot}")


def stop_token(search: SavedSearch) -> str:
    """What an e-mail's link ends in. It can do nothing but end these e-mails."""
    return signing.dumps(search.pk, salt=SALT)


def read_stop_token(token: str) -> int | None:
    """The key of the search; None for what was not made here."""
    try:
        return signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None


def _subject(search: SavedSearch, incidents: Sequence[Incident]) -> str:
    if len(incidents) == 1:
        return subject_line(f"{_title(incidents[0])} ({search.name})")
    return subject_line(f"{len(incidents)} incidents newly answer “{search.name}”")


def _told(search: SavedSearch, incidents: Sequence[Incident]) -> str:
    lines = [_line(incident) for incident in incidents[:LINES]]
    if len(incidents) > LINES:
        address = f"{settings.SITE_ADDRESS}{search.get_absolute_url()}"
        lines.append(f"And {len(incidents) - LINES} more: {address}")
    return "\n\n".join(lines)


def _line(incident: Incident) -> str:
    facts = (incident.severity, incident.organisation, incident.get_status_display())
    said = ", ".join(str(fact) for fact in facts if fact)
    return f"{_title(incident)}\n{said}\n{settings.SITE_ADDRESS}{incident.get_absolute_url()}"


def _title(incident: Incident) -> str:
    return f"{incident.reference} {' '.join(plain_text(incident.title).split())}"


def _why(search: SavedSearch) -> str:
    return f"Told because of the saved search “{search.name}”: {' '.join(search.query.split())}"


def _edit_address(search: SavedSearch) -> str:
    return f"{settings.SITE_ADDRESS}{reverse('incidents:saved_edit', args=[search.pk])}"
