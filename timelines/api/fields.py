"""Serializer fields of timelines."""

from rest_framework import serializers

from timelines.when import UnreadableTime, When


class WhenField(serializers.Field):
    """A When in the API.

    Accepts words ("~2AM ICT", read as everywhere) or an object with `earliest`, `latest` (ISO 8601 with an
    offset, half-open, null for an open side), `precision`, `zone` and `words`. Gives such an object, with the
    time as `text` beside it. The serializer's context may have, under "when", what the words are read
    against: {"zone": ..., "day": ..., "after": ..., "start": ...} as for When.read.
    """

    default_error_messages = {
        "wrong_type": "Give words, or an object with earliest, latest and precision.",
        "not_a_time": "{reason}",
    }

    def to_internal_value(self, data):
        try:
            if isinstance(data, str):
                return When.read(data, **self.context.get("when", {}))
            if isinstance(data, dict):
                return When.from_dict(data)
        except UnreadableTime as error:
            self.fail("not_a_time", reason=str(error))
        except (ValueError, TypeError) as error:
            self.fail("not_a_time", reason=f"{error}")
        return self.fail("wrong_type")

    def to_representation(self, value):
        return {**value.as_dict(), "text": str(value)}
