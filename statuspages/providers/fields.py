"""Values out of JSON that somebody else wrote: of the type that is expected, or one clear error.

Whatever is missing, null or an empty string is not stated. PostgreSQL's text cannot hold NUL and half
surrogate pairs, so neither passes.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from statuspages.exceptions import NotJson, Unexpected
from statuspages.providers import times
from statuspages.providers.limits import ADDRESS_LENGTH, cut

UNWRITABLE = re.compile("[\x00\ud800-\udfff]")
UID_LENGTH = 300
_HTML = re.compile(rb"\s*<(!doctype|html|head|\?xml)", re.IGNORECASE)
_WHOLE = 2**31 - 1  # the largest of PostgreSQL's integers

# Names that Ruby on Rails gives to zones and that are not the last part of an IANA name.
RAILS_ZONES = {
    "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Juneau",
    "Pacific Time (US & Canada)": "America/Los_Angeles",
    "Arizona": "America/Phoenix",
    "Mountain Time (US & Canada)": "America/Denver",
    "Central Time (US & Canada)": "America/Chicago",
    "Central America": "America/Guatemala",
    "Guadalajara": "America/Mexico_City",
    "Saskatchewan": "America/Regina",
    "Eastern Time (US & Canada)": "America/New_York",
    "Indiana (East)": "America/Indiana/Indianapolis",
    "Quito": "America/Lima",
    "Atlantic Time (Canada)": "America/Halifax",
    "Newfoundland": "America/St_Johns",
    "Brasilia": "America/Sao_Paulo",
    "Georgetown": "America/Guyana",
    "Greenland": "America/Nuuk",
    "Mid-Atlantic": "Atlantic/South_Georgia",
    "Cape Verde Is.": "Atlantic/Cape_Verde",
    "Edinburgh": "Europe/London",
    "Bern": "Europe/Zurich",
    "West Central Africa": "Africa/Algiers",
    "Kyiv": "Europe/Kiev",
    "Pretoria": "Africa/Johannesburg",
    "St. Petersburg": "Europe/Moscow",
    "Abu Dhabi": "Asia/Muscat",
    "Ekaterinburg": "Asia/Yekaterinburg",
    "Islamabad": "Asia/Karachi",
    "Chennai": "Asia/Kolkata",
    "Mumbai": "Asia/Kolkata",
    "New Delhi": "Asia/Kolkata",
    "Astana": "Asia/Dhaka",
    "Sri Jayawardenepura": "Asia/Colombo",
    "Hanoi": "Asia/Bangkok",
    "Beijing": "Asia/Shanghai",
    "Osaka": "Asia/Tokyo",
    "Sapporo": "Asia/Tokyo",
    "Canberra": "Australia/Melbourne",
    "Solomon Is.": "Pacific/Guadalcanal",
    "New Caledonia": "Pacific/Noumea",
    "Marshall Is.": "Pacific/Majuro",
    "Wellington": "Pacific/Auckland",
    "Nuku'alofa": "Pacific/Tongatapu",
    "Tokelau Is.": "Pacific/Fakaofo",
    "Chatham Is.": "Pacific/Chatham",
    "Samoa": "Pacific/Apia",
    "American Samoa": "Pacific/Pago_Pago",
    "Midway Island": "Pacific/Midway",
    "International Date Line West": "Pacific/Midway",
}


def json_object(body: bytes) -> dict:
    """The object that `body` is, in UTF-8, a byte order mark allowed. Raises NotJson and Unexpected."""
    found = json_value(body)
    if not isinstance(found, dict):
        raise Unexpected(f"it is {_kind(found)} where an object is expected")
    return found


def json_list(body: bytes, where: str, most: int, zone: str = "UTC", encoding: str = "") -> list[Fields]:
    """The objects of the list that `body` is; `where` names one of them. Raises NotJson and Unexpected."""
    found = json_value(body, encoding)
    if not isinstance(found, list):
        raise Unexpected(f"it is {_kind(found)} where a list is expected")
    return Fields({"it": found}, "the answer", zone).objects("it", where, most)


def json_value(body: bytes, encoding: str = "") -> object:
    """What `body` is as JSON, in UTF-8 where no other `encoding` is given. Raises NotJson."""
    if not body.strip():
        raise NotJson("empty")
    if _HTML.match(body.removeprefix(b"\xef\xbb\xbf")):
        raise NotJson("a web page and not JSON")
    try:
        text = body.decode(encoding or "utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotJson(f"not text in {(encoding or 'utf-8').upper()}") from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        breaks_off = not text.rstrip().endswith(("}", "]"))
        raise NotJson("JSON that breaks off in the middle" if breaks_off else "not JSON") from error
    except (ValueError, RecursionError) as error:  # numbers of thousands of digits; brackets in brackets
        raise NotJson("JSON that nobody can read") from error


def writable(words: str) -> str:
    """The words without what PostgreSQL's text cannot hold. Nearly all are, and looking is cheap."""
    return words if words.isascii() and "\x00" not in words else UNWRITABLE.sub("�", words)


class Fields:
    """The fields of one JSON object. `where` says which one it is, in errors."""

    __slots__ = ("held", "where", "zone")

    def __init__(self, held: object, where: str, zone: str = "UTC"):
        if not isinstance(held, dict):
            raise Unexpected(f"{where} is {_kind(held)} where an object is expected")
        self.held = held
        self.where = where
        self.zone = zone

    def _stated(self, name: str, kind: type, called: str):
        value = self.held.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise Unexpected(f"“{name}” of {self.where} is {_kind(value)} where {called} is expected")
        return value

    def text(self, name: str, longest: int | None = None) -> str:
        """Words, cut where they are longer than `longest`; "" where they are not stated."""
        words = writable(self._stated(name, str, "text") or "")
        return words if longest is None else cut(words, longest)

    def uid(self, name: str = "id") -> str:
        """An id, which must be there. One that is too long for us is told apart by its digest."""
        value = self.held.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value) if abs(value) < 10**30 else None
        if not isinstance(value, str) or not value.strip():
            raise Unexpected(f"{self.where} has no “{name}”, by which it could be known again")
        clean = writable(value)
        if clean == value and len(value) <= UID_LENGTH:
            return clean
        digest = hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()
        return f"{clean[: UID_LENGTH - len(digest) - 1]}#{digest}"

    def whole(self, name: str) -> int:
        """A whole number, 0 where it is not stated, no larger than the database holds."""
        return max(min(self._stated(name, int, "a whole number") or 0, _WHOLE), -_WHOLE)

    def claim(self, name: str) -> bool:
        return bool(self._stated(name, bool, "true or false"))

    def time(self, name: str) -> datetime | None:
        """A time, aware UTC. One without an offset is in the page's zone; the year 1 or 9999 says nothing."""
        written = self._stated(name, str, "a time")
        if written is None:
            return None
        try:
            moment = datetime.fromisoformat(written)
        except ValueError as error:
            raise Unexpected(f"“{name}” of {self.where} is not a time") from error
        if moment.year not in times.YEARS:
            return None
        if moment.tzinfo is UTC:
            return moment
        return (
            moment if moment.utcoffset() is not None else moment.replace(tzinfo=ZoneInfo(self.zone))
        ).astimezone(UTC)

    def moment(self, name: str) -> datetime | None:
        """A time in any of the forms of times.py, aware UTC; None where it is not stated or not readable."""
        value = self.held.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise Unexpected(f"“{name}” of {self.where} is {_kind(value)} where a time is expected")
        return times.moment(value, self.zone)

    def address(self, name: str) -> str:
        """An address of the web as it is written; "" where it is none or too long for us."""
        said = self.text(name).strip()
        return said if web_address(said) else ""

    def object(self, name: str) -> Fields:
        """The object under this name, an empty one where it is not stated."""
        return Fields(self._stated(name, dict, "an object") or {}, f"“{name}” of {self.where}", self.zone)

    def word(self, name: str, longest: int) -> str:
        """A word that is a text or a whole number, as text: codes come as either."""
        value = self.held.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value) if abs(value) < _WHOLE else ""
            return value[:longest]
        return self.text(name, longest)

    def values(self, name: str, most: int) -> list:
        """The values of a list, of any kind, no more than `most`; an empty list where it is not stated."""
        held = self._stated(name, list, "a list") or []
        if len(held) > most:
            raise Unexpected(f"“{name}” of {self.where} has {len(held):,} entries, which no page has")
        return held

    def objects(self, name: str, where: str, most: int) -> list[Fields]:
        """The objects of a list, no more than `most`; an empty list where it is not stated."""
        held = self.values(name, most)
        return [Fields(each, f"{where} {number}", self.zone) for number, each in enumerate(held, 1)]

    def required(self, name: str, kind: type) -> object:
        """A field that must be there and of this type."""
        called = "an object" if kind is dict else "a list"
        if not isinstance(self.held.get(name), kind):
            raise Unexpected(f"it has no “{name}” that is {called}")
        return self.held[name]


def web_address(said: str) -> bool:
    """Whether it is an address of the web that the database can hold."""
    try:
        parts = urlsplit(said)
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and parts.netloc and not any(map(str.isspace, said))
    return bool(is_web) and len(said) <= ADDRESS_LENGTH


def time_zone(name: str) -> str:
    """The IANA name of a zone that IANA or Ruby on Rails names; UTC where nobody knows it."""
    if name in _zones():
        return "UTC" if name == "Etc/UTC" else name
    return RAILS_ZONES.get(name) or _by_last_part().get(name, "UTC")


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones()) - {"Factory", "localtime"}  # files, and zones of nowhere


@lru_cache(maxsize=1)
def _by_last_part() -> dict[str, str]:
    """ "Mexico City": "America/Mexico_City"."""
    return {zone.rpartition("/")[2].replace("_", " "): zone for zone in sorted(_zones()) if "/" in zone}


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "nothing"}
    return names.get(type(value), "a number")
