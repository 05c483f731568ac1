"""What a query may go on to, for programs that let people type one."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

from incidents.api.filters import WholeNumberFilter
from incidents.asking.completing import LONGEST, complete
from incidents.models import Incident


class CompletingFilters(filters.FilterSet):
    q = filters.CharFilter(
        method="said",
        required=True,
        strip=False,
        label="The query as far as it is typed.",
        error_messages={"required": "There is nothing to complete. Send what was typed."},
    )
    at = WholeNumberFilter(
        method="counted",
        least=0,
        most=LONGEST,
        label="Characters before the caret; without it, all of them.",
    )

    def said(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Read by the view."""
        return rows

    def counted(self, rows: QuerySet, name: str, value: int) -> QuerySet:
        """Read by the view, too."""
        return rows


class CompletionSerializer(serializers.Serializer):
    start = serializers.IntegerField(help_text="The characters from `start` to before `end` …")
    end = serializers.IntegerField(help_text="(code points, from 0)")
    text = serializers.CharField(help_text="… are to become this.")
    label = serializers.CharField(help_text="To be shown.")
    says = serializers.CharField(help_text="What it is, in a few words; may be empty.")


class CompletingSerializer(serializers.Serializer):
    completions = CompletionSerializer(many=True, help_text="The likeliest first.")


class Completing(generics.GenericAPIView):
    """Fields of the query language, and values that incidents have that you may read."""

    queryset = Incident.objects.none()
    serializer_class = CompletingSerializer
    filterset_class = CompletingFilters
    pagination_class = None

    @extend_schema(tags=["Search"], summary="What a query may go on to", filters=True)
    def get(self, request):
        self.filter_queryset(self.get_queryset())  # so that what was sent is found to be right
        at = request.query_params.get("at")
        found = complete(request.query_params["q"], int(at) if at else None, user=request.user)
        return Response(CompletingSerializer({"completions": found}).data)
