"""For every provider, the documents that a page of it answers: all providers are tried on them.

A new provider needs its line here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from statuspages.providers import aws, cstate, incidentio, instatus, slack, upptime
from statuspages.providers.flight import flight_text, value_after
from statuspages.providers.provider import Facts
from statuspages.tests import feeds, vendor
from statuspages.tests.providers.captures import fixture

INSTATUS_PARTS = {"site": dict, "activeIncidents": list, "activeMaintenances": list}


def as_json(value: object) -> bytes:
    return json.dumps(value).encode(errors="replace")


@dataclass(frozen=True)
class Answers:
    """What the documents of one page of a provider answer, read by these facts.

    `values`: what is in them, by the name of their Ask. `written`: how that becomes bytes, else as JSON.
    """

    provider: str
    values: Mapping[str, object]
    facts: Facts = field(default_factory=dict)
    written: Mapping[str, Callable[[object], bytes]] = field(default_factory=dict)

    def __str__(self):
        return "-".join((self.provider, *self.values))

    def write(self, values: Mapping[str, object] | None = None) -> dict[str, bytes]:
        held = self.values if values is None else values
        return {name: self.written.get(name, as_json)(value) for name, value in held.items()}


def _read(provider: str, **names: str) -> dict[str, object]:
    """The fixtures of a provider as values, by the name of their Ask."""
    return {ask: json.loads(fixture(provider, name)) for ask, name in names.items()}


def _as_it_is(value: object) -> bytes:
    """Of a document that is no JSON: its text."""
    return (value if isinstance(value, str) else json.dumps(value)).encode(errors="replace")


def _in_utf_16(value: object) -> bytes:
    return as_json(value).decode().encode("utf-16")


def flight_page(value: object) -> bytes:
    """A page made with Next.js that names Instatus and carries what the value holds."""
    parts = value.items() if isinstance(value, dict) else [("page", value)]
    carried = json.dumps("0:[" + ",".join(f'{{"{name}":{json.dumps(held)}}}' for name, held in parts) + "]\n")
    return f"<html>instatus<script>self.__next_f.push([1,{carried}])</script></html>".encode()


def pagerduty_page(value: object) -> bytes:
    """A page of PagerDuty's that carries this value."""
    data = json.dumps(value).replace("<", "\\u003c").encode(errors="replace")
    return b'<html><body><script id="data" type="application/json">' + data + b"</script></body></html>"


def _instatus_page() -> dict[str, object]:
    text = flight_text(fixture("instatus", "page.html").decode())
    return {name: value_after(text, name, kind) for name, kind in INSTATUS_PARTS.items()}


def _history() -> str:
    post = feeds.post("2024-05-06T09:15", "Resolved", "Builds start as usual again.")
    return feeds.atom(feeds.entry("abc", "Builds wait", "2024-05-06T09:15:00", post)).decode()


STATUSPAGE = {
    "incidents": vendor.incidents_answer(vendor.slow_builds()),
    "summary": vendor.summary_answer(vendor.component()),
}
_ULID = "01JQZ3F8Y6T4M2K9W7B5C1D0EX"
INCIDENT_IO = {
    "incidents": vendor.incidents_answer(
        vendor.slow_builds(), id=_ULID, url="https://status.vendor.example/", time_zone=None
    ),
    "summary": vendor.summary_answer(
        vendor.component(_ULID), id=_ULID, url="https://status.vendor.example/", time_zone=None
    ),
}
STATUSIO_FACTS = {"page": "51f6f2088643809b7200000d", "name": "Coin & Co"}

ALL = (
    Answers("statuspage", STATUSPAGE),
    Answers("incidentio", INCIDENT_IO),
    Answers("incidentio", {"summary": INCIDENT_IO["summary"]}, incidentio.SUMMARY_ALONE),
    Answers("feed", {"feed": _history()}, written={"feed": _as_it_is}),
    Answers("instatus", {"page": _instatus_page()}, instatus.BY_PAGE, {"page": flight_page}),
    Answers(
        "instatus",
        _read("instatus", summary="summary.json", components="components.json"),
        instatus.BY_SUMMARY,
    ),
    Answers("statusio", _read("statusio", status="status.json"), STATUSIO_FACTS),
    Answers("betterstack", _read("betterstack", index="index.json")),
    Answers("google", _read("google", incidents="incidents.json")),
    Answers("aws", _read("aws", events="currentevents.json"), {}, {"events": _in_utf_16}),
    Answers("aws", _read("aws", archive="data.json"), {"archive": aws.ARCHIVE_PATH}),
    Answers("slack", _read("slack", current="current.json", history="history.json")),
    Answers("slack", _read("slack", history="history.json"), slack.HISTORY_ALONE),
    Answers("heroku", _read("heroku", current="current-status.json", history="incidents.json")),
    Answers("statuspal", _read("statuspal", summary="summary.json"), {"subdomain": "crossings"}),
    Answers("pagerduty", _read("pagerduty", page="page.json"), written={"page": pagerduty_page}),
    Answers(
        "upptime",
        _read("upptime", issues="issues.json", comments="comments.json", sites="summary.json"),
        {"repository": "moor/status", "api": upptime.API, "raw": upptime.RAW},
    ),
    Answers(
        "cstate",
        _read("cstate", issues="issues.json", index="index.json")
        | {"feed": fixture("cstate", "index.xml").decode()},
        written={"feed": _as_it_is},
    ),
    Answers("cstate", _read("cstate", index="index.json"), cstate.BY_INDEX),
)
