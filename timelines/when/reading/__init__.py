"""Reading times out of words: `read_time` for words that are one, `read_leading` for lines that begin so."""

from .leading import read_leading
from .whole import Reading, read_time

__all__ = ["Reading", "read_leading", "read_time"]
