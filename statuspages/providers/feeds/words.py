"""How an incident stands, out of the words of an entry: there is no field for it in RSS and Atom."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from statuspages.providers import limits
from statuspages.providers.feeds.document import Entry
from statuspages.providers.feeds.profiles import STATES, Profile
from statuspages.providers.reading import Affected

_TITLE = re.compile(r"\[(?P<in>[A-Za-z _-]{3,40})\]\s{0,9}|(?P<before>[A-Za-z _]{3,40}?)\s{0,9}[:–—-]\s{1,9}")
_STATUS = re.compile(
    r"(?:\s|<[^<>]{0,300}>){0,30}Status:\s{0,9}(?P<word>[A-Za-z][A-Za-z _-]{1,40})(?:</[a-z0-9]{1,9}>)?"
    r"(?:\s|<br\s{0,9}/?>){0,30}",
    re.IGNORECASE,
)
_LABEL = re.compile(r"<(?:strong|b|h3)>\s{0,9}([A-Za-z][A-Za-z _-]{2,40})\s{0,9}:?\s{0,9}</", re.IGNORECASE)
_AFFECTED = re.compile("<b>affected components</b>", re.IGNORECASE)
_COMPONENT = re.compile(r"<li>(?P<name>[^<>]{1,300}?)\s{0,9}\((?P<level>[A-Za-z _-]{3,40})\)\s{0,9}</li>")
_OVER = re.compile(
    r"\b(?:(?:has|have|had) (?:now |been |fully ){0,3}(?:resolved|recovered|fixed)"
    r"|(?:is|are|was|were) (?:now |fully ){0,2}(?:resolved|fixed))\b|\boperating normally\b",
    re.IGNORECASE,
)
_TAILS = ("<br/>", "<br />", "<br>", " ", "\n", "\r", "\t")
_SEARCHED = 20_000  # characters of a text


class Said(NamedTuple):
    """What an entry says. `title` and `text`: without the words that told `status`, "" where nothing did."""

    status: str
    title: str
    text: str
    affected: tuple[Affected, ...] = ()


def status_of(word: str) -> str:
    """A word as Statuspage's API has it: “In progress” is in_progress."""
    return "_".join(re.sub(r"[^0-9a-z]+", " ", word.lower()).split())[: limits.STATUS_LENGTH]


def said_by(entry: Entry, profile: Profile) -> Said:
    """What an entry says of its incident, in the order in which words are trusted: “Status: …” before all of
    its text, “[Resolved]” before its title, the vendor's own words there, the first label in bold, its
    categories, and last a sentence that says that it is over.
    """
    title, text, affected = entry.title, entry.text.strip(), ()
    places = [found.start() for found in _AFFECTED.finditer(text)]
    if places and (affected := _affected(text[places[-1] :])):
        text = text[: places[-1]]
    status = _of_title(entry.title)
    if status:
        title = _TITLE.sub("", entry.title, count=1) or entry.title
    if leading := _STATUS.match(text):
        status, text = status_of(leading["word"]), text[leading.end() :].strip()
    for words, state in profile.states.items():
        status = status or (str(state) if words.search(title) else "")
        title = words.sub("", title).strip(" :–—-") or title
    status = status or _of_text(text) or _of_categories(entry)
    return Said(status, title, _without_breaks(text), affected)


def _without_breaks(text: str) -> str:
    """Without line breaks and spacing at its end."""
    end, before = len(text), -1
    while end != before:
        before = end
        for tail in _TAILS:
            end -= len(tail) if text.endswith(tail, 0, end) else 0
    return text[:end]


def _of_title(title: str) -> str:
    found = _TITLE.match(title)
    status = status_of(found["in"] or found["before"]) if found else ""
    return status if status in STATES else ""


def _of_text(text: str) -> str:
    text = text[:_SEARCHED]
    labels = (status_of(found[1]) for found in _LABEL.finditer(text))
    return next((label for label in labels if label in STATES), "resolved" if _OVER.search(text) else "")


def _of_categories(entry: Entry) -> str:
    return next((word for word in map(status_of, entry.categories) if word in STATES), "")


def _affected(listed: str) -> tuple[Affected, ...]:
    """incident.io's: names, and how they are now. There are no ids, so the name has to do."""
    found = [(unescape(each["name"]).strip(), each["level"]) for each in _COMPONENT.finditer(listed)]
    return tuple(
        Affected(
            uid=name[: limits.NAME_LENGTH], name=name[: limits.NAME_LENGTH], old="", new=status_of(level)
        )
        for name, level in dict(found).items()
    )
