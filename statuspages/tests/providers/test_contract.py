"""What every provider is held to, whatever comes: its own error or a sound account, the same each time."""

import copy
import json
from functools import reduce
from urllib.parse import quote

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from statuspages import providers
from statuspages.exceptions import PageUnreadable, Unexpected
from statuspages.factories import StatusPageFactory
from statuspages.ingest.store import store_account
from statuspages.models import ReportedIncident
from statuspages.providers import limits
from statuspages.providers.provider import Ask, Recognised, Seen
from statuspages.providers.reading import Account, Kind, Level, State
from statuspages.tests.providers.documents import ALL, Answers
from statuspages.tests.providers.mutations import ANYTHING, LONG, mutated, places
from statuspages.tests.providers.sound import check
from statuspages.wording import NOTICE, colour_of

every_provider = pytest.mark.parametrize("provider", providers.IN_ORDER, ids=lambda one: one.NAME)
every_answer = pytest.mark.parametrize("answers", ALL, ids=str)
QUIETLY = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])

BODIES = (
    b"",
    b" \n",
    b"null",
    b"[]",
    b"{}",
    b"[null]",
    b'"text"',
    b"1e999",
    b"\xff\xfe",
    b"\xfe\xff\x00[",
    b"\xef\xbb\xbf{}",
    b"\x00" * 50,
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"<html><body>It has moved.</body></html>",
    b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><rss>&a;</rss>",
    b"<rss version='2.0'><channel></channel></rss>",
    b'{"page": {"id": "a"}, "incidents": [{"id"',
    b'{"id": ' + b"9" * 5_000 + b"}",
)
PATHS = st.text(max_size=40).map(lambda path: f"https://status.example.com/{quote(path)}")
ADDRESSES = st.one_of(
    PATHS,
    st.sampled_from(
        [
            "https://status.example.com",
            "http://127.0.0.1:81/index.json",
            "https://status.example.com/api/v2/summary.json?x=1",
            "https://status.slack.com/2022-09/f4273fe54d4adbcb",
            "https://api.status.io/1.0/status/51f6f2088643809b7200000d",
            "https://github.com/moor/status",
            "https://[2001:db8::1]:8443/index.json",
        ]
    ),
)


def provider_of(answers: Answers):
    return providers.BY_NAME[answers.provider]


def read_or_refuse(provider, bodies, facts) -> Account | None:
    """The account, the same at both of two readings; None where it is refused with the one error there is."""
    try:
        account = provider.read(bodies, facts)
    except PageUnreadable:
        return None
    assert provider.read(bodies, facts) == account
    return account


@every_provider
def test_a_provider_says_what_the_rest_asks_of_it(provider):
    assert 0 < len(provider.NAME) <= 20
    assert provider.LABEL
    assert providers.BY_NAME[provider.NAME] is provider
    assert all(isinstance(state, State) for state in provider.STATES.values())
    assert all(isinstance(level, Level) for level in provider.LEVELS.values())


def test_every_provider_has_answers_here():
    assert {answers.provider for answers in ALL} == set(providers.BY_NAME)


@every_answer
def test_what_is_asked_for_is_what_is_read(answers):
    asks = provider_of(answers).asks(answers.facts)
    assert all(isinstance(ask, Ask) for ask in asks)
    assert asks[0].is_needed
    assert all(ask.below("https://status.example.com").startswith("http") for ask in asks)
    names = [ask.name for ask in asks]
    assert len(names) == len(set(names))
    assert set(answers.values) <= set(names)


@every_answer
def test_an_answer_is_read_whole_and_without_a_strange_word(answers):
    account = read_or_refuse(provider_of(answers), answers.write(), answers.facts)
    check(account)
    assert account.strange == ()
    assert any(listing.incidents for listing in account.listings) or account.components


@every_answer
def test_how_bad_an_incident_is_has_a_colour(answers):
    account = provider_of(answers).read(answers.write(), answers.facts)
    listings = [listing for listing in account.listings if listing.kind is Kind.INCIDENT]
    said = {incident.impact for listing in listings for incident in listing.incidents}
    assert {word for word in said if colour_of(word) == NOTICE} <= {"", "none", "notice", "Informational"}


@every_answer
def test_what_is_no_answer_is_refused_or_passed_over(answers):
    sound = answers.write()
    for body in BODIES:
        for bodies in (*(sound | {name: body} for name in sound), dict.fromkeys(sound, body)):
            account = read_or_refuse(provider_of(answers), bodies, answers.facts)
            if account is not None:
                check(account)


@every_provider
def test_nothing_to_read_is_refused(provider):
    with pytest.raises(PageUnreadable):
        provider.read({}, {})


@every_answer
@pytest.mark.parametrize("put", [LONG, None, 10**40, {}, "https://x.example/" + LONG], ids=range(5))
def test_each_place_may_hold_what_is_too_much_or_too_little(answers, put):
    for name, value in answers.values.items():
        for *path, last in places(value):
            changed = copy.deepcopy(value)
            holder = reduce(lambda held, key: held[key], path, changed)
            holder[last] = put
            account = read_or_refuse(
                provider_of(answers), answers.write({**answers.values, name: changed}), answers.facts
            )
            if account is not None:
                check(account)


@every_answer
def test_any_place_may_hold_any_value(answers):
    provider = provider_of(answers)

    @given(st.data())
    @settings(QUIETLY, max_examples=80)
    def held(data):
        values = dict(answers.values)
        name = data.draw(st.sampled_from(sorted(values)))
        values[name] = data.draw(mutated(values[name]))
        account = read_or_refuse(provider, answers.write(values), answers.facts)
        if account is not None:
            check(account)

    held()


@every_provider
@given(st.data())
@settings(QUIETLY, max_examples=40)
def test_any_bytes_are_an_account_or_its_own_error(provider, data):
    facts = data.draw(st.sampled_from([one.facts for one in ALL if one.provider == provider.NAME]))
    anything = st.binary() | ANYTHING.map(lambda value: json.dumps(value).encode(errors="replace"))
    bodies = {ask.name: data.draw(anything) for ask in provider.asks(facts)}
    account = read_or_refuse(provider, bodies, facts)
    if account is not None:
        check(account)


@every_provider
@given(address=ADDRESSES, url=ADDRESSES | st.just(""), body=st.binary() | st.sampled_from(BODIES))
@settings(QUIETLY, max_examples=40)
def test_any_page_is_recognised_or_not(provider, address, url, body):
    found = provider.recognise(Seen(address, url, body))
    assert found is None or isinstance(found, Recognised)


@every_answer
@pytest.mark.django_db
def test_what_is_stored_twice_changes_nothing(answers):
    account = read_or_refuse(provider_of(answers), answers.write(), answers.facts)
    page = StatusPageFactory(provider=answers.provider, facts=answers.facts)
    assert store_account(page, account, timezone.now()).is_change
    page.save()
    assert not store_account(page, account, timezone.now()).is_change
    told = {one.uid for listing in account.listings for one in listing.incidents if one.tells_something}
    assert set(ReportedIncident.objects.values_list("uid", flat=True)) == told


@every_answer
@pytest.mark.django_db
def test_whatever_can_be_read_can_be_stored_and_again(answers):
    provider = provider_of(answers)

    @given(st.data())
    @settings(QUIETLY, max_examples=12)
    def held(data):
        values = dict(answers.values)
        name = data.draw(st.sampled_from(sorted(values)))
        values[name] = data.draw(mutated(values[name]))
        account = read_or_refuse(provider, answers.write(values), answers.facts)
        if account is None:
            return
        before = transaction.savepoint()
        page = StatusPageFactory(provider=answers.provider, facts=answers.facts)
        store_account(page, account, timezone.now())
        page.save()
        assert not store_account(page, account, timezone.now()).is_change
        transaction.savepoint_rollback(before)

    held()


@every_answer
def test_more_than_could_ever_be_stored_is_refused(answers):
    """Ten thousand of everything that is listed."""
    provider = provider_of(answers)
    for name, value in answers.values.items():
        if not isinstance(value, (dict, list)):
            continue
        many = _many(value)
        try:
            account = provider.read(answers.write({**answers.values, name: many}), answers.facts)
        except Unexpected:
            continue
        assert all(len(listing.incidents) <= limits.MOST_INCIDENTS for listing in account.listings)


def _many(value):
    """Every list of objects with ids, ten thousand long, each object with an id of its own."""
    if isinstance(value, dict):
        return {key: _many(held) for key, held in value.items()}
    if not isinstance(value, list) or not value or not isinstance(value[0], dict):
        return value
    key = next((one for one in ("id", "_id", "number", "filename") if one in value[0]), None)
    if key is None:
        return [_many(held) for held in value]
    return [value[0] | {key: f"{number}"} for number in range(10_000)]
