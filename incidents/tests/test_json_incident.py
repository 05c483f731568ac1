"""Incidents that status pages serve as JSON are read whoever serves them, at their places in the file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.importing.document import DocumentError, ReadSettings
from incidents.importing.opening import open_document, read_opened

PAGE = {
    "id": "p1",
    "name": "Lamplight Status",
    "url": "https://status.lamplight.example/",
    "time_zone": "UTC",
}


def update(status: str, body: str, at: str, **more) -> dict:
    return {"id": at, "status": status, "body": body, "created_at": at, "display_at": at} | more


INCIDENT = {
    "id": "abc123def456",
    "name": "Orders wait",
    "status": "postmortem",
    "impact": "major",
    "started_at": "2024-05-03T09:31:00.100Z",
    "resolved_at": "2024-05-03T11:42:00.000Z",
    "shortlink": "https://stspg.io/x",
    "incident_updates": [
        update(
            "postmortem",
            "### Cause\n\nThe disk was full because nobody had emptied it.\n\n"
            "We will add an alarm for full disks.",
            "2024-05-06T15:00:00Z",
            display_at=None,
        ),
        update("resolved", "All orders are sent.", "2024-05-03T11:42:00Z"),
        update("investigating", "Since 09:10 UTC orders wait.", "2024-05-03T09:31:07.5Z"),
    ],
    "components": [{"name": "Shop"}],
}
OTHER = INCIDENT | {"id": "zzz123def456", "name": "Mails are late"}


def opened(value) -> list:
    return open_document(json.dumps(value).encode())


def read(value, **settings):
    (one,) = opened(value)
    return read_opened(one, ReadSettings(**settings))


def test_an_incident_with_its_page_is_read():
    told = read({"page": PAGE, "incident": INCIDENT})
    assert (told.title, told.organisation, told.severity) == ("Orders wait", "Lamplight", "major")
    assert told.address == "https://status.lamplight.example/incidents/abc123def456"
    assert [(post.status, str(post.at)) for post in told.posts] == [
        ("resolved", "3 May 2024, 11:42:00 UTC"),
        ("investigating", "3 May 2024, 09:31:07 UTC"),
    ]
    assert [post.place.of(told.text) for post in told.posts] == [post.body for post in told.posts]
    assert told.affected.names == ("Shop",)
    assert told.write_up.body.startswith("### Cause")
    assert told.milestones == ()


def test_what_the_posts_tell_stands_at_its_place_in_the_file():
    told = read(INCIDENT)
    assert told.address == "https://stspg.io/x"
    assert "nobody had emptied it" in told.factors[0].place.of(told.text)
    assert told.actions[0].place.of(told.text) == "We will add an alarm for full disks."
    event = next(event for event in told.events if "09:10" in event.place.of(told.text))
    assert str(event.when.earliest or event.when.latest).startswith("2024-05-03 09:10")


def test_a_list_of_incidents_is_as_many_documents():
    (first, second) = opened({"page": PAGE, "incidents": [INCIDENT, OTHER], "components": []})
    assert json.loads(second.text) == OTHER
    told = read_opened(second)
    assert (told.title, told.organisation) == ("Mails are late", "Lamplight")
    assert first.address.endswith("/incidents/abc123def456")


@pytest.mark.parametrize(
    ("value", "posts", "began"),
    [
        (
            {
                "external_desc": "Orders wait",
                "begin": "2024-05-03T09:10:00+00:00",
                "end": "2024-05-03T11:42:00+00:00",
                "updates": [{"when": "2024-05-03T09:31:00+00:00", "text": "We look."}],
                "affected_products": [{"title": "Shop"}],
            },
            ["2024-05-03 09:31:00+00:00"],
            "2024-05-03 09:10:00+00:00",
        ),
        (
            [{"title": "Orders wait", "notes": [
                {"date_created": "2024-05-03T02:31:00-07:00", "body": "We look."}]}],
            ["2024-05-03 09:31:00+00:00"],
            None,
        ),
        (
            {"incidents": [{"title": "Orders wait", "starts_at": "2024-05-03T09:10:00", "updates": [
                {"posted_at": "2024-05-03T09:31:00", "description": "We look.", "type": "issue"}]}]},
            ["2024-05-03 00:31:00+00:00"],
            "2024-05-03 00:10:00+00:00",
        ),
        (
            {"name": "Orders wait", "posts": [{"timestamp": 1714728660, "message": "We look."}]},
            ["2024-05-03 09:31:00+00:00"],
            None,
        ),
    ],
    ids=["begin and end", "notes", "no zone", "seconds"],
)  # fmt: skip
def test_other_vendors_are_read_by_their_own_names(value, posts, began):
    told = read(value, zone="Asia/Tokyo")
    assert told.title == "Orders wait"
    assert [str(post.at.earliest) for post in told.posts] == posts
    assert next((str(stated.at.earliest) for stated in told.milestones), None) == began


def test_a_post_in_html_is_read_item_by_item():
    body = "<ul><li><b>2024-05-03 09:10:00</b> - Orders wait.<li>2024-05-03 11:42:00 - All is sent.</ul>"
    told = read(INCIDENT | {"incident_updates": [update("resolved", body, "2024-05-04T08:00:00Z")]})
    assert [str(event.when) for event in told.events] == [
        "3 May 2024, 09:10:00 UTC",
        "3 May 2024, 11:42:00 UTC",
    ]


def test_a_post_in_html_becomes_markdown():
    body = "<p>Orders &amp; mails wait.</p><ul><li>Shop</li><li>Mail</li></ul>"
    (post,) = read(INCIDENT | {"incident_updates": [update("resolved", body, "2024-05-04T08:00:00Z")]}).posts
    assert post.body == "Orders & mails wait.\n\n- Shop\n- Mail"


def test_posts_without_words_are_left_out_and_said():
    empty = update("monitoring", "", "2024-05-03T10:00:00Z")
    told = read(INCIDENT | {"incident_updates": [*INCIDENT["incident_updates"], empty]})
    assert len(told.posts) == 2
    assert told.problems == ("1 post without words or time left out.",)


def test_an_answer_without_incidents_is_refused():
    with pytest.raises(DocumentError, match="holds no incident"):
        opened({"page": PAGE, "incidents": [INCIDENT | {"incident_updates": [{"body": "When?"}]}]})


VALUES = st.recursive(
    st.one_of(
        st.none(), st.integers(), st.text(max_size=12), st.sampled_from(["2024-05-03T09:31:00Z", "Orders"])
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "title", "body", "created_at", "when", "updates", "status", "page"]),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_whatever_stands_in_it_is_read_or_refused(value, other):
    try:
        told = [read_opened(each) for each in opened({"name": "Orders", "updates": [value, other]})]
    except DocumentError:
        return
    for each in told:
        assert each.title
        assert all(post.place.of(each.text).strip() for post in each.posts)
