"""Similar incidents, with the places that each part of the explanation stands on."""

from __future__ import annotations

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import StrictMixin
from incidents.api.fields import PageField
from incidents.models import IncidentPair
from incidents.similar.finding import Alike
from incidents.similar.sentence import sentence


class PlaceSerializer(serializers.Serializer):
    name = serializers.CharField(help_text="What it is called: “factor 2”, “event 22:30 UTC”.")
    words = serializers.CharField(help_text="What stands there, as plain text.")
    url = serializers.SerializerMethodField()

    @extend_schema_field(OpenApiTypes.URI)
    def get_url(self, place) -> str:
        return self.context["request"].build_absolute_uri(place.href)


class DifferenceSerializer(serializers.Serializer):
    text = serializers.CharField(help_text="“the trigger was version skew here, latent bug there”")
    here = PlaceSerializer(many=True, help_text="Where the incident that was asked for says so.")
    there = PlaceSerializer(many=True, help_text="Where the other one does.")


class SharedSerializer(DifferenceSerializer):
    step = serializers.CharField(
        help_text="trigger, propagation, recovery, …: where in the story it belongs."
    )
    text = serializers.CharField(help_text="“version skew as trigger”")
    worth = serializers.SerializerMethodField(help_text="What it adds to the score.")
    seen = serializers.IntegerField(
        allow_null=True, help_text="How many incidents that you may read have it; null where not counted."
    )

    def get_worth(self, shared) -> float:
        return round(shared.worth, 4)


class AlikeSerializer(serializers.Serializer):
    """An incident that is like the one that was asked for."""

    incident = serializers.IntegerField(source="incident.number")
    title = serializers.CharField(source="incident.title", help_text="Markdown.")
    url = PageField(lambda alike: alike.incident.get_absolute_url())
    score = serializers.FloatField(help_text="For the order within one answer; no measure beyond that.")
    verdict = serializers.ChoiceField(
        IncidentPair.Verdict.choices, allow_blank=True, help_text="What people said; empty where nobody did."
    )
    sentence = serializers.SerializerMethodField(help_text="All of the explanation in plain words.")
    shared = SharedSerializer(source="comparison.shared", many=True)
    differences = DifferenceSerializer(source="comparison.differences", many=True)
    not_told = serializers.ListField(
        source="comparison.untold", child=serializers.CharField(), help_text="What could not be compared."
    )

    def get_sentence(self, alike: Alike) -> str:
        return sentence(alike.comparison)


class SimilarSerializer(serializers.Serializer):
    total = serializers.IntegerField(help_text="Incidents that you may read, over which “seen” is counted.")
    related = AlikeSerializer(many=True, help_text="Those that people called related.")
    results = AlikeSerializer(source="found", many=True, help_text="The likest first.")


class SayingSerializer(StrictMixin, serializers.Serializer):
    """What is said of two incidents."""

    verdict = serializers.ChoiceField(
        IncidentPair.Verdict.choices, allow_blank=True, help_text="Empty takes back what was said."
    )
    was = serializers.ChoiceField(
        IncidentPair.Verdict.choices,
        allow_blank=True,
        required=False,
        help_text="What you read before. Without it, what was said meanwhile is replaced.",
    )


class PairSerializer(serializers.ModelSerializer):
    incident = serializers.SerializerMethodField()
    other = serializers.SerializerMethodField()
    said_by = serializers.StringRelatedField(help_text="null where nobody is known to have said it.")
    url = PageField(lambda pair: reverse("incidents:similar", args=[pair.first.number]))

    class Meta:
        model = IncidentPair
        fields = ("incident", "other", "verdict", "said_by", "said_at", "url")
        read_only_fields = fields

    def get_incident(self, pair: IncidentPair) -> int:
        return self.context["incident"].number

    def get_other(self, pair: IncidentPair) -> int:
        return pair.other(self.context["incident"]).number
