"""Timeline events: given with what they stand on; recorded one at a time or many at once; corrected."""

from __future__ import annotations

from django.db import transaction
from rest_framework import serializers

from accounts.api.people import PersonField
from accounts.api.serializers import StrictSerializer
from accounts.history import acting
from incidents.api.fields import PageField, ProseField
from incidents.api.quoting import CitationSerializer, QuoteSerializer, cite
from incidents.api.refusals import milestone_taken
from timelines.api.fields import TimesMixin, WhenField
from timelines.exceptions import EndsBeforeStart, MilestoneTaken
from timelines.models import Kind, Lane, Milestone, TimelineEvent
from timelines.models.event import check_stretch

MOST_EVENTS = 1_000  # in one request
MOST_QUOTES = 20  # of one event


class EventSerializer(serializers.ModelSerializer):
    """Something that happened, as it stands now. `edition` counts its forms: send it back to correct it."""

    incident = serializers.IntegerField(source="incident.number", read_only=True)
    happened = WhenField(read_only=True)
    until = WhenField(read_only=True, allow_null=True)
    learned = WhenField(read_only=True, allow_null=True)
    milestones = serializers.SerializerMethodField()
    quotes = QuoteSerializer(many=True, read_only=True)
    recorded_by = PersonField(read_only=True, allow_null=True)
    url = PageField(help_text="Its place on the incident's page, for people.")

    class Meta:
        model = TimelineEvent
        fields = (
            "id",
            "incident",
            "happened",
            "until",
            "text",
            "kind",
            "lane",
            "actor",
            "milestones",
            "pinned",
            "learned",
            "quotes",
            "edition",
            "recorded_at",
            "recorded_by",
            "withdrawn_at",
            "withdrawn_reason",
            "url",
        )
        read_only_fields = fields

    def get_milestones(self, event) -> list[str]:
        return [mark.kind for mark in event.milestones.all()]


class EventsSerializer(serializers.Serializer):
    """Events in the order in which they were sent."""

    events = EventSerializer(many=True)


class EventFieldsSerializer(TimesMixin, StrictSerializer):
    """What people say of an event."""

    happened = WhenField(help_text="When it happened, as well as it is known.")
    until = WhenField(required=False, allow_null=True, help_text="Until when it lasted.")
    text = ProseField(help_text="What happened. Markdown.")
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    lane = serializers.ChoiceField(choices=Lane.choices, required=False, help_text="Who tells of it.")
    actor = serializers.CharField(max_length=200, required=False, allow_blank=True)
    milestones = serializers.ListField(
        child=serializers.ChoiceField(choices=Milestone.Kind.choices),
        required=False,
        max_length=6,
        help_text="Marks that it carries; each at most once an incident.",
    )
    pinned = serializers.BooleanField(required=False)
    learned = WhenField(
        required=False, allow_null=True, help_text="Since when it was known, if not at the time."
    )
    quotes = CitationSerializer(many=True, required=False, max_length=MOST_QUOTES)

    def validate(self, facts):
        event = self.instance
        happened = facts.get("happened", event and event.happened)
        until = facts.get("until", event and event.until)
        try:
            check_stretch(happened, until)
        except EndsBeforeStart as error:
            raise serializers.ValidationError({"until": str(error)}) from error
        return facts


class NewEventSerializer(EventFieldsSerializer):
    """One event to be recorded."""

    def create(self, facts) -> TimelineEvent:
        return record([facts], self.context, path="")[0]


class NewEventsSerializer(TimesMixin, StrictSerializer):
    """Many events, recorded all or none. `zone` and `day` hold for those that have none of their own."""

    events = EventFieldsSerializer(many=True, max_length=MOST_EVENTS, allow_empty=False)

    def create(self, facts) -> list[TimelineEvent]:
        return record(facts["events"], self.context, path="events")


class EventChangeSerializer(EventFieldsSerializer):
    """What is to be corrected; the rest stays. A time without a day is on the event's own."""

    edition = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text="That you read.")
    why = serializers.CharField(max_length=300, required=False, allow_blank=True)
    take_over = serializers.BooleanField(
        required=False, help_text="Take milestones from the events that carry them now."
    )

    def validate(self, facts):
        if "edition" not in facts:
            raise serializers.ValidationError(
                {"edition": "It is missing which form you read. Send the event's “edition”."}
            )
        return super().validate(facts)

    def update(self, event: TimelineEvent, facts) -> TimelineEvent:
        by = self.context["request"].user
        said = {
            name: facts.pop(name) for name in ("edition", "why", "take_over", "milestones") if name in facts
        }
        cited, pinned = facts.pop("quotes", None), facts.pop("pinned", event.pinned)
        with transaction.atomic(), acting(by, said.get("why", "")):
            event.correct(by=by, **said, **facts)
            if pinned != event.pinned:
                event.pin(pinned, by=by)
            if cited is not None:
                event.quotes.set(cite(event.incident, [("quotes", cited)])[0])
        return event


class WithdrawalSerializer(StrictSerializer):
    why = serializers.CharField(max_length=300, help_text="For whoever looks for it later.")
    edition = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, required=False, help_text="That you read."
    )


class RestorationSerializer(StrictSerializer):
    why = serializers.CharField(max_length=300, required=False, allow_blank=True)


def record(rows: list[dict], context: dict, *, path: str) -> list[TimelineEvent]:
    """Record events, all or none; errors are told at `path`[index].

    Raises MilestoneTaken as a Conflict at the row that asks for the milestone.
    """
    incident, by = context["incident"], context["request"].user
    where = [f"{path}[{index}]." if path else "" for index in range(len(rows))]
    with transaction.atomic(), acting(by):
        cited = [(f"{at}quotes", row.get("quotes", [])) for at, row in zip(where, rows, strict=True)]
        told = [{**row, "quotes": quotes} for row, quotes in zip(rows, cite(incident, cited), strict=True)]
        try:
            return TimelineEvent.objects.record_all(incident, told, by=by)
        except MilestoneTaken as error:
            raise milestone_taken(error, f"{where[_asks_for(error, rows)]}milestones") from error


def _asks_for(error: MilestoneTaken, rows: list[dict]) -> int:
    """The row that asks for a milestone that is taken: by an earlier row, or by an event that stands."""
    asking = [index for index, row in enumerate(rows) if error.kind in row.get("milestones", ())]
    return asking[0] if error.event.pk else asking[1]
