"""What every page has round it."""

import re

import pytest
from django.template import Context, Template
from django.urls import reverse
from lucide import IconDoesNotExist

from accounts.factories import EditorFactory, UserFactory

pytestmark = pytest.mark.django_db


def drawn(text, **context):
    return Template("{% load house %}" + text).render(Context(context))


def test_an_icon_beside_a_word_is_hidden_from_screen_readers():
    assert re.fullmatch(
        r'<svg class="i" viewBox="0 0 24 24" aria-hidden="true"><.*></svg>', drawn('{% icon "eye" %}'), re.S
    )


def test_an_icon_alone_has_a_name():
    markup = drawn('{% icon "eye" label=name %}', name="<b>Observation")
    assert "<title>&lt;b&gt;Observation</title>" in markup
    assert 'role="img"' in markup


def test_an_icon_that_does_not_exist_is_an_error():
    with pytest.raises(IconDoesNotExist):
        drawn('{% icon "no-such-icon" %}')


@pytest.mark.parametrize(
    ("path", "current"), [("/actions/", "page"), ("/actions/7/", "true"), ("/incidents/", None)]
)
def test_the_navigation_says_where_one_is(rf, path, current):
    markup = drawn('{% nav_link "incidents:actions" "Actions" key="g a" %}', request=rf.get(path))
    assert (f'aria-current="{current}"' in markup) if current else ("aria-current" not in markup)


def test_only_those_who_may_are_offered_a_new_incident(client):
    new = f'href="{reverse("incidents:new")}"'
    assert new not in client.get("/accounts/login/").text
    client.force_login(UserFactory())
    assert new not in client.get("/account/").text
    client.force_login(EditorFactory())
    assert new in client.get("/account/").text


def test_the_way_to_sign_in_leads_back(client):
    page = client.get("/nowhere/?q=a%26b").text
    assert "/accounts/login/?next=/nowhere/%3Fq%3Da%2526b" in page


def test_nothing_on_a_page_is_inline_or_from_elsewhere(client):
    client.force_login(EditorFactory())
    page = client.get("/account/").text
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "default-src 'self'" in client.get("/account/").headers["Content-Security-Policy"]
