"""What of ours depends on a watched page."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from accounts.api.people import PersonField
from accounts.api.serializers import StrictSerializer
from incidents.models import Organisation
from statuspages.access import readable_page
from statuspages.models import Dependency

TAGS = ["Status pages"]


class DependencySerializer(serializers.ModelSerializer):
    """A component of ours that needs the page, or one component of it."""

    component = serializers.CharField(source="component.name")
    organisation = serializers.CharField(source="component.organisation.name", help_text="Whose it is.")
    needs = serializers.CharField(
        source="reported_component.uid",
        default=None,
        allow_null=True,
        help_text="The `uid` of the page's component; null: any.",
    )
    added_by = PersonField(allow_null=True)

    class Meta:
        model = Dependency
        fields = ("id", "component", "organisation", "needs", "added_at", "added_by")
        read_only_fields = fields


class NewDependencySerializer(StrictSerializer):
    component = serializers.CharField(max_length=200, help_text="A new name is added.")
    organisation = serializers.CharField(max_length=200, help_text="Whose component it is, by name.")
    needs = serializers.CharField(
        max_length=300,
        required=False,
        allow_null=True,
        help_text="The `uid` of a component of the page; null or left out: any.",
    )

    def validate_needs(self, uid: str | None):
        if uid is None:
            return None
        found = self.context["page"].components.filter(uid=uid, gone_at=None).first()
        if found is None:
            raise serializers.ValidationError("The page lists no component with this uid.")
        return found


class Dependencies:
    queryset = Dependency.objects.all()
    serializer_class = DependencySerializer
    pagination_class = None

    def get_queryset(self):
        page = readable_page(self.request, self.kwargs["pk"])
        known = Dependency.objects.visible_to(self.request.user).filter(page=page).for_page()
        return known.select_related("component__organisation", "reported_component", "added_by")


@extend_schema_view(get=extend_schema(tags=TAGS, summary="What of ours depends on a page"))
class DependencyList(Dependencies, generics.ListCreateAPIView):
    """By name, all of them."""

    @extend_schema(
        tags=TAGS,
        summary="Say what depends on a page",
        request=NewDependencySerializer,
        responses={201: DependencySerializer},
        examples=[
            OpenApiExample("Deploys", {"organisation": "Our shop", "component": "Deploys"}, request_only=True)
        ],
    )
    def post(self, request, pk):
        """What is said already is answered as it stands."""
        page = readable_page(request, pk)
        new = NewDependencySerializer(data=request.data, context={"page": page})
        new.is_valid(raise_exception=True)
        organisation = Organisation.objects.named(new.validated_data["organisation"])
        component = organisation.components.named(new.validated_data["component"], by=request.user)
        needs = new.validated_data.get("needs")
        made = Dependency.objects.declare(page, component, needs=needs, by=request.user)
        told = DependencySerializer(made, context=self.get_serializer_context()).data
        return Response(told, status=status.HTTP_201_CREATED)


@extend_schema_view(delete=extend_schema(tags=TAGS, summary="Say no more that something depends on a page"))
class DependencyDetail(Dependencies, generics.DestroyAPIView):
    """That it was said stays in its history."""

    lookup_url_kwarg = "dependency"

    def perform_destroy(self, instance):
        instance.remove(by=self.request.user)
