"""Saved searches of whoever asks. Those that others share are opened by their addresses, as pages."""

from __future__ import annotations

from django.http import Http404
from rest_framework import generics

from accounts.api.permissions import OwnersWrite
from incidents.api.refusals import refusals_told
from incidents.api.serializers.saved_search import SavedSearchSerializer
from incidents.api.views.items import described
from incidents.models import SavedSearch
from incidents.saved import keeping


class SavedSearches:
    queryset = SavedSearch.objects.none()
    serializer_class = SavedSearchSerializer
    permission_classes = (OwnersWrite,)
    ordering = ("pk",)

    def get_queryset(self):
        own = SavedSearch.objects.filter(owner_id=self.request.user.pk)
        return own.select_related("channel").defer("known")

    def perform_create(self, serializer):
        with refusals_told():
            try:
                serializer.save()
            except SavedSearch.DoesNotExist as error:  # deleted a moment ago
                raise Http404 from error

    perform_update = perform_create


@described("Saved searches", get="Your saved searches", post="Save a search")
class SavedSearchList(SavedSearches, generics.ListCreateAPIView):
    """What answers already is not told, what newly answers is."""


@described(
    "Saved searches", get="One saved search", patch="Change a saved search", delete="Delete a saved search"
)
class SavedSearchDetail(SavedSearches, generics.RetrieveUpdateDestroyAPIView):
    """With another `query` it begins anew: what answers then is not told."""

    http_method_names = ("get", "head", "options", "patch", "delete")

    def perform_destroy(self, instance):
        keeping.delete(instance)
