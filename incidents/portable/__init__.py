"""The portable format: an incident as one Markdown file that people can read, write and keep.

docs/portable-format.md describes it. Text becomes a `PortableIncident` in read.py and is written back in
write.py; neither knows the database. store.py makes rows of one, gather.py makes one of rows.
"""

from incidents.portable.document import FORMAT, PortableIncident
from incidents.portable.gather import gather_incident
from incidents.portable.problems import PortableError
from incidents.portable.read import read_incident
from incidents.portable.store import store_incident, words_here
from incidents.portable.write import write_incident

__all__ = [
    "FORMAT",
    "PortableError",
    "PortableIncident",
    "gather_incident",
    "read_incident",
    "store_incident",
    "words_here",
    "write_incident",
]
