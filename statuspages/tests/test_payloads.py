"""Answers as they came, for administrators."""

import pytest

from accounts.factories import AdministratorFactory
from incidents.tests.conftest import signed_in
from statuspages.factories import PayloadFactory, StatusPageFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return signed_in(AdministratorFactory())


def test_an_answer_comes_byte_for_byte_as_a_file(administrator):
    payload = PayloadFactory(page__name="Bauhof & Söhne", came=b'\xff\xfe<script>alert("1")</script>')
    response = administrator.get(f"{payload.page.get_absolute_url()}answers/{payload.pk}/")
    assert response.content == b'\xff\xfe<script>alert("1")</script>'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    name = f"bauhof-sohne-2023-03-14T120000Z-{payload.pk}.json"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.parametrize("path", ["/", "/feed?x=.json", '/a".json', "/x.exe", "https://a.example/b"])
def test_the_name_of_the_file_is_ours_whatever_was_asked_for(administrator, path):
    payload = PayloadFactory(path=path)
    response = administrator.get(f"{payload.page.get_absolute_url()}answers/{payload.pk}/")
    assert response["Content-Disposition"].count('"') == 2
    assert ".exe" not in response["Content-Disposition"]


def test_an_answer_of_another_page_is_not_found_through_this_one(administrator):
    path = f"{StatusPageFactory().get_absolute_url()}answers/{PayloadFactory().pk}/"
    assert administrator.get(path).status_code == 404


def test_answers_stand_newest_first_and_one_is_told_where_there_are_none(administrator):
    page = StatusPageFactory()
    here = f"{page.get_absolute_url()}answers/"
    assert "Nothing is kept yet" in administrator.get(here).text
    kept = [PayloadFactory(page=page, path=f"/{n}") for n in range(60)]
    first = administrator.get(here)
    assert first.context["payloads"].rows == kept[:9:-1]
    second = administrator.get(here, {"from": first.context["payloads"].next})
    assert len(second.context["payloads"].rows) == 10
    assert here in administrator.get(page.get_absolute_url()).text


def test_queries_do_not_grow(administrator, django_assert_num_queries):
    page = StatusPageFactory()
    administrator.get("/status-pages/")
    for total in (1, 10):
        for n in range(total):
            PayloadFactory(page=page, path=f"/{total}/{n}")
        with django_assert_num_queries(4):  # session, person, page, answers
            administrator.get(f"{page.get_absolute_url()}answers/")
