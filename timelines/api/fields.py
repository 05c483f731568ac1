"""Times and zones in the API.

A time is given as `{earliest, latest, precision, zone, as_written, text}` and taken as such an object or as
words. A time without a zone is refused: whoever reads it elsewhere would read another moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from rest_framework import serializers

from accounts.api.serializers import json_name, shortened, unknown_name
from timelines.when import Precision, UnreadableTime, When, zones
from timelines.when.reading import read_time
from timelines.when.value import WORDS_MAX_LENGTH

SOME_DAY = date(2023, 3, 14)
BOUNDS = ("earliest", "latest")
GIVEN = (*BOUNDS, "precision", "zone", "as_written", "text")
NO_ZONE = "“{words}” does not say in which zone. Add one, as in “{words} UTC”, or send “zone” beside it."
NO_DAY = "“{words}” does not say on which day. Add it, as in “14 March 2023 18:00”, or send “day” beside it."
NO_OFFSET = "“{words}” has no offset from UTC. Add one, as in “2023-03-14T18:00:00Z”."


class WhenField(serializers.Field):
    """A When in the API.

    The serializer's context may have, under "when", what words are read against: {"day": …, "start": …,
    "after": …, "zone": …} as for When.read; `said_beside` of the serializer (see TimesMixin) comes first.
    """

    default_error_messages = {
        "wrong_type": "This is {given}. Send words, or an object with earliest, latest and precision.",
        "not_a_time": "{reason}",
    }

    def to_internal_value(self, data) -> When:
        if isinstance(data, str):
            return self._read(data)
        if isinstance(data, Mapping):
            return self._interval(data)
        return self.fail("wrong_type", given=json_name(data))

    def to_representation(self, value: When) -> dict:
        told = value.as_dict()
        as_written = told.pop("words")
        return {**told, "as_written": as_written, "text": str(value)}

    def _read(self, words: str) -> When:
        against = {**self.context.get("when", {}), **getattr(self.parent, "said_beside", {})}
        try:
            _check_writable(words)
            if against.get("zone") is None and not _names_moment(words, against):
                self.fail("not_a_time", reason=NO_ZONE.format(words=shortened(words)))
            return When.read(words, **against)
        except UnreadableTime as error:
            reason = NO_DAY.format(words=shortened(words)) if _lacks_day(words, against) else str(error)
            return self.fail("not_a_time", reason=reason)
        except ValueError as error:
            return self.fail("not_a_time", reason=f"{error} Send other words.")

    def _interval(self, data: Mapping) -> When:
        errors = {name: [unknown_name(name, GIVEN, "part of a time")] for name in data if name not in GIVEN}
        parts = {}
        for name, read in PARTS.items():
            try:
                parts[name] = read(data, name)
            except ValueError as error:
                errors[name] = [str(error)]
        if errors:
            raise serializers.ValidationError(errors, code="not_a_time")
        try:
            return When(**{WHEN_NAMES.get(name, name): part for name, part in parts.items()})
        except ValueError as error:
            return self.fail("not_a_time", reason=f"{error} Correct the bounds or the precision.")


class ZoneField(serializers.CharField):
    """A zone as people write it, kept as `timelines.when.zones` keeps it."""

    def __init__(self, **options):
        options.setdefault("help_text", "Of times that name none: Europe/Zurich, +07:00, ICT.")
        super().__init__(max_length=64, **options)

    def to_internal_value(self, data) -> str:
        try:
            return zones.read_zone(super().to_internal_value(data))
        except UnreadableTime as error:
            raise serializers.ValidationError(str(error)) from error


class TimesMixin:
    """For serializers with WhenFields: `zone` and `day` beside them say what words leave out.

    Those of the outermost serializer hold for all inside it that have none of their own.
    """

    def get_fields(self) -> dict:
        day = serializers.DateField(
            write_only=True, required=False, help_text="Of times of day that name none: 2023-03-14."
        )
        return {**super().get_fields(), "zone": ZoneField(write_only=True, required=False), "day": day}

    def to_internal_value(self, data):
        outer = getattr(self.root, "said_beside", {}) if self.root is not self else {}
        self.said_beside = {**outer, **(self.beside(data) if isinstance(data, Mapping) else {})}
        value = super().to_internal_value(data)
        return {name: told for name, told in value.items() if name not in ("zone", "day")}

    def beside(self, data: Mapping) -> dict:
        """What stands beside the times; UTC in place of a refused zone, so that it is said once."""
        said = {}
        for name, instead in (("zone", "UTC"), ("day", None)):
            if data.get(name) is not None:
                try:
                    said[name] = self.fields[name].run_validation(data[name])
                except serializers.ValidationError:
                    said[name] = instead
        return said


def _names_moment(words: str, against: Mapping) -> bool:
    """Whether the words mean the same in every zone: they name one, or count from a known moment."""
    known = {name: value for name, value in against.items() if name != "zone"}
    here, there = (read_time(words, zone=zone, **known) for zone in ("UTC", "+01:00"))
    return here.zone_stated or here.when.key == there.when.key


def _lacks_day(words: str, against: Mapping) -> bool:
    """Whether words that cannot be read could be on some day."""
    if against.get("day"):
        return False
    try:
        read_time(words, **{**against, "zone": against.get("zone") or "UTC", "day": SOME_DAY})
    except UnreadableTime:
        return False
    return True


def _check_writable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("This has characters that cannot be written as UTF-8.") from error


def _bound(data: Mapping, name: str) -> datetime | None:
    if name not in data:
        raise ValueError("This bound is missing. Send it, or null where that side is open.")
    if data[name] is None:
        return None
    words = _text(data, name)
    try:
        moment = datetime.fromisoformat(words)
        if moment.utcoffset() is not None:
            return moment
    except ValueError as error:
        wrong = f"“{shortened(words)}” is no moment. Write it as in “2023-03-14T18:00:00Z”."
        raise ValueError(wrong) from error
    raise ValueError(NO_OFFSET.format(words=shortened(words)))


def _precision(data: Mapping, name: str) -> Precision:
    known = ", ".join(Precision)
    if data.get(name) is None:
        raise ValueError(f"It is missing how exactly this was stated. Send one of {known}.")
    words = _text(data, name)
    if words not in set(Precision):
        raise ValueError(f"“{shortened(words)}” is no precision. Send one of {known}.")
    return Precision(words)


def _zone(data: Mapping, name: str) -> str:
    return zones.read_zone(_text(data, name)) if data.get(name) else "UTC"


def _words(data: Mapping, name: str) -> str:
    words = _text(data, name) if data.get(name) else ""
    _check_writable(words)
    if "\x00" in words or len(words) > WORDS_MAX_LENGTH:
        raise ValueError(f"This is too long or holds a NUL. Send up to {WORDS_MAX_LENGTH} characters.")
    return words


def _text(data: Mapping, name: str) -> str:
    if not isinstance(data[name], str):
        raise ValueError(f"This is {json_name(data[name])}. Send text, in quotes.")
    return data[name]


WHEN_NAMES = {"as_written": "words"}
# Each part of a time, by its name in the API, with what reads it.
PARTS = {
    "earliest": _bound,
    "latest": _bound,
    "precision": _precision,
    "zone": _zone,
    "as_written": _words,
}
