"""The words of an event that carries a milestone: who says so, and what the others say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from incidents.differing import with_note, without_note
from incidents.importing.alike import likeness
from incidents.importing.told import Statement, Voice
from timelines.models import Lane, Milestone, Quote, Source, TimelineEvent
from timelines.when import UnreadableTime, When

STARTED, RESOLVED = Milestone.Kind.STARTED, Milestone.Kind.RESOLVED
SENTENCES = {
    (STARTED, Voice.STATUS_PAGE): "The incident had begun when the status page first spoke of it.",
    (STARTED, Voice.RECORD): "The incident began, says the record.",
    (STARTED, Voice.WRITE_UP): "The incident began, says the write-up.",
    (RESOLVED, Voice.STATUS_PAGE): "The incident was over when the status page said so.",
    (RESOLVED, Voice.RECORD): "The incident ended, says the record.",
    (RESOLVED, Voice.WRITE_UP): "The incident ended, says the write-up.",
}
VOICES = {sentence: voice for (_, voice), sentence in SENTENCES.items()}
SAYS = re.compile(r"The (status page|record|write-up) says (.{1,400}?)\.(?= The |\s|$)")


def own_event(
    said: Statement, claims: dict[Voice, When] | None = None, quotes: Iterable[Quote] = ()
) -> dict[str, Any]:
    """An event that says nothing but a milestone, as record_all takes it."""
    return {
        "happened": said.at,
        "text": text_with(SENTENCES[said.milestone, said.voice], claims or {}),
        "lane": lane_of(said.voice),
        "quotes": [*said.quotes, *quotes],
        "milestones": [said.milestone],
    }


def is_statement(event: TimelineEvent) -> bool:
    """Whether an event says nothing but its milestone: its words are ours."""
    return read_claims(event.text)[0] in VOICES


def is_foreign(event: TimelineEvent) -> bool:
    """Whether the event that carries a milestone tells more than that milestone."""
    return not is_statement(event)


def voice_of(event: TimelineEvent) -> Voice:
    """Who speaks in the event that carries a milestone. Its quotes and their sources are at hand."""
    said = VOICES.get(read_claims(event.text)[0])
    if said is not None:
        return said
    if event.lane == Lane.STATUS_PAGE:
        return Voice.STATUS_PAGE
    return Voice.RECORD if _told_by_record(event) else Voice.WRITE_UP


def _told_by_record(event: TimelineEvent) -> bool:
    """Whether its words are those of a record: of all that it stands on, they are most like a record's."""
    quotes = list(event.quotes.all())
    if not any(quote.source.kind == Source.Kind.RECORD for quote in quotes):
        return False
    text, _ = read_claims(event.text)
    closest = max(quotes, key=lambda quote: (likeness(text, quote.text).both, -quote.pk))
    return closest.source.kind == Source.Kind.RECORD


def lane_of(voice: Voice) -> Lane:
    return Lane.STATUS_PAGE if voice == Voice.STATUS_PAGE else Lane.WRITE_UP


def narrower(when: When, other: When) -> When:
    """The one of two times that leaves less room; the first where neither does."""
    if when.is_open and other.is_open:
        return min(when, other, key=lambda one: one.latest or one.earliest)
    if when.is_open or other.is_open:
        return other if when.is_open else when
    return other if other.width < when.width else when


def weighed(when: When, voice: Voice, other: When, theirs: Voice) -> When:
    """The time of a milestone of which two speak: the weightier one's; of equals that agree, the narrower."""
    if voice != theirs:
        return when if voice > theirs else other
    return narrower(other, when) if when.overlaps(other) else other


def text_with(sentence: str, claims: dict[Voice, When]) -> str:
    """The text of an event on which sources differ: what each of the others says."""
    said = (f"The {voice.spoken} says {claims[voice]}." for voice in sorted(claims))
    return with_note(sentence, " ".join(said))


def read_claims(text: str) -> tuple[str, dict[Voice, When]]:
    """What `text_with` wrote: the sentence, and what the other sources say."""
    sentence, note = without_note(text)
    spoken = {voice.spoken: voice for voice in Voice}
    claims = {}
    for voice, words in SAYS.findall(note):
        try:
            claims[spoken[voice]] = When.read(words)
        except UnreadableTime:
            continue  # somebody wrote here: their words go with the next change of the sources
    return sentence, claims
