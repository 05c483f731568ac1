"""Pasted notes, read as the lines of a timeline. Pure: nothing is stored, nobody is asked.

`read_notes` accounts for every line: ready to be an event, waiting for a decision, not readable, or no event
at all (a heading that names a day, a rule). What a person decides comes back in `choices`.
"""

from .model import MAX_CHARACTERS, MAX_LINES, Candidate, Line, Notes, NotesRefused, Outcome
from .reading import read_line, read_notes

__all__ = [
    "MAX_CHARACTERS",
    "MAX_LINES",
    "Candidate",
    "Line",
    "Notes",
    "NotesRefused",
    "Outcome",
    "read_line",
    "read_notes",
]
