"""What an incident is like, and saying whether it is."""

from __future__ import annotations

from django.http import Http404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.response import Response

from incidents.access import readable_incident
from incidents.api.access import OfIncident
from incidents.api.refusals import refusals_told
from incidents.api.schema import conflict
from incidents.api.search import WholeNumberFilter
from incidents.api.serializers.similar import PairSerializer, SayingSerializer, SimilarSerializer
from incidents.models import Incident, IncidentPair
from incidents.similar.finding import MOST, similar_to
from incidents.similar.said import verdict_on

TAGS = ["Similar incidents"]
MOST_ASKED = 20


class SimilarFilters(filters.FilterSet):
    limit = WholeNumberFilter(
        method="counted",
        least=1,
        most=MOST_ASKED,
        label=f"Incidents at most: 1 to {MOST_ASKED}, else {MOST}.",
    )

    def counted(self, rows, name: str, value: int):
        """Read by the view."""
        return rows


class SimilarList(OfIncident, generics.GenericAPIView):
    """Other incidents that you may read, with what says that they are alike."""

    queryset = Incident.objects.all()
    serializer_class = SimilarSerializer
    filterset_class = SimilarFilters
    pagination_class = None

    @extend_schema(tags=TAGS, summary="What an incident is like, and why", filters=True)
    def get(self, request, number):
        """The same data gives the same list and scores. Those called not alike stay away."""
        self.filter_queryset(self.get_queryset())  # what was sent is found to be right
        limit = int(request.query_params.get("limit") or MOST)
        similar = similar_to(self.incident, request.user, limit=limit)
        return Response(self.get_serializer(similar).data)


class PairDetail(OfIncident, generics.GenericAPIView):
    """Two incidents, and what people say of them."""

    queryset = IncidentPair.objects.all()
    serializer_class = PairSerializer

    @extend_schema(
        tags=TAGS,
        summary="Call two incidents related or not alike, or take it back",
        request=SayingSerializer,
        responses={200: PairSerializer, 409: conflict("Somebody said something else since what you read.")},
    )
    def put(self, request, number, other):
        """The same again changes nothing."""
        another = readable_incident(request, other)
        if another == self.incident:
            raise Http404
        said = SayingSerializer(data=request.data, context=self.get_serializer_context())
        said.is_valid(raise_exception=True)
        verdict = said.validated_data["verdict"]
        with refusals_told():
            was = said.validated_data.get("was", verdict_on(self.incident, another))
            pair = IncidentPair.objects.say(self.incident, another, verdict, by=request.user, was=was)
        return Response(self.get_serializer(pair).data)
