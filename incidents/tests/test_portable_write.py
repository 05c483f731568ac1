"""What is written reads back as the very same incident."""

import datetime
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from incidents.portable import read_incident, write_incident
from incidents.portable.document import (
    PortableAction,
    PortableComponent,
    PortableEvent,
    PortableFactor,
    PortableIncident,
    PortableLink,
    PortableOrganisation,
    PortablePostmortem,
    PortableQuote,
    PortableSource,
    PortableWindow,
)
from incidents.tests.portable_files import FULL, WORDS
from timelines.when import Precision, When

DAY = datetime.date(2023, 3, 14)

WORDS_OF_TIMES = (
    "14 March 2023 18:00 UTC", "around 2AM", "20:00–21:00", "by 23:00", "after 9:15", "shortly after 3pm PT",
    "13 March", "March 2023", "≈ 02:00 ICT", "2023-03-14T18:00:01.250Z", "between 20:00 and 21:00",
    "15:59:59", "1678816800", "before 6:31 ICT", "~9:50", "6 to 12 March 2023",
)  # fmt: skip


def same(told):
    text = write_incident(told)
    assert read_incident(text.encode(), WORDS) == told
    return text


def when(words, **context):
    return When.read(words, **{"day": DAY} | context)


def incident_with(*whens, zone="UTC"):
    events = tuple(PortableEvent(f"e{n}", time, "It happened.") for n, time in enumerate(whens))
    return PortableIncident("Queues", time_zone=zone, events=events)


def test_a_full_file_comes_back():
    same(read_incident(FULL, WORDS))


def test_words_are_kept_where_they_mean_the_same():
    text = same(incident_with(when("14 March 2023 18:00 UTC"), when("by 23:00", after=when("18:00"))))
    assert "when: 14 March 2023 18:00 UTC" in text
    assert "when: by 23:00" in text
    assert "earliest" not in text


def test_a_day_is_added_where_the_words_have_none():
    text = same(incident_with(when("around 2AM")))
    assert "when: around 2AM\n    day: '2023-03-14'" in text


def test_no_words_become_ours():
    moment = datetime.datetime(2023, 3, 14, 18, tzinfo=datetime.UTC)
    told = incident_with(When.at(moment))
    text = write_incident(told)
    assert "when: 14 Mar 2023, 18:00 UTC" in text or "earliest:" in text
    read = read_incident(text, WORDS).events[0].happened
    assert (read.earliest, read.latest, read.precision) == (
        told.events[0].happened.earliest,
        told.events[0].happened.latest,
        Precision.MINUTE,
    )


def test_words_that_lean_on_something_lost_bring_their_bounds():
    later = When.read("15 minutes later", after=when("18:00"))
    text = same(incident_with(when("9:00"), later))
    assert "words: 15 minutes later" in text
    assert "precision: " in text


@pytest.mark.parametrize("zone", ["UTC", "Asia/Bangkok", "America/St_Johns"])
def test_times_of_every_kind_come_back_in_every_zone(zone):
    same(incident_with(*[when(words, zone=zone) for words in WORDS_OF_TIMES], zone=zone))


def moments():
    return st.datetimes(
        datetime.datetime(1990, 1, 1), datetime.datetime(2037, 1, 1), timezones=st.just(datetime.UTC)
    )


ONE_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=3, max_size=30)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60).map(
    str.strip
)
SOME_TEXT = TEXT.filter(bool)
ODD_LINES = ["", " ", "\n", "a", "  b", "- c", "---", "# d", "\t", "e: f", "'", "\x85", "\u2028"]
VERBATIM = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60),
    st.lists(st.sampled_from(ODD_LINES), min_size=1, max_size=12).map("\n".join),
).filter(str.strip)


@st.composite
def whens(draw):
    begin = draw(moments())
    precision = draw(st.sampled_from(Precision))
    words = draw(st.one_of(st.just(""), st.sampled_from(WORDS_OF_TIMES), ONE_LINE))
    zone = draw(st.sampled_from(["UTC", "Asia/Bangkok", "ICT", "PST", "+05:30"]))
    if precision is Precision.RANGE:
        end = begin + draw(st.timedeltas(datetime.timedelta(seconds=1), datetime.timedelta(days=40)))
        bounds = draw(st.sampled_from([(begin, end), (begin, None), (None, end)]))
        return When(*bounds, precision, zone, words)
    return When.at(begin, precision, zone, words)


@st.composite
def incidents(draw):
    sources = tuple(
        PortableSource(
            f"s{n}", "log", draw(ONE_LINE), text, part=f"post-{n}", published=draw(st.none() | whens())
        )
        for n, text in enumerate(draw(st.lists(VERBATIM, max_size=2)))
    )

    def quotes():
        if not sources:
            return ()
        source = draw(st.sampled_from(sources))
        start = draw(st.integers(0, len(source.text) - 1))
        end = draw(st.integers(start + 1, len(source.text)))
        return (PortableQuote(source.id, source.text[start:end], start),)

    events = tuple(
        PortableEvent(
            f"e{n}", draw(whens()), draw(SOME_TEXT), kind="alert", pinned=draw(st.booleans()), quotes=quotes()
        )
        for n in range(draw(st.integers(0, 3)))
    )
    return PortableIncident(
        title=draw(ONE_LINE),
        organisation=PortableOrganisation(draw(ONE_LINE)),
        links=(PortableLink(draw(ONE_LINE), "https://a.example/?b=c#d"),),
        summary=draw(TEXT),
        sources=sources,
        components=(PortableComponent("c1", draw(ONE_LINE), draw(TEXT)),),
        windows=(PortableWindow("c1", "degraded", draw(whens())),),
        events=events,
        factors=(PortableFactor("f1", draw(ONE_LINE), onset=draw(st.none() | whens()), quotes=quotes()),),
        actions=(PortableAction(draw(ONE_LINE), due=draw(st.none() | st.dates()), weakens=("f1",)),),
        postmortem=draw(st.none() | st.builds(PortablePostmortem, st.just("draft"), TEXT)),
    )


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(incidents())
@example(
    PortableIncident(
        "- a: b", summary="---\n\n...\n# x", postmortem=PortablePostmortem("draft", "---\nx\n---")
    )
)
def test_any_incident_comes_back(told):
    text = write_incident(told)
    read = read_incident(text, WORDS)
    assert write_incident(read) == text
    assert bare(read) == bare(told)


def bare(told):
    """Times without words, which are ours where there were none; all else as it is."""
    if isinstance(told, When):
        return replace(told, words="")
    if isinstance(told, tuple):
        return tuple(bare(item) for item in told)
    if is_dataclass(told):
        return type(told), tuple(bare(getattr(told, field.name)) for field in fields(told))
    return told
