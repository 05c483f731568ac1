"""What incidents are told with, beside the words of the vocabulary: severities and organisations."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics

from incidents.api.filters import OrganisationFilters
from incidents.api.serializers.vocabulary import OrganisationSerializer, SeveritySerializer
from incidents.models import Incident, Organisation, Severity

TAGS = ["Vocabulary"]


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
