"""The pages on which people set who is told of what."""

import pytest
from django.core import mail

from accounts.factories import AdministratorFactory, ChannelFactory, EditorFactory, UserFactory
from accounts.models import Channel
from incidents.factories import IncidentFactory
from incidents.models import Incident
from incidents.tests.saved import SavedSearchFactory
from statuspages.alerts.forms import RuleForm
from statuspages.factories import NOON, ReportedIncidentFactory, StatusPageFactory
from statuspages.lists.wanted import clean_tags
from statuspages.models import Alert, AlertRule, Happening
from statuspages.tests.alerting import HappeningFactory, RuleFactory

pytestmark = pytest.mark.django_db

ALERTS, NEW, CHANNELS = "/status-pages/alerts/", "/status-pages/alerts/new/", "/status-pages/alerts/channels/"


@pytest.fixture
def as_administrator(client):
    client.force_login(AdministratorFactory())
    return client


def filled(**said) -> dict:
    return {
        "name": "Vendors",
        "is_on": "on",
        "whats": ["opened", "resolved"],
        "scope": "every",
        "pace": "at-once",
        "hour": "8",
        "zone": "UTC",
    } | said


def test_without_a_rule_the_page_says_what_to_do(as_editor, as_viewer):
    assert "An editor can make a rule" in as_viewer.get(ALERTS).text


def test_an_editor_makes_a_rule_and_changes_it(as_editor):
    person, page = UserFactory(), StatusPageFactory()
    assert as_editor.get(NEW).status_code == 200
    said = filled(people=[person.pk], scope="pages", pages=[page.pk], pace="daily", zone="Europe/Zurich")
    assert as_editor.post(NEW, said).url == ALERTS
    rule = AlertRule.objects.get()
    assert (rule.whats, list(rule.people.all()), list(rule.pages.all())) == (
        ["opened", "resolved"],
        [person],
        [page],
    )
    listed = as_editor.get(ALERTS).text
    assert "incident opened, incident resolved" in listed
    assert "daily 8:00 Europe/Zurich" in listed
    assert 'value="Vendors"' in as_editor.get(rule.get_absolute_url()).text
    as_editor.post(rule.get_absolute_url(), filled(name="Others", channels=[ChannelFactory().pk]))
    rule.refresh_from_db()
    assert (rule.name, rule.people.count(), rule.channels.count()) == ("Others", 0, 1)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"whats": []}, "Tick at least one thing"),
        ({"people": []}, "Tick somebody, or a channel"),
        ({"scope": "pages"}, "Tick at least one page"),
        ({"scope": "tags"}, "Give at least one tag"),
        ({"zone": "Mars/Base"}, "is not a time zone we know"),
        ({"hour": "24"}, "less than or equal to 23"),
        ({"name": ""}, "required"),
        ({"whats": ["gossip"]}, "gossip"),
        ({"name": "taken"}, "There is a rule of this name already"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_and_nothing_written(as_editor, said, why):
    RuleFactory(name="Taken")
    response = as_editor.post(NEW, filled(people=[UserFactory().pk]) | said)
    assert response.status_code == 422
    assert why in response.text
    assert AlertRule.objects.count() == 1


def test_somebody_without_an_address_cannot_be_chosen(as_editor):
    nowhere = UserFactory(email="", first_name="Noa", last_name="Roth")
    response = as_editor.post(NEW, filled(people=[nowhere.pk]))
    assert response.status_code == 422
    assert "Noa Roth: no e-mail address is known" in response.text


def test_a_rule_that_is_removed_takes_what_it_has_not_told_along(as_editor):
    rule = RuleFactory()
    Alert.objects.create(rule=rule, happening=HappeningFactory(), person=rule.people.get(), due_at=NOON)
    assert as_editor.post(f"{rule.get_absolute_url()}delete/").url == ALERTS
    assert not AlertRule.objects.exists()
    assert not Alert.objects.exists()
    assert Happening.objects.count() == 1
    assert as_editor.post(f"{ALERTS}{rule.pk}/delete/").status_code == 404


@pytest.mark.parametrize("where", [NEW, "{rule}", "{rule}delete/"])
def test_a_viewer_changes_no_rule(as_viewer, where):
    rule = RuleFactory()
    assert as_viewer.post(where.format(rule=rule.get_absolute_url()), filled()).status_code == 403
    assert AlertRule.objects.get() == rule


@pytest.mark.parametrize("where", [ALERTS, NEW, CHANNELS, f"{CHANNELS}1/test/", f"{CHANNELS}1/delete/"])
def test_a_stranger_is_asked_to_sign_in(client, where):
    for response in (client.get(where), client.post(where)):
        assert response.status_code == 302
        assert response.url.startswith("/accounts/login/")


def test_only_the_right_methods_are_answered(as_editor):
    assert as_editor.post(ALERTS).status_code == 405
    assert as_editor.put(NEW).status_code == 405
    for where in (CHANNELS, f"{CHANNELS}1/test/", f"{CHANNELS}1/delete/"):
        assert as_editor.get(where).status_code == 405


# Channels


def test_only_administrators_touch_channels(as_editor):
    channel = ChannelFactory()
    said = {"name": "Chat", "address": "json://chat.example/hook"}
    assert "Add the channel" not in as_editor.get(ALERTS).text
    for where in (CHANNELS, f"{CHANNELS}{channel.pk}/test/", f"{CHANNELS}{channel.pk}/delete/"):
        assert as_editor.post(where, said).status_code == 403
    assert Channel.objects.get() == channel


def test_a_channel_is_added_tried_and_removed_and_its_address_never_shown(as_administrator, hook):
    address = f"{hook.address}/s3cret"
    assert as_administrator.post(CHANNELS, {"name": "Chat", "address": address}).url == ALERTS
    channel = Channel.objects.get()
    page = as_administrator.get(ALERTS).text
    assert "JSON" in page
    assert "s3cret" not in page
    as_administrator.post(f"{CHANNELS}{channel.pk}/test/")
    assert [body["title"] for body in hook.bodies] == ["A test from Throughline"]
    hook.status = 403
    told = as_administrator.post(f"{CHANNELS}{channel.pk}/test/", follow=True).text
    assert "did not take it" in told
    assert "s3cret" not in told
    as_administrator.post(f"{CHANNELS}{channel.pk}/delete/")
    assert not Channel.objects.exists()
    assert as_administrator.post(f"{CHANNELS}{channel.pk}/delete/").status_code == 404


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"address": "chat.example"}, "Begin with the kind of channel"),
        ({"address": "syslog://local"}, "reaches only the machine"),
        ({"name": "taken"}, "There is a channel of this name already"),
        ({"address": ""}, "required"),
    ],
)
def test_what_is_wrong_with_a_channel_is_said_and_nothing_written(as_administrator, said, why):
    ChannelFactory(name="Taken")
    response = as_administrator.post(CHANNELS, {"name": "Chat", "address": "json://chat.example/x"} | said)
    assert response.status_code == 422
    assert why in response.text
    assert Channel.objects.count() == 1


def test_a_channel_says_what_names_it(as_viewer):
    channel = ChannelFactory()
    for _ in range(2):
        RuleFactory(channels=[channel])
    for _ in range(3):
        SavedSearchFactory(owner=EditorFactory(), channel=channel)
    page = " ".join(as_viewer.get(ALERTS).text.split())
    assert '2<span class="sr on-narrow"> rules</span>' in page
    assert '3<span class="sr on-narrow"> saved searches</span>' in page


# What was told


def test_what_was_told_is_listed_for_those_who_may_see_it(as_viewer):
    rule = RuleFactory()
    hidden = ReportedIncidentFactory(incident=IncidentFactory(visibility=Incident.Visibility.RESTRICTED))
    person = rule.people.get()
    for happening in (
        HappeningFactory(says="<b>Bauhof</b> opened"),
        HappeningFactory(says="Secret", reported=hidden),
    ):
        Alert.objects.create(rule=rule, happening=happening, person=person, due_at=NOON, sent_at=NOON)
    text = as_viewer.get(ALERTS).text
    assert "&lt;b&gt;Bauhof&lt;/b&gt; opened" in text
    assert "Secret" not in text
    assert mail.outbox == []


def test_the_page_asks_the_same_number_of_questions_of_many(as_viewer, django_assert_max_num_queries):
    def fill():
        rule = RuleFactory(people=[UserFactory()], channels=[ChannelFactory()])
        for person in rule.people.all():
            alert = {"rule": rule, "person": person, "due_at": NOON, "sent_at": NOON}
            Alert.objects.create(happening=HappeningFactory(), **alert)

    fill()
    with django_assert_max_num_queries(14):
        as_viewer.get(ALERTS)
    for _ in range(8):
        fill()
    with django_assert_max_num_queries(14):
        assert as_viewer.get(ALERTS).text.count("data-row") == 18


def test_tags_of_a_rule_are_written_as_those_of_pages_are(as_editor):
    """Else a rule could name a tag that no page can have, and tell nobody for ever."""
    said = filled(people=[UserFactory().pk], scope="tags", tags="#CI;  two   words, ci")
    as_editor.post(NEW, said)
    rule = AlertRule.objects.get()
    assert rule.tags == clean_tags(["#CI", "two   words", "ci"])
    assert 'value="#ci, two words, ci"' in as_editor.get(rule.get_absolute_url()).text


def test_who_changes_a_rule_that_somebody_else_changed_meanwhile_is_told(as_editor):
    rule = RuleFactory(name="Vendors")
    read = as_editor.get(rule.get_absolute_url()).context["form"].initial["edition"]
    mine = filled(name="Mine", edition=read, people=[UserFactory().pk])
    as_editor.post(rule.get_absolute_url(), filled(name="Theirs", edition=read, people=[UserFactory().pk]))
    refused = as_editor.post(rule.get_absolute_url(), mine)
    assert refused.status_code == 422
    assert "is now “Theirs”" in refused.text
    again = mine | {"edition": refused.context["form"].data["edition"]}
    assert as_editor.post(rule.get_absolute_url(), again).status_code == 302
    assert AlertRule.objects.get().name == "Mine"


def test_two_who_give_two_rules_one_name_at_once_are_no_defect(as_editor, monkeypatch):
    RuleFactory(name="Vendors")
    monkeypatch.setattr(RuleForm, "clean_name", lambda form: form.cleaned_data["name"])  # it was free then
    response = as_editor.post(NEW, filled(people=[UserFactory().pk]))
    assert response.status_code == 422
    assert "There is a rule of this name already" in response.text
    assert AlertRule.objects.count() == 1
