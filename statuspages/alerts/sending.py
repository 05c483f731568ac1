"""Sends alerts that are due: each to one person or channel, those of one rule together.

Whoever sends leases first: a worker that dies keeps its lease until that runs out, then another sends. So an
alert is told at least once, and twice only where a worker died between sending and writing that down.
"""

from __future__ import annotations

import logging
import smtplib
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from incidents.models import Incident
from statuspages.alerts import channels
from statuspages.alerts.errors import NotSent
from statuspages.alerts.messages import Message, message_of
from statuspages.models import Alert, ReportedIncident

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
AT_ONE_TIME = 1_000  # alerts that are leased together
FIRST_RETRY = timedelta(minutes=1)  # doubled with each failure
MOST_TRIES = 8  # then it is given up: after about two hours
NOT_VISIBLE = "It is about an incident that may not be told there."
NO_ADDRESS = "This person has no e-mail address here, or may not sign in any more."
NOT_ADDRESSED = "Mail cannot be addressed so. Set this person's e-mail address anew on the account's page."


def send_due(now: datetime) -> tuple[int, int]:
    """Send what is due; how many alerts were sent, and how many were not. Safe to run by several at once."""
    sent = failed = 0
    for leased in _leased(now):
        alerts = _still_held(leased)
        telling = [alert for alert in alerts if _may_be_told(alert)]
        _drop([alert for alert in alerts if alert not in telling], NOT_VISIBLE)
        if not telling:
            continue
        if why := _why_not_sent(telling):
            failed += len(telling)
            _write_failure(telling, why)
        else:
            sent += len(telling)
            _of(telling).update(sent_at=timezone.now(), leased_until=None, error="")
    return sent, failed


def _why_not_sent(alerts: Sequence[Alert]) -> str:
    """Send them; what came in between, in words, or "". One that cannot be sent must not stop the others."""
    try:
        _send(alerts)
    except NotSent as error:
        return str(error)
    except Exception as error:
        log.exception("alert %s could not be sent", alerts[0].pk)
        return f"It met a defect of Throughline ({type(error).__name__}), whose log says more."
    return ""


def _leased(now: datetime) -> list[list[Alert]]:
    """Due alerts, leased, by rule and whom to tell; the earliest happening first."""
    with transaction.atomic():
        free = Alert.objects.waiting().filter(due_at__lte=now).exclude(leased_until__gt=now)
        free = free.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))
        held = list(free.values_list("pk", flat=True)[:AT_ONE_TIME])
        Alert.objects.filter(pk__in=held).update(leased_until=now + LEASE, tries=F("tries") + 1)
    together = defaultdict(list)
    rows = Alert.objects.filter(pk__in=held).order_by("happening__at", "happening")
    for alert in rows.select_related(
        "rule", "person", "channel", "happening__page", "happening__reported__incident"
    ):
        together[alert.rule_id, alert.person_id, alert.channel_id].append(alert)
    return list(together.values())


def _still_held(alerts: Sequence[Alert]) -> list[Alert]:
    """Those that nobody else has leased since, leased anew: telling the ones before may have taken long."""
    until = timezone.now() + LEASE
    held = Alert.objects.waiting().filter(
        pk__in=[alert.pk for alert in alerts], leased_until=alerts[0].leased_until
    )
    held.update(leased_until=until)
    kept = set(_of(alerts).filter(leased_until=until).values_list("pk", flat=True))
    return [alert for alert in alerts if alert.pk in kept]


def _may_be_told(alert: Alert) -> bool:
    """Whether the person may see the incident, or for a channel whoever signs in may."""
    reported = alert.happening.reported
    if reported is None or reported.incident is None:
        return True
    if alert.channel_id:
        return reported.incident.visibility != Incident.Visibility.RESTRICTED
    return ReportedIncident.objects.visible_to(alert.person).filter(pk=reported.pk).exists()


def _send(alerts: Sequence[Alert]) -> None:
    """Send alerts of one rule to whom they are for, as one message. Raises NotSent."""
    first = alerts[0]
    message = message_of([alert.happening for alert in alerts], first.rule.name)
    if first.channel_id:
        channels.send(first.channel.address, message)
    else:
        _mail(first.person, message)


def _mail(person, message: Message) -> None:
    if not person.email or not person.is_active:
        raise NotSent(NO_ADDRESS)
    try:
        EmailMessage(f"[Throughline] {message.subject}", message.text, to=[person.email]).send()
    except ValueError as error:  # of Django and Python, before anything is sent
        log.warning("an alert could not be addressed: %s", error)
        raise NotSent(NOT_ADDRESSED) from error
    except (OSError, smtplib.SMTPException) as error:
        log.warning("an alert could not be mailed: %s", error)
        raise NotSent(f"The mail server did not take it ({type(error).__name__}).") from error


def _write_failure(alerts: Sequence[Alert], why: str) -> None:
    """It is tried again later, or given up."""
    now = timezone.now()
    given_up = [alert for alert in alerts if alert.tries >= MOST_TRIES]
    _drop(given_up, why)
    for alert in alerts:
        if alert not in given_up:
            due_at = now + FIRST_RETRY * 2 ** (alert.tries - 1)
            _of([alert]).update(due_at=due_at, leased_until=None, error=why[:300])


def _drop(alerts: Sequence[Alert], why: str) -> None:
    _of(alerts).update(dropped_at=timezone.now(), leased_until=None, error=why[:300])


def _of(alerts: Sequence[Alert]):
    return Alert.objects.waiting().filter(pk__in=[alert.pk for alert in alerts])
