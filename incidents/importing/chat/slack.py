"""Slack in JSON: a day of an exported channel (a list of messages), or an answer of its API.

https://slack.com/help/articles/220556107-How-to-read-Slack-data-exports names the keys. `ts` is the time of a
message, in seconds since 1970.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from incidents.importing.document import Opened, Place, ReadDocument, ReadSettings
from incidents.importing.format import Format, Given
from incidents.importing.located_json import Located, begins_as_json, read_json
from timelines.models import Source
from timelines.notes.words import guess_kind, guess_milestones
from timelines.reading.model import FoundEvent, ZoneFrom, ZoneRead
from timelines.reading.uniqueness import first_of_each
from timelines.when import Precision, When

LOOKS_LIKE = re.compile(r'"ts"\s{0,20}:\s{0,20}"\d{9,11}\.\d{1,6}"')
LOOKED_AT = 20_000  # characters
STAMP = re.compile(r"\d{9,11}\.\d{1,6}")
COMINGS = frozenset(
    {"channel_join", "channel_leave", "channel_topic", "channel_purpose", "channel_name", "pinned_item",
     "group_join", "group_leave", "channel_archive", "tombstone", "reminder_add", "bot_add"}
)  # fmt: skip
MARKED = re.compile(r"<(?P<sign>[@#!]?)(?P<id>[^<>|]{1,2000})(?:\|(?P<label>[^<>]{0,500}))?>")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
MAX_TEXT = 20_000


def is_slack(given: Given) -> bool:
    return begins_as_json(given.text) and bool(LOOKS_LIKE.search(given.text[:LOOKED_AT]))


def read_slack(opened: Opened, settings: ReadSettings) -> ReadDocument:
    """What was written in a channel: one event a message, in order of time. Raises DocumentError."""
    messages = sorted(_messages(read_json(opened.text)), key=lambda message: message["ts"].text)
    names = _names(messages)
    events = [_event(message, names) for message in messages]
    name = opened.name.rpartition(".")[0] or opened.name
    return ReadDocument(
        kind=FORMAT.called,
        source_kind=Source.Kind.CHAT_LOG,
        text=opened.text,
        title=(name or "Slack conversation")[:300],
        zone=ZoneRead("UTC", "", ZoneFrom.BESIDE, len(events)),
        events=tuple(first_of_each(events)),
        problems=() if events else ("No message of a person stands in it.",),
    )


def _messages(found: Located) -> Iterator[Located]:
    """Messages with words; comings, goings and renamings left out."""
    listed = found if isinstance(found.value, list) else found.get("messages")
    for message in listed.items if listed else ():
        stamp, words = message.get("ts"), message.get("text")
        kind = message.get("subtype")
        if stamp is None or words is None or not STAMP.fullmatch(stamp.text) or not words.text.strip():
            continue
        if kind is None or kind.text not in COMINGS:
            yield message


def _names(messages: list[Located]) -> dict[str, str]:
    """{id: name} of everybody who is named somewhere."""
    names = {}
    for message in messages:
        user = message.get("user")
        if user is not None and (name := _own_name(message)):
            names[user.text] = name
    return names


def _own_name(message: Located) -> str:
    profile = message.get("user_profile") or message.get("bot_profile")
    said = [profile.get(key) for key in ("display_name", "real_name", "name")] if profile else []
    said.append(message.get("username"))
    return next((one.text.strip() for one in said if one is not None and one.text.strip()), "")


def _event(message: Located, names: dict[str, str]) -> FoundEvent:
    words, stamp, user = message["text"], message["ts"], message.get("user")
    moment = datetime.fromtimestamp(int(stamp.text.partition(".")[0]), UTC)
    text = shown(words.text, names)[:MAX_TEXT]
    return FoundEvent(
        when=When.at(moment, Precision.SECOND, words=stamp.text),
        text=text,
        place=Place(words.place.start + 1, words.place.end - 1),
        time_place=Place(stamp.place.start + 1, stamp.place.end - 1),
        kind=guess_kind(text),
        milestones=tuple(guess_milestones(text, is_first=False)),
        actor=(_own_name(message) or (names.get(user.text, user.text) if user else ""))[:200],
    )


def shown(text: str, names: dict[str, str]) -> str:
    """Words as Slack shows them: “<@U1>” as “@mira”, “<https://x|this>” as “this (https://x)”."""

    def plain(match: re.Match) -> str:
        sign, said, label = match["sign"], match["id"], match["label"]
        if sign == "@":
            return f"@{label or names.get(said, said)}"
        if sign == "#":
            return f"#{label or said}"
        if sign == "!":
            return f"@{label or said.partition('^')[0]}"
        return f"{label} ({said})" if label and label != said else said

    text = MARKED.sub(plain, text)
    for entity, letter in ENTITIES:
        text = text.replace(entity, letter)
    return text.strip()


FORMAT = Format("slack", "Slack export", is_slack, lambda given: [given.opened("slack")], read_slack)
