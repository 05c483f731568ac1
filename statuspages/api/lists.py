"""Many pages at once: a list of them, and how far it is."""

from __future__ import annotations

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from accounts.api.people import PersonField
from accounts.api.serializers import StrictSerializer
from incidents.api.fields import PageField
from statuspages.adding import begin_adding
from statuspages.api.serializers import EveryField, PageTagsField, TeamField
from statuspages.lists.wanted import (
    ADDRESS_LENGTH,
    MOST_LINES,
    NAME_LENGTH,
    ListError,
    Wanted,
    without_repeats,
)
from statuspages.models import Adding, AddingLine
from statuspages.views.lists import ask_to_add

TAGS = ["Status pages"]


class WantedSerializer(StrictSerializer):
    """A page to be watched."""

    url = serializers.CharField(max_length=ADDRESS_LENGTH, help_text="Any address of the page.")
    feed = serializers.CharField(
        max_length=ADDRESS_LENGTH, required=False, help_text="Looked at where nothing is at `url`."
    )
    name = serializers.CharField(max_length=NAME_LENGTH, required=False)
    tags = PageTagsField()
    team = TeamField()
    every_seconds = EveryField()


class NewListSerializer(StrictSerializer):
    pages = WantedSerializer(many=True, allow_empty=False, max_length=MOST_LINES)


class LineSerializer(serializers.ModelSerializer):
    """One address, and what became of it."""

    url = serializers.CharField(source="address")
    status_page = serializers.IntegerField(
        source="page_id", allow_null=True, help_text="The page that is watched; null while there is none."
    )

    class Meta:
        model = AddingLine
        fields = ("url", "name", "state", "says", "status_page")
        read_only_fields = fields


class ListSerializer(serializers.ModelSerializer):
    """A list of pages, in the order in which they were given."""

    made_by = PersonField(allow_null=True)
    waiting = serializers.IntegerField(help_text="How many were not looked at yet.")
    lines = LineSerializer(many=True)
    page = PageField(help_text="Its page here, for people.")

    class Meta:
        model = Adding
        fields = ("id", "made_at", "made_by", "waiting", "lines", "page")
        read_only_fields = fields


class Lists:
    queryset = Adding.objects.all()
    serializer_class = ListSerializer

    def get_queryset(self):
        lists = Adding.objects.visible_to(self.request.user).with_sums().select_related("made_by")
        return lists.prefetch_related(Prefetch("lines", AddingLine.objects.order_by("position")))


class ListOfPagesNew(Lists, generics.GenericAPIView):
    @extend_schema(
        tags=TAGS,
        summary="Watch many pages",
        request=NewListSerializer,
        responses={202: ListSerializer},
        examples=[
            OpenApiExample(
                "Two pages",
                {
                    "pages": [
                        {"url": "https://www.githubstatus.com", "tags": ["ci"]},
                        {"url": "https://status.io"},
                    ]
                },
                request_only=True,
            )
        ],
    )
    def post(self, request):
        """They are looked at one after the other: ask for the list again until `waiting` is 0.

        What cannot be watched says why in its line, and stops none of the others.
        """
        new = NewListSerializer(data=request.data)
        new.is_valid(raise_exception=True)
        try:
            wanted = without_repeats(_wanted(page) for page in new.validated_data["pages"])
        except ListError as error:
            raise serializers.ValidationError({"pages": [str(error)]}) from error
        adding = begin_adding(wanted, by=request.user)
        ask_to_add(adding)
        stored = self.get_queryset().get(pk=adding.pk)
        told = ListSerializer(stored, context=self.get_serializer_context()).data
        return Response(told, status=status.HTTP_202_ACCEPTED)


def _wanted(page: dict) -> Wanted:
    return Wanted(
        address=page["url"],
        or_address=page.get("feed", ""),
        name=page.get("name", ""),
        tags=tuple(page.get("tags", ())),
        team=page.get("team", ""),
        every_seconds=page.get("every_seconds"),
    )


@extend_schema_view(get=extend_schema(tags=TAGS, summary="How far a list of pages is"))
class ListOfPages(Lists, generics.RetrieveAPIView):
    """What became of each of its pages so far."""
