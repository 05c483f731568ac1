"""When an incident began and ended: one event each, from the weightiest voice, with what the others say."""

import itertools

import pytest

from accounts.factories import EditorFactory
from incidents.factories import IncidentFactory
from incidents.importing.claims import SAYS
from incidents.importing.joining import Statement, ToldPost, join_posts, join_report, state, statements_of
from incidents.importing.told import Voice
from timelines.models import Kind, Milestone, Source, TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db

STARTED, RESOLVED = Milestone.Kind.STARTED, Milestone.Kind.RESOLVED
DAY = "3 May 2024"


def when(words: str) -> When:
    return When.read(f"{DAY} {words} UTC")


@pytest.fixture
def incident():
    return IncidentFactory()


def quoted(incident, text: str) -> tuple:
    return (Source.objects.keep(incident, title=text, text=text, kind="record").quote(text),)


def page_says(incident, *clocks: str, last: str = "resolved"):
    """Posts at these times, the last with this status."""
    posts = [
        ToldPost(when(clock), f"Post of {clock}.", "investigating", quoted(incident, clock))
        for clock in clocks
    ]
    posts[-1] = ToldPost(posts[-1].at, posts[-1].text, last, posts[-1].quotes)
    events = join_posts(incident, posts)
    state(incident, statements_of(posts, events))


def somebody_says(incident, voice: Voice, started: str = "", resolved: str = ""):
    told = ((STARTED, started), (RESOLVED, resolved))
    state(
        incident,
        [
            Statement(kind, when(said), voice, quoted(incident, f"{voice} {kind} {said}"))
            for kind, said in told
            if said
        ],
    )


def milestone(incident, kind: str) -> TimelineEvent | None:
    mark = incident.milestones.filter(kind=kind).first()
    return mark and mark.event


def test_a_first_post_says_that_it_had_begun_by_then(incident):
    page_says(incident, "09:31", "11:42")
    began = milestone(incident, STARTED)
    assert began.kind != Kind.STATUS_POST
    assert (began.happened.earliest, str(began.happened)) == (None, f"{DAY}, before 09:32 UTC")
    assert [quote.text for quote in began.quotes.all()] == ["09:31"]


def test_the_post_that_says_that_it_is_over_carries_the_end(incident):
    page_says(incident, "09:31", "11:42")
    assert milestone(incident, RESOLVED).text == "Post of 11:42."


def test_words_say_it_where_no_status_does(incident):
    posts = [ToldPost(when("09:31"), "We look."), ToldPost(when("11:42"), "This has now been resolved.")]
    join_report(incident, posts, is_new=True)
    assert milestone(incident, RESOLVED).happened == when("11:42")


def test_a_last_post_that_does_not_say_that_it_is_over_ends_nothing(incident):
    join_report(incident, [ToldPost(when("09:31"), "Once resolved, we will say so.")], is_new=True)
    page_says(IncidentFactory(), "09:31", last="monitoring")
    assert not Milestone.objects.filter(kind=RESOLVED).exists()


def test_a_page_that_goes_on_takes_its_own_end_back(incident):
    page_says(incident, "09:31", "11:42")
    page_says(incident, "09:31", "11:42", "12:10", last="investigating")
    assert milestone(incident, RESOLVED) is None
    page_says(incident, "09:31", "11:42", "12:10", "13:00")
    assert milestone(incident, RESOLVED).text == "Post of 13:00."


def test_a_record_that_agrees_makes_the_beginning_precise(incident):
    page_says(incident, "09:31", "11:42")
    somebody_says(incident, Voice.RECORD, started="09:10")
    began = milestone(incident, STARTED)
    assert (began.happened, began.text) == (when("09:10"), "The incident began, says the record.")
    assert began.quotes.count() == 2


def test_a_record_that_contradicts_is_followed_and_the_page_s_word_kept_beside_it(incident):
    page_says(incident, "09:31", "11:42")
    somebody_says(incident, Voice.RECORD, resolved="11:10")
    ended = milestone(incident, RESOLVED)
    assert ended.happened == when("11:10")
    assert ended.text == (
        "The incident ended, says the record.\n\nSources differ. The status page says 3 May 2024, 11:42 UTC."
    )
    assert ended.quotes.count() == 2


def test_a_write_up_goes_before_a_record(incident):
    somebody_says(incident, Voice.RECORD, started="09:10")
    somebody_says(incident, Voice.WRITE_UP, started="08:55")
    began = milestone(incident, STARTED)
    assert (began.happened, began.lane) == (when("08:55"), "write-up")
    assert began.text.endswith("Sources differ. The record says 3 May 2024, 09:10 UTC.")
    assert incident.events.count() == 1


def test_what_the_weightier_leaves_open_is_not_narrowed_by_the_lighter(incident):
    somebody_says(incident, Voice.WRITE_UP, started="around 09:00")
    somebody_says(incident, Voice.RECORD, started="09:02")
    assert milestone(incident, STARTED).happened == when("around 09:00")


TELLERS = {
    "page": lambda incident: page_says(incident, "09:31", "11:42"),
    "record": lambda incident: somebody_says(incident, Voice.RECORD, "09:40", "11:10"),
    "write-up": lambda incident: somebody_says(incident, Voice.WRITE_UP, "around 09:05", "11:30"),
}


def test_the_order_in_which_they_speak_makes_no_difference():
    told = set()
    for order in itertools.permutations(TELLERS):
        incident = IncidentFactory()
        for teller in [*order, *order]:
            TELLERS[teller](incident)
        told.add(
            tuple(
                (kind, event.text, event.happened, frozenset(quote.text for quote in event.quotes.all()))
                for kind in (STARTED, RESOLVED)
                for event in [milestone(incident, kind)]
            )
        )
    assert len(told) == 1
    began, ended = next(iter(told))
    assert "The status page" not in began[1]  # “by 09:31” agrees with “around 09:05”
    assert "The record says 3 May 2024, 09:40 UTC." in began[1]
    assert "The status page says 3 May 2024, 11:42 UTC. The record says 3 May 2024, 11:10 UTC." in ended[1]


def test_saying_the_same_again_changes_nothing(incident):
    for _ in range(2):
        for tell in TELLERS.values():
            tell(incident)
    before = list(incident.events.order_by("pk").values_list("pk", "edition"))
    for tell in TELLERS.values():
        tell(incident)
    assert list(incident.events.order_by("pk").values_list("pk", "edition")) == before


def test_a_milestone_that_somebody_set_is_never_moved(incident):
    event = TimelineEvent.objects.record(incident, happened=when("10:00"), text="It began.")
    event.correct(by=EditorFactory(), milestones=[STARTED])
    for tell in TELLERS.values():
        tell(incident)
    assert milestone(incident, STARTED) == event
    event.refresh_from_db()
    assert event.text == "It began."


def test_a_milestone_that_somebody_took_away_does_not_come_back(incident):
    page_says(incident, "09:31", "11:42")
    milestone(incident, RESOLVED).correct(by=EditorFactory(), milestones=[])
    somebody_says(incident, Voice.RECORD, resolved="11:10")
    page_says(incident, "09:31", "11:42")
    assert milestone(incident, RESOLVED) is None


def test_a_beginning_that_somebody_corrected_keeps_their_time(incident):
    page_says(incident, "09:31")
    milestone(incident, STARTED).correct(by=EditorFactory(), happened=when("09:20"))
    somebody_says(incident, Voice.RECORD, started="09:10")
    assert milestone(incident, STARTED).happened == when("09:20")


def test_an_event_that_tells_more_than_the_milestone_keeps_its_words_and_time(incident):
    told = TimelineEvent.objects.record(
        incident, happened=when("09:00"), text="The disk filled up.", milestones=[STARTED]
    )
    somebody_says(incident, Voice.RECORD, started="09:10")
    told.refresh_from_db()
    assert milestone(incident, STARTED) == told
    assert told.happened == when("09:00")
    assert told.text == "The disk filled up.\n\nSources differ. The record says 3 May 2024, 09:10 UTC."


def test_words_that_only_look_like_a_note_of_differences_keep_nobody_busy():
    """It would take hours if the number of steps grew with the square of the words."""
    assert SAYS.findall("The record says " * 100_000) == []
