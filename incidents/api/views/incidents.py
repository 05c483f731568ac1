"""Incidents: the list, one, opening and changing one."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.response import Response

from incidents.api.filters import IncidentFilters
from incidents.api.refusals import refusals_told
from incidents.api.schema import conflict
from incidents.api.serializers.incident import (
    IncidentChangeSerializer,
    IncidentRowSerializer,
    IncidentSerializer,
    NewIncidentSerializer,
)
from incidents.models import Incident

TAGS = ["Incidents"]


@extend_schema_view(get=extend_schema(tags=TAGS, summary="Incidents, the newest number first"))
class IncidentList(generics.ListCreateAPIView):
    """Incidents that you may read: public ones without a token, internal and restricted ones with one."""

    queryset = Incident.objects.all()
    serializer_class = IncidentRowSerializer
    filterset_class = IncidentFilters
    ordering = ("-number",)

    def get_queryset(self):
        return Incident.objects.visible_to(self.request.user).for_list().select_related("lead")

    @extend_schema(
        tags=TAGS,
        summary="Open an incident",
        request=NewIncidentSerializer,
        responses={201: IncidentSerializer},
    )
    def post(self, request):
        """Its start and end, where they are sent, become the first and last event of its timeline."""
        new = NewIncidentSerializer(data=request.data, context=self.get_serializer_context())
        new.is_valid(raise_exception=True)
        with refusals_told():
            incident = new.save()
        return Response(_told(self, incident), status=status.HTTP_201_CREATED)


@extend_schema_view(get=extend_schema(tags=TAGS, summary="One incident"))
class IncidentDetail(generics.RetrieveAPIView):
    """All facts of an incident, its milestones and durations."""

    queryset = Incident.objects.all()
    serializer_class = IncidentSerializer
    lookup_field = "number"

    def get_queryset(self):
        return _with_facts(Incident.objects.visible_to(self.request.user))

    @extend_schema(
        tags=TAGS,
        summary="Change facts or the status",
        request=IncidentChangeSerializer,
        responses={200: IncidentSerializer, 409: conflict("Somebody else changed the status first.")},
    )
    def patch(self, request, number):
        """What is not sent stays. When it happened is changed on its timeline."""
        incident = self.get_object()
        change = IncidentChangeSerializer(
            incident, data=request.data, partial=True, context=self.get_serializer_context()
        )
        change.is_valid(raise_exception=True)
        with refusals_told(), transaction.atomic():
            change.save()
        return Response(_told(self, incident))


def _with_facts(incidents):
    """Incidents with all that is told of one, but for its links and readers."""
    return incidents.select_related("severity", "organisation", "lead")


def _told(view, incident: Incident) -> dict:
    """The incident as it stands now."""
    stored = _with_facts(Incident.objects.all()).get(pk=incident.pk)
    return IncidentSerializer(stored, context=view.get_serializer_context()).data
