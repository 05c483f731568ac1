"""Saved searches of whoever asks."""

from __future__ import annotations

from rest_framework import serializers
from rest_framework.fields import empty

from accounts.api.serializers import StrictModelSerializer
from accounts.models import Channel
from incidents.api.fields import PageField
from incidents.forms.saved_search import NO_ADDRESS
from incidents.models import SavedSearch
from incidents.models.saved_search import LONGEST_QUERY
from incidents.saved import keeping
from incidents.saved.telling import may_tell_channel

NO_CHANNELS = "Only editors can have a channel told. Ask an administrator for the editor role."


class ChannelField(serializers.SlugRelatedField):
    """REST framework takes an empty name for none, which null says."""

    def run_validation(self, data=empty):
        if data == "":
            self.fail("does_not_exist", slug_name=self.slug_field, value=data)
        return super().run_validation(data)


class SavedSearchSerializer(StrictModelSerializer):
    """A query text with a name. Whom you name is told of what newly answers it, from then on."""

    name = serializers.CharField(max_length=100)
    query = serializers.CharField(max_length=LONGEST_QUERY, help_text="As on the search page.")
    channel = ChannelField(
        slug_field="name",
        queryset=Channel.objects.order_by("name"),
        required=False,
        allow_null=True,
        help_text="The name of a channel. Only editors can have one told.",
    )
    hour = serializers.IntegerField(
        min_value=0, max_value=23, required=False, help_text="Where `pace` is “daily”, in your time zone."
    )
    has_feed = serializers.SerializerMethodField(help_text="Its address is on its page.")
    trouble = serializers.CharField(read_only=True, help_text="Why it is not looked for; or empty.")
    url = PageField(help_text="Leads to what answers now; can be shared where `is_shared`.")

    class Meta:
        model = SavedSearch
        fields = (
            "id",
            "name",
            "query",
            "is_shared",
            "by_mail",
            "channel",
            "pace",
            "hour",
            "is_paused",
            "has_feed",
            "trouble",
            "added_at",
            "url",
        )
        read_only_fields = ("added_at",)

    def get_has_feed(self, search: SavedSearch) -> bool:
        return search.feed_key is not None

    def validate_by_mail(self, wanted: bool) -> bool:
        if wanted and not self._by.email:
            raise serializers.ValidationError(NO_ADDRESS)
        return wanted

    def validate_channel(self, channel: Channel | None) -> Channel | None:
        if channel and not may_tell_channel(self._by):
            raise serializers.ValidationError(NO_CHANNELS)
        return channel

    def create(self, facts) -> SavedSearch:
        return keeping.keep(self._by, **facts)

    def update(self, search: SavedSearch, facts) -> SavedSearch:
        return keeping.change(search, **facts)

    @property
    def _by(self):
        return self.context["request"].user
