"""Contributing factors, and the vocabulary of mechanisms they are counted by."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.serializers import StrictModelSerializer
from incidents.api.fields import PageField, ProseField, RowsField
from incidents.api.quoting import QuoteSerializer
from incidents.models import ContributingFactor, Mechanism
from timelines.api.fields import TimesMixin, WhenField


class MechanismField(serializers.SlugRelatedField):
    """A mechanism by its slug, of now or of once."""

    def to_internal_value(self, data):
        if isinstance(data, str) and (found := Mechanism.objects.at([data]).get(data)):
            data = found.slug
        return super().to_internal_value(data)


class MechanismSerializer(serializers.ModelSerializer):
    """A way in which systems fail: one word of the vocabulary."""

    is_retired = serializers.BooleanField(read_only=True, help_text="Kept for old factors, not offered.")
    url = PageField()

    class Meta:
        model = Mechanism
        fields = (
            "slug",
            "name",
            "group",
            "definition",
            "first_example",
            "second_example",
            "state",
            "is_retired",
            "url",
        )
        read_only_fields = fields


class FactorSerializer(TimesMixin, StrictModelSerializer):
    """What made it possible, worse or better. Usually several; there is no place for “the” cause."""

    incident = serializers.IntegerField(source="incident.number", read_only=True)
    mechanism = MechanismField(
        slug_field="slug",
        queryset=Mechanism.objects.in_use(),
        required=False,
        allow_null=True,
        help_text="The slug of a mechanism in use; one that it had before will do.",
    )
    detail = ProseField(required=False, allow_blank=True, help_text="Markdown, if there is more to say.")
    onset = WhenField(required=False, allow_null=True, help_text="Since when it was so.")
    evidence = RowsField(
        among=lambda incident: incident.events.standing(),
        noun="event",
        required=False,
        help_text="The events that it stands on, by their ids.",
    )
    quotes = QuoteSerializer(many=True, read_only=True)
    url = PageField(help_text="Its place on the incident's page, for people.")

    class Meta:
        model = ContributingFactor
        fields = (
            "id",
            "incident",
            "position",
            "statement",
            "role",
            "mechanism",
            "detail",
            "onset",
            "evidence",
            "quotes",
            "url",
        )
        read_only_fields = ("position",)

    def create(self, facts) -> ContributingFactor:
        facts.setdefault("role", ContributingFactor.Role.CONTRIBUTING)
        by = self.context["request"].user
        return ContributingFactor.objects.add(self.context["incident"], by=by, **facts)

    def update(self, factor: ContributingFactor, facts) -> ContributingFactor:
        factor.change(by=self.context["request"].user, **facts)
        return factor
