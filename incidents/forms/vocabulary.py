"""Words of the vocabulary: proposing and changing one, and choosing what another is merged into."""

from __future__ import annotations

from django import forms
from django.db import transaction

from accounts.roles import may_administer
from incidents.exceptions import NameTaken, NameWasOnce, WordError
from incidents.forms.editions import EditionMixin
from incidents.forms.fields import LineField, ModelBox, ProseField
from incidents.models import Component, Incident, Mechanism, Organisation, Tag
from incidents.models.tag import LONGEST_TAG
from incidents.models.word import Word

MAX_DEFINITION = 2_000  # characters
MOST_NAMES = 500  # that are suggested


class WordForm(EditionMixin, forms.Form):
    """A new word, or the one that was given. `save` tells what cannot be done beside the name.

    is_hidden: after `save`, whether it is a word that this person may not know of: they are told no more than
    of one that was proposed.
    """

    anew = forms.BooleanField(
        required=False,
        widget=forms.HiddenInput,
        label="Take the name anew",
        help_text="Whoever says it from now on means this word.",
    )
    said: tuple[str, ...] = ()  # the fields that are not the name
    is_hidden = False

    def __init__(self, *args, user, word: Word | None = None, **kwargs):
        self.user, self.word = user, word
        if word:
            kwargs["initial"] = {name: getattr(word, name) for name in ("name", *self.said)}
        super().__init__(*args, **kwargs)
        self.guard(word)

    def save(self, *, by) -> Word | None:
        """The word as it is now; None, with the error told, where it cannot be so."""
        try:
            with transaction.atomic():
                return self._change(by) if self.word else self._propose(by)
        except (NameTaken, NameWasOnce) as error:
            self._tell(error)
        except WordError as error:
            self.add_error(None, str(error))
        return None

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.said}

    def _change(self, by) -> Word:
        self.word.rename(self.cleaned_data["name"], by=by, anew=self.cleaned_data["anew"])
        self.word.describe(by=by, **self.facts())
        return self.word

    def _tell(self, error: NameTaken | NameWasOnce) -> None:
        """Administrators may give a name to another word than it leads to; they say so by a tick."""
        self.is_hidden = not _is_told(error.word, self.user)
        if self.is_hidden:
            return
        self.add_error("name", str(error))
        if isinstance(error, NameWasOnce) and may_administer(self.user):
            self.fields["anew"].widget = forms.CheckboxInput()


def _is_told(word: Word, user) -> bool:
    """Whether the person may know of a word; of one that is only just being made, they may."""
    told = type(word).objects.told_to(user, Incident.objects.visible_to(user))
    return word.pk is None or told.filter(pk=word.pk).exists()


class MechanismForm(WordForm):
    name = LineField(max_length=80, help_text="How it fails, never who: “Version skew”.")
    group = LineField(
        max_length=80,
        widget=forms.TextInput(attrs={"class": "in", "list": "groups", "autocomplete": "off"}),
        help_text="Where it stands in the list. A new group comes last.",
    )
    definition = ProseField(
        rows=3, max_length=MAX_DEFINITION, help_text="What it is, and what sets it apart from its neighbours."
    )
    first_example = ProseField(rows=2, required=False, max_length=MAX_DEFINITION)
    second_example = ProseField(rows=2, required=False, max_length=MAX_DEFINITION)
    said = ("group", "definition", "first_example", "second_example")

    @property
    def groups(self) -> list[str]:
        return Mechanism.objects.groups()

    def facts(self) -> dict:
        facts = super().facts()
        return {**facts, "group_order": Mechanism.objects.order_of(facts["group"])}

    def _propose(self, by) -> Mechanism:
        facts = super().facts()
        return Mechanism.objects.propose(
            self.cleaned_data["name"], by=by, anew=self.cleaned_data["anew"], **facts
        )


class TagForm(WordForm):
    name = LineField(max_length=LONGEST_TAG, help_text="In lower case, without “#”.")
    definition = ProseField(rows=3, required=False, max_length=MAX_DEFINITION)
    said = ("definition",)

    def clean_name(self) -> str:
        return self.checked_name(self.cleaned_data["name"])

    @staticmethod
    def checked_name(name: str) -> str:
        """A tag as it is kept. Raises ValidationError."""
        name = Tag().clean_name(name)
        if "," in name or not name:
            raise forms.ValidationError("Commas divide tags, so a tag has none. Write one word or several.")
        return name

    def _propose(self, by) -> Tag:
        cleaned = self.cleaned_data
        return Tag.objects.propose(
            cleaned["name"], by=by, anew=cleaned["anew"], definition=cleaned["definition"]
        )


class ComponentForm(WordForm):
    organisation = LineField(
        max_length=200,
        label="Whose",
        widget=forms.TextInput(attrs={"class": "in", "list": "organisations", "autocomplete": "off"}),
        help_text="The organisation that runs it. A new name is added.",
    )
    name = LineField(max_length=200, help_text="As its users would name it.")
    description = ProseField(rows=3, required=False, max_length=MAX_DEFINITION)
    said = ("description",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.word:
            del self.fields["organisation"]

    @property
    def organisation_names(self):
        known = Organisation.objects.told_by(Incident.objects.visible_to(self.user))
        return known.order_by("name").values_list("name", flat=True)[:MOST_NAMES]

    def _propose(self, by) -> Component:
        cleaned = self.cleaned_data
        return Component.objects.propose(
            cleaned["name"],
            by=by,
            anew=cleaned["anew"],
            organisation=Organisation.objects.named(cleaned["organisation"]),
            description=cleaned["description"],
        )


FORMS = {"mechanism": MechanismForm, "tag": TagForm, "component": ComponentForm}


class WordBox(ModelBox):
    def label_from_instance(self, word: Word) -> str:
        return f"{word.name} (proposed)" if word.is_proposed else word.name


class MergeForm(forms.Form):
    """What a word is merged into."""

    into = WordBox(queryset=None, label="Merge into", empty_label="choose one")

    def __init__(self, *args, word: Word, **kwargs):
        super().__init__(*args, **kwargs)
        beside = word.beside().in_use().exclude(pk=word.pk)
        self.fields["into"].queryset = beside.order_by("name", "pk")
