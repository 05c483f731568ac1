"""Times as people know them: intervals with a precision, read from words and written back honestly."""

from .duration import Duration
from .errors import AmbiguousZone, UnknownZone, UnreadableTime
from .value import Precision, When

__all__ = ["AmbiguousZone", "Duration", "Precision", "UnknownZone", "UnreadableTime", "When"]
