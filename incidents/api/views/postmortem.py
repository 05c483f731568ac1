"""Postmortems: read, saved as one more version, handed to review, published."""

from __future__ import annotations

from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.response import Response

from accounts.api.problems import Conflict, FieldError, Problem
from incidents.api.access import OfIncident
from incidents.api.refusals import refusals_told
from incidents.api.schema import conflict
from incidents.api.serializers.postmortem import (
    PostmortemRowSerializer,
    PostmortemSerializer,
    PostmortemStateSerializer,
    PostmortemTextSerializer,
    PublicationSerializer,
    RevisionSerializer,
)
from incidents.differences import is_unsettled
from incidents.exceptions import EditConflict
from incidents.models import Postmortem, PostmortemRevision
from incidents.page import readable_postmortem

TAGS = ["Postmortems"]
TEXT_CONFLICT = conflict("Somebody else saved a version since: `newest` is that one. Merge, then send again.")


@extend_schema_view(get=extend_schema(tags=TAGS, summary="Published postmortems, the newest incident first"))
class PostmortemList(generics.ListAPIView):
    """Without their text, of the incidents that you may read."""

    queryset = Postmortem.objects.all()
    serializer_class = PostmortemRowSerializer
    ordering = ("-incident__number",)

    def get_queryset(self):
        published = Postmortem.objects.visible_to(self.request.user).published()
        return published.select_related("incident", "published__author").defer("published__body")


class OnePostmortem(OfIncident, generics.GenericAPIView):
    queryset = PostmortemRevision.objects.all()
    serializer_class = PostmortemSerializer

    def postmortem(self) -> Postmortem:
        """The incident's, for somebody who changes it. 404 where nobody began one."""
        postmortem = getattr(self.incident, "postmortem", None)
        if postmortem is None:
            raise Http404
        return postmortem

    def told(self) -> Response:
        """The version that this person may read."""
        revision = readable_postmortem(self.incident, self.request.user)
        if revision is None:
            raise Http404
        revision.postmortem = self.incident.postmortem
        return Response(PostmortemSerializer(revision, context=self.get_serializer_context()).data)

    def read(self, serializer_class) -> dict:
        sent = serializer_class(data=self.request.data, context=self.get_serializer_context())
        sent.is_valid(raise_exception=True)
        return sent.validated_data


class PostmortemDetail(OnePostmortem):
    @extend_schema(tags=TAGS, summary="An incident's postmortem")
    def get(self, request, number):
        """Editors read the newest version, everybody else the published one. 404 where there is none."""
        self.filter_queryset(self.get_queryset())  # refuses parameters that mean nothing
        return self.told()

    @extend_schema(
        tags=TAGS,
        summary="Save the text as the next version",
        request=PostmortemTextSerializer,
        responses={200: PostmortemSerializer, 409: TEXT_CONFLICT},
    )
    def put(self, request, number):
        """The same text again makes no version. What is published stays published until you publish again."""
        text = self.read(PostmortemTextSerializer)
        postmortem = Postmortem.begin(self.incident)
        try:
            postmortem.save_text(text.pop("body"), by=request.user, **text)
        except EditConflict as error:
            raise self.conflict(error) from error
        self.incident.postmortem = postmortem
        return self.told()

    @extend_schema(
        tags=TAGS,
        summary="Hand the draft to review, or take it back",
        request=PostmortemStateSerializer,
        responses={200: PostmortemSerializer, 409: conflict("The newest version is published.")},
    )
    def patch(self, request, number):
        state = self.read(PostmortemStateSerializer)["state"]
        with refusals_told():
            self.postmortem().move_to(state, by=request.user)
        return self.told()

    def conflict(self, error: EditConflict) -> Conflict:
        newest = RevisionSerializer(error.newest, context=self.get_serializer_context()).data
        said = f"Version {error.newest.number} was saved since the one you began from."
        remedy = f"Merge your text with “newest”, then send “based_on”: {error.newest.number}."
        return Conflict(f"{said} {remedy}", [FieldError("based_on", said, remedy)], newest=newest)


class PostmortemPublish(OnePostmortem):
    @extend_schema(
        tags=TAGS,
        summary="Publish the version that you read",
        request=PublicationSerializer,
        responses={200: PostmortemSerializer, 409: conflict("A later version was saved meanwhile.")},
    )
    def post(self, request, number):
        """From then on everybody who may see the incident reads it."""
        version = self.read(PublicationSerializer)["version"]
        postmortem = self.postmortem()
        if postmortem.newest and is_unsettled(postmortem.newest.body):
            wrong = "Two texts still stand in it, between “<<<<<<<” and “>>>>>>>”."
            remedy = "Choose at each place, save, and publish then."
            raise Problem("Nothing was published.", [FieldError("version", wrong, remedy)])
        with refusals_told():
            postmortem.publish(by=request.user, version=version)
        return self.told()
