"""Reading the portable format: everything that is written, and everything that is wrong."""

import datetime
import re
from contextlib import suppress

import pytest
import yaml
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.portable import PortableError, read_incident
from incidents.portable.document import PortableQuote
from incidents.portable.read import Words
from incidents.tests.portable_files import FULL, LEAST, WORDS, least_with
from timelines.when import Precision, When


def read(text):
    return read_incident(text, WORDS)


def problems(text):
    with pytest.raises(PortableError) as caught:
        read(text)
    return caught.value.problems


def only_problem(text):
    found = problems(text)
    assert len(found) == 1, found
    return found[0]


def test_title_and_format_are_enough():
    told = read(LEAST)
    assert (told.title, told.status, told.visibility, told.time_zone) == (
        "Queues stand still",
        "investigating",
        "internal",
        "UTC",
    )
    assert told.events == ()
    assert told.postmortem is None


def test_every_key_is_read():
    told = read(FULL)
    assert (told.kind, told.status, told.severity, told.lead) == ("near-miss", "closed", "SEV2", "ada")
    assert told.organisation.website == "https://harbour.example"
    assert told.tags == ("queues", "kernel")
    assert told.summary == "The queues stood still.\n\nThen they moved."
    assert told.sources[0].text == "[01:58] queue?\n[02:03] queue!\n"
    assert told.sources[0].fetched == datetime.datetime(2023, 4, 10, 8, tzinfo=datetime.UTC)
    assert [component.organisation for component in told.components] == ["", "Upstream"]
    assert told.windows[1].ended is None
    assert told.factors[0].evidence == ("spike", "over")
    assert told.actions[0].due == datetime.date(2023, 5, 1)
    assert told.actions[0].declined_reason == "It moves house in May."
    assert told.postmortem.state == "published"
    assert told.postmortem.body.startswith("## What happened")


def test_times_are_read_in_the_zone_of_the_incident_and_roll_over_midnight():
    spike, looked, over = read(FULL).events
    assert spike.happened == When.read("around 2AM", day=datetime.date(2023, 4, 9), zone="Asia/Bangkok")
    assert spike.happened.precision is Precision.APPROXIMATE
    assert str(looked.until).startswith("10 Apr 2023, 00:20")
    assert str(over.happened).startswith("10 Apr 2023, 00:31")


def test_unquoted_times_and_dates_stay_what_was_written():
    told = read(least_with("timeline:\n  - {when: 18:00, day: 2023-03-14, until: 19:30, text: 'no'}"))
    assert told.events[0].happened == When.read("18:00", day=datetime.date(2023, 3, 14))
    assert told.events[0].text == "no"


def test_a_count_from_the_start_needs_the_start():
    timeline = """timeline:
  - {when: "14 March 2023 18:00", milestones: [started], text: It began.}
  - {when: "19:00", text: Later.}
  - {when: "T+15m", text: Soon after the start.}
"""
    assert read(least_with(timeline)).events[2].happened.earliest.hour == 18


def test_a_time_may_be_given_by_its_bounds():
    told = read(
        least_with(
            "timeline:\n  - text: Odd.\n    when: {earliest: '2023-03-14T18:00:00Z', latest: null,"
            " precision: range, zone: ICT, words: 'as odd as that'}"
        )
    )
    moment = datetime.datetime(2023, 3, 14, 18, tzinfo=datetime.UTC)
    assert told.events[0].happened == When(moment, None, Precision.RANGE, "ICT", "as odd as that")


def test_a_quote_stands_at_its_first_place_or_at_the_one_that_is_named():
    quotes = read(FULL).events[0].quotes
    assert quotes == (PortableQuote("chat", "queue?", 8), PortableQuote("chat", "queue", 23))


def test_a_body_without_a_word_about_it_is_a_draft():
    assert read(least_with("", "\n\n    code first\n\n")).postmortem.body == "    code first"
    assert read(least_with("", "Text")).postmortem.state == "draft"


def test_line_ends_and_byte_order_mark_of_other_systems_are_understood():
    assert read(("\ufeff" + FULL.replace("\n", "\r\n")).encode()) == read(FULL)


WRONG = {
    "no front matter": ("Just text.", "line 1: the file does not begin with front matter"),
    "no end": ("---\ntitle: x\n", "line 1: the front matter has no end"),
    "not UTF-8": (b"---\ntitle: \xff\n---\n", "line 2: the file is not UTF-8"),
    "NUL": (LEAST.replace("still", "st\x00ill"), "line 3: there is a NUL character"),
    "escaped NUL": (LEAST.replace("Queues stand still", r'"a\0bcd"'), "line 3: “a bcd” has a NUL"),
    "too large": (b" " * 20_000_001, "The file is larger than 20 MB"),
    "not YAML": (least_with("kind: 'half"), "the front matter is not YAML"),
    "list at the top": ("---\n- a\n---\n", "line 2: the front matter is not made of keys and values"),
    "nothing at the top": ("---\n---\n", "line 2: the front matter is not made of keys and values"),
    "alias": (least_with("tags: &t [a]\nlinks: *t"), "line 5: “*t” is a YAML alias"),
    "tag": (
        least_with("tags: !!python/name:os.system []"),
        "line 4: “tag:yaml.org,2002:python/name:os.system” is",
    ),
    "deep": (least_with("tags: " + "[" * 5000 + "]" * 5000), "line 4: the values are nested too deeply"),
    "twice": (least_with("title: Another"), "line 4: the key “title” stands here twice"),
    "other format": (LEAST.replace("/1", "/9"), "line 2: format: “throughline/9” is not a format read here"),
    "no format": ("---\ntitle: Queues\n---\n", "line 2: the key format is missing."),
    "no title": ("---\nformat: throughline/1\n---\n", "line 2: the key title is missing. Add it."),
    "short title": ("---\nformat: throughline/1\ntitle: x\n---\n", "line 3: title: “x” is too short"),
    "unknown key": (
        least_with("severty: SEV1"),
        "line 4: the key “severty” is not known here. Did you mean severity?",
    ),
    "wrong type": (least_with("tags: queues"), "line 4: tags: this is a text; a list belongs here."),
    "severity": (
        least_with("severity: SEV7"),
        "line 4: severity: “SEV7” is not known. Choose one of: SEV1, SEV2.",
    ),
    "kind": (least_with("kind: incidnet"), "line 4: kind: “incidnet” is not known. Did you mean incident?"),
    "zone": (
        least_with("time_zone: Mars/Olympus"),
        "line 4: time_zone: “Mars/Olympus” is not a time zone we know",
    ),
    "lead": (least_with("lead: bob"), "line 4: lead: nobody here has the user name “bob”"),
    "address": (
        least_with("links: [{title: Bad, url: 'javascript:alert(1)'}]"),
        "line 4: link 1: url: “javascript:alert(1)” is not an address",
    ),
    "time": (
        least_with(
            "timeline:\n  - {id: a, when: '1 May 2023', text: A}\n  - {id: spike, when: soonish, text: A}"
        ),
        "line 6: timeline event 2 (id spike): when: “soonish” cannot be read as a time. Understood are",
    ),
    "no time": (
        least_with("timeline: [{text: A}]"),
        "line 4: timeline event 1: the key when is missing. Add it.",
    ),
    "day": (
        least_with("timeline: [{when: '18:00', day: 2023-02-30, text: A}]"),
        "timeline event 1: day: “2023-02-30” is not a day of the calendar",
    ),
    "end first": (
        least_with("timeline: [{when: 2 May 2023, until: 1 May 2023, text: A}]"),
        "timeline event 1: until: the end (1 May 2023) is before the beginning (2 May 2023)",
    ),
    "no text": (
        least_with("timeline: [{when: 2 May 2023, text: ' '}]"),
        "timeline event 1: text: there is no text.",
    ),
    "milestone": (
        least_with("timeline: [{when: 2 May 2023, text: A, milestones: [startd]}]"),
        "timeline event 1: milestones: “startd” is not known. Did you mean started?",
    ),
    "milestone twice": (
        least_with(
            "timeline:\n  - {when: 2 May 2023, text: A, milestones: [started]}\n"
            "  - {when: 3 May 2023, text: A, milestones: [started]}"
        ),
        "line 6: timeline event 2: milestones: another event already is “started”",
    ),
    "id twice": (
        least_with(
            "timeline:\n  - {id: a, when: 2 May 2023, text: A}\n  - {id: a, when: 3 May 2023, text: A}"
        ),
        "line 6: timeline event 2 (id a): id: another timeline event has the id “a”",
    ),
    "id": (least_with("factors: [{id: a b, statement: A}]"), "factor 1 (id a b): id: “a b” is not one word"),
    "pinned": (
        least_with("timeline: [{when: 2 May 2023, text: A, pinned: perhaps}]"),
        "timeline event 1: pinned: “perhaps” is neither true nor false",
    ),
    "evidence": (
        FULL.replace("evidence: [spike, over]", "evidence: [spiek]"),
        "factor 1 (id small): evidence: no timeline event has the id “spiek”. Did you mean spike?",
    ),
    "weakens": (
        FULL.replace("weakens: [small]", "weakens: [smal]"),
        "action item 1: weakens: no factor has the id “smal”. Did you mean small?",
    ),
    "mechanism": (
        FULL.replace("mechanism: capacity-exhaustion", "mechanism: version-skwe"),
        "mechanism: “version-skwe” is not known. Did you mean version-skew? Choose one of: cap",
    ),
    "role": (
        FULL.replace("role: trigger", "role: villain"),
        "role: “villain” is not known. Choose one of: trigger,",
    ),
    "declined": (
        FULL.replace("    declined_reason: It moves house in May.\n", ""),
        "action item 1: status: a declined action item needs a declined_reason",
    ),
    "quote": (
        FULL.replace('text: "queue?"', 'text: "queue?!"'),
        "timeline event 1 (id spike): quote 1: text: “queue?!” does not stand in the source “chat”.",
    ),
    "quote elsewhere": (
        FULL.replace("at: 23", "at: 22"),
        "does not stand in the source “chat” at character 22",
    ),
    "quote of nothing": (
        FULL.replace('source: chat, text: "queue!"', 'source: mail, text: "queue!"'),
        "quote 1: source: “mail” is not known. Choose one of: chat.",
    ),
    "component": (
        FULL.replace("{component: Mail,", "{component: Mial,"),
        "impact window 2: component: “Mial” is not known. Did you mean Mail?",
    ),
    "state": (
        FULL.replace("state: published", "state: printed"),
        "postmortem: state: “printed” is not known",
    ),
    "published nothing": (
        least_with("postmortem: {state: published}"),
        "there is no text below the front matter",
    ),
    "reference": (
        FULL.replace("[event:over].", "[event:ovre]."),
        "no timeline event has the id “ovre”. Did you mean over?",
    ),
    "long statement": (
        FULL.replace("The broker was small.", "x" * 1001),
        "is 1001 characters long; 1000 is the most",
    ),
    "long text": (
        least_with("summary: " + "x" * 20_001),
        "the text is 20,001 characters long; 20,000 is the most",
    ),
    "bounds": (
        least_with("timeline: [{text: A, when: {earliest: '2023-03-14T18:00:00Z', precision: minute}}]"),
        "timeline event 1: when: A time open towards one side is a range, not minute.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place(name):
    text, sentence = WRONG[name]
    assert sentence in only_problem(text)


def test_a_reference_is_located_in_the_body():
    found = only_problem(FULL + "\nAnd [event:nowhere].\n")
    line = (FULL + "\nAnd [event:nowhere].\n").split("\n").index("And [event:nowhere].") + 1
    assert found.startswith(f"line {line}: no timeline event has the id “nowhere”.")


def test_references_in_code_are_left_alone():
    body = "```\n[event:x]\n```\n\n`[event:y]` and \\[event:z]\n\n~~~~\n~~~\n[event:x]\n~~~~\n"
    assert read(least_with("", body)).postmortem.body == body.strip("\n")


def test_all_problems_are_said_together_in_the_order_of_the_file():
    text = FULL.replace("severity: SEV2", "severity: SEV9").replace("around 2AM", "aroundish")
    text = text.replace("role: trigger", "role: villain").replace("[event:over]", "[event:never]")
    found = problems(text)
    assert len(found) == 4
    lines = [int(problem.removeprefix("line ").split(":")[0]) for problem in found]
    assert lines == sorted(lines)


def test_a_bomb_of_aliases_costs_nothing():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert "is a YAML alias" in only_problem(least_with(bomb))


def test_many_small_values_are_refused():
    assert "more than 200,000 values" in only_problem(least_with("tags: [" + "a," * 200_001 + "]"))


@given(st.binary(max_size=400))
@example(b"---\n? [a]\n: b\n---\n")
@example(b"---\n\xe2\x80\xa8: \n---\n")
def test_any_bytes_give_an_incident_or_problems(data):
    for text in (data, b"---\n" + data + b"\n---\n" + data, least_with("").encode() + data):
        with suppress(PortableError):
            read(text)


KEYS = [
    "kind",
    "tags",
    "organisation",
    "sources",
    "timeline",
    "factors",
    "actions",
    "postmortem",
    "when",
    "text",
    "id",
]
VALUES = st.recursive(
    st.one_of(st.text(max_size=12), st.sampled_from(["18:00", "2023-03-14", "null", "true", "spike"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_any_shape_of_front_matter_gives_an_incident_or_problems(front):
    with suppress(PortableError):
        read(least_with(yaml.safe_dump(front, allow_unicode=True)))


def test_the_samples_in_the_documentation_are_one_sound_file():
    page = (settings.PROJECT_DIR / "docs" / "portable-format.md").read_text(encoding="utf-8")
    samples = re.findall(r"^```yaml\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    whole = [sample for sample in samples if not sample.startswith((" ", "when:"))]
    words = Words(("SEV1",), ("version-skew",), frozenset({"ada"}))
    told = read_incident(f"---\n{''.join(whole)}---\n\nSee [event:spike].\n", words)
    assert len(whole) == 6
    assert told.windows[0].ended.latest > told.windows[0].began.latest
    assert told.factors[0].evidence == ("spike",)
    bounds = next(sample for sample in samples if sample.startswith("when:"))
    read(least_with(f"timeline:\n  - text: A\n    {bounds}"))
