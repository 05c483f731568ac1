"""Action items, of one incident and across all."""

from __future__ import annotations

from rest_framework import serializers

from accounts.api.people import PersonField
from accounts.api.serializers import StrictModelSerializer
from incidents.api.fields import AddressField, PageField, RowsField
from incidents.forms.actions import wrong_in_action
from incidents.models import ActionItem, DueDateChange


class DueDateChangeSerializer(serializers.ModelSerializer):
    """A date that it was once due."""

    class Meta:
        model = DueDateChange
        fields = ("due_date", "moved_at", "why")
        read_only_fields = fields


class ActionItemSerializer(StrictModelSerializer):
    """What will be done so that it happens less, is seen sooner or hurts less."""

    incident = serializers.IntegerField(source="incident.number", read_only=True)
    owner = PersonField(required=False, allow_null=True, help_text="A user name.")
    tracker_url = AddressField(required=False, allow_blank=True, help_text="Of its ticket.")
    weakens = RowsField(
        among=lambda incident: incident.factors.all(),
        noun="factor",
        required=False,
        help_text="The factors that it weakens, by their ids.",
    )
    due_date_changes = DueDateChangeSerializer(many=True, read_only=True)
    url = PageField(help_text="Its place on the incident's page, for people.")

    class Meta:
        model = ActionItem
        fields = (
            "id",
            "incident",
            "position",
            "title",
            "kind",
            "status",
            "declined_reason",
            "owner",
            "owner_name",
            "team",
            "priority",
            "due_date",
            "done_date",
            "tracker_url",
            "weakens",
            "due_date_changes",
            "added_at",
            "url",
        )
        read_only_fields = ("position", "added_at")

    def validate(self, facts):
        held = self.instance or ActionItem()
        now = {
            name: facts.get(name, getattr(held, name)) for name in ("status", "declined_reason", "done_date")
        }
        if wrong := wrong_in_action(**now):
            raise serializers.ValidationError(wrong)
        return facts

    def create(self, facts) -> ActionItem:
        return ActionItem.objects.add(self.context["incident"], by=self.context["request"].user, **facts)

    def update(self, action: ActionItem, facts) -> ActionItem:
        action.change(by=self.context["request"].user, **facts)
        return action
