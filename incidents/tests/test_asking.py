"""Reading what somebody asks: what fields mean to them, what is said of the rest, pieces, text."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.factories import EditorFactory, UserFactory
from incidents.asking import Asked, changed, written
from incidents.asking.fields import FIELDS, NAMES
from incidents.factories import (
    ActionItemFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
)
from incidents.models import Incident
from incidents.tests.told_passages import tell
from search.query import read_query
from timelines.models import TimelineEvent
from timelines.when import When

NOBODY = AnonymousUser()


def asked(text, user=NOBODY, **options):
    return Asked.read(text, user=user, **options)


# What is said


PROBLEMS = {
    "severity:sevv": "“severity:sevv” means nothing. Severities are SEV1, SEV2, SEV3, SEV4, SEV5, none.",
    "sev:": "“sev:” has no value. Write one right after it: severity:SEV1,SEV2.",
    "kind:outage": "“kind:outage” means nothing. Write one of incident, near-miss, drill,",
    "-status:gone": "“status:gone” means nothing. Write one of open, investigating,",
    "org:nowhere": "No organisation that you can see is called so",
    "component:nothing": "No component that you can see is called so",
    "mechanism:magic": "The page of mechanisms has all of them.",
    "mechanism:trigger/magic": "“mechanism:trigger/magic” means nothing.",
    "tag:x": "No incident that you can see has this tag.",
    "took:4h": "Write how long, as in took:>4h, took:<30m or took:1h..4h.",
    "before:soon": "Write a time in UTC: 2023, 2023-Q1, 2023-03, 2023-W11 or 2023-03-14.",
    "before:..2023": "“before:..2023” means nothing.",
    "after:2023..": "“after:2023..” means nothing.",
    "during:2023-02-30": "“during:2023-02-30” means nothing.",
    "incident:first": "Write an incident's number, as in incident:INC-3.",
    "in:dreams": "Write one of timeline, postmortem, factors, actions, summary.",
    "owner:me": "Only who has signed in can search by owner. Sign in, or leave it out.",
    "in:timeline OR severity:sev1": "“in:” says where the words stand, so no OR can stand beside it.",
    "colour:red": "There is no field “colour”, so “colour:red” was searched as words. Fields are",
    "serverity:sev1": "There is no field “serverity”, so “serverity:sev1” was searched",
    f"org:{'x' * 900}": f"“org:{'x' * 40}…” means nothing.",
}


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "problem"), PROBLEMS.items(), ids=[text[:20] for text in PROBLEMS])
def test_what_means_nothing_is_said_with_what_to_do(text, problem):
    (said,) = asked(text).problems
    assert problem in said
    assert said[-1] in ".?"


@pytest.mark.django_db
def test_a_slip_in_the_name_of_a_field_is_told():
    assert asked("serverity:sev1").problems[0].endswith("Did you mean “severity:”?")
    assert asked("colour:red").problems[0].endswith("Fields are " + ", ".join(FIELDS) + ".")


@pytest.mark.django_db
def test_each_problem_is_said_once_and_good_values_stay():
    read = asked("severity:sev1,sevv -severity:sevv kind:drill")
    assert len(read.problems) == 1
    assert [(one.field, one.values) for one in read.conditions] == [
        ("severity", ("SEV1",)),
        ("kind", ("drill",)),
    ]


@pytest.mark.django_db
def test_what_is_left_out_is_told():
    assert asked("severity:sevv etcd").left_out == ("severity:sevv",)
    assert asked("severity:sev1,sevv colour:red").left_out == ()
    assert asked("org:x OR tag:y").left_out == ("org:x OR tag:y",)
    assert asked("org:x OR severity:sev1").left_out == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["http://x/y", "10:43", "std::string", "C:\\x", "a:b:c", "error: x", "x:9090"]
)
def test_a_colon_alone_makes_no_field(text):
    assert asked(text).problems == ()


@pytest.mark.django_db
def test_an_identifier_that_texts_have_is_no_field():
    assert len(asked("kube:proxy").problems) == 1
    tell(IncidentFactory(visibility="restricted"), "kube:proxy fails")
    assert len(asked("kube:proxy").problems) == 1
    tell(IncidentFactory(), "kube:proxy fails")
    assert asked("kube:proxy").problems == ()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["severity:", "severity:s", "during:20", "took:>", 'component:"we', "colour:r", "owner:m"]
)
def test_nothing_is_said_of_what_is_still_being_typed(text):
    assert asked(f"etcd {text}", typing=True).problems == ()
    assert len(asked(f"etcd {text} ", typing=True).problems) == 1 or text.endswith('"we')


@pytest.mark.django_db
def test_somebody_who_may_not_see_it_learns_no_name():
    secret = IncidentFactory(
        visibility="restricted", organisation=OrganisationFactory(slug="hush"), tags=["hush"]
    )
    ImpactWindowFactory(incident=secret, component__name="hush")
    ActionItemFactory(incident=secret, team="hush")
    for user in (UserFactory(), EditorFactory()):
        for name in ("org", "tag", "component", "owner"):
            said, other = (asked(f"{name}:{value}", user).problems for value in ("hush", "none"))
            if name != "owner":  # owner:none is nobody
                assert said[0].replace("hush", "none") == other[0]
            assert said, name


@pytest.mark.django_db
def test_the_database_is_asked_once_for_all_fields_and_not_for_words(django_assert_num_queries):
    everything = "severity:x org:x component:x mechanism:x tag:x colour:red"
    with django_assert_num_queries(1):
        asked(everything)
    with django_assert_num_queries(0):
        asked('etcd "sync failed" http://x kind:drill during:2023 took:>4h is:open in:factors INC-3')


@pytest.mark.django_db
def test_names_of_once_lead_to_the_word_of_now():
    editor = EditorFactory()
    mechanism = MechanismFactory(slug="skewed", name="skewed")
    mechanism.rename("versions apart", by=editor)
    (known,) = asked("mechanism:skewed").conditions[0].known
    assert (known.key, known.label) == (mechanism.pk, "versions apart")
    window = ImpactWindowFactory(component__name="Web")
    window.component.rename("Web site", by=editor)
    assert asked("component:web").conditions[0].values == ("Web site",)


@pytest.mark.django_db
def test_now_is_handed_over():
    incident = IncidentFactory(number=1)
    happened = When.read("14 March 2023 18:00 UTC")
    TimelineEvent.objects.record(incident, happened=happened, text="Begins", milestones=["started"])
    ActionItemFactory(incident=incident, due_date="2023-03-19")

    def left(text, *now, user=NOBODY):
        read = asked(text, user, now=datetime(*now, tzinfo=UTC))
        return list(read.among(Incident.objects.all()).values_list("number", flat=True))

    assert left("during:last-week", 2023, 3, 22) == [1]
    assert left("during:last-week", 2023, 3, 29) == []
    assert left("took:>2h", 2023, 3, 14, 21) == [1]
    assert left("took:>2h", 2023, 3, 14, 19) == []
    assert left("took:<2h", 2023, 3, 14, 19) == [1]
    assert left("took:<2h", 2023, 3, 14, 17) == []  # it has not begun
    assert left("is:overdue", 2023, 3, 19, 20) == []
    assert left("is:overdue", 2023, 3, 19, 20, user=UserFactory(time_zone="Asia/Tokyo")) == [1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begin", "end", "found", "not_found"),
    [
        (
            "14 March 2023 18:00 UTC",
            "14 March 2023 22:00 UTC",
            ["took:>3h59m", "took:3h..5h"],
            ["took:>4h2m", "took:<3h58m"],
        ),
        ("14 March 2023", "15 March 2023", ["took:<1h", "took:>1d", "took:1h..2h"], ["took:>2d"]),
        (
            "before 14 March 2023 18:00 UTC",
            "14 March 2023 22:00 UTC",
            ["took:>30d", "took:>3h"],
            ["took:<3h"],
        ),
        ("after 14 March 2023 18:00 UTC", "14 March 2023 22:00 UTC", ["took:<1h", "took:>3h"], ["took:>5h"]),
        ("15 March 2023 18:00 UTC", "14 March 2023 18:00 UTC", [], ["took:<1h", "took:>1h"]),  # no duration
    ],
)
def test_took_finds_what_may_have_lasted_so_long(begin, end, found, not_found):
    incident = IncidentFactory(status="closed")
    for at, milestone in ((begin, "started"), (end, "resolved")):
        TimelineEvent.objects.record(incident, happened=When.read(at), text=milestone, milestones=[milestone])
    for text in (*found, *not_found):
        assert asked(text).among(Incident.objects.all()).exists() is (text in found), text


@pytest.mark.django_db
def test_a_start_that_may_lie_in_either_period_is_found_in_both():
    incident = IncidentFactory()
    happened = When.read("between 31 December 2022 23:00 and 1 January 2023 01:00 UTC")
    TimelineEvent.objects.record(incident, happened=happened, text="Begins", milestones=["started"])
    found = ("during:2022", "during:2023", "before:2023", "after:2022", "-during:2021")
    for text in (*found, "after:2023", "during:2021", "-during:2023", "before:2022"):
        assert asked(text).among(Incident.objects.all()).exists() is (text in found), text


@pytest.mark.django_db
def test_a_value_that_nothing_is_called_stands_for_the_names_that_begin_so(django_assert_num_queries):
    labs, city = (
        OrganisationFactory(slug=f"fyra-{name.lower()}", name=f"Fyra {name}") for name in ("Labs", "City")
    )
    old = OrganisationFactory(slug="old-house", name="The Old House")
    editor = EditorFactory(username="mira", first_name="Mira", last_name="Oduya")
    for number, house in enumerate((labs, city, old), start=1):
        incident = IncidentFactory(number=number, organisation=house, tags=[f"kube-{number}"], lead=editor)
        ImpactWindowFactory(incident=incident, component__name=f"Web part {number}")
    IncidentFactory(number=9, visibility="restricted", organisation=OrganisationFactory(slug="fyra-hush"))
    expected = {
        "org:fyra": ("fyra-city", "fyra-labs"),
        "org:LAB": ("fyra-labs",),
        "org:house": ("old-house",),
        "org:fyra-labs": ("fyra-labs",),
        "tag:kube": ("kube-1", "kube-2", "kube-3"),
        "component:part": ("Web part 1", "Web part 2", "Web part 3"),
        "lead:odu": ("mira",),
        "owner:mir": ("mira",),
    }
    read = {text: asked(text, UserFactory()) for text in expected}
    assert {text: tuple(sorted(one.conditions[0].values)) for text, one in read.items()} == expected
    assert set(asked("org:fyra").conditions[0].labels) == {"Fyra Labs", "Fyra City"}
    assert asked("org:f org:ra").left_out == ("org:f", "org:ra")
    with django_assert_num_queries(1):
        asked("org:fyra,lab component:part tag:kube mechanism:ver")


@pytest.mark.django_db
def test_what_is_called_so_counts_before_what_begins_so():
    for slug in ("fyra", "fyra-labs"):
        IncidentFactory(organisation=OrganisationFactory(slug=slug))
    assert asked("org:fyra").conditions[0].values == ("fyra",)


# Pieces


def chips(text, **options):
    return [(chip.kind, chip.label, chip.text) for chip in asked(text, **options).chips]


@pytest.mark.django_db
def test_the_pieces_of_a_query():
    OrganisationFactory(slug="circleci", name="CircleCI")
    text = (
        'kuber* "sync failed" -dns etcd OR raft -org:circleci took:>4h sev:sev1,none OR kind:drill tag:x the'
    )
    assert chips(text) == [
        ("word", "", "kuber*"),
        ("phrase", "", '"sync failed"'),
        ("excluded", "", "-dns"),
        ("any", "", "etcd OR raft"),
        ("clause", "org", "not CircleCI"),
        ("clause", "took", "over 4 h"),
        ("clause", "", "severity SEV1 or not set or kind drill"),
        ("clause", "tag", "x"),
    ]
    used = [chip.is_used for chip in asked(text).chips]
    assert used == [True] * 7 + [False]


@pytest.mark.django_db
def test_many_words_share_a_piece():
    words = " ".join(f"word{n}" for n in range(40))
    first, clause, last = asked(f"{words} kind:drill end").chips
    assert first.text.endswith("… (40 words)")
    assert (first.without, clause.without) == ("kind:drill end", f"{words} end")
    assert last.text == "end"


@pytest.mark.django_db
def test_of_very_many_pieces_the_last_has_the_rest():
    *some, rest = asked("kind:drill etcd " + "kind:vendor x " * 200).chips
    assert len(some) == 40
    assert rest.text == "and 362 more"
    assert rest.without.count("kind:") == 20


# Text


TEXTS = st.text(max_size=12).map(
    lambda text: "".join(one for one in text if one != "\x00" and not 0xD800 <= ord(one) < 0xE000)
)
VALUES = st.lists(
    (st.sampled_from(['a"b', "Web, API", '"', "“x”", "a b", ",", "INC-3", ">4h"]) | TEXTS).filter(str.strip),
    min_size=1,
    max_size=4,
)
CLAUSES = st.lists(st.tuples(st.sampled_from([*NAMES, *(f"-{name}" for name in FIELDS)]), VALUES), max_size=6)
WORDS = st.lists(
    st.sampled_from(["etcd", '"', "“", "OR", "-x", '"a b"', "kube*", "severity:", 'org:"', "org:a,"]),
    max_size=6,
).map(" ".join)


@given(CLAUSES)
@example([("component", ['Web "A", B', "“"])])
def test_what_is_written_reads_back_as_it_was(clauses):
    query = read_query(written(clauses), fields=NAMES)
    assert [(f"{'-' * one.negated}{one.name}", list(one.values)) for one in query.clauses] == clauses
    assert not query.notes


@given(WORDS, CLAUSES.filter(bool))
@example('"sync', [("component", ["a b"])])
@example("severity:a OR", [("org", ["x"])])
def test_words_do_not_reach_into_the_fields_behind_them(words, clauses):
    query = read_query(written(clauses, words), fields=NAMES)
    behind = query.clauses[-len(clauses) :]
    assert [(f"{'-' * one.negated}{one.name}", list(one.values)) for one in behind] == clauses


@pytest.mark.parametrize(
    ("text", "name", "values", "expected"),
    [
        ("etcd", "org", ["fyra"], "etcd org:fyra"),
        ("etcd org:fyra", "org", ["fyra", "a b"], 'etcd org:fyra,"a b"'),
        ("org:fyra etcd", "org", ["x"], "org:x etcd"),
        ("organisation:a etcd org:b", "org", ["x"], "org:x etcd"),
        ("etcd org:fyra kafka", "org", [], "etcd kafka"),
        ("etcd -org:fyra", "org", ["x"], "etcd -org:fyra org:x"),
        ("org:a OR tag:b", "org", ["x"], "org:a OR tag:b org:x"),
        ('"sync failed', "component", ["a b"], 'sync failed component:"a b"'),
        ("tag:a OR", "org", ["x"], "tag:a org:x"),
        ("", "org", [], ""),
    ],
)
def test_a_field_is_changed_in_its_place(text, name, values, expected):
    assert changed(read_query(text, fields=NAMES), name, values) == expected


@pytest.mark.django_db
def test_old_parameters_are_fields():
    read = Asked.from_address(
        QueryDict("q=etcd&severity=SEV1,sev2&component=Web, API&missing=lead,factors"), user=NOBODY
    )
    assert read.text == 'etcd severity:SEV1,sev2 component:"Web, API" missing:lead missing:factors'


ANY_TEXT = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            *(f"{name}:" for name in NAMES),
            "-",
            ",",
            "OR ",
            " ",
            '"',
            "x",
            "2023",
            "..",
            ">4h",
            "/",
            "me",
            "\x00",
        ]
    )
).map("".join)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=ANY_TEXT, typing=st.booleans())
@example(text="incident:999999999 incident:INC-0", typing=False)
@example(text="during:9997..9997 took:>36500d before:1000 after:9997-12-31", typing=False)
def test_nothing_that_anybody_asks_is_an_error(text, typing):
    read = asked(text, typing=typing)
    assert read.answering(Incident.objects.visible_to(NOBODY)).count() == 0
