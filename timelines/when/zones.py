"""Time zones as people write them: IANA names, offsets, abbreviations and everyday names.

A zone is kept as a string, one of: an IANA name ("Europe/Zurich"), an offset ("+07:00"), or an
abbreviation of fixed meaning ("ICT", "PST"). An abbreviation means what it says, in any season: PST is
eight hours behind UTC in July too, because that is what was written. Names such as "Pacific Time" follow
the rules of the place.
"""

import difflib
import functools
import re
import zoneinfo
from datetime import UTC, datetime, timedelta, timezone

from .errors import AmbiguousZone, UnknownZone
from .zone_names import AMBIGUOUS, FIXED, NAMED, USUAL_LABELS

UTC_NAMES = ("UTC", "Z", "GMT", "UT", "ZULU", "UNIVERSAL TIME", "UTC TIME")
LARGEST_OFFSET = timedelta(hours=14)

_OFFSET = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d{1,2})(?::?([0-5]\d))?")


@functools.cache
def _iana_by_lower():
    return {name.lower(): name for name in zoneinfo.available_timezones() if _is_place(name)}


def _is_place(name):
    return not name.startswith(("posix/", "right/")) and name not in ("Factory", "localtime", "posixrules")


@functools.cache
def _iana_by_city():
    """City as typed, lower case, to IANA name: "new york", "zurich". Left out where two zones share it."""
    cities = {}
    for name in sorted(_iana_by_lower().values()):
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "Canada/", "Brazil/", "Chile/")):
            cities.setdefault(name.rsplit("/", 1)[1].replace("_", " ").lower(), set()).add(name)
    return {city: next(iter(names)) for city, names in cities.items() if len(names) == 1}


@functools.lru_cache(maxsize=2048)
def resolve(zone):
    """The tzinfo of a zone as kept. Raises UnknownZone."""
    if zone in ("UTC", "Z"):
        return UTC
    if zone in FIXED:
        return timezone(_minutes(FIXED[zone]), zone)
    if offset := _read_offset(zone):
        return timezone(_offset_delta(offset))
    name = _iana_by_lower().get(zone.lower())
    if name is None or name != zone:
        raise unknown_zone(zone)
    return zoneinfo.ZoneInfo(name)


def label(moment, zone):
    """What stands behind a clock time: "UTC", "ICT", "CEST", "+05:30", "−03:30".

    `moment` is an aware datetime. Zones whose rules carry no letters show their usual ones where everybody
    uses them (Asia/Bangkok is ICT), else the offset; with a true minus sign, for a hyphen may be the dash of
    a range.
    """
    local = moment.astimezone(resolve(zone))
    if zone in FIXED or zone == "UTC":
        return zone
    name = local.tzname() or ""
    if name.isalpha():
        return name
    offset = local.utcoffset()
    return USUAL_LABELS.get((zone, offset), offset_text(offset).replace("-", "−"))


def offset_text(offset):
    """An offset as "+07:00"."""
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def read_zone(text, *, zone=None, at=None):
    """The zone that `text` names, as kept.

    `zone` (as kept) settles abbreviations of several meanings: CST is China's for a zone in China. `at`
    is a naive local datetime that decides whether the zone itself may be kept or only the offset.
    Raises UnknownZone, or AmbiguousZone with the candidates.
    """
    written = " ".join(text.replace("_", " ").split())
    upper = written.upper()
    if upper in UTC_NAMES:
        return "GMT" if upper == "GMT" else "UTC"
    if upper in FIXED:
        return _as_used_in(zone, upper, at) or upper
    if upper in AMBIGUOUS:
        return _settled(text, upper, zone, at)
    if offset := _read_offset(upper):
        return offset_text(_offset_delta(offset))
    return _named(written) or _raise_unknown(text)


def _as_used_in(zone, abbreviation, at):
    """The offset that the letters mean in the given zone, where that is not the usual: CDT in China."""
    if zone is None or at is None:
        return None
    local = at.replace(tzinfo=resolve(zone))
    differs = local.tzname() == abbreviation and local.utcoffset() != _minutes(FIXED[abbreviation])
    return offset_text(local.utcoffset()) if differs else None


def _named(written):
    """The IANA name for an everyday name, a city or an IANA name in any case; None if there is none."""
    lower = written.lower()
    bare = re.sub(r" (?:local )?(?:standard |daylight |summer )?time$", "", lower)
    for name in (lower, bare):
        if name in NAMED:
            return NAMED[name]
        iana = _iana_by_lower().get(name.replace(" ", "_")) or _iana_by_city().get(name)
        if iana:
            return iana
    return None


def is_zone(text):
    """Whether `text` is read as a zone, of one meaning or of several."""
    written = " ".join(text.replace("_", " ").split())
    upper = written.upper()
    if upper in UTC_NAMES or upper in FIXED or upper in AMBIGUOUS:
        return True
    # Not by way of read_zone: looking for names that resemble it takes milliseconds, and this is asked often.
    return _read_offset(upper) is not None or _named(written) is not None


def _settled(text, abbreviation, zone, at):
    """The meaning of an ambiguous abbreviation that the zone of the incident decides."""
    meanings = AMBIGUOUS[abbreviation]
    chosen = [m for m in meanings if zone and _belongs(m, abbreviation, zone)]
    if len(chosen) != 1:
        labels = [(f"{m.place}, {m.offset}", m.zone) for m in meanings]
        raise AmbiguousZone(text, abbreviation, labels)
    offset = _minutes(chosen[0].offset)
    if at is not None and resolve(zone).utcoffset(at) == offset:
        return zone
    return chosen[0].offset


def _belongs(meaning, abbreviation, zone):
    """Whether people in `zone` use the abbreviation in this sense."""
    if zone == meaning.zone or zone.startswith(meaning.also):
        return True
    tz = resolve(zone)
    if _read_offset(zone):
        return tz.utcoffset(None) == _minutes(meaning.offset)
    offset = _minutes(meaning.offset)
    seasons = (datetime(2024, month, 1, tzinfo=tz) for month in (1, 7))
    return any(day.tzname() == abbreviation and day.utcoffset() == offset for day in seasons)


def _read_offset(text):
    match = _OFFSET.fullmatch(text.upper().replace("−", "-"))
    if match is None:
        return None
    return match if abs(_offset_delta(match)) <= LARGEST_OFFSET else None


def _offset_delta(match):
    delta = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    return -delta if match[1] == "-" else delta


def _minutes(offset):
    """ "+05:30" as a timedelta."""
    return _offset_delta(_OFFSET.fullmatch(offset))


def _raise_unknown(text):
    raise unknown_zone(text)


def unknown_zone(text):
    """The error for a zone nobody knows, with names that look like it."""
    known = {**_iana_by_city(), **{name.lower(): zone for name, zone in NAMED.items()}, **_iana_by_lower()}
    known.update({name.lower(): name for name in FIXED})
    near = difflib.get_close_matches(text.lower()[:40].replace("_", " "), known, n=3, cutoff=0.7)
    names = list(dict.fromkeys(known[name] for name in near))
    hint = f"Did you mean {' or '.join(names)}?" if names else ""
    understood = "Understood are Europe/Zurich, UTC, +07:00, ICT, Pacific Time."
    return UnknownZone(text, "is not a time zone", f"{hint} {understood}".strip())
