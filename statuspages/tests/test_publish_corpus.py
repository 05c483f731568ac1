"""The published page has the keys of captured pages, in their order, at every depth."""

import json
import re
from pathlib import Path

import pytest

from incidents.factories import ComponentFactory, ImpactWindowFactory, OrganisationFactory
from statuspages.tests.publishing import acme, clock, note, publish, read, told_incident

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "data" / "status-pages" / "statuspage"
# Without reminder_intervals, as pages were served before the middle of 2023.
EARLIER = "github-summary-2023-05-11"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.corpus,
    pytest.mark.skipif(not CAPTURES.is_dir(), reason="needs captured pages beside the repository"),
]


def shapes(value, name="answer", found=None) -> dict[str, set[tuple[str, ...]]]:
    """The orders of keys of every object below `value`, by the key that it stands under."""
    found = {} if found is None else found
    if isinstance(value, dict):
        kind = f"{name} of a group" if value.get("group") is True else name
        found.setdefault(kind, set()).add(tuple(value))
        for key, inner in value.items():
            shapes(inner, key, found)
    elif isinstance(value, list):
        for inner in value:
            shapes(inner, name, found)
    return found


def served(client) -> list[dict]:
    """What we serve of two organisations, an open incident and one with a postmortem."""
    told_incident()
    ended = told_incident(title="It ended")
    note(ended, "resolved", clock(14))
    publish(ended)
    beta = ComponentFactory(organisation=OrganisationFactory(name="Beta"))
    ImpactWindowFactory(incident=ended, component=beta)
    assert acme().name == "Acme"
    return [read(client, "summary"), read(client, "incidents")]


def captured() -> list[dict]:
    files = [path for path in sorted(CAPTURES.glob("*-*-*.json")) if not path.name.startswith(EARLIER)]
    told = [json.loads(path.read_text()) for path in files]
    return [one for one in told if "page" in one]


def test_every_object_has_the_keys_of_captured_ones_in_their_order(client):
    theirs: dict[str, set] = {}
    for answer in captured():
        shapes(answer, "summary" if "status" in answer else "answer", theirs)
    theirs["incidents"] = {keys for keys in theirs["incidents"] if "reminder_intervals" in keys}
    ours: dict[str, set] = {}
    for answer in served(client):
        shapes(answer, "summary" if "status" in answer else "answer", ours)
    for name, keys in ours.items():
        assert keys <= theirs[name], name
    assert {"page", "components", "components of a group", "incidents", "incident_updates"} <= set(ours)
    assert "affected_components" in ours


def test_values_have_the_types_of_captured_ones(client):
    theirs: dict[str, set] = {}
    for answer in captured():
        types(answer, "", theirs)
    ours: dict[str, set] = {}
    for answer in served(client):
        types(answer, "", ours)
    assert {
        path: kinds - theirs.get(path, set())
        for path, kinds in ours.items()
        if kinds - theirs.get(path, set())
    } == {}


def types(value, path, found) -> None:
    """Which types of value stand at each path; instants and ids are types of their own."""
    if isinstance(value, dict):
        for key, inner in value.items():
            types(inner, f"{path}.{key}", found)
    elif isinstance(value, list):
        found.setdefault(path, set()).add("list")
        for inner in value:
            types(inner, f"{path}[]", found)
    else:
        found.setdefault(path, set()).add(kind_of(value, path))


def kind_of(value, path: str) -> str:
    if isinstance(value, str) and path.endswith("_at"):
        return "instant" if INSTANT.fullmatch(value) else f"other instant {value[-6:]}"
    if isinstance(value, str) and path.endswith(("id", "code")):
        return "id" if re.fullmatch("[a-z0-9]{12}", value) else f"other id {value}"
    return type(value).__name__
