"""What is told again is joined to the incident it is about, and to nothing else."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.factories import EditorFactory
from incidents.factories import IncidentFactory, OrganisationFactory
from incidents.importing.joining import Told, ToldPost, incident_told, join_posts, join_report, open_told
from incidents.models import Incident
from incidents.tests.test_at_once import at_once
from timelines.factories import SourceFactory, TimelineEventFactory
from timelines.models import Kind, Source
from timelines.when import Precision, When

pytestmark = pytest.mark.django_db

DAY = "3 May 2024"
WORDS = ("We look into slow orders.", "The disk is full.", "All orders are sent again.")


def when(clock: str) -> When:
    return When.read(f"{DAY} {clock} UTC")


def second(clock: str) -> When:
    return When.at(when(clock).earliest, Precision.SECOND)


def posts(*clocks: str, words=WORDS, **facts) -> tuple[ToldPost, ...]:
    return tuple(ToldPost(when(clock), text, **facts) for clock, text in zip(clocks, words, strict=False))


def told(title="Orders are slow", organisation="Lamplight", **facts) -> Told:
    return Told(organisation, title, **({"first": when("09:00"), "last": when("12:00")} | facts))


def tell(told_: Told, **facts) -> Incident:
    """The incident that this is joined to, with its posts on its timeline."""
    with transaction.atomic():
        joined = incident_told(told_, why="test", **facts)
        join_report(joined.incident, told_.posts, is_new=joined.is_new)
        for address in told_.addresses:
            Source.objects.keep(joined.incident, title="Page", text=address, kind="status-page", url=address)
    return joined.incident


def told_of(**facts) -> Incident:
    """An incident of which three posts between 9 and 12 are told."""
    return tell(told(posts=posts("09:00", "10:00", "12:00"), **facts))


# Which incident


def test_what_is_told_first_opens_an_incident_with_the_given_facts():
    joined = incident_told(told(), why="test", kind=Incident.Kind.VENDOR)
    assert joined.is_new
    assert (joined.incident.title, joined.incident.organisation.name) == ("Orders are slow", "Lamplight")
    assert joined.incident.kind == Incident.Kind.VENDOR
    assert joined.why == "no incident of Lamplight at that time is here"


def test_an_address_is_certain_whatever_the_title_and_the_time():
    held = told_of(addresses=("https://status.lamplight.example/incidents/a1",))
    other = Told("Lamplight", "Something else", ("http://status.lamplight.example/incidents/a1/",))
    joined = incident_told(other, why="test")
    assert (joined.incident, joined.is_new) == (held, False)
    assert joined.why.startswith("the same address")


def test_our_own_incident_that_cites_a_page_is_not_that_page_s():
    ours = IncidentFactory(kind=Incident.Kind.INCIDENT)
    SourceFactory(incident=ours, kind="status-page", url="https://status.vendor.example/incidents/a1")
    joined = incident_told(told(addresses=("https://status.vendor.example/incidents/a1",)), why="test")
    assert joined.is_new


def test_two_addresses_of_one_page_are_two_incidents_though_all_else_is_the_same():
    held = told_of(addresses=("https://status.lamplight.example/incidents/a1",))
    again = told_of(addresses=("https://status.lamplight.example/incidents/b2",))
    assert held != again


def test_the_very_same_document_belongs_where_it_is_kept():
    held = told_of()
    source = Source.objects.keep(held, title="Report", text="The whole report.", kind="write-up")
    held.title = "Renamed by somebody"
    held.save()
    joined = incident_told(Told("", "Orders are slow", digest=source.sha256), why="test")
    assert joined.incident == held


def test_a_document_that_somebody_put_beside_our_own_incident_is_not_about_it():
    ours = IncidentFactory(kind=Incident.Kind.INCIDENT)
    kept = {"title": "Report", "text": "The whole report.", "kind": "write-up"}
    source = Source.objects.keep(ours, by=EditorFactory(), **kept)
    assert incident_told(Told("", "Orders are slow", digest=source.sha256), why="test").is_new


def test_the_same_title_at_an_overlapping_time_is_the_same():
    held = told_of()
    joined = incident_told(
        told("ORDERS are slow!", organisation="lamplight", first=when("11:00")), why="test"
    )
    assert joined.incident == held


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Mails are late"},
        {"organisation": "Candlelight"},
        {"organisation": ""},
        {"first": when("12:30"), "last": when("14:00")},
        {"first": None, "last": None},
    ],
)
def test_other_titles_organisations_and_times_are_others(changes):
    told_of()
    assert incident_told(told(**changes), why="test").is_new


def test_a_title_within_the_other_is_the_same_where_most_of_the_time_is():
    held = told_of()
    longer = "Lamplight orders are slow after a full disk"
    assert incident_told(told(longer, first=when("08:50"), last=when("11:30")), why="test").incident == held
    assert incident_told(told(longer, first=when("11:50"), last=when("18:00")), why="test").is_new


def test_of_what_only_the_beginning_is_told_the_end_may_be_hours_later():
    held = told_of()
    assert incident_told(told(first=when("06:30"), last=None), why="test").incident == held
    assert incident_told(told(first=when("02:30"), last=None), why="test").is_new


def test_two_words_of_a_title_within_the_other_say_nothing():
    told_of(title="Slow orders")
    assert incident_told(told("Slow orders in the shop of Paris"), why="test").is_new


def test_several_posts_of_the_same_words_and_minute_are_enough():
    held = told_of()
    other = told("A quite different name", posts=posts("10:00", "12:00", words=WORDS[1:]))
    joined = incident_told(other, why="test")
    assert joined.incident == held
    assert joined.why == "Lamplight at the same time, 2 posts of the same words"


def test_words_that_every_page_offers_prove_nothing():
    generic = (
        "We are continuing to investigate this issue.",
        "A fix has been implemented and we are monitoring the results.",
        "This incident has been resolved.",
    )
    tell(told(posts=posts("09:00", "10:00", "12:00", words=generic)))
    other = told("A quite different name", posts=posts("09:00", "10:00", "12:00", words=generic))
    assert incident_told(other, why="test").is_new


def test_the_same_title_is_not_enough_where_both_tell_posts_and_share_none():
    told_of()
    other = posts("09:05", "10:05", "12:05", words=("The net is down.", "A cable broke.", "It is mended."))
    assert incident_told(told(posts=other), why="test").is_new


def test_two_that_fit_equally_well_are_left_alone():
    for _ in range(2):
        joined = open_told(told(), why="test")
        join_report(joined.incident, posts("09:00", "12:00"), is_new=True)
    joined = incident_told(told(), why="test")
    assert joined.is_new
    assert joined.why.endswith("fit equally well")


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_of_it_at_once_get_one_incident():
    OrganisationFactory(name="Lamplight")
    reported = told(posts=posts("09:00", "10:00", "12:00"))
    ended = at_once(*[lambda: tell(reported)] * 4)
    assert {incident.pk for incident in ended} == {Incident.objects.get().pk}
    assert Incident.objects.get().events.filter(kind=Kind.STATUS_POST).count() == 3


# Which event


def quoted(incident, text: str, title="Page") -> tuple:
    return (Source.objects.keep(incident, title=title, text=text, kind="status-page").quote(text),)


def test_a_post_told_twice_is_one_event_with_both_quotes_and_the_finer_time():
    incident = IncidentFactory()
    first = quoted(incident, "From the report: *We look.*")
    [event] = join_posts(incident, [ToldPost(when("09:00"), "We look.", quotes=first)])
    finer = quoted(incident, "We look.", title="Post")
    [again] = join_posts(incident, [ToldPost(second("09:00"), "<p>We  look.</p>", quotes=finer)])
    event.refresh_from_db()
    assert again == event
    assert (str(event.happened), event.text) == (f"{DAY}, 09:00:00 UTC", "<p>We  look.</p>")
    assert set(event.quotes.all()) == {*first, *finer}


def test_a_coarser_time_does_not_widen_what_is_known():
    incident = IncidentFactory()
    [event] = join_posts(incident, [ToldPost(second("09:00"), "We **look**.")])
    join_posts(incident, [ToldPost(when("09:00"), "We look.")])
    event.refresh_from_db()
    assert (event.happened.precision, event.text, event.edition) == ("second", "We **look**.", 1)


def test_the_same_words_at_another_time_are_another_post():
    incident = IncidentFactory()
    generic = "We are continuing to investigate this issue."
    join_posts(incident, [ToldPost(when(clock), generic) for clock in ("09:00", "09:20", "09:40")])
    join_posts(incident, [ToldPost(when("09:20"), generic), ToldPost(when("10:00"), generic)])
    assert incident.events.count() == 4


def test_two_posts_of_one_minute_and_the_same_words_stay_two():
    incident = IncidentFactory()
    twice = [ToldPost(when("09:00"), "We look."), ToldPost(when("09:00"), "We look.")]
    first = join_posts(incident, twice)
    assert join_posts(incident, twice) == first
    assert len({event.pk for event in first}) == 2


def test_what_somebody_corrected_is_only_given_further_quotes():
    incident, editor = IncidentFactory(), EditorFactory()
    [event] = join_posts(incident, [ToldPost(when("09:00"), "We look.")])
    event.correct(by=editor, why="It was later", happened=when("09:00"), text="We look")
    quotes = quoted(incident, "We look.")
    join_posts(incident, [ToldPost(second("09:00"), "We look.", quotes=quotes)])
    event.refresh_from_db()
    assert (event.happened.precision, event.text) == ("minute", "We look")
    assert tuple(event.quotes.all()) == quotes


def test_what_somebody_withdrew_stays_withdrawn():
    incident, editor = IncidentFactory(), EditorFactory()
    [event] = join_posts(incident, [ToldPost(when("09:00"), "We look.")])
    event.withdraw(by=editor, why="Of another incident")
    join_posts(incident, [ToldPost(second("09:00"), "We look.")])
    assert list(incident.events.standing()) == []
    assert incident.events.get().happened.precision == "minute"


def test_an_observation_of_the_same_words_is_no_post():
    incident = IncidentFactory()
    TimelineEventFactory(incident=incident, happened=when("09:00"), text="We look.")
    join_posts(incident, [ToldPost(when("09:00"), "We look.")])
    assert incident.events.count() == 2


@pytest.mark.parametrize("is_new", [True, False])
def test_the_number_of_queries_does_not_grow_with_the_posts(is_new):
    counts = []
    for number in (2, 40):
        incident = IncidentFactory()
        coarse = [ToldPost(when(f"09:{minute:02}"), f"Word {minute}.") for minute in range(number)]
        finer = [ToldPost(second(f"09:{minute:02}"), f"Word {minute}.") for minute in range(number)]
        if not is_new:
            join_report(incident, coarse, is_new=True)
        with CaptureQueriesContext(connection) as queries:
            join_report(incident, finer, is_new=is_new)
        counts.append(len(queries))
    assert counts[0] == counts[1]
