"""Fields, ORs, phrases and words, each with its place; and taking one out."""

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from search.pasting import is_pasted
from search.query import MOST_CLAUSES, MOST_WORDS, read_query
from search.scanning import scan

FIELDS = ("severity", "org", "component")


def read(text, **options):
    return read_query(text, fields=FIELDS, **options)


def clauses(text, **options):
    return [clause.key for clause in read(text, **options).clauses]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("org:fyra", ("fyra",)),
        ("ORG:Fyra", ("Fyra",)),
        ("org:fyra,circleci", ("fyra", "circleci")),
        ("org:fyra,,circleci,", ("fyra", "circleci")),
        ('org:"fyra labs"', ("fyra labs",)),
        ('org:"Web, API",b', ("Web, API", "b")),
        ('org:a,"b c",d', ("a", "b c", "d")),
        ('org:"the ""big"" one"', ('the "big" one',)),
        ('org:""""', ('"',)),
        ("org:“fyra labs”", ("fyra labs",)),
        ("org:„fyra labs“", ("fyra labs",)),
        ('org:5"disk', ('5"disk',)),
        ("org:a:b", ("a:b",)),
        ("org:>4h", (">4h",)),
        ("org:http://x/y?z", ("http://x/y?z",)),
        ("org:10:43", ("10:43",)),
        ("org:", ()),
        ('org:""', ()),
        ('org:"  "', ()),
        ("org:,", ()),
    ],
)
def test_values_of_a_field(text, values):
    assert clauses(text) == [("org", values, False)]
    assert clauses(f"-{text}") == [("org", values, True)]


@pytest.mark.parametrize(
    "text",
    ["colour:red", "http://org:1", "xorg:fyra", '"org:fyra"', "(org:fyra)", "--org:fyra", "org :fyra", "org"],
)
def test_what_is_no_field(text):
    assert clauses(text) == []


def test_a_word_behind_a_blank_is_no_value():
    query = read("org: fyra")
    assert [clause.key for clause in query.clauses] == [("org", (), False)]
    assert [str(one) for one in query.terms] == ["fyra"]


@pytest.mark.parametrize(
    ("text", "value", "words"),
    [('org:"fyra labs', "fyra", ["labs"]), ('org:"', None, []), ("org:“fyra", "fyra", [])],
)
def test_a_quotation_mark_that_nothing_closes_does_not_swallow_the_rest(text, value, words):
    query = read(text)
    assert query.clauses[0].values == ((value,) if value else ())
    assert [str(one) for one in query.terms] == words
    assert query.notes[0] == "A quotation mark is not closed, so it was left out."


def test_while_typing_it_belongs_to_the_value():
    assert clauses('etcd org:"fyra la', typing=True) == [("org", ("fyra la",), False)]
    assert read('org:"fyra la', typing=True).notes == ()


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("colour:red", ["colour"]),
        ("serverity:sev1", ["serverity"]),
        ("kube:proxy", ["kube"]),
        ("http://x https://y/z", []),
        ("10:43 12:30:05", []),
        ("localhost:8080", []),
        ("std::string Foo::bar", []),
        ("C:\\temp error: x:", []),
        ("a:b:c sha256:9f86d081 system:serviceaccount:x", []),
        ("nginx.conf:listen _x:y", []),
        ('"colour:red"', []),
    ],
)
def test_only_what_looks_like_a_field_is_an_unknown_one(text, unknown):
    assert [one.name for one in read(text).unknown] == unknown
    assert read(text).clauses == ()


def alternatives(text):
    query = read(text)
    return [[str(one) for one in group] for group in query.alternatives], [str(one) for one in query.terms]


@pytest.mark.parametrize(
    ("text", "groups", "words"),
    [
        ("etcd OR kafka", [["etcd", "kafka"]], []),
        ('etcd OR "raft log" OR kube* redis', [["etcd", "raft log", "kube*"]], ["redis"]),
        ("etcd OR kafka redis OR consul", [["etcd", "kafka"], ["redis", "consul"]], []),
        ("etcd OR OR kafka", [["etcd", "kafka"]], []),
        ("etcd OR ?! kafka", [["etcd", "kafka"]], []),
        ("etcd or kafka", [], ["etcd", "kafka"]),
        ('"etcd OR kafka"', [], []),
        ("OR etcd", [], ["etcd"]),
        ("etcd OR", [], ["etcd"]),
        ("etcd OR -kafka", [], ["etcd"]),
        ("etcd OR org:fyra", [], ["etcd"]),
        ("ORacle etcdOR", [], ["ORacle", "etcdOR"]),
    ],
)
def test_or_between_words(text, groups, words):
    assert alternatives(text) == (groups, words)


def test_or_between_fields():
    query = read("severity:a OR -org:b OR severity:c component:d")
    assert [[clause.key for clause in group] for group in query.either] == [
        [("severity", ("a",), False), ("org", ("b",), True), ("severity", ("c",), False)]
    ]
    assert [clause.key for clause in query.clauses] == [("component", ("d",), False)]


def test_an_or_that_joins_nothing_is_said():
    said = "An “OR” that stands between neither words nor fields was left out."
    for text in ("etcd OR", "OR etcd", "etcd OR org:fyra", "etcd OR -kafka"):
        assert said in read(text).notes, text
    assert said not in read("etcd OR kafka org:a OR org:b").notes


@pytest.mark.parametrize(
    ("text", "beginnings", "words"),
    [
        ("kube* etcd", ["kube"], ["etcd"]),
        ("Kube-P*", ["kube-p"], []),
        ("k* *", [], ["k"]),
        ("ku*be", [], ["ku"]),
    ],
)
def test_beginnings_of_words(text, beginnings, words):
    query = read(text)
    assert [one.beginning for one in query.prefixes] == beginnings
    assert [str(one) for one in query.terms] == words


def test_beginnings_can_be_excluded():
    (excluded,) = read("etcd -kube*").excluded
    assert excluded.beginning == "kube"


def test_a_phrase_stays_within_its_line():
    query = read('error: "no route\nto host" then "sync failed"')
    assert "no route to host" not in [str(one) for one in query.phrases]


def test_fields_around_a_pasted_message_are_read_and_it_is_words():
    message = (
        '2023-03-14T18:00:01Z ERROR [proxy] "Sync failed" err="iptables: exit status 1" -org:x OR severity:y'
    )
    query = read(f"org:fyra {message}\nat 10.43.0.1:443 severity:sev1,sev2")
    assert [clause.key for clause in query.clauses] == [
        ("org", ("fyra",), False),
        ("severity", ("sev1", "sev2"), False),
    ]
    assert (query.phrases, query.excluded, query.alternatives, query.either) == ((), (), (), ())
    assert "iptables" in [str(one) for one in query.terms]


# Taking out

PIECES = st.sampled_from(
    [
        '"',
        "-",
        "“",
        "”",
        " ",
        "  ",
        "\n",
        "OR",
        " OR ",
        "kube*",
        "etcd",
        "raft log",
        "org:",
        "org:a",
        "-org:b",
        ",",
        'severity:"x, y"',
        'component:"',
        "x:y",
        "*",
        "?",
        'say"it"so',
        "kafka",
        "component:a,b",
    ]
)
QUERIES = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40)
COMMON_LEFT = "These are words that nearly every text has"


def told(query, left_out=None):
    return [
        (one.kind, one.text, [clause.key for clause in one.clauses])
        for one in query.elements
        if one is not left_out
    ]


@given(QUERIES)
@example('"x"-kafka')
@example('OR"OR"')
@example('component:"“component:""')
@example('" OR \n"severity:"x, y"')
@example("etcd OR org:a OR kafka redis")
@example("org:a etcd OR org:b")
@example('org:""kafka"b"')
@example('" etcd\n kafka" x "y"')
@example('org:a"b" c"d')
@example("etcd OR -kafka redis")
def test_what_is_taken_out_leaves_the_rest_as_it_was(text):
    query = read(text)
    for element in query.elements:
        left = read(query.without(element))
        wanted = told(query, left_out=element)
        if is_pasted(text) or is_pasted(left.text):
            assume(False)
        if any(COMMON_LEFT in note for note in left.notes):  # words that nothing else hides now
            wanted = [one for one in told(left) if one in wanted]
        assert [one for one in told(left) if one in wanted or one[0] != "word"] == wanted


@given(QUERIES, st.booleans())
def test_every_piece_stands_where_it_is_said_to(text, typing):
    query = read(text, typing=typing)
    at = 0
    for element in query.elements:
        assert 0 <= element.start < element.end <= len(query.text)
        assert element.text in query.text[element.start : element.end]
        assert (
            element.start >= at or "OR" in query.text[element.start : at]
        )  # two share an OR that joins nothing
        at = element.end
    for sought in (*query.terms, *query.common):
        assert query.text[sought.start : sought.end] == sought.text


def test_only_so_many_fields_are_read():
    query = read("org:a " * (MOST_CLAUSES + 1))
    assert len(query.clauses) == MOST_CLAUSES
    assert query.notes == (f"Only the first {MOST_CLAUSES} fields were read.",)


HOSTILE = (
    '"' * 10_000,
    'org:"' * 2_000,
    "org:“" * 2_000,
    "org:" + "," * 9_000,
    "org:" + '"a",' * 2_400,
    "OR " * 3_300,
    "a OR " * 2_000,
    "-" * 10_000,
    "*" * 10_000,
    "org:" * 2_500,
    'org:"' + '""' * 4_900,
    '"\n' * 5_000,
    "a:" * 5_000,
    "x" * 10_000,
    " \n" * 5_000,
)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_long_nonsense_is_read_in_pieces_that_do_not_overlap(text):
    """Each part begins where the one before ended, so that no character is read by two of them."""
    at = 0
    for part in scan(text, FIELDS):
        assert part.start >= at
        assert part.end > part.start
        at = part.end
    assert len(read(text).terms) <= MOST_WORDS
