"""Adding to a timeline and correcting it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.history import acting
from incidents.forms.fields import MAX_PROSE, ChoiceBox, LineField, ProseField, TimeZoneField
from incidents.models import Incident
from incidents.noting import Surroundings, day_in
from incidents.telling import said_of
from timelines.exceptions import QuoteNotFound
from timelines.models import Kind, Lane, Milestone, Quote, Source, TimelineEvent
from timelines.notes import Line, NotesRefused, Outcome, read_line
from timelines.when import UnreadableTime, When
from timelines.when.reading import read_time

MAX_WHEN = 300  # characters of the box for a time
_LASTED = re.compile(r"\b(?:until|till|from)\b", re.IGNORECASE)


def read_day(words: str, zone: str, near: datetime.date | None = None) -> datetime.date:
    """The day that words name. `near` gives a missing year. Raises ValidationError."""
    try:
        return day_in(When.read(words, zone=zone, day=near), zone)
    except UnreadableTime as error:
        raise ValidationError(str(error)) from error


class QuickAddForm(forms.Form):
    """One line that begins with a time: “~21:30 one node rebooted”."""

    line = LineField(max_length=MAX_PROSE, label="Add an event")
    day = LineField(max_length=60, required=False, label="Day")

    def __init__(self, *args, around: Surroundings, **kwargs):
        super().__init__(*args, **kwargs)
        self.around = around
        self.fields["line"].error_messages["required"] = (
            "Begin with the time as well as you know it, then what happened: “~21:30 one node rebooted”."
        )

    def clean_day(self) -> datetime.date | None:
        words = self.cleaned_data["day"]
        return read_day(words, self.around.zone, self.around.day) if words else self.around.day

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("line"):
            cleaned["read"] = self._read(cleaned["line"], cleaned.get("day"))
        return cleaned

    def _read(self, words: str, day: datetime.date | None) -> Line | None:
        around = self.around
        try:
            line = read_line(words, zone=around.zone, day=day, after=around.after, start=around.start)
        except NotesRefused as error:
            self.add_error("line", str(error))
            return None
        if line.outcome != Outcome.READY:
            self.add_error("line", f"{line.error} {line.hint}".strip())
        return line

    @property
    def asks_for_day(self) -> bool:
        """Whether no event and no milestone says on which day a clock time would be."""
        return self.around.day is None


class PasteForm(forms.Form):
    """The box of notes and what they are read against. What is decided about its lines is in `Decisions`."""

    zone = TimeZoneField(label="Zone of times without one")
    day = LineField(max_length=60, required=False, label="First day")
    lane = ChoiceBox(choices=Lane, label="They come from", initial=Lane.PEOPLE)
    notes = forms.CharField(
        label="Your notes",
        strip=False,
        widget=forms.Textarea(attrs={"class": "in in-mono", "rows": 22, "spellcheck": "false"}),
        error_messages={
            "required": "Paste or type your notes first: a line for each event, beginning with its time."
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # NUL bytes and the length are the reader's to refuse: it can say in which line.
        notes = self.fields["notes"]
        notes.validators = []

    @property
    def zone_names(self):
        return sorted(available_timezones())

    def clean_notes(self) -> str:
        notes = self.cleaned_data["notes"]
        if not notes.strip():
            raise ValidationError(self.fields["notes"].error_messages["required"])
        return notes

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("day") and cleaned.get("zone"):
            try:
                cleaned["day"] = read_day(cleaned["day"], cleaned["zone"])
            except ValidationError as error:
                self.add_error("day", error)
        return cleaned


class Decisions:
    """What a person decided about the lines of a paste, from the fields beside them.

    Fields are named for the line's key: `add-…` (ticked), `kind-…`, `milestone-…`, `zone-…` (a candidate).
    The field `shown` lists each line that was on the page, with a mark of how it was read there.
    """

    def __init__(self, data: Mapping[str, str]):
        self._data = data
        self._shown = dict(pair.rsplit(".", 1) for pair in data.get("shown", "").split() if "." in pair)

    @property
    def zones(self) -> dict[str, str]:
        return {
            name.removeprefix("zone-"): value
            for name, value in self._data.items()
            if name.startswith("zone-")
        }

    def was_shown(self, line: Line, mark: str) -> bool:
        """Whether the page had this line, read as it is read now."""
        return self._shown.get(line.key) == mark

    def has_seen(self, line: Line) -> bool:
        return line.key in self._shown

    def is_ticked(self, line: Line) -> bool:
        return f"add-{line.key}" in self._data

    def kind(self, line: Line) -> Kind:
        chosen = self._data.get(f"kind-{line.key}", "")
        return Kind(chosen) if chosen in Kind.values else line.kind

    def milestone(self, line: Line) -> Milestone.Kind | None:
        """The milestone chosen; the suggested one for a line that was not on the page."""
        chosen = self._data.get(f"milestone-{line.key}")
        if chosen is None:
            return line.milestone
        return Milestone.Kind(chosen) if chosen in Milestone.Kind.values else None


class QuotesField(forms.ModelMultipleChoiceField):
    """Quotes of the incident's sources, to tick."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, quote):
        words = quote.text if len(quote.text) <= 120 else f"{quote.text[:120].rsplit(' ', 1)[0]} …"
        return f"{quote.source}: “{words}”"


class SourceBox(forms.ModelChoiceField):
    widget = forms.Select(attrs={"class": "in"})


class EventForm(forms.Form):
    """One event, being corrected. `when` says when it happened and, with “until”, how long it lasted."""

    when = LineField(max_length=MAX_WHEN, label="When")
    text = ProseField(label="What happened", rows=3)
    kind = ChoiceBox(choices=Kind)
    lane = ChoiceBox(choices=Lane, label="Told by")
    actor = LineField(max_length=200, required=False, label="Who or what did it")
    milestones = forms.MultipleChoiceField(
        choices=Milestone.Kind, required=False, widget=forms.CheckboxSelectMultiple, label="Milestones"
    )
    take_over = forms.BooleanField(required=False, label="Move it here")
    learned = LineField(max_length=MAX_WHEN, required=False, label="Known only since")
    quotes = QuotesField(queryset=Quote.objects.none(), required=False, label="Stands on")
    source = SourceBox(queryset=Source.objects.none(), required=False, label="A new quote, from")
    words = LineField(max_length=5000, required=False, label="Its words, letter for letter")
    why = LineField(max_length=300, required=False, label="Why the correction")
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args, event: TimelineEvent, around: Surroundings, incident: Incident, **kwargs):
        self.event, self.around, self.incident = event, around, incident
        kwargs.setdefault("initial", self.initial_of(event, around.zone))
        super().__init__(*args, **kwargs)
        self.fields["quotes"].queryset = Quote.objects.filter(source__incident=incident).select_related(
            "source"
        )
        self.fields["source"].queryset = Source.objects.filter(incident=incident).defer("text").order_by("pk")

    @staticmethod
    def initial_of(event: TimelineEvent, zone: str) -> dict:
        return {
            "when": written(event.happened, event.until, zone),
            "text": event.text,
            "kind": event.kind,
            "lane": event.lane,
            "actor": event.actor,
            "milestones": [mark.kind for mark in event.milestones.all()],
            "learned": written(event.learned, None, zone) if event.learned else "",
            "quotes": [quote.pk for quote in event.quotes.all()],
            "edition": event.edition,
        }

    def clean(self):
        cleaned = super().clean()
        self._read_when(cleaned)
        self._read_learned(cleaned)
        self._check_quote(cleaned)
        return cleaned

    def _read_when(self, cleaned) -> None:
        words = cleaned.get("when")
        if not words:
            return
        if words == self.initial_of(self.event, self.around.zone)["when"]:
            # Nobody touched it: what is kept may be finer than its words.
            cleaned["happened"], cleaned["until"] = self.event.happened, self.event.until
            return
        try:
            cleaned["happened"], cleaned["until"] = read_correction(words, self.event, self.around)
        except UnreadableTime as error:
            self.add_error("when", str(error))

    def _read_learned(self, cleaned) -> None:
        words = cleaned.get("learned")
        cleaned["learned_when"] = None
        if not words:
            return
        if self.event.learned and words == written(self.event.learned, None, self.around.zone):
            cleaned["learned_when"] = self.event.learned
            return
        try:
            cleaned["learned_when"] = When.read(
                words, zone=self.around.zone, day=day_in(self.event.happened, self.around.zone)
            )
        except UnreadableTime as error:
            self.add_error("learned", str(error))

    def _check_quote(self, cleaned) -> None:
        source, words = cleaned.get("source"), cleaned.get("words")
        if bool(source) != bool(words):
            missing, says = (
                ("source", "Say from which source these words are.")
                if words
                else (
                    "words",
                    "Copy the words out of the source.",
                )
            )
            self.add_error(missing, says)
        elif words and words not in source.text:
            self.add_error("words", str(QuoteNotFound(words, source)))

    @property
    def said(self):
        """What the box for the time is read as, where it is readable."""
        if not self.is_bound:
            return said_of(self.event.happened, self.event.until, self.around.zone)
        happened = getattr(self, "cleaned_data", {}).get("happened")
        return said_of(happened, self.cleaned_data["until"], self.around.zone) if happened else None

    @property
    def when_errors(self) -> dict:
        return {"when": self.errors["when"]} if "when" in self.errors else {}

    @property
    def has_evidence_errors(self) -> bool:
        """Whether something is wrong in the part that is folded away."""
        return bool({"quotes", "source", "words", "learned"} & self.errors.keys())

    def save(self, *, by) -> None:
        """Correct the event and what it stands on. Raises TimelineError, writing nothing."""
        with transaction.atomic(), acting(by, self.cleaned_data["why"]):
            self._correct(by)
            self.event.quotes.set(self._quotes())

    def _quotes(self) -> list[Quote]:
        """The ticked quotes and the new one."""
        quotes = list(self.cleaned_data["quotes"])
        if self.cleaned_data["source"]:
            quotes.append(self.cleaned_data["source"].quote(self.cleaned_data["words"]))
        return quotes

    def _correct(self, by) -> None:
        cleaned = self.cleaned_data
        changes = {name: cleaned[name] for name in ("happened", "until", "text", "kind", "lane", "actor")}
        self.event.correct(
            by=by,
            why=cleaned["why"],
            edition=cleaned["edition"],
            milestones=cleaned["milestones"],
            take_over=cleaned["take_over"],
            learned=cleaned["learned_when"],
            **changes,
        )


def written(happened: When, until: When | None, zone: str) -> str:
    """A time for a text box: the words as written, else as the page says it, which is read back the same."""
    words = happened.words or happened.text()
    if until is None or until.words == happened.words:
        return words
    end = until.words or until.text(zone, day=day_in(until, zone) != day_in(happened, zone))
    return f"{words}, until {end}"


def read_correction(words: str, event: TimelineEvent, around: Surroundings) -> tuple[When, When | None]:
    """(when, until) of words typed for an event, read on the event's own day. Raises UnreadableTime.

    A dash divides the ends of a stretch where the event is one or “until” is said, else it is “between”.
    """
    day = day_in(event.happened, around.zone)
    stretch = event.until is not None or bool(_LASTED.search(words))
    options = {"zone": around.zone, "start": around.start, "stretch": stretch}
    try:
        reading = read_time(words, day=day, **options)
    except UnreadableTime as error:
        try:
            reading = read_time(words, after=event.happened, **options)
        except UnreadableTime:
            raise error from None
    if (
        reading.when.earliest is None
        and event.happened.earliest
        and event.happened.earliest < reading.when.latest
    ):
        reading = read_time(words, day=day, after=event.happened, **options)
    return reading.when, reading.until


class ReasonForm(forms.Form):
    """Why an event is withdrawn."""

    why = LineField(
        max_length=300,
        error_messages={"required": "Say why it is withdrawn, for whoever looks for it later."},
    )
    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
