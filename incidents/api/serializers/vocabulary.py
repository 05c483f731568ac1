"""Severities and organisations: what incidents are told with."""

from __future__ import annotations

from rest_framework import serializers

from incidents.models import Organisation, Severity


class SeveritySerializer(serializers.ModelSerializer):
    """How bad it was, in the words of this house. 1 is the worst."""

    class Meta:
        model = Severity
        fields = ("name", "meaning", "order")
        read_only_fields = fields


class OrganisationSerializer(serializers.ModelSerializer):
    """Whose incidents they are."""

    website = serializers.CharField(help_text="An address, or empty.")

    class Meta:
        model = Organisation
        fields = ("slug", "name", "website", "time_zone")
        read_only_fields = fields
