"""Two people changing the same thing: the second sees what the first did, and chooses."""

import pytest
from django.urls import reverse

from accounts.factories import EditorFactory
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident():
    return IncidentFactory(title="Queues stand still")


def posted(form):
    """What a browser would send back of a form it was shown."""
    found = {}
    for field in form:
        value = field.value()
        if hasattr(value, "values_list"):
            value = list(value.values_list("pk", flat=True))
        value = field.field.prepare_value(value)
        if value not in (None, ""):
            found[field.html_name] = value
    return found


@pytest.mark.parametrize(
    ("name", "factory", "field"),
    [
        ("incidents:edit", None, "title"),
        ("incidents:factor_edit", ContributingFactorFactory, "statement"),
        ("incidents:action_edit", ActionItemFactory, "title"),
        ("incidents:window_edit", ImpactWindowFactory, "note"),
    ],
)
def test_the_second_is_told_once_and_then_chooses(client, incident, name, factory, field):
    row = factory(incident=incident) if factory else incident
    address = reverse(name, args=[incident.number, row.pk] if factory else [incident.number])
    first, second = EditorFactory(first_name="Ada", last_name="One"), EditorFactory()
    client.force_login(second)
    read = posted(client.get(address).context["form"])

    client.force_login(first)
    assert client.post(address, read | {field: "What Ada wrote"}).status_code == 302

    client.force_login(second)
    refused = client.post(address, read | {field: "What I wrote"})
    row.refresh_from_db()
    assert refused.status_code == 422
    assert getattr(row, field) == "What Ada wrote"
    told = refused.context["form"].non_field_errors()[0]
    assert "Ada One saved another form meanwhile" in told
    assert "What Ada wrote" in told

    again = posted(refused.context["form"])
    assert client.post(address, again).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == "What I wrote"


def test_links_are_kept_line_by_line(client, incident):
    client.force_login(EditorFactory())
    address = reverse("incidents:edit", args=[incident.number])
    read = posted(client.get(address).context["form"])
    links = "The channel https://chat.example/1\nhttps://board.example/2"
    assert client.post(address, read | {"links": links}).status_code == 302
    kept = list(incident.links.order_by("pk").values_list("title", "url"))
    assert kept == [
        ("The channel", "https://chat.example/1"),
        ("https://board.example/2", "https://board.example/2"),
    ]


@pytest.mark.parametrize("line", ["no address", "x javascript:alert(1)", "ftp://files.example"])
def test_a_line_without_an_address_is_refused(client, incident, line):
    client.force_login(EditorFactory())
    address = reverse("incidents:edit", args=[incident.number])
    read = posted(client.get(address).context["form"])
    refused = client.post(address, read | {"links": line})
    assert refused.status_code == 422
    assert "does not end with an address" in refused.context["form"].errors["links"][0]
    assert not incident.links.exists()
