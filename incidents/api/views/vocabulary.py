"""What incidents are told with: mechanisms, severities, organisations."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics

from incidents.api.filters import MechanismFilters, OrganisationFilters
from incidents.api.serializers.factor import MechanismSerializer
from incidents.api.serializers.vocabulary import OrganisationSerializer, SeveritySerializer
from incidents.models import Incident, Mechanism, Organisation, Severity

TAGS = ["Vocabulary"]


@extend_schema_view(get=extend_schema(tags=TAGS, summary="The ways in which systems fail"))
class MechanismList(generics.ListAPIView):
    queryset = Mechanism.objects.all()
    serializer_class = MechanismSerializer
    filterset_class = MechanismFilters
    ordering = ("group_order", "slug")


@extend_schema_view(get=extend_schema(tags=TAGS, summary="One mechanism"))
class MechanismDetail(generics.RetrieveAPIView):
    queryset = Mechanism.objects.all()
    serializer_class = MechanismSerializer
    lookup_field = "slug"


@extend_schema_view(get=extend_schema(tags=TAGS, summary="Severities, the worst first"))
class SeverityList(generics.ListAPIView):
    queryset = Severity.objects.all()
    serializer_class = SeveritySerializer
    ordering = ("order",)


@extend_schema_view(get=extend_schema(tags=TAGS, summary="Organisations"))
class OrganisationList(generics.ListAPIView):
    """Those of incidents that you may read, and those of none."""

    queryset = Organisation.objects.all()
    serializer_class = OrganisationSerializer
    filterset_class = OrganisationFilters
    ordering = ("slug",)

    def get_queryset(self):
        return Organisation.objects.told_by(Incident.objects.visible_to(self.request.user))
