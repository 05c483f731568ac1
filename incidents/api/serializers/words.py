"""Tags and components, and how words of the vocabulary are proposed, changed and merged."""

from __future__ import annotations

from django.db import transaction
from rest_framework import serializers

from accounts.api.serializers import StrictSerializer
from incidents.api.fields import PageField
from incidents.forms.vocabulary import MAX_DEFINITION, TagForm
from incidents.models import Component, Mechanism, Tag
from incidents.models.tag import LONGEST_TAG

ANEW = "Take the name though another word had it once."


class TagSerializer(serializers.ModelSerializer):
    """A word that incidents are marked with. Marking one with a new word proposes it."""

    url = PageField()

    class Meta:
        model = Tag
        fields = ("id", "name", "definition", "state", "url")
        read_only_fields = fields


class ComponentSerializer(serializers.ModelSerializer):
    """A part of what an organisation runs. Naming a new one in an impact window proposes it."""

    organisation = serializers.CharField(source="organisation.name")
    url = PageField()

    class Meta:
        model = Component
        fields = ("id", "name", "organisation", "description", "state", "url")
        read_only_fields = fields


class _ChangeSerializer(StrictSerializer):
    """What is not sent stays. Another name is used wherever the word stands; the old one leads to it."""

    name = serializers.CharField()
    anew = serializers.BooleanField(required=False, default=False, help_text=ANEW)

    def update(self, word, facts):
        by = self.context["request"].user
        with transaction.atomic():
            anew = facts.pop("anew", False)
            if "name" in facts:
                word.rename(facts.pop("name"), by=by, anew=anew)
            if facts:
                word.describe(by=by, **facts)
        return word


class MechanismChangeSerializer(_ChangeSerializer):
    name = serializers.CharField(max_length=80)
    group = serializers.CharField(
        max_length=80, help_text="Where it stands in the list; a new one comes last."
    )
    definition = serializers.CharField(max_length=MAX_DEFINITION)
    first_example = serializers.CharField(max_length=MAX_DEFINITION, required=False, allow_blank=True)
    second_example = serializers.CharField(max_length=MAX_DEFINITION, required=False, allow_blank=True)

    def create(self, facts) -> Mechanism:
        return Mechanism.objects.propose(by=self.context["request"].user, **facts)

    def update(self, word, facts):
        if "group" in facts:
            facts["group_order"] = Mechanism.objects.order_of(facts["group"])
        return super().update(word, facts)


class TagChangeSerializer(_ChangeSerializer):
    name = serializers.CharField(max_length=LONGEST_TAG, help_text="In lower case, without “#” and commas.")
    definition = serializers.CharField(max_length=MAX_DEFINITION, allow_blank=True)

    def validate_name(self, name: str) -> str:
        return TagForm.checked_name(name)


class ComponentChangeSerializer(_ChangeSerializer):
    name = serializers.CharField(max_length=200)
    description = serializers.CharField(max_length=MAX_DEFINITION, allow_blank=True)


class MergingSerializer(StrictSerializer):
    """`preview`: nothing is merged; the answer says what would move."""

    preview = serializers.BooleanField(required=False, default=False)


class MechanismMergingSerializer(MergingSerializer):
    into = serializers.SlugRelatedField(
        slug_field="slug", queryset=Mechanism.objects.in_use(), help_text="The slug of the other."
    )


class TagMergingSerializer(MergingSerializer):
    into = serializers.PrimaryKeyRelatedField(queryset=Tag.objects.in_use(), help_text="The id of the other.")


class ComponentMergingSerializer(MergingSerializer):
    into = serializers.PrimaryKeyRelatedField(
        queryset=Component.objects.in_use(), help_text="The id of the other, of the same organisation."
    )


class MergedSerializer(serializers.Serializer):
    """What a merge moved, or would move: of all incidents, restricted ones too."""

    moves = serializers.ListField(child=serializers.CharField(), help_text="“3 contributing factors”, …")
    into = serializers.CharField(help_text="The address of the page of the word that stands.")
