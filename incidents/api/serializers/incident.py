"""Incidents: rows of a list, one with all its facts, opening and changing one."""

from __future__ import annotations

from zoneinfo import available_timezones

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.people import PeopleField, PersonField
from accounts.api.serializers import StrictModelSerializer
from accounts.roles import may_edit
from incidents.api.fields import AddressField, PageField, ProseField, TagsField, told
from incidents.durations import durations_of
from incidents.facts import change_facts, open_incident, start_and_end_wrong
from incidents.models import Incident, Link, Severity
from timelines.api.fields import TimesMixin, WhenField
from timelines.models import Milestone

TIME = {"allOf": [{"$ref": "#/components/schemas/Time"}]}
MILESTONES = [*Milestone.Kind.values, "first-post"]


class LinkSerializer(StrictModelSerializer):
    url = AddressField()

    class Meta:
        model = Link
        fields = ("title", "url")


class DurationSerializer(serializers.Serializer):
    """From the start to a milestone: as wide as what is known of both, never narrower."""

    name = serializers.CharField(source="named.name")
    state = serializers.ChoiceField(choices=["recorded", "pending", "not applicable", "invalid"])
    shortest_seconds = serializers.SerializerMethodField()
    longest_seconds = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    def get_shortest_seconds(self, named) -> float | None:
        return named.duration.shortest.total_seconds() if named.duration else None

    def get_longest_seconds(self, named) -> float | None:
        """Null where there is no duration, or nobody knows how long at most."""
        longest = named.duration and named.duration.longest
        return longest.total_seconds() if longest else None

    def get_text(self, named) -> str:
        return str(named.duration) if named.duration else named.said


class IncidentRowSerializer(serializers.ModelSerializer):
    """What lists give of an incident."""

    reference = serializers.CharField(read_only=True, help_text="How people say it: INC-42.")
    severity = serializers.CharField(source="severity.name", default=None, allow_null=True)
    organisation = serializers.CharField(source="organisation.name", default=None, allow_null=True)
    lead = PersonField(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    started = serializers.SerializerMethodField()
    resolved = serializers.SerializerMethodField()
    url = PageField(help_text="Its page, for people.")

    class Meta:
        model = Incident
        fields = (
            "number",
            "reference",
            "title",
            "kind",
            "status",
            "severity",
            "organisation",
            "tags",
            "lead",
            "visibility",
            "started",
            "resolved",
            "opened_at",
            "updated_at",
            "url",
        )
        read_only_fields = fields

    @extend_schema_field({**TIME, "nullable": True})
    def get_started(self, incident):
        return told(incident.milestones_told.get("started"))

    @extend_schema_field({**TIME, "nullable": True})
    def get_resolved(self, incident):
        return told(incident.milestones_told.get("resolved"))


class IncidentSerializer(IncidentRowSerializer):
    """One incident with all its facts. Its timeline, factors and actions have addresses of their own."""

    milestones = serializers.SerializerMethodField()
    durations = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()
    readers = serializers.SerializerMethodField()

    class Meta(IncidentRowSerializer.Meta):
        fields = (
            *IncidentRowSerializer.Meta.fields,
            "time_zone",
            "summary",
            "impact",
            "links",
            "readers",
            "milestones",
            "durations",
        )
        read_only_fields = fields

    @extend_schema_field(
        {
            "type": "object",
            "description": "Those that the timeline states, with the event that carries each.",
            "properties": {
                name: {
                    "type": "object",
                    "required": ["event", "at"],
                    "properties": {"event": {"type": "integer"}, "at": TIME},
                }
                for name in MILESTONES
            },
        }
    )
    def get_milestones(self, incident):
        whens = incident.milestones_told
        return {
            name: {"event": incident.milestone_times[name]["event"], "at": told(when)}
            for name, when in whens.items()
        }

    @extend_schema_field(DurationSerializer(many=True))
    def get_durations(self, incident):
        return DurationSerializer(durations_of(incident), many=True).data

    @extend_schema_field(LinkSerializer(many=True))
    def get_links(self, incident):
        return LinkSerializer(incident.links.order_by("pk"), many=True).data

    @extend_schema_field(
        PeopleField(help_text="Who may read it where it is restricted. Told to editors only.")
    )
    def get_readers(self, incident):
        if not may_edit(self.context["request"].user):
            return []
        field = PeopleField()
        field.parent = self
        return field.to_representation(incident.readers.order_by("pk"))


class FactsSerializer(StrictModelSerializer):
    """The facts of an incident that are not times."""

    severity = serializers.SlugRelatedField(
        slug_field="name",
        queryset=Severity.objects.order_by("order"),
        required=False,
        allow_null=True,
        help_text="A severity's name: SEV2.",
    )
    organisation = serializers.CharField(
        max_length=200, required=False, allow_blank=True, help_text="Its name. A new one is added."
    )
    summary = ProseField(required=False, allow_blank=True, help_text="Markdown.")
    impact = ProseField(required=False, allow_blank=True, help_text="Markdown. Who could not do what.")
    tags = TagsField(required=False)
    links = LinkSerializer(many=True, required=False, max_length=50)
    lead = PersonField(required=False, allow_null=True, help_text="A user name.")
    readers = PeopleField(required=False, help_text="User names. Who may read it where it is restricted.")

    class Meta:
        model = Incident
        fields = (
            "title",
            "kind",
            "severity",
            "organisation",
            "time_zone",
            "summary",
            "impact",
            "tags",
            "links",
            "lead",
            "visibility",
            "readers",
            "status",
        )

    def validate_links(self, links: list[dict]) -> list[tuple[str, str]]:
        return [(link["title"], link["url"]) for link in links]


class NewIncidentSerializer(TimesMixin, FactsSerializer):
    """A new incident, of today or of last year. Its start and end become the first and last event.

    Times without a zone are read in `zone`, or in the incident's `time_zone` where that is sent.
    """

    started = WhenField(required=False, allow_null=True)
    first_sign = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="What showed it: the first event's text."
    )
    resolved = WhenField(required=False, allow_null=True)

    class Meta(FactsSerializer.Meta):
        fields = (*FactsSerializer.Meta.fields, "started", "first_sign", "resolved")

    def beside(self, data) -> dict:
        zone = data.get("time_zone")
        lived_in = {"zone": zone} if isinstance(zone, str) and zone in available_timezones() else {}
        return {**lived_in, **super().beside(data)}

    def validate(self, facts):
        told = (facts.get("started"), facts.get("resolved"), facts.get("first_sign", ""))
        if wrong := start_and_end_wrong(*told):
            raise serializers.ValidationError(wrong)
        return facts

    def create(self, facts) -> Incident:
        times = {name: facts.pop(name) for name in ("started", "first_sign", "resolved") if name in facts}
        return open_incident(facts, by=self.context["request"].user, **times)


class IncidentChangeSerializer(FactsSerializer):
    """What is to be changed; the rest stays. A new status may say why."""

    why = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="Of a new status, in a few words."
    )

    class Meta(FactsSerializer.Meta):
        fields = (*FactsSerializer.Meta.fields, "why")

    def validate(self, facts):
        if facts.get("why") and "status" not in facts:
            raise serializers.ValidationError(
                {"why": "There is no new status to explain. Send “status” as well, or leave “why” out."}
            )
        return facts

    def update(self, incident: Incident, facts) -> Incident:
        by = self.context["request"].user
        status, why = facts.pop("status", incident.status), facts.pop("why", "")
        if facts:
            change_facts(incident, facts, by=by)
        if status != incident.status:
            incident.change_status(status, by=by, why=why)
        return incident
