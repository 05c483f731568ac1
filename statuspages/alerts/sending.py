"""Sends alerts that are due: each to one person or channel, those of one rule together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet

from accounts.telling import channels, sending
from accounts.telling.mail import mail
from incidents.models import Incident
from statuspages.alerts.messages import message_of
from statuspages.models import Alert, ReportedIncident


class AlertCourier(sending.Courier):
    """The earliest happening first."""

    model = Alert
    not_told = "It is about an incident that may not be told there."

    def loaded(self, rows: QuerySet) -> QuerySet:
        named = ("rule", "person", "channel", "happening__page", "happening__reported__incident")
        return rows.select_related(*named).order_by("happening__at", "happening")

    def together(self, row: Alert) -> tuple:
        return row.rule_id, row.person_id, row.channel_id

    def may_be_told(self, rows: Sequence[Alert]) -> list[Alert]:
        return [alert for alert in rows if _may_be_told(alert)]

    def send(self, rows: Sequence[Alert]) -> None:
        first = rows[0]
        message = message_of([alert.happening for alert in rows], first.rule.name)
        if first.channel_id:
            channels.send(first.channel.address, message)
        else:
            mail(first.person, message)


def send_due(now: datetime) -> tuple[int, int]:
    """Send what is due; how many alerts were sent, and how many were not. Safe to run by several at once."""
    return sending.send_due(now, AlertCourier())


def _may_be_told(alert: Alert) -> bool:
    """Whether the person may see the incident, or for a channel whoever signs in may."""
    reported = alert.happening.reported
    if reported is None or reported.incident is None:
        return True
    if alert.channel_id:
        return reported.incident.visibility != Incident.Visibility.RESTRICTED
    return ReportedIncident.objects.visible_to(alert.person).filter(pk=reported.pk).exists()
