"""Changing one thing that was read of a document being imported."""

from __future__ import annotations

import datetime

from django import forms

from incidents.drafts.items import Item, changes_of, text_of, when_of
from incidents.forms.factors import MechanismBox, called
from incidents.forms.fields import ChoiceBox, LineField, ProseField
from incidents.forms.timeline import MAX_WHEN, written
from incidents.importing.document import ReadDocument, ReadMilestone, ReadPost
from incidents.models import ContributingFactor, Mechanism
from incidents.noting import day_in
from timelines.models import Kind, Milestone
from timelines.reading.model import FoundAction, FoundEvent, FoundFactor
from timelines.when import UnreadableTime, When
from timelines.when.reading import read_time


class ItemForm(forms.Form):
    """One item, being changed. `decision()` is what ImportDraft keeps of it."""

    def __init__(self, *args, item: Item, zone: str, day: datetime.date | None, **kwargs):
        self.item, self.zone, self.day = item, zone, day
        super().__init__(*args, initial=self.initial_of(item, zone), **kwargs)
        next(iter(self.fields.values())).widget.attrs["data-focus"] = ""

    @staticmethod
    def initial_of(item: Item, zone: str) -> dict:
        return {"name": text_of(item.found)}

    def fields_told(self) -> dict:
        return dict(self.cleaned_data)

    def decision(self) -> dict:
        """Changing an item accepts it; what is as it was read is no change."""
        return {"edit": changes_of(self.item, self.fields_told()) or None, "take": True}


class NameForm(ItemForm):
    name = LineField(max_length=200, label="Called")


class TimeForm(ItemForm):
    """A time in words, with how long it lasted where “until” is said."""

    when = LineField(max_length=MAX_WHEN, label="When")

    @staticmethod
    def initial_of(item: Item, zone: str) -> dict:
        when = when_of(item.found)
        return {"when": written(when, getattr(item.found, "until", None), zone) if when else ""}

    def clean(self):
        cleaned = super().clean()
        words = cleaned.get("when")
        if words:
            try:
                cleaned["when"], cleaned["until"] = self._read(words)
            except UnreadableTime as error:
                self.add_error("when", str(error))
        return cleaned

    def _read(self, words: str) -> tuple[When, When | None]:
        when = when_of(self.item.found)
        if when and words == self.initial["when"]:
            return when, getattr(self.item.found, "until", None)
        day = day_in(when, self.zone) if when else self.day
        reading = read_time(words, zone=self.zone, day=day, stretch="until" in words)
        return reading.when, reading.until

    def fields_told(self) -> dict:
        return {"when": self.cleaned_data["when"]}


class PostForm(TimeForm):
    text = ProseField(rows=4, label="What it says")

    @staticmethod
    def initial_of(item: Item, zone: str) -> dict:
        return TimeForm.initial_of(item, zone) | {"text": item.found.body}

    def fields_told(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("when", "text")}


class FoundEventForm(TimeForm):
    text = ProseField(rows=2, label="What happened")
    kind = ChoiceBox(choices=Kind)
    actor = LineField(max_length=200, required=False, label="Who or what did it")
    milestones = forms.MultipleChoiceField(
        choices=Milestone.Kind, required=False, widget=forms.CheckboxSelectMultiple, label="Milestones"
    )

    @staticmethod
    def initial_of(item: Item, zone: str) -> dict:
        found: FoundEvent = item.found
        facts = {name: getattr(found, name) for name in ("text", "kind", "actor", "milestones")}
        return TimeForm.initial_of(item, zone) | facts

    def fields_told(self) -> dict:
        cleaned = self.cleaned_data
        marks = tuple(kind for kind in Milestone.Kind if kind in cleaned["milestones"])
        facts = {name: cleaned[name] for name in ("when", "until", "text", "actor")}
        return facts | {"kind": Kind(cleaned["kind"]), "milestones": marks}


class FoundFactorForm(ItemForm):
    text = ProseField(rows=2, max_length=1000, label="Statement")
    role = ChoiceBox(choices=ContributingFactor.Role)
    mechanism = MechanismBox()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["mechanism"].offer(None)
        self.fields["mechanism"].to_field_name = "slug"
        self.fields["mechanism"].choices = _by_slug()

    @staticmethod
    def initial_of(item: Item, zone: str) -> dict:
        facts = {name: getattr(item.found, name) for name in ("text", "role", "mechanism")}
        if held := Mechanism.objects.at([item.found.mechanism]).get(item.found.mechanism):
            facts["mechanism"] = held.slug
        return facts

    def fields_told(self) -> dict:
        mechanism = self.cleaned_data["mechanism"]
        return self.cleaned_data | {"mechanism": mechanism.slug if mechanism else ""}


def _by_slug() -> list:
    choices: dict[str, list] = {}
    for mechanism in Mechanism.objects.in_use():
        choices.setdefault(mechanism.group, []).append((mechanism.slug, called(mechanism)))
    return [("", "not named yet"), *choices.items()]


class FoundActionForm(ItemForm):
    text = ProseField(rows=2, max_length=500, label="What will be true when it is done")
    state = ChoiceBox(
        choices=[
            ("open", "to do"),
            ("in-progress", "in progress"),
            ("done", "done"),
            ("declined", "declined"),
        ]
    )
    owner = LineField(max_length=200, required=False, label="Who has it")
    due = forms.DateField(
        required=False, widget=forms.DateInput(attrs={"class": "in", "type": "date"}, format="%Y-%m-%d")
    )
    ticket = LineField(max_length=300, required=False)

    @staticmethod
    def initial_of(item: Item, zone: str) -> dict:
        return {name: getattr(item.found, name) for name in ("text", "state", "owner", "due", "ticket")}


FORMS = {
    FoundEvent: FoundEventForm,
    ReadPost: PostForm,
    ReadMilestone: TimeForm,
    FoundFactor: FoundFactorForm,
    FoundAction: FoundActionForm,
}


def item_form_for(item: Item, data=None, *, read: ReadDocument) -> ItemForm:
    """The form that changes an item of this kind."""
    form = FORMS.get(type(item.read), NameForm)
    return form(data, item=item, zone=read.zone.name, day=read.day)
