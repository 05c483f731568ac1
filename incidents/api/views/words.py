"""The words of the vocabulary: mechanisms, tags and components, and what is done with them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.response import Response

from accounts.api.permissions import AdministratorsWrite
from accounts.roles import may_administer
from incidents.api.filters import ComponentFilters, MechanismFilters, NamedFilters
from incidents.api.refusals import refusals_told
from incidents.api.schema import conflict
from incidents.api.serializers.factor import MechanismSerializer
from incidents.api.serializers.words import (
    ComponentChangeSerializer,
    ComponentMergingSerializer,
    ComponentSerializer,
    MechanismChangeSerializer,
    MechanismMergingSerializer,
    MergedSerializer,
    TagChangeSerializer,
    TagMergingSerializer,
    TagSerializer,
)
from incidents.models import Component, Incident, Mechanism, Tag
from incidents.models.word import Word
from incidents.vocabulary.merging import preview_of

TAGS = ["Vocabulary"]
FASTER = conflict("Somebody else changed the word first.")


class Words:
    """Views of one kind of word: those that whoever asks may know of."""

    def get_queryset(self) -> QuerySet:
        rows = self.queryset.all()
        if getattr(self, "swagger_fake_view", False) or may_administer(self.request.user):
            return rows
        told = rows.told_to(self.request.user, Incident.objects.visible_to(self.request.user))
        return rows.filter(pk__in=told.order_by().values("pk"))

    def get_object(self) -> Word:
        """The word at this address, now or once. Raises Http404."""
        word = self.standing()
        if word is None or not self.get_queryset().filter(pk=word.pk).exists():
            raise Http404
        return word

    def standing(self) -> Word | None:
        rows = type(self).queryset.model.ever.select_related("merged_into")
        word = rows.filter(pk=self.kwargs["pk"]).first()
        return word and (word.merged_into or word)

    def told(self, word: Word) -> Response:
        stored = type(self).queryset.get(pk=word.pk)
        return Response(self.serializer_class(stored, context=self.get_serializer_context()).data)


class Mechanisms(Words):
    queryset = Mechanism.objects.all()
    serializer_class = MechanismSerializer

    def standing(self) -> Mechanism | None:
        slug = self.kwargs["slug"]
        return Mechanism.objects.at([slug]).get(slug)


class Tags(Words):
    queryset = Tag.objects.all()
    serializer_class = TagSerializer


class Components(Words):
    queryset = Component.objects.select_related("organisation")
    serializer_class = ComponentSerializer


class MechanismList(Mechanisms, generics.ListAPIView):
    filterset_class = MechanismFilters
    ordering = ("group_order", "slug")

    @extend_schema(tags=TAGS, summary="The ways in which systems fail")
    def get(self, request):
        return self.list(request)

    @extend_schema(
        tags=TAGS,
        summary="Propose a mechanism",
        request=MechanismChangeSerializer,
        responses={201: MechanismSerializer},
    )
    def post(self, request):
        """It can be used at once; what administrators add is approved as well."""
        new = MechanismChangeSerializer(data=request.data, context=self.get_serializer_context())
        new.is_valid(raise_exception=True)
        with refusals_told():
            word = new.save()
        told = self.told(word)
        told.status_code = status.HTTP_201_CREATED
        return told


class TagList(Tags, generics.ListAPIView):
    filterset_class = NamedFilters
    ordering = ("name", "pk")

    @extend_schema(tags=TAGS, summary="Tags of incidents that you may read, and of none")
    def get(self, request):
        return self.list(request)


class ComponentList(Components, generics.ListAPIView):
    filterset_class = ComponentFilters
    ordering = ("pk",)

    @extend_schema(tags=TAGS, summary="Components of incidents that you may read, and of none")
    def get(self, request):
        return self.list(request)


class WordDetail(generics.GenericAPIView):
    """A word, also by the address it had before: `slug` or `id` then say its present one."""

    permission_classes = (AdministratorsWrite,)
    change_class: type

    def get(self, request, **where):
        return self.told(self.get_object())

    def patch(self, request, **where):
        word = self.get_object()
        change = self.change_class(
            word, data=request.data, partial=True, context=self.get_serializer_context()
        )
        change.is_valid(raise_exception=True)
        with refusals_told():
            change.save()
        return self.told(word)


class WordMerge(generics.GenericAPIView):
    permission_classes = (AdministratorsWrite,)

    def post(self, request, **where):
        """All that uses it uses the other from then on, and its names and addresses lead there."""
        word = self.get_object()
        asked = self.serializer_class(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        other = asked.validated_data["into"]
        with refusals_told():
            word.check_mergeable(other)
            moves = preview_of(word, other).moves
            if not asked.validated_data["preview"]:
                word.merge_into(other, by=request.user)
        into = request.build_absolute_uri(other.get_absolute_url())
        return Response(MergedSerializer({"moves": moves, "into": into}).data)


class WordState(generics.GenericAPIView):
    permission_classes = (AdministratorsWrite,)
    verb: str = ""

    def post(self, request, **where):
        word = self.get_object()
        with refusals_told():
            getattr(word, self.verb)(by=request.user)
        return self.told(word)


def _described(kind: str, words: type[Words], change: type | None = None, merging: type | None = None):
    """Class decorator: what the API's description says of the views of one kind of word."""
    word = {200: words.serializer_class, 409: FASTER}
    if change:
        return extend_schema_view(
            get=extend_schema(tags=TAGS, summary=f"One {kind}", responses=words.serializer_class),
            patch=extend_schema(
                tags=TAGS, summary=f"Rename or describe a {kind}", request=change, responses=word
            ),
        )
    if merging:
        said = f"Merge a {kind} into another, or see what that would move"
        responses = {200: MergedSerializer, 409: FASTER}
        return extend_schema_view(
            post=extend_schema(tags=TAGS, summary=said, request=merging, responses=responses)
        )
    said = f"Approve a {kind}, offer it no more, or again"
    return extend_schema_view(post=extend_schema(tags=TAGS, summary=said, request=None, responses=word))


@_described("mechanism", Mechanisms, change=MechanismChangeSerializer)
class MechanismDetail(Mechanisms, WordDetail):
    change_class = MechanismChangeSerializer


@_described("tag", Tags, change=TagChangeSerializer)
class TagDetail(Tags, WordDetail):
    change_class = TagChangeSerializer


@_described("component", Components, change=ComponentChangeSerializer)
class ComponentDetail(Components, WordDetail):
    change_class = ComponentChangeSerializer


@_described("mechanism", Mechanisms, merging=MechanismMergingSerializer)
class MechanismMerge(Mechanisms, WordMerge):
    serializer_class = MechanismMergingSerializer


@_described("tag", Tags, merging=TagMergingSerializer)
class TagMerge(Tags, WordMerge):
    serializer_class = TagMergingSerializer


@_described("component", Components, merging=ComponentMergingSerializer)
class ComponentMerge(Components, WordMerge):
    serializer_class = ComponentMergingSerializer


@_described("mechanism", Mechanisms)
class MechanismState(Mechanisms, WordState):
    pass


@_described("tag", Tags)
class TagState(Tags, WordState):
    pass


@_described("component", Components)
class ComponentState(Components, WordState):
    pass
