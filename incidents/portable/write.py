"""From a PortableIncident to the text of a file. `read_incident` gives the very same incident back."""

from __future__ import annotations

import datetime

import yaml

from incidents.portable.document import (
    FORMAT,
    PortableAction,
    PortableComponent,
    PortableEvent,
    PortableFactor,
    PortableIncident,
    PortableQuote,
    PortableSource,
    PortableWindow,
)
from incidents.portable.tree import FENCE
from timelines.when import UnreadableTime, When
from timelines.when.zones import resolve

_WIDE = 1_000_000  # columns: a paragraph stays on its line
# In a block text YAML would turn these into something else, or could not hold them.
_NOT_IN_BLOCKS = frozenset("\r\x85\u2028\u2029\ufeff")


class _Dumper(yaml.SafeDumper):
    """Keys in our order, texts of several lines as blocks."""

    def increase_indent(self, flow=False, indentless=False):
        """Lists stand in from their key."""
        return super().increase_indent(flow, False)

    def ignore_aliases(self, data):
        return True


def _text(dumper: _Dumper, value: str) -> yaml.ScalarNode:
    """One line as it is (in quotation marks where YAML needs them), several as a block, odd ones escaped."""
    style = None
    if _NOT_IN_BLOCKS & set(value) or (value and "\n" in value and value[0].isspace()):
        style = '"'
    elif "\n" in value:
        style = "|"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


class _OneLine(dict):
    """A mapping written between braces."""


class _OneLineList(list):
    """A list written between brackets."""


_Dumper.add_representer(str, _text)
_Dumper.add_representer(
    _OneLine, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)
)
_Dumper.add_representer(
    _OneLineList,
    lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True),
)


def write_incident(incident: PortableIncident) -> str:
    """The file of an incident, in UTF-8 when encoded, ending with a line end."""
    front = yaml.dump(
        _front(incident),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_WIDE,
    )
    body = incident.postmortem.body if incident.postmortem else ""
    return f"{FENCE}\n{front}{FENCE}\n" + (f"\n{body}\n" if body else "")


def _front(incident: PortableIncident) -> dict:
    texts = {source.id: source.text for source in incident.sources}
    writing = _Writing(incident.time_zone, texts)
    organisation = incident.organisation
    return {"format": FORMAT, "title": incident.title} | _said(
        {
            "kind": incident.kind,
            "status": incident.status,
            "severity": incident.severity,
            "organisation": organisation
            and _OneLine(
                _said({"name": organisation.name, "website": organisation.website}),
                time_zone=organisation.time_zone,
            ),
            "time_zone": incident.time_zone,
            "visibility": incident.visibility,
            "tags": _OneLineList(incident.tags),
            "lead": incident.lead,
            "links": [_OneLine(title=link.title, url=link.url) for link in incident.links],
            "summary": incident.summary,
            "impact": incident.impact,
            "sources": [writing.source(source) for source in incident.sources],
            "components": _components(incident.components),
            "impact_windows": [writing.window(window) for window in incident.windows],
            "timeline": writing.timeline(incident.events),
            "factors": [writing.factor(factor) for factor in incident.factors],
            "actions": [writing.action(action) for action in incident.actions],
            "postmortem": incident.postmortem and _OneLine(state=incident.postmortem.state),
        }
    )


def _said(values: dict) -> dict:
    """Without the keys that say nothing."""
    return {key: value for key, value in values.items() if value not in ("", None, [], ())}


def _components(components: tuple[PortableComponent, ...]) -> list[dict]:
    return [
        _said(
            {
                "id": component.id if component.id != component.name else "",
                "name": component.name,
                "description": component.description,
                "organisation": component.organisation,
            }
        )
        for component in components
    ]


class _Writing:
    """Parts of an incident as mappings; times in its zone, quotes in its sources."""

    def __init__(self, zone: str, texts: dict[str, str]):
        self.zone = zone
        self.texts = texts

    def source(self, source: PortableSource) -> dict:
        return _said(
            {
                "id": source.id,
                "kind": source.kind,
                "title": source.title,
                "url": source.url,
                "part": source.part,
                "author": source.author,
                "published": self._time(source.published),
                "fetched": source.fetched and _iso(source.fetched),
                "text": source.text,
            }
        )

    def window(self, window: PortableWindow) -> dict:
        return _said(
            {
                "component": window.component,
                "level": window.level,
                "from": self._time(window.began),
                "until": self._time(window.ended, after=window.began),
                "note": window.note,
            }
        )

    def timeline(self, events: tuple[PortableEvent, ...]) -> list[dict]:
        written = []
        before = start = None
        for event in events:
            written.append(self._event(event, before, start))
            before = event.happened
            if "started" in event.milestones:
                start = event.happened
        return written

    def _event(self, event: PortableEvent, before: When | None, start: When | None) -> dict:
        when, day = self._time_and_day(event.happened, before, start)
        return _said(
            {
                "id": event.id,
                "when": when,
                "day": day and day.isoformat(),
                "until": self._time(event.until, after=event.happened),
                "text": event.text,
                "kind": event.kind,
                "lane": event.lane,
                "milestones": _OneLineList(event.milestones),
                "actor": event.actor,
                "pinned": event.pinned or None,
                "learned": self._time(event.learned),
                "quotes": self._quotes(event.quotes),
            }
        )

    def factor(self, factor: PortableFactor) -> dict:
        return _said(
            {
                "id": factor.id,
                "statement": factor.statement,
                "detail": factor.detail,
                "mechanism": factor.mechanism,
                "role": factor.role,
                "onset": self._time(factor.onset),
                "evidence": _OneLineList(factor.evidence),
                "quotes": self._quotes(factor.quotes),
            }
        )

    def action(self, action: PortableAction) -> dict:
        return _said(
            {
                "title": action.title,
                "kind": action.kind,
                "status": action.status,
                "declined_reason": action.declined_reason,
                "owner": action.owner,
                "team": action.team,
                "priority": action.priority,
                "due": action.due and action.due.isoformat(),
                "done_on": action.done_on and action.done_on.isoformat(),
                "weakens": _OneLineList(action.weakens),
                "tracker": action.tracker,
                "quotes": self._quotes(action.quotes),
            }
        )

    def _quotes(self, quotes: tuple[PortableQuote, ...]) -> list[dict]:
        written = []
        for quote in quotes:
            is_first = self.texts[quote.source].find(quote.text) == quote.at
            written.append(
                _said({"source": quote.source, "text": quote.text, "at": None if is_first else quote.at})
            )
        return written

    # Times

    def _time(self, when: When | None, *, after: When | None = None) -> str | dict | None:
        """Words that read back to `when` without more than `after` to go by, else its bounds."""
        if when is None:
            return None
        if (words := self._words(when, after=after)) is not None:
            return words
        return when.as_dict()

    def _time_and_day(self, when: When, before: When | None, start: When | None):
        """The same on a timeline, where a day may stand beside the words: (words or bounds, day or None)."""
        for day in (None, self._day(when, self.zone), self._day(when, when.zone)):
            words = self._words(when, after=before, start=start, day=day)
            if words is not None:
                return words, day
        return when.as_dict(), None

    def _day(self, when: When, zone: str) -> datetime.date:
        return when.best.astimezone(resolve(zone)).date()

    def _words(self, when: When, **context) -> str | None:
        """The words as written, or our own where there are none, if they mean exactly `when`."""
        words = when.words or str(when)
        try:
            read = When.read(words, zone=self.zone, **context)
        except UnreadableTime:
            return None
        told = (read.earliest, read.latest, read.precision, read.zone)
        same = told == (when.earliest, when.latest, when.precision, when.zone)
        return words if same and words == read.words else None


def _iso(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
