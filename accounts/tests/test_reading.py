"""The switches at the foot of every page, without JavaScript."""

import pytest

from accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

SWITCHES = [("/account/theme/", "theme", "dark"), ("/account/times/", "times", "local")]


@pytest.mark.parametrize(("address", "name", "value"), SWITCHES)
def test_a_strangers_choice_is_kept_in_a_cookie(client, address, name, value):
    response = client.post(address, {name: value, "next": "/accounts/login/?a=b"})
    assert response.status_code == 303
    assert response.url == "/accounts/login/?a=b"
    assert client.cookies[name].value == value
    assert client.cookies[name]["samesite"] == "Lax"
    page = client.get("/accounts/login/").text
    assert f'data-{name}="{value}"' in page
    assert f'value="{value}" aria-describedby="{name}-says" aria-pressed="true"' in page


def test_a_persons_choice_is_kept_in_their_account(client):
    person = UserFactory()
    client.force_login(person)
    client.post("/account/theme/", {"theme": "dark"})
    client.post("/account/times/", {"times": "local"})
    person.refresh_from_db()
    assert person.theme == "dark"
    assert person.shows_local_times
    client.cookies.pop("theme")
    assert 'data-theme="dark"' in client.get("/account/").text


def test_the_readers_zone_is_said_where_it_is_known(client):
    client.force_login(UserFactory(time_zone="Asia/Bangkok"))
    assert 'data-zone="Asia/Bangkok"' in client.get("/account/").text


def test_utc_beside_utc_says_nothing_so_the_browser_decides(client):
    client.force_login(UserFactory(time_zone="UTC"))
    assert "data-zone" not in client.get("/account/").text


@pytest.mark.parametrize(("address", "name", "value"), SWITCHES)
@pytest.mark.parametrize("bad", ["", "purple", "dark\x00", None])
def test_what_is_no_choice_is_refused(client, address, name, value, bad):
    response = client.post(address, {} if bad is None else {name: bad})
    assert response.status_code == 400
    assert name not in client.cookies


@pytest.mark.parametrize("name", ["theme", "times"])
def test_a_cookie_that_is_no_choice_counts_as_none(client, name):
    client.cookies[name] = '"><script>'
    page = client.get("/accounts/login/").text
    assert 'data-theme="system"' in page
    assert 'data-times="utc"' in page


@pytest.mark.parametrize(("address", "name", "value"), SWITCHES)
def test_nobody_is_sent_to_another_site(client, address, name, value):
    for elsewhere in ("https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""):
        assert client.post(address, {name: value, "next": elsewhere}).url == "/"


@pytest.mark.parametrize(("address", "name", "value"), SWITCHES)
def test_reading_a_page_changes_nothing(client, address, name, value):
    assert client.get(address, {name: value}).status_code == 405
