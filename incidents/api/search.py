"""Searching: incidents by what is told of them, with the passages that say so."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

from accounts.api.serializers import shortened
from incidents.api.filters import (
    IncidentFilters,
    WholeNumberFilter,
    WordsField,
    WordsFilter,
    YesNoFilter,
)
from incidents.asking import Asked
from incidents.asking.fields import KINDS
from incidents.asking.meaning import REFERENCE
from incidents.asking.writing import clause
from incidents.finding import as_data, found_by
from incidents.models import ImpactWindow, Incident

YEAR = re.compile(r"[12]\d{3}")
LIMIT, MOST = 20, 100  # incidents
FURTHEST = 10_000


class YearsField(WordsField):
    def validate(self, value):
        super().validate(value)
        for word in value:
            if not YEAR.fullmatch(word):
                raise ValidationError(f"“{shortened(word)}” is no year. Send four digits: 2023.")


class YearsFilter(WordsFilter):
    field_class = YearsField


class ReferenceFilter(filters.Filter):
    field_class = forms.RegexField


class SearchFilters(IncidentFilters):
    """The filters of the incidents, and what is said of the search itself."""

    q = filters.CharFilter(
        method="said",
        required=True,
        label="Words, phrases in quotes, -word to leave out, OR, prefix*, and fields: org:fyra took:>4h.",
        error_messages={"required": "There is nothing to look for. Send words."},
    )
    vars()["in"] = WordsFilter(  # Python keeps the word to itself
        known=lambda: list(KINDS), method="said", label="Only passages of these kinds."
    )
    incident = ReferenceFilter(
        regex=REFERENCE,
        method="by_reference",
        label="Look through this incident only: INC-3.",
        error_messages={"invalid": "This is no incident. Send its number: INC-3."},
    )
    component = filters.CharFilter(method="by_component", max_length=200, label="The name of a component.")
    year = YearsFilter(method="by_year", label="It may have started in one of these years, UTC.")
    limit = WholeNumberFilter(
        method="counted", least=1, most=MOST, label=f"Incidents at most: 1 to {MOST}, else {LIMIT}."
    )
    offset = WholeNumberFilter(
        method="counted", least=0, most=FURTHEST, label="How many of the best incidents to leave out."
    )

    exact = YesNoFilter(
        method="said", label="Whether to look for words as they are written: true or false (else)."
    )

    def said(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Read by the view."""
        return rows

    def counted(self, rows: QuerySet, name: str, value: int) -> QuerySet:
        """Read by the view, too."""
        return rows

    def by_reference(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(number=int(REFERENCE.fullmatch(value)[1]))

    def by_component(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(pk__in=ImpactWindow.objects.filter(component__name=value).values("incident"))

    def by_year(self, rows: QuerySet, name: str, value: list[str]) -> QuerySet:
        return Asked.read(clause("during", value), user=self.request.user).among(rows)


class PassageSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=list(KINDS))
    snippet = serializers.CharField(help_text="HTML: escaped text, with what matched in `<mark>`.")
    url = serializers.URLField(help_text="The event, heading, factor or action item.")


class ResultSerializer(serializers.Serializer):
    incident = serializers.CharField(help_text="INC-3")
    title = serializers.CharField(help_text="Markdown.")
    url = serializers.URLField()
    score = serializers.FloatField(help_text="For the order within one answer; no measure beyond that.")
    passages = PassageSerializer(many=True, help_text="The three that fit best, at most.")


class CorrectionSerializer(serializers.Serializer):
    typed = serializers.CharField()
    read = serializers.CharField(help_text="What it was read as; `exact=true` takes that back.")


class AlsoSerializer(serializers.Serializer):
    typed = serializers.CharField()
    forms = serializers.ListField(
        child=serializers.CharField(), help_text="Words that mean the same and were looked for, too."
    )


class SearchSerializer(serializers.Serializer):
    query = serializers.CharField(help_text="As it was sent.")
    notes = serializers.ListField(
        child=serializers.CharField(),
        help_text="Sentences: what of the query was left out or read otherwise, and why.",
    )
    corrections = CorrectionSerializer(many=True, help_text="Words that were taken for slips.")
    also = AlsoSerializer(many=True, help_text="Words that were looked for under other names, too.")
    total = serializers.IntegerField(help_text="How many incidents were found, whatever the limit.")
    results = ResultSerializer(many=True, help_text="The best first.")


class Search(generics.GenericAPIView):
    """Timelines, summaries, factors, action items and published postmortems that you may read."""

    queryset = Incident.objects.all()
    serializer_class = SearchSerializer
    filterset_class = SearchFilters
    pagination_class = None

    def get_queryset(self):
        return Incident.objects.visible_to(self.request.user)

    @extend_schema(tags=["Search"], summary="Incidents by what is told of them", filters=True)
    def get(self, request):
        among = self.filter_queryset(self.get_queryset())  # and what was sent is found to be right
        text = request.query_params["q"]
        kinds = clause("in", request.query_params.get("in", "").split(","))
        asked = Asked.read(f"{kinds} {text}", user=request.user)
        found = found_by(
            asked,
            among,
            limit=int(request.query_params.get("limit") or LIMIT),
            offset=int(request.query_params.get("offset") or 0),
            is_exact=request.query_params.get("exact") == "true",
        )
        return Response(as_data(text, asked, found, request.build_absolute_uri))
