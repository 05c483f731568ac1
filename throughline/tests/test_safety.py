"""What protects every page: the headers, and the lock on guessing passwords."""

import pytest
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialLogin
from django.core.cache import cache
from django.urls import reverse

from accounts.factories import AdministratorFactory, UserFactory
from accounts.roles import Role, role_of

PASSWORD = "correct horse battery"


def sign_in(client, name: str, password: str, **extra):
    return client.post(reverse("account_login"), {"login": name, "password": password}, **extra)


@pytest.fixture
def locks(settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3
    cache.clear()  # allauth counts failures there, by address and a minute long
    yield
    cache.clear()


def test_only_our_own_scripts_styles_and_pictures_are_run(client, db):
    policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'self'"
    assert directives["img-src"] == "'self' data:"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


def test_no_page_is_framed_or_sniffed(client, db):
    headers = client.get(reverse("account_login")).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_health_says_ok_and_no_more(client, db):
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post("/health/").status_code == 405


@pytest.mark.parametrize("field", ["username", "email"])
def test_guessing_locks_that_name_out_from_that_address(client, db, locks, field):
    person = UserFactory()
    for _ in range(3):
        answer = sign_in(client, getattr(person, field), "wrong")
    assert answer.status_code == 429
    assert sign_in(client, getattr(person, field), PASSWORD).status_code == 429


def test_guessing_with_another_spelling_of_a_name_counts_too(client, db, locks):
    UserFactory(username="mira")
    for spelling in ("MIRA", "Mira", "mIRa"):
        sign_in(client, spelling, "wrong")
    assert sign_in(client, "mira", PASSWORD).status_code == 429


def test_the_admin_is_entered_by_the_one_sign_in_with_its_second_factor(client, db):
    AdministratorFactory(username="mira")
    answer = client.post("/admin/login/?next=/admin/", {"username": "mira", "password": PASSWORD})
    assert answer.url.startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session
    sign_in(client, "mira", PASSWORD)
    assert client.get("/admin/").status_code == 200


def test_others_and_other_addresses_are_not_locked_out(client, db, locks):
    person, other = UserFactory.create_batch(2)
    for _ in range(3):
        sign_in(client, person.username, "wrong")
    assert sign_in(client, other.username, PASSWORD).status_code == 302
    client.logout()
    assert sign_in(client, person.username, PASSWORD, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_signing_in_forgets_the_failures_before(client, db, locks):
    person = UserFactory()
    for _ in range(2):
        sign_in(client, person.username, "wrong")
        sign_in(client, person.username, "wrong")
        assert sign_in(client, person.username, PASSWORD).status_code == 302
        client.logout()


def test_a_caller_cannot_pretend_to_be_behind_a_proxy(client, db, locks):
    person = UserFactory()
    for number in range(3):
        sign_in(client, person.username, "wrong", headers={"X-Forwarded-For": f"198.51.100.{number}"})
    assert sign_in(client, person.username, PASSWORD).status_code == 429


def test_nobody_makes_an_account_of_their_own(client, db):
    answer = client.post(
        reverse("account_signup"), {"username": "eve", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_whoever_the_sign_in_provider_vouches_for_is_let_in_as_a_viewer(rf, db):
    newcomer = SocialLogin(user=UserFactory.build())
    assert get_adapter().is_open_for_signup(rf.get("/"), newcomer)
    assert role_of(UserFactory()) == Role.VIEWER
