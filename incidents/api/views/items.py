"""What stands below one incident beside its timeline: factors, action items, impact windows, sources."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.response import Response

from incidents.api.access import OfIncident
from incidents.api.filters import ActionItemFilters
from incidents.api.refusals import refusals_told
from incidents.api.serializers.action import ActionItemSerializer
from incidents.api.serializers.factor import FactorSerializer
from incidents.api.serializers.impact import ImpactWindowSerializer
from incidents.api.serializers.source import NewSourceSerializer, SourceRowSerializer, SourceSerializer
from incidents.models import ActionItem, ContributingFactor, ImpactWindow
from timelines.models import Source

IN_THEIR_ORDER = ("position", "pk")


def described(tag: str, **summaries: str):
    """Class decorator: what the API's description says of each method."""
    return extend_schema_view(
        **{method: extend_schema(tags=[tag], summary=said) for method, said in summaries.items()}
    )


class Items(OfIncident):
    """Things of one incident, written by their serializer and told again as they are stored."""

    def perform_create(self, serializer):
        with refusals_told():
            serializer.instance = self.get_queryset().get(pk=serializer.save().pk)

    perform_update = perform_create

    def perform_destroy(self, instance):
        instance.remove(by=self.request.user)


class ItemList(Items, generics.ListCreateAPIView):
    pass


class ItemDetail(Items, generics.RetrieveUpdateAPIView):
    http_method_names = ("get", "head", "options", "patch")


class RemovableItemDetail(Items, generics.RetrieveUpdateDestroyAPIView):
    http_method_names = ("get", "head", "options", "patch", "delete")


# Contributing factors


class Factors:
    queryset = ContributingFactor.objects.all()
    serializer_class = FactorSerializer
    ordering = IN_THEIR_ORDER

    def get_queryset(self):
        return self.incident.factors.for_incident_page()


@described("Contributing factors", get="What made it possible, worse or better", post="Add a factor")
class FactorList(Factors, ItemList):
    """Each has a part that it played and a mechanism by which it is counted across incidents."""


@described("Contributing factors", get="One factor", patch="Change a factor", delete="Take a factor away")
class FactorDetail(Factors, RemovableItemDetail):
    pass


# Action items


class Actions:
    queryset = ActionItem.objects.all()
    serializer_class = ActionItemSerializer
    ordering = IN_THEIR_ORDER

    def get_queryset(self):
        return self.incident.action_items.for_incident_page()


@described("Action items", get="Action items of an incident", post="Add an action item")
class ActionList(Actions, ItemList):
    """What, who, by when, against which factors."""

    filterset_class = ActionItemFilters


@described("Action items", get="One action item", patch="Change an action item")
class ActionDetail(Actions, ItemDetail):
    """A moved due date keeps the one before. Declining wants a reason."""


@described("Action items", get="Action items of all incidents that you may read, the newest first")
class AllActions(generics.ListAPIView):
    queryset = ActionItem.objects.all()
    serializer_class = ActionItemSerializer
    filterset_class = ActionItemFilters
    ordering = ("-pk",)

    def get_queryset(self):
        return ActionItem.objects.visible_to(self.request.user).for_list()


# Impact windows


class Windows:
    queryset = ImpactWindow.objects.all()
    serializer_class = ImpactWindowSerializer
    ordering = ("pk",)

    def get_queryset(self):
        return self.incident.impact_windows.select_related("component")


@described("Impact", get="Which components were affected, from when until when", post="Add an impact window")
class WindowList(Windows, ItemList):
    """One window for each component and level."""


@described(
    "Impact", get="One impact window", patch="Change an impact window", delete="Take an impact window away"
)
class WindowDetail(Windows, RemovableItemDetail):
    pass


# Sources


class Sources(OfIncident):
    queryset = Source.objects.all()
    ordering = ("pk",)

    def get_queryset(self):
        return self.incident.sources.select_related("added_by")


@described("Sources", get="The documents that an incident stands on, without their text")
class SourceList(Sources, generics.ListCreateAPIView):
    serializer_class = SourceRowSerializer

    def get_queryset(self):
        return super().get_queryset().defer("text")

    @extend_schema(
        tags=["Sources"],
        summary="Keep a document",
        request=NewSourceSerializer,
        responses={201: SourceSerializer},
    )
    def post(self, request, number):
        """Word for word and for good. The same text again gives the source that is kept already."""
        new = NewSourceSerializer(data=request.data, context=self.get_serializer_context())
        new.is_valid(raise_exception=True)
        with refusals_told():
            source = new.save()
        told = SourceSerializer(source, context=self.get_serializer_context())
        return Response(told.data, status=status.HTTP_201_CREATED)


@described("Sources", get="One document, word for word")
class SourceDetail(Sources, generics.RetrieveAPIView):
    serializer_class = SourceSerializer
