"""The names of time zones that are no IANA names: data for `zones`.

Abbreviations have the meaning that the IANA time zone database, RFC 2822 (EST to PDT) or the countries'
own time services give them. The ones that more than one region uses stand in AMBIGUOUS.
"""

from datetime import timedelta
from typing import NamedTuple


class Meaning(NamedTuple):
    """One sense of an abbreviation: where it is used, its offset, a zone there, and prefixes of others."""

    place: str
    offset: str
    zone: str
    also: tuple[str, ...] = ()


FIXED = {
    "GMT": "+00:00", "WET": "+00:00", "WEST": "+01:00", "CET": "+01:00", "CEST": "+02:00",
    "MEZ": "+01:00", "MESZ": "+02:00", "MET": "+01:00", "MEST": "+02:00",
    "EET": "+02:00", "EEST": "+03:00", "MSK": "+03:00", "TRT": "+03:00", "IDT": "+03:00",
    "SAST": "+02:00", "CAT": "+02:00", "EAT": "+03:00", "WAT": "+01:00",
    "EST": "-05:00", "EDT": "-04:00", "CDT": "-05:00", "MST": "-07:00", "MDT": "-06:00",
    "PST": "-08:00", "PDT": "-07:00", "AKST": "-09:00", "AKDT": "-08:00", "HST": "-10:00", "HDT": "-09:00",
    "ADT": "-03:00", "NST": "-03:30", "NDT": "-02:30", "BRT": "-03:00", "ART": "-03:00", "CLT": "-04:00",
    "CLST": "-03:00", "COT": "-05:00", "PET": "-05:00", "UYT": "-03:00",
    "PKT": "+05:00", "NPT": "+05:45", "ICT": "+07:00", "WIB": "+07:00", "WITA": "+08:00", "WIT": "+09:00",
    "MYT": "+08:00", "SGT": "+08:00", "HKT": "+08:00", "PHT": "+08:00", "AWST": "+08:00",
    "JST": "+09:00", "KST": "+09:00", "ACST": "+09:30", "ACDT": "+10:30", "AEST": "+10:00",
    "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00", "UZT": "+05:00", "YEKT": "+05:00", "MMT": "+06:30",
}  # fmt: skip

_AMERICAN = ("America/", "US/", "Canada/", "Mexico/")
_AMAZONIAN = ("Brazil/West", "America/Porto_Velho", "America/Boa_Vista")
_ARABIAN = ("Asia/Kuwait", "Asia/Qatar", "Asia/Bahrain", "Asia/Baghdad", "Asia/Aden")
_CHINESE = ("Asia/Shanghai", "Asia/Taipei", "Asia/Macau", "Asia/Chongqing", "Asia/Harbin", "PRC", "ROC")

AMBIGUOUS = {
    "IST": (
        Meaning("India", "+05:30", "Asia/Kolkata", ("Asia/Calcutta",)),
        Meaning("Israel", "+02:00", "Asia/Jerusalem", ("Asia/Tel_Aviv", "Israel")),
        Meaning("Ireland", "+01:00", "Europe/Dublin", ("Eire",)),
    ),
    "CST": (
        Meaning("US Central", "-06:00", "America/Chicago", ("US/", "Canada/", "Mexico/")),
        Meaning("China", "+08:00", "Asia/Shanghai", _CHINESE),
        Meaning("Cuba", "-05:00", "America/Havana", ("Cuba",)),
    ),
    "BST": (
        Meaning("British Summer", "+01:00", "Europe/London", ("GB", "Europe/")),
        Meaning("Bangladesh", "+06:00", "Asia/Dhaka", ("Asia/Dacca",)),
    ),
    "AST": (
        Meaning("Atlantic", "-04:00", "America/Halifax", (*_AMERICAN, "Atlantic/")),
        Meaning("Arabia", "+03:00", "Asia/Riyadh", _ARABIAN),
    ),
    "GST": (
        Meaning("Gulf", "+04:00", "Asia/Dubai", ("Asia/Muscat",)),
        Meaning("South Georgia", "-02:00", "Atlantic/South_Georgia"),
    ),
    "SST": (
        Meaning("Samoa", "-11:00", "Pacific/Pago_Pago", ("US/Samoa", "Pacific/Midway", "Pacific/Samoa")),
        Meaning("Singapore", "+08:00", "Asia/Singapore", ("Singapore",)),
    ),
    "ECT": (
        Meaning("Ecuador", "-05:00", "America/Guayaquil"),
        Meaning("Eastern Caribbean", "-04:00", "America/Martinique"),
    ),
    "AMT": (
        Meaning("Amazon", "-04:00", "America/Manaus", _AMAZONIAN),
        Meaning("Armenia", "+04:00", "Asia/Yerevan"),
    ),
}  # fmt: skip

NAMED = {
    "pt": "America/Los_Angeles", "pacific": "America/Los_Angeles", "us pacific": "America/Los_Angeles",
    "mt": "America/Denver", "mountain": "America/Denver", "us mountain": "America/Denver",
    "ct": "America/Chicago", "central": "America/Chicago", "us central": "America/Chicago",
    "et": "America/New_York", "eastern": "America/New_York", "us eastern": "America/New_York",
    "eastern us": "America/New_York", "pacific us": "America/Los_Angeles", "central us": "America/Chicago",
    "mountain us": "America/Denver", "us east coast": "America/New_York", "east coast": "America/New_York",
    "us west coast": "America/Los_Angeles", "west coast": "America/Los_Angeles",
    "atlantic": "America/Halifax", "alaska": "America/Anchorage", "hawaii": "Pacific/Honolulu",
    "newfoundland": "America/St_Johns", "arizona": "America/Phoenix",
    "central european": "Europe/Berlin", "western european": "Europe/Lisbon",
    "eastern european": "Europe/Athens", "uk": "Europe/London", "british": "Europe/London",
    "irish": "Europe/Dublin", "greenwich mean": "GMT", "coordinated universal": "UTC", "universal": "UTC",
    "indian": "Asia/Kolkata", "india": "Asia/Kolkata", "indochina": "Asia/Bangkok",
    "thailand": "Asia/Bangkok", "thai": "Asia/Bangkok", "japan": "Asia/Tokyo", "korea": "Asia/Seoul",
    "china": "Asia/Shanghai", "beijing": "Asia/Shanghai", "israel": "Asia/Jerusalem",
    "german": "Europe/Berlin", "swiss": "Europe/Zurich", "austrian": "Europe/Vienna",
    "french": "Europe/Paris", "dutch": "Europe/Amsterdam", "swedish": "Europe/Stockholm",
    "japanese": "Asia/Tokyo", "korean": "Asia/Seoul", "chinese": "Asia/Shanghai",
    "moscow": "Europe/Moscow", "singapore": "Asia/Singapore", "hong kong": "Asia/Hong_Kong",
    "san francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles",
    "los angeles": "America/Los_Angeles", "california": "America/Los_Angeles",
    "boston": "America/New_York", "washington": "America/New_York", "atlanta": "America/New_York",
    "miami": "America/New_York", "austin": "America/Chicago", "dallas": "America/Chicago",
    "houston": "America/Chicago", "salt lake city": "America/Denver", "montreal": "America/Toronto",
    "ottawa": "America/Toronto", "bangalore": "Asia/Kolkata", "bengaluru": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "new delhi": "Asia/Kolkata",
    "hyderabad": "Asia/Kolkata",
    "tel aviv": "Asia/Jerusalem", "munich": "Europe/Berlin", "hamburg": "Europe/Berlin",
    "frankfurt": "Europe/Berlin", "geneva": "Europe/Zurich", "basel": "Europe/Zurich",
    "bern": "Europe/Zurich",
    "zürich": "Europe/Zurich", "barcelona": "Europe/Madrid", "milan": "Europe/Rome",
    "edinburgh": "Europe/London", "manchester": "Europe/London", "auckland": "Pacific/Auckland",
    "wellington": "Pacific/Auckland", "new zealand": "Pacific/Auckland", "canberra": "Australia/Sydney",
    "kyiv": "Europe/Kyiv", "kiev": "Europe/Kyiv", "rio de janeiro": "America/Sao_Paulo",
}  # fmt: skip
"""Everyday name, lower case and without a closing "time", to the zone whose rules it follows."""


def _hours(value):
    return timedelta(hours=value)


USUAL_LABELS = {
    ("Asia/Bangkok", _hours(7)): "ICT", ("Asia/Ho_Chi_Minh", _hours(7)): "ICT",
    ("Asia/Saigon", _hours(7)): "ICT", ("Asia/Phnom_Penh", _hours(7)): "ICT",
    ("Asia/Vientiane", _hours(7)): "ICT", ("Asia/Singapore", _hours(8)): "SGT",
    ("Asia/Kuala_Lumpur", _hours(8)): "MYT", ("Europe/Istanbul", _hours(3)): "TRT",
    ("America/Sao_Paulo", _hours(-3)): "BRT", ("America/Argentina/Buenos_Aires", _hours(-3)): "ART",
    ("America/Bogota", _hours(-5)): "COT", ("America/Lima", _hours(-5)): "PET",
    ("America/Montevideo", _hours(-3)): "UYT", ("America/Santiago", _hours(-4)): "CLT",
    ("America/Santiago", _hours(-3)): "CLST", ("Asia/Kathmandu", timedelta(hours=5, minutes=45)): "NPT",
    ("Asia/Yekaterinburg", _hours(5)): "YEKT",
}  # fmt: skip
"""Letters for zones whose IANA data has only numbers, where everybody writes the letters."""
