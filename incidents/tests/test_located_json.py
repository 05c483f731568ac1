"""JSON is read as `json` reads it, and every word of it is found again in the file."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from incidents.importing.document import DocumentError, Place
from incidents.importing.located_json import Pieces, read_json

VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)),
    max_leaves=12,
)


def plain(found):
    """A value without its places, taken together from within."""
    if isinstance(found.value, dict):
        return {key: plain(each) for key, each in found.value.items()}
    return [plain(each) for each in found.value] if isinstance(found.value, list) else found.value


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_it_is_read_as_the_standard_library_reads_it(value, is_ascii, indent):
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    found = read_json(text)
    assert plain(found) == json.loads(text)
    assert found.plain() == json.loads(text)


@given(st.text(max_size=200))
@example('{"a": 1, "a": 2}')
@example('["\\ud800"]')
@example("[1,]")
@example("{,}")
def test_any_text_is_read_or_refused(text):
    try:
        found = read_json(text)
    except DocumentError as refused:
        said = str(refused)
    else:
        said = "."
        assert plain(found) == json.loads(text)
    assert said.endswith(".")


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4), st.booleans(), st.data())
@example(["a\n<b>\U0001f600\\"], True, None)
def test_words_put_together_are_found_in_the_file(texts, is_ascii, data):
    source = json.dumps(texts, ensure_ascii=is_ascii).replace("<", "\\u003c")
    pieces = Pieces()
    for said in read_json(source).items:
        pieces.say("\n\n")
        pieces.add(said)
    begin = 0
    for number, words in enumerate(texts):
        begin = 2 + sum(len(each) + 2 for each in texts[:number])
        end = begin + len(words)
        assert pieces.text[begin:end] == words
        first = data.draw(st.integers(begin, end - 1)) if data else begin
        last = data.draw(st.integers(first + 1, end)) if data else end
        raw = pieces.place(Place(first, last)).of(source)
        assert json.loads(f'"{raw}"', strict=True) == pieces.text[first:last]


def test_a_value_knows_its_key():
    text = '{"a": {"b" : [1, "x"]}, "c": null}'
    found = read_json(text)
    assert found["a"]["b"].whole.of(text) == '"b" : [1, "x"]'
    assert found["a"]["b"].items[1].place.of(text) == '"x"'
    assert found.get("c") is None
    assert found.get("d") is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 100_000, "nested more than 100 deep"),
        ('{"a":' * 100_000, "nested more than 100 deep"),
        (f"[{'1,' * 600_000}1]", "more than 500,000 values"),
        ('{"a": 1,\n"a": 2}', "line 2: “a” stands there twice"),
        ('["a\n"]', "line 1: invalid control character"),
        ("[1, 2", "line 1: a comma or a closing bracket is missing"),
        ("[1] 2", "line 1: more follows"),
        ("nothing", "line 1: a value is missing"),
    ],
    ids=["lists", "objects", "many", "twice", "control", "open", "more", "none"],
)
def test_what_is_no_json_or_too_much_of_it_is_refused(text, says):
    with pytest.raises(DocumentError, match=says):
        read_json(text)
