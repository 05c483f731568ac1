"""The time at the beginning of a line of notes, a chat log or a log file."""

import re

from ..value import WORDS_MAX_LENGTH
from .grammar import read_said
from .scan import Cursor

_DECORATION = re.compile(
    r"(?:\s|\[[ x]\]\s|[>#*_•·|`\[(<\"]|[-—–](?=\s)|\d{1,2}[.)]\s+(?=\S)(?!\w+ *,? *\d\d))*"
)
_INSIDE_A_WORD = re.compile(r"[\w%°$]|[.:/,]\d|-\d")
_CLOSERS = re.compile(r"(?:[*_`)\]>\"”|:;,→]|\s|[-–—=]+>?(?=\s|$)|\.(?=\s|$))*")


def read_leading(text, *, day=None, zone=None, after=None, start=None):
    """The Reading of the time that a line begins with, or None where it begins with none.

    The arguments are those of `read_time`. Bullets, brackets and Markdown before and behind the time are
    passed over. "09:50–13:15", "from 02:50 to 05:14" and "around 2:30, until 6:31" are stretches, with
    `until`. A number that might be anything ("5 nodes down", "10.43.0.1", "v1.29") is not a time. Raises
    UnreadableTime for what is plainly meant as a time and is none ("25:10", "31 April 10:00", "04:56 IST").
    """
    from .whole import make_context, make_reading

    head = text[:WORDS_MAX_LENGTH]
    cursor = Cursor(head, leading=True)
    cursor.take(_DECORATION)
    begin = cursor.pos
    said = read_said(cursor, stretch=True)
    end = cursor.pos
    if said is None or _INSIDE_A_WORD.match(head, end) or "\x00" in head[begin:end]:
        return None
    words = head[begin:end].strip()
    end = begin + len(words)
    context = make_context(words, day, zone, after, start)
    rest = _CLOSERS.match(text, end)
    return make_reading(said, context, (begin, end), rest.end())
