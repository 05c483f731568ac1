"""Many pages at once: giving a list, what becomes of each line, and following it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from kombu.exceptions import OperationalError

from statuspages import adding as work
from statuspages.factories import StatusPageFactory
from statuspages.lists.wanted import Wanted
from statuspages.models import Adding, AddingLine, StatusPage
from statuspages.tasks import add_listed_pages, queue_waiting_lists
from statuspages.tests import vendor

pytestmark = pytest.mark.django_db

NEW = "/status-pages/lists/new/"
State = AddingLine.State


@pytest.fixture
def builds(served):
    served.statuspage(vendor.slow_builds(), name="Bauhof")
    return served


def listed(*wanted: Wanted, by=None) -> Adding:
    return work.begin_adding(wanted, by=by)


def lines(adding) -> list[tuple[str, str]]:
    return [(line.state, line.says) for line in adding.lines.order_by("position")]


def test_a_list_is_kept_and_its_pages_watched_by_a_worker(
    as_editor, editor, builds, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as tasks:
        response = as_editor.post(NEW, {"text": f"Our builds {builds.url}/history\nhttps://127.0.0.2:1"})
    adding = Adding.objects.get()
    assert response.url == adding.get_absolute_url()
    assert builds.asked == []
    assert lines(adding) == [("waiting", ""), ("waiting", "")]
    for task in tasks:
        task()
    page = StatusPage.objects.get()
    assert (page.name, page.url, page.added_by) == ("Our builds", builds.url, editor)
    assert [state for state, _ in lines(adding)] == ["watched", "refused"]
    text = as_editor.get(response.url).text
    assert page.get_absolute_url() in text
    assert "THROUGHLINE_FETCH_ALLOW" in text


def test_what_a_line_says_is_taken_over(builds):
    adding = listed(Wanted(builds.url, tags=("ci",), team="Platform", every_seconds=120))
    add_listed_pages(adding.pk)
    page = StatusPage.objects.get()
    assert (page.name, page.tags, page.team, page.every_seconds) == ("Bauhof", ["ci"], "Platform", 120)


def test_a_page_that_is_watched_already_is_linked_and_left_as_it_is(builds):
    page = StatusPageFactory(url=builds.url, tags=["old"])
    adding = listed(Wanted(builds.url, tags=("new",)))
    add_listed_pages(adding.pk)
    line = adding.lines.get()
    assert (line.state, line.page) == ("known", page)
    page.refresh_from_db()
    assert page.tags == ["old"]


def test_where_nothing_is_at_the_first_address_the_other_is_looked_at(builds):
    adding = listed(Wanted("https://127.0.0.2:1", or_address=builds.url))
    add_listed_pages(adding.pk)
    assert lines(adding) == [("watched", "")]


def test_running_twice_watches_once(builds):
    adding = listed(Wanted(builds.url), Wanted(f"{builds.url}/history"))
    add_listed_pages(adding.pk)
    add_listed_pages(adding.pk)
    assert sorted(state for state, _ in lines(adding)) == ["known", "watched"]
    assert StatusPage.objects.count() == 1


def test_a_line_is_one_workers_at_a_time_and_anothers_once_its_lease_ran_out(builds):
    adding = listed(Wanted(builds.url))
    now = timezone.now()
    first = AddingLine.claim(adding.pk, now)
    assert AddingLine.claim(adding.pk, now) is None
    assert work.waiting_lists(now) == []
    later = now + timedelta(minutes=6)
    assert work.waiting_lists(later) == [adding.pk]
    second = AddingLine.claim(adding.pk, later)
    work.add_line(first)  # was slow, and has lost its lease: it leaves nothing behind
    assert not StatusPage.objects.exists()
    work.add_line(second)
    assert StatusPage.objects.count() == 1
    assert lines(adding) == [("watched", "")]


def test_a_tick_goes_on_with_what_waits(builds):
    adding = listed(Wanted(builds.url))
    queue_waiting_lists()
    queue_waiting_lists()
    assert lines(adding) == [("watched", "")]


def test_a_defect_is_told_on_its_line_and_the_rest_goes_on(builds, monkeypatch):
    adding = listed(Wanted("https://broken.example"), Wanted(builds.url))
    look_at = work.look_at

    def broken(address):
        if "broken" in address:
            raise RuntimeError("nobody foresaw this")
        return look_at(address)

    monkeypatch.setattr(work, "look_at", broken)
    with pytest.raises(RuntimeError):
        add_listed_pages(adding.pk)
    add_listed_pages(adding.pk)
    assert [state for state, _ in lines(adding)] == ["refused", "watched"]
    assert "a defect of Throughline" in lines(adding)[0][1]


def test_what_was_refused_can_be_tried_again(as_editor, builds, django_capture_on_commit_callbacks):
    answers = dict(builds.answers)
    builds.answers.clear()
    adding = listed(Wanted(builds.url), Wanted("nonsense", wrong="No address."))
    add_listed_pages(adding.pk)
    assert [state for state, _ in lines(adding)] == ["refused", "refused"]
    builds.answers.update(answers)
    with django_capture_on_commit_callbacks(execute=True):
        as_editor.post(f"{adding.get_absolute_url()}again/")
    assert [state for state, _ in lines(adding)] == ["watched", "refused"]
    nothing = listed(Wanted(builds.url))
    assert (
        "Nothing of this list was refused"
        in as_editor.post(f"{nothing.get_absolute_url()}again/", follow=True).text
    )


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Paste addresses of status pages"),
        ({"text": "  \n "}, "Paste addresses of status pages"),
        ({"text": "# nothing"}, "No address of a status page was found"),
        ({"file": SimpleUploadedFile("list.csv", b"name,tags\nBauhof,x")}, "No address of a status page"),
        ({"file": SimpleUploadedFile("empty.opml", b"")}, "No address"),
        ({"file": SimpleUploadedFile("list.xlsx", b"PK\x03\x04\xff\x00")}, "The file is not text"),
        (
            {"text": "https://a.example", "file": SimpleUploadedFile("a.txt", b"https://b.example")},
            "Give one at a time",
        ),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_kept(as_editor, sent, said):
    response = as_editor.post(NEW, sent)
    assert response.status_code == 422
    assert said in response.text
    assert not Adding.objects.exists()


def test_a_file_does_too(as_editor):
    file = SimpleUploadedFile("pages.csv", b"name,url,tags\r\nBauhof,https://status.example,ci\r\n")
    as_editor.post(NEW, {"file": file})
    line = AddingLine.objects.get()
    assert (line.name, line.address, line.tags) == ("Bauhof", "https://status.example", ["ci"])


def test_without_a_broker_the_list_waits(as_editor, monkeypatch):
    def refuse(*arguments):
        raise OperationalError("no broker")

    monkeypatch.setattr("statuspages.views.lists.add_listed_pages.delay_on_commit", refuse)
    assert as_editor.post(NEW, {"text": "https://a.example"}).status_code == 302
    assert AddingLine.objects.get().state == State.WAITING


def test_progress_says_how_far_it_is_and_asks_again_by_itself_until_all_is_done(as_viewer):
    adding = listed(Wanted("https://a.example"), Wanted("x", wrong="No address."))
    waiting = as_viewer.get(adding.get_absolute_url()).text
    assert 'value="1"' in waiting
    assert 'hx-trigger="every 2s"' in waiting
    adding.lines.update(state=State.REFUSED)
    assert "hx-trigger" not in as_viewer.get(adding.get_absolute_url()).text


def test_what_was_pasted_is_escaped(as_editor):
    evil = "<script>alert(1)</script>"
    adding = listed(Wanted(evil, name=evil, wrong=evil))
    assert "<script>alert" not in as_editor.get(adding.get_absolute_url()).text


def test_queries_do_not_grow(as_viewer, django_assert_num_queries):
    as_viewer.get("/status-pages/")
    adding = listed()
    for position in range(1, 12):
        adding.lines.create(position=position, address="x", page=StatusPageFactory(), state=State.WATCHED)
        if position in (1, 11):
            with django_assert_num_queries(5):  # session, person, role, list, lines
                as_viewer.get(adding.get_absolute_url())
