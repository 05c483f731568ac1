"""Writing, publishing and comparing a postmortem."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.factories import EditorFactory
from incidents.exceptions import AlreadyPublished, EditConflict, NothingToPublish
from incidents.factories import (
    ActionItemFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
)
from incidents.models import Postmortem, PostmortemRevision
from incidents.tests.conftest import signed_in
from incidents.writing import DEFAULT_BODY, minutes_to_read, unmentioned_factors, written
from timelines.models import TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

READ = "/incidents/42/postmortem/"
EDIT = f"{READ}edit/"
PUBLISH = f"{READ}publish/"
STATE = f"{READ}state/"
PREVIEW = f"{READ}preview/"
VERSIONS = f"{READ}versions/"


@pytest.fixture
def incident():
    return IncidentFactory(number=42, title="Queues stand still")


@pytest.fixture
def postmortem(incident):
    return Postmortem.begin(incident)


def text(body, based_on=0, **more):
    return {"body": body, "based_on": based_on} | more


def bodies(postmortem) -> list[str]:
    return list(postmortem.revisions.order_by("number").values_list("body", flat=True))


# Writing


def test_the_editor_begins_with_a_template_and_writes_nothing_by_being_opened(as_editor, incident):
    page = as_editor.get(EDIT)
    assert page.context["form"]["body"].value() == DEFAULT_BODY
    assert "What surprised us" in page.text
    assert not Postmortem.objects.exists()


def test_saving_keeps_a_version_with_its_author_and_note(as_editor, editor, incident):
    response = as_editor.post(EDIT, text("What happened\r\nthen", note="first words"))
    assert response.url == EDIT
    revision = incident.postmortem.newest
    assert (revision.number, revision.body) == (1, "What happened\nthen\n")
    assert (revision.author, revision.note) == (editor, "first words")
    page = as_editor.get(EDIT)
    assert "Saved as version 1." in page.text
    assert page.context["form"]["body"].value() == "What happened\nthen\n"


def test_the_same_text_again_makes_no_version(as_editor, postmortem):
    as_editor.post(EDIT, text("What happened"))
    as_editor.post(EDIT, text("What happened  \n\n", based_on=1))
    as_editor.post(EDIT, text("What happened", based_on=0))  # an old page, sent again
    assert bodies(postmortem) == ["What happened\n"]


def test_each_text_becomes_the_next_version_and_none_is_lost(as_editor, postmortem):
    for number, body in enumerate(["one", "two", "one"]):
        as_editor.post(EDIT, text(body, based_on=number))
    assert bodies(postmortem) == ["one\n", "two\n", "one\n"]


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        (text("x" * 400_001), "body", "at most 400000"),
        (text("a\x00b"), "body", "Null characters"),
        (text("fine", note="x" * 301), "note", "at most 300"),
        ({"body": "fine"}, "based_on", "required"),
        (text("fine", based_on="x"), "based_on", "whole number"),
        (text("fine", based_on=-1), "based_on", "greater than or equal to 0"),
        (text("", then="publish"), "body", "There is no text to publish yet"),
        (text(" \n\t\n", then="publish"), "body", "There is no text to publish yet"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_written(as_editor, incident, given, field, said):
    response = as_editor.post(EDIT, given)
    assert response.status_code == 422
    assert said in " ".join(response.context["form"].errors[field])
    assert not PostmortemRevision.objects.exists()


def test_a_refused_publication_leaves_the_earlier_version_the_newest(as_editor, postmortem):
    as_editor.post(EDIT, text("What happened"))
    assert as_editor.post(EDIT, text("", based_on=1, then="publish")).status_code == 422
    postmortem.refresh_from_db()
    assert (postmortem.newest.number, postmortem.published) == (1, None)


def test_a_long_text_is_kept_and_shown(as_editor, postmortem):
    body = "word " * 40_000
    assert as_editor.post(EDIT, text(body)).status_code == 302
    assert bodies(postmortem) == [body.rstrip() + "\n"]
    assert as_editor.get(READ).status_code == 200


def test_an_empty_text_can_be_saved_and_written_on(as_editor, postmortem):
    assert as_editor.post(EDIT, text("")).status_code == 302
    assert as_editor.post(EDIT, text("Now there is some", based_on=1)).status_code == 302
    assert bodies(postmortem) == ["\n", "Now there is some\n"]


# Two people at once


@pytest.fixture
def two(as_editor, postmortem):
    """Both began from version 1; the first has saved version 2."""
    as_editor.post(EDIT, text("# One\n\nfirst\n\n# Two\n\nsecond\n"))
    other = signed_in(EditorFactory(first_name="Sana", last_name="Roos"))
    other.post(EDIT, text("# One\n\nSana's first\n\n# Two\n\nsecond\n", based_on=1))
    return as_editor


def test_the_second_sees_both_texts_and_nothing_is_written(two, postmortem):
    mine = "# One\n\nmy <first>\n\n# Two\n\nsecond\n"
    response = two.post(EDIT, text(mine, based_on=1, note="my note"))
    assert response.status_code == 409
    assert (response.context["mine"], response.context["theirs"].number) == (mine, 2)
    assert "my &lt;first&gt;" in response.text
    assert "Sana&#x27;s first" in response.text
    assert "It is by Sana Roos" in response.text
    assert 'value="my note"' in response.text
    assert postmortem.revisions.count() == 2


def test_the_second_can_choose_and_then_everything_is_kept(two, postmortem):
    mine = "# One\n\nmy first\n\n# Two\n\nsecond\n"
    form = two.post(EDIT, text(mine, based_on=1)).context["form"]
    offered = form["body"].value()
    assert "my first" in offered
    assert "Sana's first" in offered
    assert two.post(EDIT, text(mine, based_on=form["based_on"].value())).status_code == 302
    assert len(bodies(postmortem)) == 3
    assert bodies(postmortem)[1:] == ["# One\n\nSana's first\n\n# Two\n\nsecond\n", mine]


def test_changes_at_different_places_are_offered_put_together(two, postmortem):
    response = two.post(EDIT, text("# One\n\nfirst\n\n# Two\n\nmy second\n", based_on=1))
    assert response.status_code == 409
    assert response.context["form"]["body"].value() == "# One\n\nSana's first\n\n# Two\n\nmy second\n"
    assert "Both texts put together" in response.text
    assert postmortem.revisions.count() == 2


def test_a_text_with_both_sides_in_it_can_be_saved_but_not_published(two, postmortem):
    form = two.post(EDIT, text("# One\n\nmy first\n\n# Two\n\nsecond\n", based_on=1)).context["form"]
    both, number = form["body"].value(), form["based_on"].value()
    refused = two.post(EDIT, text(both, based_on=number, then="publish"))
    assert refused.status_code == 422
    assert "take the marks out" in refused.text
    assert postmortem.revisions.count() == 2
    assert two.post(EDIT, text(both, based_on=number)).status_code == 302


def test_a_conflict_publishes_nothing(two, postmortem):
    assert two.post(EDIT, text("mine", based_on=1, then="publish")).status_code == 409
    postmortem.refresh_from_db()
    assert postmortem.published is None


def test_two_who_begin_at_once_are_told_of_each_other(as_editor, postmortem):
    as_editor.post(EDIT, text("mine"))
    response = signed_in(EditorFactory()).post(EDIT, text("theirs"))
    assert response.status_code == 409
    assert bodies(postmortem) == ["mine\n"]


def test_a_version_that_never_was_is_a_conflict_too(two, postmortem):
    assert two.post(EDIT, text("mine", based_on=99_999_999_999)).status_code == 409


def test_the_model_refuses_the_second_and_keeps_the_first(postmortem):
    postmortem.save_text("one", by=None, based_on=0)
    stale = Postmortem.objects.get(pk=postmortem.pk)
    postmortem.save_text("two", by=None, based_on=1)
    with pytest.raises(EditConflict, match="Both texts are below") as caught:
        stale.save_text("three", by=None, based_on=1)
    assert caught.value.newest.body == "two"
    assert bodies(postmortem) == ["one", "two"]


# Publishing


def test_a_draft_is_read_by_editors_only(client, as_viewer, as_editor, postmortem):
    postmortem.save_text("Secret words", by=None, based_on=0)
    for somebody in (client, as_viewer):
        page = somebody.get(READ)
        assert page.status_code == 200
        assert "Secret words" not in page.text
        assert "No postmortem of this incident is published yet" in page.text
    page = as_editor.get(READ).text
    assert "Secret words" in page
    assert "This is a draft. Nobody but editors can read it." in page


def test_saving_and_publishing_in_one_go(client, as_editor, postmortem):
    assert as_editor.post(EDIT, text("What happened", then="publish")).url == READ
    postmortem.refresh_from_db()
    assert (postmortem.state, postmortem.published.number) == ("published", 1)
    assert postmortem.published_at is not None
    assert "What happened" in client.get(READ).text


def test_the_published_version_stays_while_a_later_one_is_written(client, as_editor, postmortem):
    as_editor.post(EDIT, text("Everybody may read this", then="publish"))
    as_editor.post(EDIT, text("Not yet this", based_on=1))
    assert "Everybody may read this" in client.get(READ).text
    assert "Not yet this" not in client.get(READ).text
    page = as_editor.get(READ).text
    assert "Not yet this" in page
    assert "others read version 1" in page
    as_editor.post(PUBLISH, {"version": 2})
    assert "Not yet this" in client.get(READ).text


def test_publishing_twice_changes_nothing_more(as_editor, postmortem):
    postmortem.save_text("What happened", by=None, based_on=0)
    assert as_editor.post(PUBLISH, {"version": 1}).url == READ
    postmortem.refresh_from_db()
    assert postmortem.published.number == 1
    first = (postmortem.published_at, postmortem.published_id, postmortem.state)
    assert as_editor.post(PUBLISH, {"version": 1}).url == READ
    postmortem.refresh_from_db()
    assert (postmortem.published_at, postmortem.published_id, postmortem.state) == first


def test_a_version_that_nobody_read_is_not_published(as_editor, postmortem):
    postmortem.save_text("one", by=None, based_on=0)
    assert 'name="version" value="1"' in as_editor.get(READ).text
    postmortem.save_text("two", by=None, based_on=1)
    page = as_editor.post(PUBLISH, {"version": 1}, follow=True)
    assert "Version 2 was saved meanwhile and nothing was published." in page.text
    as_editor.post(PUBLISH)
    postmortem.refresh_from_db()
    assert postmortem.published is None
    as_editor.post(PUBLISH, {"version": 2})
    postmortem.refresh_from_db()
    assert postmortem.published.number == 2


def test_the_day_of_the_first_publication_stays(postmortem):
    postmortem.save_text("one", by=None, based_on=0)
    postmortem.publish(by=None)
    first = postmortem.published_at
    postmortem.save_text("two", by=None, based_on=1)
    postmortem.publish(by=None)
    assert (postmortem.published_at, postmortem.published.number) == (first, 2)


@pytest.mark.parametrize("body", [None, "\n", " \n\t"])
def test_nothing_cannot_be_published(as_editor, postmortem, body):
    if body is not None:
        postmortem.save_text(body, by=None, based_on=0)
    with pytest.raises(NothingToPublish, match="Write the postmortem first"):
        postmortem.publish(by=None)
    page = as_editor.post(PUBLISH, follow=True)
    assert "There is no text to publish yet" in page.text
    postmortem.refresh_from_db()
    assert (postmortem.published, postmortem.state) == (None, "draft")


@pytest.mark.parametrize("where", [PUBLISH, STATE])
def test_what_nobody_began_cannot_be_published_or_moved(as_editor, incident, where):
    assert as_editor.post(where, {"state": "in-review"}).status_code == 404
    assert not Postmortem.objects.exists()


def test_a_draft_is_handed_to_review_and_back(as_editor, postmortem):
    postmortem.save_text("What happened", by=None, based_on=0)
    for state in ("in-review", "draft"):
        assert as_editor.post(STATE, {"state": state}).url == READ
        postmortem.refresh_from_db()
        assert postmortem.state == state


def test_the_state_is_that_of_the_newest_version(client, as_editor, postmortem):
    as_editor.post(EDIT, text("one", then="publish"))
    as_editor.post(EDIT, text("two", based_on=1))
    postmortem.refresh_from_db()
    assert (postmortem.state, postmortem.published.number) == ("draft", 1)
    assert "draft, version 2" in as_editor.get("/incidents/42/").text
    assert "published, version 1" in client.get("/incidents/42/").text
    as_editor.post(STATE, {"state": "in-review"})
    assert "published, version 1" in client.get("/incidents/42/").text
    assert "one" in client.get(READ).text


def test_what_is_published_is_no_draft_again(as_editor, postmortem):
    as_editor.post(EDIT, text("one", then="publish"))
    with pytest.raises(AlreadyPublished):
        postmortem.move_to("draft", by=None)
    page = as_editor.post(STATE, {"state": "draft"}, follow=True)
    assert "This version is published already." in page.text
    postmortem.refresh_from_db()
    assert postmortem.state == "published"


@pytest.mark.parametrize("state", ["published", "", "lost", "\x00"])
def test_no_state_publishes_by_the_back_door(client, as_editor, postmortem, state):
    postmortem.save_text("Secret words", by=None, based_on=0)
    page = as_editor.post(STATE, {"state": state}, follow=True)
    assert "Nothing was changed." in page.text
    postmortem.refresh_from_db()
    assert (postmortem.state, postmortem.published) == ("draft", None)
    assert "Secret words" not in client.get(READ).text


# Preview


def test_the_preview_shows_the_text_and_stores_nothing_of_it(as_editor, incident, postmortem):
    response = as_editor.post(PREVIEW, {"body": "What **happened**"})
    assert "What <strong>happened</strong>" in response.text
    assert "<html" not in response.text
    assert not PostmortemRevision.objects.exists()


def test_the_preview_of_a_postmortem_nobody_saved_makes_none(as_editor, incident):
    assert as_editor.post(PREVIEW, {"body": "What happened"}).status_code == 200
    assert not Postmortem.objects.exists()


@pytest.mark.parametrize("body", ["a\x00b", "x" * 400_001])
def test_the_preview_says_what_could_not_be_kept(as_editor, incident, body):
    response = as_editor.post(PREVIEW, {"body": body})
    assert response.status_code == 422
    assert 'role="alert"' in response.text


def test_the_others_who_are_writing_are_named(as_editor, postmortem, editor):
    other = signed_in(EditorFactory(first_name="Sana", last_name="Roos"))
    assert other.post(PREVIEW, {"body": "x"}).context["others"] == []
    assert "Sana Roos is writing here too" in as_editor.post(PREVIEW, {"body": "x"}).text
    assert "Sana Roos is writing here too" in as_editor.get(EDIT).text
    assert "Mira Oduya is writing here too" in other.get(EDIT).text
    postmortem.writers.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert "writing here too" not in as_editor.get(EDIT).text


def test_factors_that_the_text_does_not_mention_are_listed(as_editor, incident):
    skewed = ContributingFactorFactory(
        incident=incident, position=1, mechanism=MechanismFactory(name="Skewed")
    )
    bare = ContributingFactorFactory(incident=incident, position=2)
    assert unmentioned_factors(incident, "Nothing of it") == [skewed, bare]
    assert unmentioned_factors(incident, "It was SKEWED") == [bare]
    assert unmentioned_factors(incident, f"See [this](/incidents/42/#{bare.anchor})") == [skewed]
    assert unmentioned_factors(incident, "[[factors]]") == []
    assert "not mentioned yet" in as_editor.post(PREVIEW, {"body": "Nothing"}).text


# Reading


def test_live_blocks_show_what_the_incident_says_now(client, incident, postmortem):
    event = TimelineEvent.objects.record(
        incident, happened=When.read("14 March 2023 18:00 UTC"), text="Queues grow", milestones=["started"]
    )
    factor = ContributingFactorFactory(incident=incident, statement="Nobody watched")
    ActionItemFactory(incident=incident, title="Watch it")
    ActionItemFactory(incident=incident, title="Long done", status="done")
    ImpactWindowFactory(incident=incident, component__name="Till")
    blocks = (
        f"[[timeline]]\n\n[[factors]]\n\n[[actions open]]\n\n[[impact]]\n\nAt [event:{event.pk}]. See INC-7."
    )
    postmortem.save_text(blocks, by=None, based_on=0)
    postmortem.publish(by=None)
    page = client.get(READ).text
    for part in (
        "Nobody watched",
        "Watch it",
        "Till",
        f'href="/incidents/42/#{event.anchor}"',
        "/incidents/7/",
    ):
        assert part in page
    assert "Long done" not in page
    factor.change(by=None, statement="Somebody looked away")
    page = client.get(READ).text
    assert "Somebody looked away" in page
    assert "Nobody watched" not in page


def test_a_milestone_before_the_start_is_called_invalid_in_facts_and_timeline(client, incident, postmortem):
    for milestone, words in (("started", "14 March 2023 12:00"), ("detected", "14 March 2023 11:00")):
        TimelineEvent.objects.record(
            incident, happened=When.read(words), text="Queues grow", milestones=[milestone]
        )
    postmortem.save_text("[[timeline]]", by=None, based_on=0)
    postmortem.publish(by=None)
    page = client.get(READ).text
    assert page.count("11:00 UTC is before the start; correct one of the two") == 2
    assert page.count(">invalid<") == 2


def test_events_of_other_incidents_are_not_told_through_a_reference(client, incident, postmortem):
    hidden = TimelineEvent.objects.record(
        IncidentFactory(visibility="restricted"), happened=When.read("1 May 1999 12:34 UTC"), text="Hush"
    )
    postmortem.save_text(f"At [event:{hidden.pk}].", by=None, based_on=0)
    postmortem.publish(by=None)
    page = client.get(READ).text
    assert f"[event:{hidden.pk}]" in page
    assert "12:34" not in page
    assert "Hush" not in page


def test_a_link_to_an_incident_tells_nothing_of_it(client, incident, postmortem):
    IncidentFactory(number=7, title="Hush", visibility="restricted")
    postmortem.save_text("As in INC-7 and INC-8.", by=None, based_on=0)
    postmortem.publish(by=None)
    page = client.get(READ).text
    assert "Hush" not in page
    assert page.count('href="/incidents/7/"') == page.count('href="/incidents/8/"') == 1
    assert client.get("/incidents/7/").status_code == client.get("/incidents/8/").status_code == 404


def test_script_in_a_postmortem_is_not_run(client, postmortem):
    body = (
        '<script>alert(1)</script> <img src=x onerror="alert(1)"> [x](javascript:alert(1)) <iframe src="//e">'
    )
    postmortem.save_text(body, by=None, based_on=0)
    postmortem.publish(by=None)
    page = client.get(READ).text
    article = page[page.index('class="prose"') :]
    for bad in ("<script", "<img", "javascript:", "<iframe"):
        assert bad not in article


def test_everybody_who_wrote_is_named_once_in_the_order_they_joined(client, postmortem):
    ada, ben = (EditorFactory(first_name=name, last_name="X") for name in ("Ada", "Ben"))
    for number, author in enumerate((ada, ben, ada)):
        postmortem.save_text(f"text {number}", by=author, based_on=number)
    postmortem.publish(by=None)
    assert "Written by Ada X, Ben X · version 3" in client.get(READ).text


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (220, 1), (500, 2), (2200, 10)])
def test_minutes_to_read(words, minutes):
    assert minutes_to_read("word " * words) == minutes


# Versions


def test_versions_are_listed_and_compared(as_editor, postmortem, editor):
    as_editor.post(EDIT, text("The queue grew", note="first"))
    as_editor.post(EDIT, text("The queue shrank", based_on=1, note="second", then="publish"))
    page = as_editor.get(VERSIONS)
    assert [revision.number for revision in page.context["revisions"]] == [2, 1]
    assert "second" in page.text
    assert "published" in page.text
    page = as_editor.get(f"{VERSIONS}2/").text
    assert "Since version 1" in page
    assert "<del>grew" in page
    assert "<ins>shrank" in page
    assert "The first text" in as_editor.get(f"{VERSIONS}1/").text


def test_versions_are_not_there_for_those_who_read_what_is_published(
    client, as_viewer, as_editor, postmortem
):
    as_editor.post(EDIT, text("Secret words"))
    as_editor.post(EDIT, text("What happened", based_on=1, then="publish"))
    for somebody in (client, as_viewer):
        for where in (VERSIONS, f"{VERSIONS}1/", f"{VERSIONS}2/"):
            assert somebody.get(where).status_code == 404


def test_a_version_that_never_was_is_not_found(as_editor, incident):
    assert as_editor.get(VERSIONS).status_code == 404
    Postmortem.begin(incident).save_text("What happened", by=None, based_on=0)
    for number in (0, 2, 10**12):
        assert as_editor.get(f"{VERSIONS}{number}/").status_code == 404


def test_a_version_with_markup_is_shown_as_it_was_written(as_editor, postmortem):
    postmortem.save_text("</textarea><script>alert(1)</script>", by=None, based_on=0)
    assert "<script>alert" not in as_editor.get(f"{VERSIONS}1/").text
    assert "<script>alert" not in as_editor.get(EDIT).text


def test_queries_do_not_grow_with_versions_and_authors(as_editor, postmortem, django_assert_num_queries):
    number = 0
    for total in (1, 20):
        for _ in range(total):
            postmortem.save_text(f"text {number}", by=EditorFactory(), based_on=number)
            number += 1
        # session, person, roles, incident, postmortem, its incident, versions
        with django_assert_num_queries(7):
            as_editor.get(VERSIONS)
        # session, person, roles, incident, events, postmortem, authors of its versions
        with django_assert_num_queries(7):
            as_editor.get(READ)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("9 April 2023 06:31 ICT", "06:31 ICT"),
        ("8 April 2023 21:56:16 UTC", "04:56:16 ICT"),
        ("10 April 2023 01:27 ICT", "10 Apr, 01:27 ICT"),
        ("9 April 2023", "9 Apr 2023 ICT"),
    ],
)
def test_a_reference_names_an_event_in_the_zone_that_was_lived_in(words, shown):
    incident = IncidentFactory(time_zone="Asia/Bangkok")
    began = When.read("around 2AM ICT 9 April 2023")
    TimelineEvent.objects.record(incident, happened=began, text="It begins", milestones=["started"])
    event = TimelineEvent.objects.record(
        incident, happened=When.read(words, zone="Asia/Bangkok"), text="It goes on"
    )
    html = written(incident, f"Then [event:{event.pk}].")
    assert f'#e-{event.pk}">{shown}</a>' in html
