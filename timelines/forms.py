"""Form fields of timelines."""

from django import forms
from django.core.exceptions import ValidationError

from timelines.when import UnreadableTime, When
from timelines.when.value import WORDS_MAX_LENGTH


class WhenFormField(forms.CharField):
    """Words in, a When out; None where nothing was typed and nothing is required.

    The form sets `day`, `zone`, `after` and `start` on its own copy of the field, before it is validated, to
    give the parts that people leave out (see When.read):

        self.fields["happened"].zone = incident.time_zone

    `kept` is the time that the row has: words that nobody touched mean that one, whatever they would mean if
    they were read again ("18:00" after the start was moved to another day).
    """

    default_error_messages = {"required": "Say when, for example 14 March 2023 18:00 UTC."}
    day = zone = after = start = kept = None

    def __init__(self, *, day=None, zone=None, after=None, start=None, **kwargs):
        kwargs.setdefault("max_length", WORDS_MAX_LENGTH)
        super().__init__(**kwargs)
        self.day, self.zone, self.after, self.start = day, zone, after, start

    def to_python(self, value):
        words = super().to_python(value)
        if words in self.empty_values:
            return None
        if self.kept is not None and words == self.prepare_value(self.kept).strip():
            return self.kept
        try:
            return When.read(words, day=self.day, zone=self.zone, after=self.after, start=self.start)
        except UnreadableTime as error:
            raise ValidationError(str(error), code="unreadable") from error

    def run_validators(self, value):
        """The length is that of the words; When has its own limits."""
        return super().run_validators(value.words if isinstance(value, When) else value)

    def prepare_value(self, value):
        if isinstance(value, When):
            return value.words or str(value)
        return value

    def has_changed(self, initial, data):
        """Whether other words were typed: the same words may mean another time in another form."""
        return (self.prepare_value(initial) or "") != (data or "").strip()
