"""Action items: of one incident, and across all."""

import datetime
from itertools import chain

import pytest
from django.db import IntegrityError, transaction

from accounts.factories import UserFactory
from incidents.exceptions import ReasonMissing
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    IncidentFactory,
    MechanismFactory,
)
from incidents.models import ActionItem
from incidents.tests.conftest import signed_in

pytestmark = pytest.mark.django_db

ADD = "/incidents/42/actions/add/"
LIST = "/actions/"
TODAY = datetime.date(2023, 6, 1)


@pytest.fixture
def incident():
    return IncidentFactory(number=42)


def item(**changed):
    given = {"title": "Watch the queue", "kind": "detect", "status": "proposed", "priority": "high"}
    return given | changed


def titles(response) -> list[str]:
    return [action.title for action in response.context["page"].page]


# Of one incident


def test_an_action_item_is_added_against_factors(as_editor, editor, incident):
    owner, factor = UserFactory(), ContributingFactorFactory(incident=incident)
    response = as_editor.post(
        ADD,
        item(
            owner=owner.pk,
            team="storage",
            due_date="2023-05-01",
            weakens=[factor.pk],
            tracker_url="https://t.example/1",
        ),
    )
    assert response.url == "/incidents/42/#actions"
    added = incident.action_items.get()
    assert (added.title, added.kind, added.priority, added.owner) == (
        "Watch the queue",
        "detect",
        "high",
        owner,
    )
    assert (added.due_date, list(added.weakens.all())) == (datetime.date(2023, 5, 1), [factor])
    assert added.versions.get().pgh_context.metadata["user"] == editor.pk


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "required"),
        ("title", "x" * 501, "at most 500"),
        ("title", "a\x00", "Null characters"),
        ("kind", "wish", "not one of the available"),
        ("status", "forgotten", "not one of the available"),
        ("priority", "", "required"),
        ("owner", "99999999999999999999", "not one of the available"),
        ("due_date", "31 February", "valid date"),
        ("due_date", "2023-02-31", "valid date"),
        ("tracker_url", "javascript:alert(1)", "valid URL"),
        ("tracker_url", "no address", "valid URL"),
        ("weakens", "99999999999999999999", "not one of the available"),
        ("declined_reason", "x" * 501, "at most 500"),
    ],
)
def test_what_cannot_be_kept_is_refused(as_editor, incident, field, value, said):
    response = as_editor.post(ADD, item(**{field: value}))
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert not ActionItem.objects.exists()


def test_a_factor_of_another_incident_cannot_be_weakened(as_editor, incident):
    foreign = ContributingFactorFactory(statement="Hush", incident__visibility="restricted")
    response = as_editor.post(ADD, item(weakens=[foreign.pk]))
    assert response.status_code == 422
    assert "Hush" not in response.text


@pytest.mark.parametrize("reason", ["", "   "])
def test_declining_needs_a_reason(as_editor, incident, reason):
    response = as_editor.post(ADD, item(status="declined", declined_reason=reason))
    assert response.status_code == 422
    assert "Say why" in " ".join(response.context["form"].errors["declined_reason"])
    held = ActionItemFactory(incident=incident)
    with pytest.raises(ReasonMissing, match="Say why"):
        held.change(by=None, status="declined", declined_reason=reason)
    held.refresh_from_db()
    assert held.status == "proposed"


def test_the_database_itself_refuses_a_decline_without_a_reason(incident):
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionItemFactory(incident=incident, status="declined")


def test_a_declined_item_says_why(as_editor, incident):
    as_editor.post(ADD, item(status="declined", declined_reason="too dear"))
    assert incident.action_items.get().declined_reason == "too dear"


def test_a_day_it_was_done_wants_it_to_be_done(as_editor, incident):
    response = as_editor.post(ADD, item(done_date="2023-05-01"))
    assert "Choose “done”, or empty that day." in " ".join(response.context["form"].errors["status"])
    as_editor.post(ADD, item(status="done", done_date="2023-05-01"))
    assert incident.action_items.get().done_date == datetime.date(2023, 5, 1)


def test_done_without_a_day_stays_without_one(as_editor, incident):
    as_editor.post(ADD, item(status="done"))
    assert incident.action_items.get().done_date is None


def test_every_date_it_was_due_is_kept_with_who_moved_it(as_editor, editor, incident):
    held = ActionItemFactory(incident=incident)
    where = f"/incidents/42/actions/{held.pk}/edit/"
    for due in ("2023-05-01", "2023-06-01", "2023-06-01", "", "2023-07-01"):
        assert as_editor.post(where, item(due_date=due)).status_code == 302
    held.refresh_from_db()
    earlier = held.due_date_changes.all()
    assert held.due_date == datetime.date(2023, 7, 1)
    assert [str(change) for change in earlier] == ["2023-05-01", "2023-06-01"]
    assert {change.moved_by for change in earlier} == {editor}


def test_a_refused_change_moves_no_date(as_editor, incident):
    held = ActionItemFactory(incident=incident, due_date="2023-05-01")
    where = f"/incidents/42/actions/{held.pk}/edit/"
    assert as_editor.post(where, item(title="", due_date="2023-06-01")).status_code == 422
    held.refresh_from_db()
    assert held.due_date == datetime.date(2023, 5, 1)
    assert not held.due_date_changes.exists()


def test_an_owner_who_can_no_longer_sign_in_stays_the_owner(as_editor, incident):
    gone = UserFactory(is_active=False)
    held = ActionItemFactory(incident=incident, owner=gone)
    assert as_editor.post(f"/incidents/42/actions/{held.pk}/edit/", item(owner=gone.pk)).status_code == 302
    held.refresh_from_db()
    assert held.owner == gone


# Moved on from a list


def test_a_button_marks_it_done_today_and_goes_back(as_editor, incident, time_machine):
    time_machine.move_to("2023-06-01 10:00Z", tick=False)
    held = ActionItemFactory(incident=incident)
    where = f"/incidents/42/actions/{held.pk}/status/"
    response = as_editor.post(where, {"status": "done", "next": "/actions/?who=nobody"})
    assert response.url == "/actions/?who=nobody"
    held.refresh_from_db()
    assert (held.status, held.done_date) == ("done", TODAY)
    as_editor.post(where, {"status": "in-progress"})
    held.refresh_from_db()
    assert (held.status, held.done_date) == ("in-progress", None)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        " //evil.example",
        "\x00//evil.example",
        "https:evil.example",
    ],
)
def test_nobody_is_sent_to_another_site(as_editor, incident, address):
    held = ActionItemFactory(incident=incident)
    response = as_editor.post(f"/incidents/42/actions/{held.pk}/status/", {"status": "done", "next": address})
    assert response.url == f"/incidents/42/#a-{held.pk}"


@pytest.mark.parametrize("status", ["declined", "", "asleep", "\x00"])
def test_declining_and_nonsense_are_not_a_button(as_editor, incident, status):
    held = ActionItemFactory(incident=incident)
    response = as_editor.post(f"/incidents/42/actions/{held.pk}/status/", {"status": status})
    assert response.status_code == 422
    held.refresh_from_db()
    assert held.status == "proposed"


# Across incidents


@pytest.fixture
def shelf(viewer, time_machine):
    time_machine.move_to("2023-06-01 10:00Z", tick=False)
    ActionItemFactory(title="overdue", due_date="2023-05-31", owner=viewer, team="storage")
    ActionItemFactory(title="today", due_date="2023-06-01", kind="detect", team="Storage")
    ActionItemFactory(title="in two weeks", due_date="2023-06-15", owner_name="Sana")
    ActionItemFactory(title="later", due_date="2023-06-16", owner=viewer)
    ActionItemFactory(title="some day")
    ActionItemFactory(title="done", status="done", due_date="2023-01-01", owner=viewer)
    ActionItemFactory(title="declined", status="declined", declined_reason="too dear")


OPEN = ["overdue", "today", "in two weeks", "later", "some day"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, OPEN),
        ({"who": "me"}, ["overdue", "later"]),
        ({"who": "nobody"}, ["some day"]),
        ({"state": "overdue"}, ["overdue"]),
        ({"state": "done"}, ["done"]),
        ({"state": "declined"}, ["declined"]),
        ({"state": "all"}, ["done", *OPEN, "declined"]),
        ({"kind": "detect"}, ["today"]),
        ({"team": "storage"}, ["overdue", "today"]),
        ({"who": "me", "state": "all", "kind": "prevent"}, ["done", "overdue", "later"]),
        ({"who": "somebody", "state": "lost", "kind": "wish"}, OPEN),
        ({"from": "garbage", "who": "\x00", "team": "\x00"}, OPEN),
        ({"team": "nobody's"}, []),
    ],
)
def test_the_list_is_narrowed_and_ordered_by_due_date(as_viewer, shelf, query, expected):
    assert titles(as_viewer.get(LIST, query)) == expected


def test_rows_stand_under_the_heading_of_their_date(as_viewer, shelf):
    page = as_viewer.get(LIST, {"state": "all"})
    found = {}
    for heading, rows in page.context["page"].sections:
        found.setdefault(heading, []).extend(action.title for action in rows)
    assert found == {
        "Overdue": ["overdue"],
        "Due within two weeks": ["today", "in two weeks"],
        "Later": ["later"],
        "Without a date": ["some day"],
        "Done or declined": ["done", "declined"],
    }


def test_counts_and_facets(as_viewer, shelf):
    page = as_viewer.get(LIST).context["page"]
    assert page.counts == {
        "open": 5,
        "mine": 2,
        "nobody": 1,
        "overdue": 1,
        "done": 1,
        "declined": 1,
        "incidents": 5,
    }
    assert {value: number for value, _, number in page.kinds if number} == {"prevent": 4, "detect": 1}
    assert sum(number for _, number in page.teams) == 2


def test_mine_is_nobodys_for_a_stranger(client, shelf):
    page = client.get(LIST, {"who": "me"})
    assert titles(page) == []
    assert page.context["page"].counts["mine"] == 0


def test_a_row_shows_the_dates_before_and_the_mechanism_it_weakens(as_viewer):
    held = ActionItemFactory(due_date=datetime.date(2023, 5, 1), title="Watch `queue`")
    held.weakens.add(
        ContributingFactorFactory(
            incident=held.incident, mechanism=MechanismFactory(slug="skewed", name="Skewed")
        )
    )
    held.change(by=None, due_date=datetime.date(2999, 6, 30))
    page = as_viewer.get(LIST).text
    for part in (
        "<del>1 May 23</del>",
        "30 Jun 99",
        'href="/mechanisms/skewed/"',
        "Watch <code>queue</code>",
    ):
        assert part in page


def test_only_editors_are_offered_to_move_an_item_on(client, as_viewer, as_editor):
    ActionItemFactory(incident__number=42)
    assert "/status/" in as_editor.get(LIST).text
    for somebody in (client, as_viewer):
        assert "/status/" not in somebody.get(LIST).text


@pytest.mark.parametrize("who", ["stranger", "viewer", "editor"])
def test_items_of_restricted_incidents_are_in_no_row_and_no_count(client, as_viewer, as_editor, viewer, who):
    client = {"stranger": client, "viewer": as_viewer, "editor": as_editor}[who]
    for status, reason in (("proposed", ""), ("done", ""), ("declined", "hush")):
        ActionItemFactory(
            title="Hush",
            incident__visibility="restricted",
            incident__title="Hidden",
            status=status,
            declined_reason=reason,
            team="spies",
            owner=viewer,
            due_date="2020-01-01",
        )
    for query in ({}, {"state": "all"}, {"who": "me", "state": "all"}, {"team": "spies"}):
        page = client.get(LIST, query)
        assert titles(page) == []
        assert not any(page.context["page"].counts.values())
        assert not any(number for _, _, number in page.context["page"].kinds)
        assert page.context["page"].teams == []
        assert "Hush" not in page.text
        assert "Hidden" not in page.text


def test_its_owner_reads_an_item_only_where_they_may_read_the_incident():
    lead = UserFactory()
    ActionItemFactory(title="Hush", incident__visibility="restricted", incident__lead=lead)
    assert titles(signed_in(lead).get(LIST)) == ["Hush"]


def test_pages_of_fifty_are_walked_both_ways_with_ties_and_items_without_a_date(client, incident):
    days = [None, datetime.date(2023, 5, 1), datetime.date(2023, 5, 2)]
    ActionItem.objects.bulk_create(
        ActionItem(incident=incident, title=f"{n}", due_date=days[n % 3]) for n in range(120)
    )
    cursor, forwards = "", []
    while True:
        page = client.get(LIST, {"from": cursor}).context["page"].page
        forwards.append([action.title for action in page])
        if not page.next:
            break
        cursor = page.next
    assert [len(rows) for rows in forwards] == [50, 50, 20]
    assert len(set(chain.from_iterable(forwards))) == 120
    assert titles(client.get(LIST, {"from": page.previous})) == forwards[1]
    assert 'rel="next"' in client.get(LIST).text


QUERIES = (
    "session",
    "person",
    "their roles",
    "counts",
    "kinds",
    "teams",
    "rows",
    "factors they weaken",
    "mechanisms of those",
    "due dates before",
)


def test_queries_do_not_grow_with_the_items(as_editor, django_assert_num_queries):
    for total in (1, 30):
        for _ in range(total):
            held = ActionItemFactory(owner=UserFactory(), team="storage", due_date=datetime.date(2023, 5, 1))
            held.change(by=None, due_date=datetime.date(2023, 6, 1))
            held.weakens.add(ContributingFactorFactory(incident=held.incident, mechanism=MechanismFactory()))
        with django_assert_num_queries(len(QUERIES)):
            as_editor.get(LIST)


def test_what_is_overdue_goes_by_the_day_of_the_reader(client, incident, time_machine):
    time_machine.move_to("2023-06-01 20:00Z", tick=False)  # 2 June in Auckland
    there = UserFactory(time_zone="Pacific/Auckland")
    ActionItemFactory(incident=incident, owner=there, due_date=TODAY)
    assert client.get(LIST).context["page"].counts["overdue"] == 0
    assert client.get(incident.get_absolute_url()).context["today"] == TODAY
    client.force_login(there)
    assert client.get(LIST).context["page"].counts["overdue"] == 1
    for page in ("/", incident.get_absolute_url()):
        assert client.get(page).context["today"] == TODAY + datetime.timedelta(days=1)
