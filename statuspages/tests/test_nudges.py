"""A webhook says which page to read, in the frame that three vendors share; nothing else is known by it."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statuspages.providers.nudges import Nudge, nudge_of

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "status-pages" / "statuspage-webhook"
META = {"unsubscribe": "https://status.vendor.example/?unsubscribe=k", "documentation": "https://d.example"}
PAGE = {"id": "pg7r0kd2mxqz", "status_indicator": "minor", "status_description": "Partly degraded"}


def webhook(**told) -> bytes:
    return json.dumps({"meta": META, "page": PAGE} | told).encode()


@pytest.mark.parametrize("about", ["incident", "maintenance", "component"])
def test_a_webhook_names_its_page_and_what_changed(about):
    told = {about: {"id": "inc0slowblds", "name": "Builds wait"}}
    assert nudge_of(webhook(**told)) == Nudge("pg7r0kd2mxqz", about, "inc0slowblds")


def test_a_component_comes_with_its_update():
    body = webhook(component_update={"new_status": "MAJOROUTAGE"}, component={"name": "Builds"})
    assert nudge_of(body) == Nudge("pg7r0kd2mxqz", "component", "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[1]",
        b"<html>",
        b'{"page": 3, "incident": {}}',
        b'{"page": {"id": {}}, "incident": {"id": "a"}}',
        webhook(),
        webhook(incident="one"),
        webhook(incident=[]),
        webhook(page={"name": "no id"}, incident={"id": "a"}),
        webhook(incident={"id": {"a": 1}}),
        b"[" * 50_000,
    ],
)
def test_another_shape_is_no_nudge(body):
    assert nudge_of(body) is None


@given(st.binary() | st.dictionaries(st.text(), st.text()).map(lambda held: json.dumps(held).encode()))
def test_nothing_that_is_sent_raises(body):
    assert nudge_of(body) is None


@pytest.mark.corpus
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the collection of captures beside the repository")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*.json")), ids=lambda path: path.stem)
def test_captured_webhooks_are_known(path):
    nudge = nudge_of(path.read_bytes())
    assert nudge.about in path.stem
    assert nudge.page_uid == json.loads(path.read_bytes())["page"]["id"]
