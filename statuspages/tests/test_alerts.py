"""What happened on watched pages is told to whom a rule names: once, in time, and only what they may see."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts.factories import ChannelFactory, UserFactory
from accounts.telling import channels, sending
from accounts.telling import mail as letters
from incidents.factories import IncidentFactory
from incidents.models import Incident
from statuspages.alerts import sending as alert_sending
from statuspages.alerts.matching import alerts_for, dispatch
from statuspages.alerts.messages import message_of
from statuspages.alerts.sending import AlertCourier, send_due
from statuspages.factories import NOON, ReportedIncidentFactory, StatusPageFactory
from statuspages.models import Alert, AlertRule, Happening
from statuspages.tasks import send_alerts
from statuspages.tests.alerting import HappeningFactory, RuleFactory

pytestmark = pytest.mark.django_db

What = Happening.What
LATER = NOON + timedelta(minutes=1)


def told(rule: AlertRule, *happened: Happening) -> list[tuple]:
    return [(alert.happening, alert.person or alert.channel) for alert in alerts_for(happened, [rule])]


# Whom a rule means


def test_a_rule_means_what_it_names_and_everybody_that_it_names():
    noa, mira, chat = UserFactory(), UserFactory(), ChannelFactory()
    rule = RuleFactory(whats=[What.OPENED], people=[noa, mira], channels=[chat])
    opened, resolved = HappeningFactory(what=What.OPENED), HappeningFactory(what=What.RESOLVED)
    assert set(told(rule, opened, resolved)) == {(opened, noa), (opened, mira), (opened, chat)}


def test_a_rule_may_be_for_some_pages_or_for_pages_with_a_tag():
    here, there = StatusPageFactory(tags=["checkout"]), StatusPageFactory(tags=["people"])
    happened = [HappeningFactory(page=page, reported=None) for page in (here, there)]
    of_pages = RuleFactory(scope="pages", pages=[here])
    of_tags = RuleFactory(scope="tags", tags=["checkout", "edge"])
    assert [each for each, _ in told(of_pages, *happened)] == happened[:1]
    assert [each for each, _ in told(of_tags, *happened)] == happened[:1]


def test_what_is_said_of_a_provider_goes_to_rules_for_every_page():
    platform = HappeningFactory(what=What.PLATFORM_DOWN, page=None, reported=None, provider="statuspage")
    every = RuleFactory(whats=[What.PLATFORM_DOWN])
    some = RuleFactory(whats=[What.PLATFORM_DOWN], scope="pages", pages=[StatusPageFactory()])
    assert len(told(every, platform)) == 1
    assert told(some, platform) == []


@pytest.mark.parametrize(
    ("impact", "is_told"),
    [("critical", True), ("major", True), ("minor", False), ("none", False), ("", True), ("SEV-77", True)],
)
def test_an_impact_that_nobody_knows_could_be_any(impact, is_told):
    happening = HappeningFactory(reported=ReportedIncidentFactory(impact=impact))
    assert bool(told(RuleFactory(least_impact="major"), happening)) is is_told


# Deciding, once


def test_each_happening_is_decided_on_once():
    RuleFactory()
    HappeningFactory()
    assert (dispatch(LATER), dispatch(LATER)) == (1, 0)
    assert Alert.objects.count() == 1


def test_a_rule_that_is_off_and_a_happening_of_long_ago_tell_nobody():
    RuleFactory(is_on=False)
    HappeningFactory()
    assert dispatch(LATER) == 1
    RuleFactory()
    HappeningFactory()
    assert dispatch(NOON + timedelta(days=3)) == 1
    assert not Alert.objects.exists()


def test_deciding_costs_the_same_for_many(django_assert_max_num_queries):
    for _ in range(3):
        RuleFactory(people=[UserFactory()], channels=[ChannelFactory()])
    HappeningFactory()
    with django_assert_max_num_queries(11):
        dispatch(LATER)
    for _ in range(20):
        HappeningFactory()
    with django_assert_max_num_queries(11):
        assert dispatch(LATER) == 20
    assert Alert.objects.count() == 21 * 6


# Sending


def test_a_person_is_told_by_e_mail_at_once():
    person = UserFactory(email="noa@example.com")
    RuleFactory(name="Vendors", people=[person])
    happening = HappeningFactory(at=datetime.now(UTC), says="Bauhof: “Builds wait” was opened, critical")
    send_alerts()
    (message,) = mail.outbox
    assert message.to == ["noa@example.com"]
    assert message.subject == "[Throughline] Bauhof: “Builds wait” was opened, critical"
    assert happening.reported.get_absolute_url() in message.body
    assert "“Vendors”" in message.body
    send_alerts()
    assert len(mail.outbox) == 1


def test_a_digest_is_one_message_when_its_hour_has_come():
    RuleFactory(pace="daily", hour=18, people=[UserFactory(email="noa@example.com")])
    for minute in range(3):
        HappeningFactory(at=NOON + timedelta(minutes=minute), says=f"Change {minute}")
    dispatch(LATER)
    assert send_due(NOON + timedelta(hours=5)) == (0, 0)
    assert send_due(NOON + timedelta(hours=7)) == (3, 0)
    (message,) = mail.outbox
    assert "3 changes on 3 status pages" in message.subject
    assert message.body.index("Change 0") < message.body.index("Change 1") < message.body.index("Change 2")


def test_a_long_digest_says_how_much_it_leaves_out():
    happened = [Happening(at=NOON, says=f"Change {number}.") for number in range(60)]
    text = message_of(happened, "All").text
    assert "Change 49." in text
    assert "Change 50." not in text
    assert "And 10 more" in text


def test_a_subject_is_one_line_whatever_a_vendor_writes():
    happening = Happening(at=NOON, says="Builds\r\nBcc: all@example.com wait " + "x" * 400)
    subject = message_of([happening], "All").subject
    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) == 150


def test_what_a_person_may_not_see_is_not_told_to_them_nor_to_a_channel(monkeypatch):
    sent = []
    monkeypatch.setattr(channels, "send", lambda address, message: sent.append(message))
    hidden = IncidentFactory(visibility=Incident.Visibility.RESTRICTED)
    person = UserFactory(email="noa@example.com")
    RuleFactory(people=[person], channels=[ChannelFactory()])
    HappeningFactory(reported=ReportedIncidentFactory(incident=hidden))
    dispatch(LATER)
    assert send_due(LATER) == (0, 0)
    assert (mail.outbox, sent) == ([], [])
    assert {alert.error for alert in Alert.objects.exclude(dropped_at=None)} == {AlertCourier.not_told}


def test_somebody_who_left_or_has_no_address_is_not_told():
    RuleFactory(people=[UserFactory(email=""), UserFactory(is_active=False)])
    HappeningFactory()
    dispatch(LATER)
    assert send_due(LATER) == (0, 2)
    assert mail.outbox == []


def test_a_channel_gets_the_message_over_the_wire(hook):
    RuleFactory(people=[], channels=[ChannelFactory(address=hook.address)])
    HappeningFactory(says="Bauhof: “Builds wait” was opened")
    dispatch(LATER)
    assert send_due(LATER) == (1, 0)
    (body,) = hook.bodies
    assert body["title"] == "Bauhof: “Builds wait” was opened"
    assert "status-pages" in body["message"]


def test_what_a_channel_refuses_is_tried_again_later_and_at_last_given_up(hook):
    hook.status = 500
    RuleFactory(people=[], channels=[ChannelFactory(address=hook.address)])
    HappeningFactory()
    dispatch(LATER)
    before = datetime.now(UTC)
    assert send_due(LATER) == (0, 1)
    alert = Alert.objects.get()
    assert (alert.tries, alert.sent_at, alert.dropped_at, alert.leased_until) == (1, None, None, None)
    assert alert.due_at > before
    assert "127.0.0.1" not in alert.error  # the address is secret
    assert send_due(LATER) == (0, 0)
    Alert.objects.update(tries=sending.MOST_TRIES - 1, due_at=NOON)
    assert send_due(LATER) == (0, 1)
    assert Alert.objects.get().dropped_at is not None


def test_an_alert_that_somebody_is_sending_is_left_to_them_until_their_lease_runs_out():
    RuleFactory(people=[UserFactory(email="noa@example.com")])
    HappeningFactory()
    dispatch(LATER)
    Alert.objects.update(leased_until=LATER + timedelta(minutes=5))
    assert send_due(LATER) == (0, 0)
    assert send_due(LATER + timedelta(minutes=6)) == (1, 0)


def test_a_happening_cannot_be_told_twice_to_one_by_one_rule():
    rule = RuleFactory()
    happening = HappeningFactory()
    alerts = list(alerts_for([happening], [rule])) * 2
    Alert.objects.bulk_create(alerts[:1])
    Alert.objects.bulk_create(
        [Alert(rule=rule, happening=happening, person=rule.people.get(), due_at=NOON)], ignore_conflicts=True
    )
    assert Alert.objects.count() == 1
    assert connection.needs_rollback is False


# What must not stop the others, nor be told twice


def test_an_address_that_no_mail_can_be_sent_to_stops_nobody_else():
    """Commands that make accounts take any."""
    RuleFactory(people=[UserFactory(email="noa@example.com\nBcc: all@example.com")])
    RuleFactory(people=[UserFactory(email="mira@example.com")])
    HappeningFactory()
    dispatch(LATER)
    assert send_due(LATER) == (1, 1)
    assert [message.to for message in mail.outbox] == [["mira@example.com"]]
    assert Alert.objects.get(sent_at=None).error == letters.NOT_ADDRESSED


def test_a_mail_server_that_hangs_keeps_no_worker_and_what_waits_is_not_tried_in_vain(monkeypatch):
    people = [UserFactory(email=f"{name}@example.com") for name in ("noa", "mira")]
    RuleFactory(people=people)
    HappeningFactory()
    dispatch(LATER)
    monkeypatch.setattr(sending, "MOST_SECONDS", 0)
    assert send_due(LATER) == (1, 0)
    assert [(alert.tries, alert.leased_until) for alert in Alert.objects.waiting()] == [(0, None)]
    assert send_due(LATER) == (1, 0)
    assert sorted(letter.to[0] for letter in mail.outbox) == ["mira@example.com", "noa@example.com"]


def test_a_defect_of_ours_is_written_down_and_stops_nobody_else(monkeypatch):
    RuleFactory(people=[], channels=[ChannelFactory()])
    RuleFactory(people=[UserFactory(email="mira@example.com")])
    HappeningFactory()
    dispatch(LATER)
    monkeypatch.setattr(channels, "send", lambda *said: {}["nothing"])
    assert send_due(LATER) == (1, 1)
    assert "a defect of Throughline (KeyError)" in Alert.objects.exclude(channel=None).get().error


def test_what_waited_for_so_long_that_another_has_told_it_is_not_told_again(monkeypatch):
    """The first mail takes longer than the lease, and another worker comes by meanwhile."""
    people = [UserFactory(email=f"{name}@example.com") for name in ("noa", "mira")]
    RuleFactory(people=people)
    HappeningFactory()
    dispatch(LATER)
    told = []

    def slowly(person, message):
        told.append(person)
        if len(told) == 1:
            Alert.objects.exclude(person=person).update(leased_until=LATER)
            send_due(LATER)

    monkeypatch.setattr(alert_sending, "mail", slowly)
    send_due(LATER)
    assert sorted(person.pk for person in told) == [person.pk for person in people]
