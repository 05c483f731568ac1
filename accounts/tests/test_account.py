import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from accounts.factories import AdministratorFactory, EditorFactory, UserFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/account/"


def details(**changed):
    given = {
        "first_name": "Mira",
        "last_name": "Oduya",
        "email": "mira@throughline.example",
        "time_zone": "Europe/Zurich",
        "theme": "dark",
        "shows_local_times": "on",
    }
    return given | changed


def test_what_a_person_changes_is_kept(client):
    person = UserFactory()
    client.force_login(person)
    assert client.post(ADDRESS, details()).url == ADDRESS
    person.refresh_from_db()
    assert person.get_full_name() == "Mira Oduya"
    assert person.time_zone == "Europe/Zurich"
    assert person.theme == "dark"
    assert person.shows_local_times
    assert "Your account is saved." in client.get(ADDRESS).text


def test_the_page_names_the_person_and_their_role(client):
    client.force_login(EditorFactory(username="mira"))
    page = client.get(ADDRESS).text
    assert "mira" in page
    assert "Editor" in page
    assert reverse("admin:index") not in page


def test_administrators_find_the_administration_there(client):
    client.force_login(AdministratorFactory())
    assert reverse("admin:index") in client.get(ADDRESS).text


def test_a_stranger_is_asked_to_sign_in(client):
    response = client.get(ADDRESS)
    assert response.url == f"{reverse('account_login')}?next={ADDRESS}"


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "CEST", "../../etc/passwd", "UTC\x00"])
def test_a_zone_that_does_not_exist_changes_nothing(client, zone):
    person = UserFactory(first_name="Before")
    client.force_login(person)
    response = client.post(ADDRESS, details(time_zone=zone))
    assert response.status_code == 422
    assert "time_zone" in response.context["form"].errors
    person.refresh_from_db()
    assert person.first_name == "Before"
    assert person.time_zone == "UTC"


def test_a_refused_form_keeps_what_was_typed_and_points_at_the_field(client):
    client.force_login(UserFactory())
    page = client.post(ADDRESS, details(time_zone="Europe/Atlantis")).text
    assert 'value="Europe/Atlantis"' in page
    assert 'aria-invalid="true"' in page
    assert 'id="id_time_zone_error"' in page
    assert "id_time_zone_error" in page.split('aria-describedby="')[1].split('"')[0]


def test_two_people_cannot_have_one_address(client):
    UserFactory(email="taken@throughline.example")
    client.force_login(UserFactory())
    response = client.post(ADDRESS, details(email="Taken@throughline.example"))
    assert response.status_code == 422
    assert "Somebody else has this address" in response.text


def test_a_former_address_leads_to_the_account_no_more(client):
    person = UserFactory(email="old@throughline.example")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    client.force_login(person)
    client.post(ADDRESS, details(email="new@throughline.example"))
    assert not EmailAddress.objects.filter(email="old@throughline.example").exists()


def test_nobody_makes_themselves_an_administrator(client):
    person = UserFactory()
    client.force_login(person)
    client.post(ADDRESS, details(is_staff="on", is_superuser="on", groups="3", username="root"))
    person.refresh_from_db()
    assert not person.is_staff
    assert not person.is_superuser
    assert person.username != "root"


def test_the_page_is_read_or_posted_only(client):
    client.force_login(UserFactory())
    assert client.delete(ADDRESS).status_code == 405
