"""Watched pages: the list, one, watching another, and what a page reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Prefetch
from django.db.models.functions import Coalesce
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.response import Response

from accounts.api.problems import Conflict, FieldError, Problem
from incidents.api.schema import conflict
from statuspages.access import readable_page
from statuspages.api.filters import MaintenanceFilters, ReportedIncidentFilters, StatusPageFilters
from statuspages.api.serializers import (
    MaintenanceSerializer,
    NewStatusPageSerializer,
    ReportedIncidentSerializer,
    StatusPageChangeSerializer,
    StatusPageSerializer,
)
from statuspages.exceptions import AlreadyWatched, NotAnAddress, PageUnreadable
from statuspages.models import ReportedIncident, ReportedUpdate, StatusPage, UpdateRevision
from statuspages.watching import look_at, watch

TAGS = ["Status pages"]
NOT_WATCHED = "This page is not watched. Send “is_watched”: true to it first."


@contextmanager
def refusals_told() -> Iterator[None]:
    """Around looking at a page: what stands in the way becomes a problem. Nothing was written then."""
    try:
        yield
    except NotAnAddress as error:
        raise Problem("Nothing was written.", [FieldError.saying("url", str(error))]) from error
    except AlreadyWatched as error:
        raise Conflict(str(error), status_page=error.page.pk) from error
    except PageUnreadable as error:
        problem = Problem("Nothing was written.", [FieldError.saying("url", str(error))], code=error.code)
        problem.kind, problem.title = "unreadable-page", "The page could not be read"
        raise problem from error


def change_settings(page: StatusPage, wanted: dict, *, by) -> None:
    """Set the page up as wanted, where that is not how it is. What is not named stays, however new it is."""
    with transaction.atomic():
        page = StatusPage.objects.select_for_update(no_key=True).get(pk=page.pk)
        present = {name: getattr(page, name) for name in ("name", "tags", "team", "every_seconds")}
        changed = {name: wanted.get(name, value) for name, value in present.items()}
        if changed != present:
            page.set_up(**changed, by=by, now=timezone.now())


class StatusPages:
    """Pages that this person may know of: whoever signs in knows of all."""

    queryset = StatusPage.objects.all()
    serializer_class = StatusPageSerializer

    def get_queryset(self):
        return StatusPage.objects.visible_to(self.request.user).select_related("organisation", "added_by")

    def told(self, page: StatusPage) -> dict:
        """The page as it stands now."""
        stored = self.get_queryset().get(pk=page.pk)
        return StatusPageSerializer(stored, context=self.get_serializer_context()).data


@extend_schema_view(get=extend_schema(tags=TAGS, summary="Watched pages, by name"))
class StatusPageList(StatusPages, generics.ListCreateAPIView):
    """All of them, with what each says now and what is wrong with reading it. Without a token, none."""

    filterset_class = StatusPageFilters
    ordering = ("name", "pk")

    @extend_schema(
        tags=TAGS,
        summary="Watch a page",
        request=NewStatusPageSerializer,
        responses={201: StatusPageSerializer, 409: conflict("It is watched already: see `status_page`.")},
        examples=[OpenApiExample("Watch", {"url": "https://www.githubstatus.com"}, request_only=True)],
    )
    def post(self, request):
        """It is looked at first, which may take 25 seconds, and read in full within a minute.

        A page that cannot be read is not watched: `code` says why, as in `error` of a page.
        """
        new = NewStatusPageSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        with refusals_told():
            found = look_at(new.validated_data["url"])
            page = self._watch(found, new.validated_data)
        return Response(self.told(page), status=status.HTTP_201_CREATED)

    def _watch(self, found, wanted: dict) -> StatusPage:
        """The page, watched and set up as wanted; both or neither."""
        by = self.request.user
        settings = {name: wanted[name] for name in ("tags", "team", "every_seconds") if name in wanted}
        with transaction.atomic():
            page = watch(found, name=wanted.get("name", ""), by=by)
            if settings:
                change_settings(page, settings, by=by)
        return page


@extend_schema_view(get=extend_schema(tags=TAGS, summary="One watched page"))
class StatusPageDetail(StatusPages, generics.RetrieveAPIView):
    """What it says now, and how reading it goes."""

    @extend_schema(
        tags=TAGS,
        summary="Set a page up, stop or resume watching it",
        request=StatusPageChangeSerializer,
        responses=StatusPageSerializer,
        examples=[OpenApiExample("Stop", {"is_watched": False}, request_only=True)],
    )
    def patch(self, request, pk):
        """What is not sent stays. All that was kept stays too."""
        page = self.get_object()
        change = StatusPageChangeSerializer(data=request.data, partial=True)
        change.is_valid(raise_exception=True)
        self._change(page, change.validated_data)
        return Response(self.told(page))

    def _change(self, page: StatusPage, wanted: dict) -> None:
        by = self.request.user
        change_settings(page, wanted, by=by)
        if wanted.get("is_watched", page.is_watched) != page.is_watched:
            if wanted["is_watched"]:
                page.resume_watching(by=by, now=timezone.now())
            else:
                page.stop_watching(by=by)


class StatusPageRead(StatusPages, generics.GenericAPIView):
    @extend_schema(
        tags=TAGS,
        summary="Have a page read now",
        request=None,
        responses={202: StatusPageSerializer, 409: conflict("The page is not watched.")},
    )
    def post(self, request, pk):
        """It is read within a minute: `read_at` moves when it was."""
        page = self.get_object()
        if not page.read_soon(timezone.now()):
            raise Conflict(NOT_WATCHED)
        return Response(self.told(page), status=status.HTTP_202_ACCEPTED)


@extend_schema_view(get=extend_schema(tags=TAGS, summary="What a page reports, the newest first"))
class ReportedIncidentList(generics.ListAPIView):
    """Its incidents with their updates, withdrawn ones too, and every form of each that we have seen.

    Those whose incident here you may not see are left out.
    """

    queryset = ReportedIncident.objects.all()
    serializer_class = ReportedIncidentSerializer
    filterset_class = ReportedIncidentFilters
    ordering = ("-begun", "-pk")

    def get_queryset(self):
        page = readable_page(self.request, self.kwargs["pk"])
        reported = ReportedIncident.objects.visible_to(self.request.user).filter(page=page)
        return reported.with_begun().select_related("incident").prefetch_related(_updates())


def _updates() -> Prefetch:
    """Updates, the oldest first, with every form of each."""
    revisions = Prefetch("revisions", UpdateRevision.objects.order_by("number"))
    in_order = Coalesce("display_at", "vendor_created_at").asc(nulls_last=True)
    return Prefetch("updates", ReportedUpdate.objects.order_by(in_order, "pk").prefetch_related(revisions))


@extend_schema_view(get=extend_schema(tags=TAGS, summary="Maintenances of a page, the latest first"))
class MaintenanceList(generics.ListAPIView):
    """What it announces, goes on with and has done, withdrawn ones too, with every form of every update."""

    queryset = ReportedIncident.objects.all()
    serializer_class = MaintenanceSerializer
    filterset_class = MaintenanceFilters
    ordering = ("-begins", "-pk")

    def get_queryset(self):
        page = readable_page(self.request, self.kwargs["pk"])
        told = ReportedIncident.objects.maintenances_visible_to(self.request.user).filter(page=page)
        begins = Coalesce("scheduled_for", "vendor_created_at", "first_seen_at")
        return told.annotate(begins=begins).prefetch_related(_updates())
