import base64
import hmac
import struct
import time

import pytest
from django.core import mail
from django.urls import reverse

from accounts.factories import UserFactory
from accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def sign_in(client, name, password=PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": name, "password": password, **more})


def test_a_person_signs_in_with_their_name_and_comes_home(client):
    person = UserFactory(username="mira")
    response = sign_in(client, "mira")
    assert response.status_code == 302
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_a_person_signs_in_with_their_address(client):
    person = UserFactory(email="mira@throughline.example")
    sign_in(client, "Mira@throughline.example")
    assert client.session["_auth_user_id"] == str(person.pk)


def test_signing_in_is_not_announced(client):
    UserFactory(username="mira")
    sign_in(client, "mira")
    assert "notice" not in client.get("/account/").text


def test_after_signing_in_one_is_where_one_was_going(client):
    UserFactory(username="mira")
    assert sign_in(client, "mira", next="/incidents/?status=open").url == "/incidents/?status=open"


def test_after_signing_in_nobody_is_sent_to_another_site(client):
    UserFactory(username="mira")
    assert sign_in(client, "mira", next="https://elsewhere.example/").url == "/"


def test_a_wrong_password_says_so_and_signs_nobody_in(client):
    UserFactory(username="mira")
    response = sign_in(client, "mira", "wrong")
    assert "_auth_user_id" not in client.session
    assert 'role="alert"' in response.text
    assert "password" in response.context["form"].non_field_errors()[0]


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(client):
    UserFactory(username="mira")
    known = sign_in(client, "mira", "wrong").context["form"].non_field_errors()
    unknown = sign_in(client, "nobody", "wrong").context["form"].non_field_errors()
    assert known == unknown


def test_someone_switched_off_cannot_sign_in(client):
    UserFactory(username="mira", is_active=False)
    sign_in(client, "mira")
    assert "_auth_user_id" not in client.session


def test_too_many_wrong_passwords_close_the_door_for_a_while(client, settings):
    settings.AXES_ENABLED = True
    settings.AXES_FAILURE_LIMIT = 3
    UserFactory(username="mira")
    for _ in range(3):
        response = sign_in(client, "mira", "wrong")
    assert response.status_code == 429
    assert "closed for 15 minutes" in response.text
    assert sign_in(client, "mira").status_code == 429, "also with the right password"
    assert "_auth_user_id" not in client.session


def test_nobody_can_make_their_own_account(client):
    new = {
        "username": "stranger",
        "email": "s@elsewhere.example",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = client.post(reverse("account_signup"), new)
    assert "made by an administrator" in response.text
    assert not User.objects.exists()


def test_signing_out_asks_first(client):
    client.force_login(UserFactory())
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_is_replaced_through_a_link_that_works_once(client):
    UserFactory(username="mira", email="mira@throughline.example")
    client.post(reverse("account_reset_password"), {"email": "mira@throughline.example"})
    (link,) = [word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word]
    form_address = client.get(link).url
    new = {"password1": "another horse battery", "password2": "another horse battery"}
    client.post(form_address, new)
    assert sign_in(client, "mira", "another horse battery").status_code == 302
    client.post(reverse("account_logout"))
    client.session.flush()
    assert "does not work any more" in client.get(link).text


def test_a_wish_for_a_new_password_does_not_tell_who_has_an_account(client):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@elsewhere.example"})
    assert response.status_code == 302


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"],
)
def test_pages_for_strangers_are_in_the_frame(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert 'class="brand"' in response.text


@pytest.mark.parametrize(
    "name",
    ["account_logout", "account_change_password", "account_email", "account_reauthenticate", "mfa_index"],
)
def test_pages_for_people_are_in_the_frame(client, name):
    client.force_login(UserFactory())
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert 'class="brand"' in response.text


def code_of_the_app(secret):
    """What an authenticator app shows now: RFC 6238 with its defaults."""
    counter = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_second_factor_is_set_up_asked_for_and_given_up(client):
    UserFactory(username="mira")
    sign_in(client, "mira")
    assert "reauthenticate" in client.get(reverse("mfa_activate_totp")).url, "it asks whether it is you"
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of_the_app(secret)})
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10

    client.post(reverse("account_logout"))
    assert sign_in(client, "mira").url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert "One more thing" in client.get(reverse("mfa_authenticate")).text
    client.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert "_auth_user_id" in client.session

    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    client.post(reverse("account_logout"))
    assert sign_in(client, "mira").url == "/"
