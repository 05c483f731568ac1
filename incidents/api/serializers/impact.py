"""Impact windows: which component was not what it should be, from when until when."""

from __future__ import annotations

from django.db import transaction
from rest_framework import serializers

from accounts.api.serializers import StrictModelSerializer
from accounts.history import acting
from incidents.api.fields import PageField
from incidents.exceptions import WindowEndsBeforeStart
from incidents.forms.impact import component_of
from incidents.models import ImpactWindow
from incidents.models.impact import check_window
from timelines.api.fields import TimesMixin, WhenField


class ImpactWindowSerializer(TimesMixin, StrictModelSerializer):
    """A component was affected from `began` to `ended` (null: no end known)."""

    incident = serializers.IntegerField(source="incident.number", read_only=True)
    component = serializers.CharField(
        source="component.name", max_length=200, help_text="As its users would name it. A new name is added."
    )
    began = WhenField()
    ended = WhenField(required=False, allow_null=True)
    url = PageField(lambda window: f"{window.incident.get_absolute_url()}#impact")

    class Meta:
        model = ImpactWindow
        fields = ("id", "incident", "component", "level", "began", "ended", "note", "url")

    def validate(self, facts):
        held = self.instance
        ended = facts.get("ended", held and held.ended)
        try:
            check_window(facts.get("began") or held.began, ended)
        except WindowEndsBeforeStart as error:
            raise serializers.ValidationError({"ended": str(error)}) from error
        return facts

    def create(self, facts) -> ImpactWindow:
        with transaction.atomic(), acting(self._by):
            return ImpactWindow.objects.add(self.context["incident"], by=self._by, **self._named(facts))

    def update(self, window: ImpactWindow, facts) -> ImpactWindow:
        with transaction.atomic(), acting(self._by):
            window.change(by=self._by, **self._named(facts))
        return window

    @property
    def _by(self):
        return self.context["request"].user

    def _named(self, facts: dict) -> dict:
        """The facts with the component itself in place of its name."""
        if "component" not in facts:
            return facts
        name = facts["component"]["name"]
        component = component_of(self.context["incident"], name, by=self.context["request"].user)
        return {**facts, "component": component}
