"""Any bytes become what a page says, or one clear error; words nobody knows are kept."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from statuspages.exceptions import NotJson, PageUnreadable, Unexpected
from statuspages.models import StatusPage
from statuspages.providers import statuspage
from statuspages.providers.fields import time_zone
from statuspages.providers.reading import Extent, Kind, Level, State, Strange
from statuspages.providers.statuspage import LEVELS, STATES
from statuspages.tests import vendor
from statuspages.tests.parsed import parse_incidents, parse_summary


def read(*incidents, **page):
    return parse_incidents(vendor.as_json(vendor.incidents_answer(*incidents, **page)))


def only(changed_incident: dict):
    return read(changed_incident).incidents[0]


def test_an_incident_is_read_with_its_updates_oldest_first():
    incident = only(vendor.slow_builds())
    assert incident.uid == "inc0slowblds"
    assert (incident.state, incident.impact) == (State.RESOLVED, "minor")
    assert incident.url == "https://status.vendor.example/incidents/inc0slowblds"
    assert [update.status for update in incident.updates] == ["investigating", "identified", "resolved"]
    assert incident.updates[0].display_at == datetime(2024, 5, 6, 9, tzinfo=UTC)
    assert incident.updates[1].affected[0].new == "partial_outage"


def test_components_know_their_group_and_groups_are_no_components():
    group = vendor.component("grp0upstream", "Upstream", group=True, components=["cmp0registry"])
    grouped = vendor.component("cmp0registry", "Registry", group_id="grp0upstream")
    answer = vendor.summary_answer(group, grouped, vendor.component(), indicator="minor", says="Degraded")
    summary = parse_summary(vendor.as_json(answer))
    assert [component.full_name for component in summary.components] == ["Upstream - Registry", "Builds"]
    assert (summary.indicator, summary.says) == ("minor", "Degraded")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"<!DOCTYPE html><html>Status</html>", "a web page and not JSON"),
        (b"\xef\xbb\xbf  <html>", "a web page and not JSON"),
        (b'{"page": {"id": "a"}, "incidents": [{"id"', "breaks off in the middle"),
        ('{"page": {}}'.encode("utf-16"), "not text in UTF-8"),
        (b"[" * 100_000, "JSON that"),
        (b'{"page": ' + b"9" * 5000 + b"}", "nobody can read"),
    ],
)
def test_what_is_not_json_is_said_to_be_so(body, says):
    with pytest.raises(NotJson, match=says):
        parse_incidents(body)


@pytest.mark.parametrize(
    "incidents",
    [
        [{"id": number} for number in range(501)],
        [{"id": 1, "incident_updates": [{"id": number} for number in range(5_001)]}],
        [{"id": one, "incident_updates": [{"id": number} for number in range(2_501)]} for one in "ab"],
        [{"id": 1, "incident_updates": [{"id": 1, "affected_components": [{"code": "c"}] * 20_001}]}],
    ],
    ids=["incidents", "updates", "updates-in-all", "affected"],
)
def test_more_than_could_ever_be_stored_is_refused(incidents):
    with pytest.raises(Unexpected, match="which no page has"):
        read(*incidents)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([], "it is a list where an object is expected"),
        ({"status": "ok"}, "it has no “page” that is an object"),
        ({"page": {"id": "a"}}, "it has no “incidents” that is a list"),
        ({"page": {"id": "a"}, "incidents": {}}, "it has no “incidents” that is a list"),
        ({"page": {}, "incidents": []}, "“page” has no “id”"),
        ({"page": {"id": "a"}, "incidents": ["x"]}, "incident 1 is text where an object is expected"),
        ({"page": {"id": "a"}, "incidents": [{"name": "x"}]}, "incident 1 has no “id”"),
        ({"page": {"id": "a"}, "incidents": [{"id": "b", "name": 7}]}, "is a number where text is expected"),
        (
            {"page": {"id": "a"}, "incidents": [{"id": "b", "created_at": "yesterday"}]},
            "“created_at” of incident 1 is not a time",
        ),
    ],
)
def test_what_is_no_statuspage_is_said_to_be_so(answer, says):
    with pytest.raises(Unexpected, match=says):
        parse_incidents(vendor.as_json(answer))


def test_every_error_is_one_that_a_page_can_show():
    codes, left = set(), [PageUnreadable]
    while left:
        for kind in left.pop().__subclasses__():
            codes.add(kind.code)
            left.append(kind)
    assert codes == set(StatusPage.Error.values)


def test_a_byte_order_mark_does_no_harm():
    body = b"\xef\xbb\xbf" + vendor.as_json(vendor.incidents_answer(vendor.slow_builds()))
    assert len(parse_incidents(body).incidents) == 1


@pytest.mark.parametrize("nothing", [None, "", "absent"])
def test_whatever_is_not_required_may_be_missing(nothing):
    bare = {"id": "i", "incident_updates": [{"id": "u"}]}
    names = ("name", "status", "impact", "created_at", "started_at", "updated_at", "resolved_at", "shortlink")
    if nothing != "absent":
        bare |= dict.fromkeys(names, nothing)
        bare["incident_updates"][0] |= dict.fromkeys(("body", "status", "display_at"), nothing)
    incident = only(bare)
    assert (incident.name, incident.status, incident.as_of) == ("Incident i", "", None)
    assert (incident.updates[0].body, incident.updates[0].at) == ("", None)
    assert only({"id": "i", "incident_updates": nothing if nothing != "absent" else None}).updates == ()


def test_words_nobody_knows_are_kept_counted_and_taken_for_the_safe_default():
    strange = vendor.incident(
        "inc0strange0",
        vendor.update("upd1", "exploded", "09:00", "", vendor.affected("operational", "on_fire")),
        vendor.update("upd2", "exploded", "09:10", "", vendor.affected("on_fire", "operational")),
    )
    answer = read(strange)
    incident = answer.incidents[0]
    assert (incident.status, incident.state) == ("exploded", State.INVESTIGATING)
    assert incident.updates[0].affected[0].new == "on_fire"
    assert LEVELS.get("on_fire") is None
    assert answer.strange == (
        Strange("component status", "on_fire", 2),
        Strange("incident status", "exploded", 1),
        Strange("update status", "exploded", 2),
    )


def test_known_words_mean_what_they_say():
    assert STATES.get("postmortem") is State.POSTMORTEM
    assert LEVELS.get("major_outage") is Level.MAJOR_OUTAGE
    assert LEVELS.get("under_maintenance") is Level.MAINTENANCE


def test_an_id_that_comes_twice_counts_once_and_the_newer_account_of_it():
    older = vendor.incident("inc0twice000", vendor.update("upd1", "investigating", "09:00"), name="Older")
    newer = vendor.incident(
        "inc0twice000",
        vendor.update("upd1", "investigating", "09:00"),
        vendor.update("upd1", "investigating", "09:00", "Again", updated_at="2024-05-06T09:05:00Z"),
        name="Newer",
    )
    incidents = read(older, newer).incidents
    assert [incident.name for incident in incidents] == ["Newer"]
    assert [update.body for update in incidents[0].updates] == ["Again"]


def test_ids_too_long_for_us_stay_apart():
    long = "a" * 400
    incidents = read({"id": long + "1"}, {"id": long + "2"}, {"id": long + "1"}).incidents
    assert len(incidents) == 2
    assert all(len(incident.uid) <= 300 for incident in incidents)


def test_a_time_without_an_offset_is_in_the_pages_zone():
    bare = {"id": "i", "created_at": "2024-05-06T12:00:00", "updated_at": "2024-05-06T12:00:00+02:00"}
    incident = read(bare, time_zone="Europe/Zurich").incidents[0]
    assert incident.created_at == incident.updated_at == datetime(2024, 5, 6, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00"]
)
def test_the_ends_of_the_calendar_are_no_times(written):
    assert only({"id": "i", "created_at": written}).created_at is None


def test_the_placeholder_for_nothing_affected_is_no_component():
    nothing = [{"name": "No components were affected by this update."}]
    incident = only({"id": "i", "incident_updates": [{"id": "u", "affected_components": nothing}]})
    assert incident.updates[0].affected == ()


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Etc/UTC", "UTC"),
        ("Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("Mexico City", "America/Mexico_City"),
        ("Amsterdam", "Europe/Amsterdam"),
        ("Atlantis", "UTC"),
        ("", "UTC"),
    ],
)
def test_zones_by_their_names_in_iana_and_in_rails(name, zone):
    assert time_zone(name) == zone


def test_nul_and_half_characters_never_reach_the_database():
    incident = only({"id": "a\x00b", "name": "A\ud800\x00"})
    assert "\x00" not in incident.uid
    assert incident.name == "A��"


WORDS = st.text(max_size=8) | st.sampled_from(
    ["resolved", "2024-05-06T12:00:00Z", "0001-01-01", "operational"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def objects(*names: str, **known):
    """Objects that look like a vendor's, with a value of any kind here and there."""
    loose = dict.fromkeys(names, WORDS | VALUES)
    return st.fixed_dictionaries({"id": WORDS | VALUES}, optional=loose | known)


AFFECTED = objects("code", "name", "old_status", "new_status")
UPDATES = objects(
    "status",
    "body",
    "display_at",
    "created_at",
    "updated_at",
    affected_components=st.lists(AFFECTED, max_size=2) | VALUES,
)
INCIDENTS = objects(
    "name",
    "status",
    "impact",
    "created_at",
    "updated_at",
    "shortlink",
    incident_updates=st.lists(UPDATES, max_size=3) | VALUES,
)
ANSWERS = st.fixed_dictionaries(
    {
        "page": objects("name", "url", "time_zone", "updated_at"),
        "incidents": st.lists(INCIDENTS, max_size=3),
        "components": st.lists(objects("name", "group", "group_id", "position", "status"), max_size=3),
    }
)


def check(parse, body: bytes) -> None:
    """Only its own error; the same again; no naive time; by time."""
    try:
        found = parse(body)
    except PageUnreadable:
        return
    assert parse(body) == found
    for incident in getattr(found, "incidents", ()):
        times = [incident.created_at, incident.updated_at]
        for update in incident.updates:
            times += [update.display_at, update.at, update.updated_at]
        assert all(time is None or time.utcoffset() == timedelta(0) for time in times)
        stated = [update.at for update in incident.updates if update.at]
        assert stated == sorted(stated)
        assert incident.name.encode().decode() == incident.name


@given(st.binary())
@example(b"{")
def test_any_bytes_raise_only_our_own_errors(body):
    check(parse_incidents, body)
    check(parse_summary, body)


@given(ANSWERS)
@example({"page": {"id": "p", "time_zone": "\x00"}, "incidents": [], "components": []})
def test_anything_shaped_like_an_answer_raises_only_our_own_errors(answer):
    body = json.dumps(answer).encode()
    check(parse_incidents, body)
    check(parse_summary, body)


def documents(**times: str) -> dict[str, bytes]:
    """All documents of a page, each as of a time of its own."""
    bare = {"incidents": [vendor.slow_builds()], "scheduled_maintenances": [], "components": []}
    return {name: vendor.as_json({"page": vendor.page(updated_at=at)} | bare) for name, at in times.items()}


@pytest.mark.parametrize(
    ("incidents", "summary", "extent"),
    [
        ("2024-05-06T12:00:00Z", "2024-05-06T12:00:00Z", Extent.NEWEST),
        ("2024-05-06T12:00:01Z", "2024-05-06T12:00:00Z", Extent.NEWEST),
        ("2024-05-06T12:00:00Z", "2024-05-06T12:00:01Z", Extent.LATEST_CHANGES),
    ],
)
def test_nothing_is_missed_from_a_list_that_is_older_than_the_summary(incidents, summary, extent):
    account = statuspage.read(documents(incidents=incidents, summary=summary), {})
    listing = next(each for each in account.listings if each.kind is Kind.INCIDENT)
    assert (listing.extent, len(listing.incidents)) == (extent, 1)


def test_a_full_list_of_maintenances_may_be_cut_anywhere():
    def extent(number: int) -> Extent:
        planned = [{"id": f"m{each}", "status": "scheduled"} for each in range(number)]
        body = vendor.as_json({"page": vendor.page(), "scheduled_maintenances": planned})
        return statuspage.read({"maintenances": body}, {}).listings[0].extent

    assert (extent(49), extent(50)) == (Extent.NEWEST, Extent.LATEST_CHANGES)


def test_a_maintenance_is_read_with_its_window_and_is_no_incident():
    planned = vendor.incident(
        "mnt0", vendor.update("u", "scheduled", "09:00"), name="Move", impact="maintenance"
    )
    planned |= {"scheduled_for": "2024-05-07T20:00:00Z", "scheduled_until": "2024-05-07T22:00:00Z"}
    answer = vendor.summary_answer(vendor.component(), incidents=[vendor.slow_builds()])
    body = vendor.as_json(answer | {"scheduled_maintenances": [planned]})
    account = statuspage.read({"summary": body}, statuspage.SUMMARY_ALONE)
    assert [(each.kind, each.extent) for each in account.listings] == [
        (Kind.INCIDENT, Extent.OPEN),
        (Kind.MAINTENANCE, Extent.OPEN),
    ]
    (maintenance,) = account.listings[1].incidents
    assert (maintenance.state, maintenance.kind) == (State.SCHEDULED, Kind.MAINTENANCE)
    assert maintenance.scheduled_until - maintenance.scheduled_for == timedelta(hours=2)


def test_what_goes_on_for_so_long_that_the_newest_do_not_list_it_is_told_by_the_summary():
    old = vendor.incident("inc0old", vendor.update("u", "investigating", "2023-01-01T00:00:00Z"))
    bodies = {
        "incidents": vendor.as_json(vendor.incidents_answer(vendor.slow_builds())),
        "summary": vendor.as_json(vendor.summary_answer(incidents=[old])),
    }
    newest, beside = (each for each in statuspage.read(bodies, {}).listings if each.kind is Kind.INCIDENT)
    assert [incident.uid for incident in newest.incidents] == ["inc0slowblds"]
    assert ([incident.uid for incident in beside.incidents], beside.extent) == (
        ["inc0old"],
        Extent.LATEST_CHANGES,
    )


@pytest.mark.parametrize("name", ["maintenances", "history"])
@pytest.mark.parametrize("body", [b"", b"<!doctype html>", b"<feed", b"[]", b'{"page": 1}'])
def test_what_a_page_may_lack_may_be_anything(name, body):
    bodies = {"incidents": vendor.as_json(vendor.incidents_answer(vendor.slow_builds()))}
    assert statuspage.read(bodies | {name: body}, {}) == statuspage.read(bodies, {})
