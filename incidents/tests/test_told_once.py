"""Posts, stated milestones and prose of one document tell each happening once."""

from dataclasses import replace

from incidents.importing.document import ReadMilestone, ReadPost, ReadSettings
from incidents.importing.opening import open_document, read_opened
from incidents.importing.told_once import apart_from_posts, marked
from timelines.models import Milestone
from timelines.reading.model import FoundEvent, Place
from timelines.when import When

REPORT = """\
Orders wait in line
Incident Report for Lamplight

Postmortem

## What happened

On May 3, 2024 at 09:10 UTC the disk of the queue was full. At 11:42 UTC this incident was resolved, and all
orders were sent again.

## Root cause

The disk was full because nobody had emptied it.

## What we will do

- Add an alarm for disks that are 80 percent full.

Posted May 06, 2024 - 15:00 UTC

Resolved

This incident was resolved, and all orders were sent again.

Posted May 03, 2024 - 11:42 UTC

Investigating

Orders wait since about 09:15 UTC.

Posted May 03, 2024 - 09:31 UTC
"""


def event(words: str, text: str, start: int, *milestones) -> FoundEvent:
    return FoundEvent(When.read(words), text, Place(start, start + 10), milestones=milestones)


def post(words: str, body: str, start: int) -> ReadPost:
    return ReadPost(When.read(words), "resolved", body, Place(start, start + 10))


def test_a_report_tells_its_posts_its_story_and_what_comes_of_it():
    (opened,) = open_document(REPORT.encode())
    read = read_opened(opened)
    assert [str(post.at) for post in read.posts] == ["3 May 2024, 11:42 UTC", "3 May 2024, 09:31 UTC"]
    assert "disk of the queue was full" in next(
        each.text for each in read.events if "09:10" in str(each.when)
    )
    assert not [each for each in read.events if "6 May" in str(each.when)]
    assert [action.text for action in read.actions] == ["Add an alarm for disks that are 80 percent full."]
    assert [factor for factor in read.factors if "nobody had emptied it" in factor.place.of(REPORT)]


def test_posts_in_a_zone_that_nobody_says_wait_for_it():
    (opened,) = open_document(REPORT.replace(" UTC", "").encode())
    read = read_opened(opened)
    assert read.posts == ()
    assert (read.title, read.organisation) == ("Orders wait in line", "Lamplight")
    assert "no zone stands beside" in read.problems[0]
    assert len(read_opened(opened, ReadSettings(zone="Europe/Berlin")).posts) == 2


def test_an_article_that_says_when_it_was_posted_is_no_report():
    text = f"# Orders waited\n\nPosted May 06, 2024 - 15:00 UTC\n\n{'Nobody looked at the disk. ' * 20}"
    read = read_opened(open_document(text.encode())[0])
    assert (read.kind, read.posts) == ("Markdown document", ())


def test_what_a_story_tells_of_a_post_is_further_evidence_for_it():
    (opened,) = open_document(REPORT.encode())
    read = read_opened(opened)
    assert not [each for each in read.events if str(each.when) == "3 May 2024, 11:42 UTC"]
    assert any("incident was resolved" in place.of(REPORT) for place in read.posts[0].also)


def test_an_event_in_a_post_at_its_time_is_the_post():
    posts = [post("2024-05-03 11:42 UTC", "All orders are sent.", 100)]
    events, told = apart_from_posts([event("2024-05-03 11:42 UTC", "All sent", 102)], posts)
    assert (events, told) == ((), tuple(posts))


def test_what_a_post_tells_of_another_time_is_an_event():
    posts = [post("2024-05-03 11:42 UTC", "It began at 09:10 UTC.", 100)]
    earlier = event("2024-05-03 09:10 UTC", "It began", 102)
    assert apart_from_posts([earlier], posts) == ((earlier,), tuple(posts))


def test_something_else_at_the_time_of_a_post_is_an_event():
    posts = [post("2024-05-03 11:42 UTC", "All orders are sent.", 100)]
    other = event("2024-05-03 11:42 UTC", "The disk was replaced by a larger one", 10)
    assert apart_from_posts([other], posts) == ((other,), tuple(posts))


def test_an_open_time_is_no_post():
    posts = [post("2024-05-03 11:42 UTC", "All orders are sent.", 100)]
    undated = replace(event("2024-05-03 11:42 UTC", "All orders are sent", 10), when=None)
    assert apart_from_posts([undated], posts) == ((undated,), tuple(posts))


def test_what_a_milestone_states_is_marked_where_the_words_tell_it():
    stated = ReadMilestone("resolved", When.read("2024-05-03 11:42 UTC"), Place(0, 5))
    resolved = Milestone.Kind.RESOLVED
    events = [
        event("2024-05-03 11:42 UTC", "All orders were sent", 100),
        event("2024-05-03 13:00 UTC", "The second incident was resolved", 120, resolved),
        event("2024-05-03", "A day of waiting", 140),
    ]
    told = marked(events, [stated])
    assert [each.milestones for each in told] == [(resolved,), (), ()]
    assert marked(told, [stated]) == told
