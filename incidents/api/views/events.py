"""An incident's timeline: its events, recorded singly and in bulk, corrected, withdrawn and put back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db.models import Value
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.response import Response

from accounts.api.problems import Conflict, FieldError
from incidents.api.access import OfIncident
from incidents.api.examples import EVENT, EVENTS
from incidents.api.filters import EventFilters
from incidents.api.refusals import refusals_told
from incidents.api.schema import conflict
from incidents.api.serializers.event import (
    EventChangeSerializer,
    EventSerializer,
    EventsSerializer,
    NewEventSerializer,
    NewEventsSerializer,
    RestorationSerializer,
    WithdrawalSerializer,
)
from incidents.noting import day_in
from timelines.exceptions import AlreadyChanged
from timelines.models import TimelineEvent

TAGS = ["Timeline"]
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
TAKEN = conflict("Another event carries the milestone.")


class Events(OfIncident):
    """Events of one incident with all that is given of them."""

    queryset = TimelineEvent.objects.all()
    serializer_class = EventSerializer

    def get_queryset(self):
        return self.incident.events.for_timeline().select_related("recorded_by")

    def get_serializer_context(self) -> dict:
        context = super().get_serializer_context()
        if self.is_description:
            return context
        return {**context, "when": {"start": self.incident.milestones_told.get("started")}}

    def told(self, events) -> list[dict]:
        """The events as they stand now, in a fixed number of queries."""
        keys = [event.pk for event in events]
        stored = {event.pk: event for event in self.get_queryset().filter(pk__in=keys)}
        return EventSerializer(
            [stored[key] for key in keys], many=True, context=self.get_serializer_context()
        ).data


@extend_schema_view(get=extend_schema(tags=TAGS, summary="The timeline, in time order"))
class EventList(Events, generics.ListCreateAPIView):
    """Events that stand; `withdrawn=true` gives the others. Times overlap: see `earliest` and `latest`."""

    filterset_class = EventFilters
    ordering = ("lower", "upper", "pk")

    def get_queryset(self):
        begin, end = "happened_range__startswith", "happened_range__endswith"
        bounds = {"lower": Coalesce(begin, end), "upper": Coalesce(end, Value(END_OF_TIME))}
        return super().get_queryset().annotate(**bounds)

    @extend_schema(
        tags=TAGS,
        summary="Record an event",
        request=NewEventSerializer,
        responses={201: EventSerializer, 409: TAKEN},
        examples=EVENT,
    )
    def post(self, request, number):
        """When it happened is words, read as on every page, or bounds. Without a zone it is refused."""
        new = NewEventSerializer(data=request.data, context=self.get_serializer_context())
        new.is_valid(raise_exception=True)
        with refusals_told():
            event = new.save()
        return Response(self.told([event])[0], status=status.HTTP_201_CREATED)


class EventBulk(Events, generics.GenericAPIView):
    @extend_schema(
        tags=TAGS,
        summary="Record up to 1,000 events, all or none",
        request=NewEventsSerializer,
        responses={201: EventsSerializer, 409: TAKEN},
        examples=EVENTS,
    )
    def post(self, request, number):
        """One wrong row and nothing is written: `errors` names each by its place, `events[3].happened`."""
        new = NewEventsSerializer(data=request.data, context=self.get_serializer_context())
        new.is_valid(raise_exception=True)
        with refusals_told():
            events = new.save()
        return Response({"events": self.told(events)}, status=status.HTTP_201_CREATED)


@extend_schema_view(get=extend_schema(tags=TAGS, summary="One event"))
class EventDetail(Events, generics.RetrieveAPIView):
    """An event as it stands now, withdrawn or not."""

    @extend_schema(
        tags=TAGS,
        summary="Correct an event",
        request=EventChangeSerializer,
        responses={
            200: EventSerializer,
            409: conflict("Somebody else changed it since (`current` is its newest form); or as above."),
        },
    )
    def patch(self, request, number, pk):
        """Send the `edition` that you read. What is not sent stays; the earlier form is kept."""
        event = self.get_object()
        event.incident = self.incident
        if event.withdrawn_at:
            raise Conflict("This event was withdrawn. Restore it first, then correct it.")
        context = self.get_serializer_context()
        context["when"]["day"] = day_in(event.happened, self.incident.time_zone)
        change = EventChangeSerializer(event, data=request.data, partial=True, context=context)
        change.is_valid(raise_exception=True)
        with refusals_told(), conflicts_told(self, event):
            change.save()
        return Response(self.told([event])[0])


class EventWithdraw(Events, generics.GenericAPIView):
    @extend_schema(
        tags=TAGS,
        summary="Take an event off the timeline",
        request=WithdrawalSerializer,
        responses={200: EventSerializer, 409: conflict("Somebody else changed it since: see `current`.")},
    )
    def post(self, request, number, pk):
        """It stays readable, with the reason. Its milestones become free. A second time changes nothing."""
        event = get_object_or_404(self.incident.events, pk=pk)
        event.incident = self.incident
        reason = WithdrawalSerializer(data=request.data, context=self.get_serializer_context())
        reason.is_valid(raise_exception=True)
        if not event.withdrawn_at:
            with conflicts_told(self, event):
                event.withdraw(by=request.user, **reason.validated_data)
        return Response(self.told([event])[0])


class EventRestore(Events, generics.GenericAPIView):
    @extend_schema(
        tags=TAGS,
        summary="Put a withdrawn event back",
        request=RestorationSerializer,
        responses={200: EventSerializer, 409: conflict("Somebody else changed it since: see `current`.")},
    )
    def post(self, request, number, pk):
        """Without the milestones it had. A second time changes nothing."""
        event = get_object_or_404(self.incident.events, pk=pk)
        event.incident = self.incident
        reason = RestorationSerializer(data=request.data, context=self.get_serializer_context())
        reason.is_valid(raise_exception=True)
        if event.withdrawn_at:
            with conflicts_told(self, event):
                event.restore(by=request.user, **reason.validated_data)
        return Response(self.told([event])[0])


@contextmanager
def conflicts_told(view: Events, event: TimelineEvent) -> Iterator[None]:
    """AlreadyChanged as a Conflict that gives the event's newest form as `current`."""
    try:
        yield
    except AlreadyChanged as error:
        current = view.told([event])[0]
        remedy = f"Compare with “current”, then send “edition”: {current['edition']}."
        said = "Somebody else has changed this event since you read it."
        raise Conflict(f"{said} {remedy}", [FieldError("edition", said, remedy)], current=current) from error
