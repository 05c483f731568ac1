"""API tokens: made, shown once and revoked on the account page; what they open, and until when."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory
from accounts.forms import MOST_TOKENS
from accounts.models import ApiToken

pytestmark = pytest.mark.django_db

ACCOUNT, TOKENS = "/account/", "/account/tokens/"
INCIDENTS = "/api/v1/incidents/"  # answers 200 to everybody, unless there is something wrong with the token
NEW = {"name": "nightly import", "days": "30"}


def token_of(person, **facts) -> tuple[ApiToken, APIClient]:
    """A token, and a program that sends it."""
    token, words = ApiToken.objects.make(person, **{"name": "import", "days": 30, **facts})
    return token, APIClient(headers={"authorization": f"Token {words}"})


def test_a_token_is_shown_once_and_opens_the_api(client):
    person = EditorFactory()
    client.force_login(person)
    page = client.post(TOKENS, NEW | {"may_write": "on"})
    words = page.context["words"]
    assert words in page.text
    assert "no-store" in page["Cache-Control"]
    assert words not in client.get(ACCOUNT).text
    token = person.auth_token_set.get()
    assert (token.name, token.may_write) == ("nightly import", True)
    assert timedelta(days=29) < token.expiry - timezone.now() <= timedelta(days=30)
    program = APIClient(headers={"authorization": f"Token {words}"})
    assert program.post(INCIDENTS, {"title": "Pushes fail"}, format="json").status_code == 201


def test_the_account_lists_tokens_with_their_use_and_their_end(client):
    person = UserFactory()
    _, program = token_of(person, name="dashboard", days=3)
    client.force_login(person)
    page = client.get(ACCOUNT).text
    assert "never" in page
    # On a phone the headings of the columns are not there.
    assert all(f">{word} </span>" in page for word in ("made", "used", "runs out"))
    program.get(INCIDENTS)
    page = client.get(ACCOUNT).text
    assert "dashboard" in page
    assert "never" not in page
    assert "in 2\xa0days, 23\xa0hours" in page
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        assert "ran out" in client.get(ACCOUNT).text


def test_nobody_sees_or_revokes_tokens_of_others(client):
    token, program = token_of(UserFactory(), name="Zwölf Uhr")
    client.force_login(UserFactory())
    assert token.name not in client.get(ACCOUNT).text
    client.post(f"{TOKENS}{token.token_key}/revoke/")
    assert program.get(INCIDENTS).status_code == 200


@pytest.mark.parametrize("words", ["\0" * 64, "\xff", "é" * 64, "'; --"])
def test_what_is_no_token_opens_nothing(client, words):
    refused = client.get(INCIDENTS, HTTP_AUTHORIZATION=f"Token {words}")
    assert refused.status_code == 401


def test_a_revoked_token_opens_nothing(client):
    person = UserFactory()
    token, program = token_of(person)
    client.force_login(person)
    for _ in range(2):
        assert client.post(f"{TOKENS}{token.token_key}/revoke/").url == "/account/#tokens"
    said = program.get(INCIDENTS)
    assert said.status_code == 401
    assert "was revoked" in said.json()["detail"]


def test_a_token_that_ran_out_says_when():
    _, program = token_of(UserFactory(), days=30)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        said = program.get(INCIDENTS)
    assert said.status_code == 401
    assert "“import” ran out on" in said.json()["detail"]


def test_a_token_ends_with_its_person():
    person = UserFactory()
    _, program = token_of(person)
    person.is_active = False
    person.save()
    assert program.get(INCIDENTS).status_code == 401


def test_a_token_may_do_what_its_person_may_and_no_more():
    _, program = token_of(UserFactory(), may_write=True)
    assert program.post(INCIDENTS, {"title": "Pushes fail"}, format="json").status_code == 403


def test_a_token_that_only_reads_changes_nothing():
    _, program = token_of(EditorFactory())
    said = program.post(INCIDENTS, {"title": "Pushes fail"}, format="json")
    assert said.status_code == 403
    assert "This token may only read" in said.json()["detail"]


@pytest.mark.parametrize(
    "header", ["Token", "Token x", "Token a b", "Token é", "Token " + "9" * 9_000, "token x"]
)
def test_what_is_no_token_is_refused(header):
    said = APIClient(headers={"authorization": header}).get(INCIDENTS)
    assert said.status_code == 401
    assert said["Content-Type"] == "application/problem+json"


def test_a_token_in_the_address_or_the_body_is_not_looked_at():
    _, words = ApiToken.objects.make(EditorFactory(), name="import", days=30, may_write=True)
    assert APIClient().post(f"{INCIDENTS}?token={words}", {"title": "Pushes fail"}).status_code == 401
    assert APIClient().get(f"{INCIDENTS}?token={words}").status_code == 400


def test_use_is_written_down_once_a_minute(django_assert_num_queries):
    _, program = token_of(UserFactory())
    program.get(INCIDENTS)
    with django_assert_num_queries(3):  # token with its person, role, incidents
        program.get(INCIDENTS)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 101}, {"name": "a\x00"}, {"days": "31"}, {"days": ""}]
)
def test_a_token_that_cannot_be_made_changes_nothing(client, wrong):
    person = UserFactory()
    client.force_login(person)
    page = client.post(TOKENS, NEW | wrong)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert not person.auth_token_set.exists()


def test_there_is_an_end_to_tokens(client):
    person = UserFactory()
    for number in range(MOST_TOKENS):
        token_of(person, name=f"import {number}")
    client.force_login(person)
    page = client.post(TOKENS, NEW)
    assert page.status_code == 422
    assert "Revoke those that nobody uses first" in page.text


def test_a_viewer_is_not_offered_a_token_that_writes(client):
    person = UserFactory()
    client.force_login(person)
    assert 'name="may_write"' not in client.get(ACCOUNT).text
    client.post(TOKENS, NEW | {"may_write": "on"})
    assert not person.auth_token_set.get().may_write


def test_strangers_are_asked_to_sign_in_and_tokens_are_made_by_pressing_a_button(client):
    assert client.post(TOKENS, NEW).url == f"/accounts/login/?next={TOKENS}"
    assert client.post(f"{TOKENS}abc/revoke/").status_code == 302
    client.force_login(UserFactory())
    assert client.get(TOKENS).status_code == 405
    assert client.get(f"{TOKENS}abc/revoke/").status_code == 405


def test_queries_do_not_grow_with_tokens(client, django_assert_num_queries):
    person = UserFactory()
    client.force_login(person)
    for _ in range(2):
        token_of(person)
        with django_assert_num_queries(5):  # session, person, the copy for the form, role, tokens
            client.get(ACCOUNT)


def test_administrators_see_tokens_and_revoke_them_but_make_none(client):
    token, program = token_of(UserFactory(), name="Zwölf Uhr")
    client.force_login(AdministratorFactory())
    page = client.get("/admin/accounts/apitoken/").text
    assert "Zwölf Uhr" in page
    one = f"/admin/accounts/apitoken/{token.pk}/"
    assert client.get("/admin/accounts/apitoken/add/").status_code == 403
    client.post(f"{one}delete/", {"post": "yes"})
    assert program.get(INCIDENTS).status_code == 401


def test_a_program_may_ask_who_it_is(client):
    person = EditorFactory(username="mira", first_name="Mira", last_name="Oduya")
    _, program = token_of(person, name="dashboard")
    told = program.get("/api/v1/me/").json()
    assert told["token"].pop("runs_out_at")
    assert told == {
        "username": "mira",
        "name": "Mira Oduya",
        "role": "editor",
        "time_zone": "UTC",
        "token": {"name": "dashboard", "may_write": False},
    }
    assert APIClient().get("/api/v1/me/").status_code == 401
    assert program.post("/api/v1/me/").status_code == 405
    assert program.get("/api/v1/me/?who=jonas").status_code == 400
    client.force_login(person)
    assert client.get("/api/v1/me/").json()["token"] is None
