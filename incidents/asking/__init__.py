"""What people ask of the incidents: the query language, for page, API, command, saved searches and patterns.

The language itself is read by `search.query`; here its fields get their meaning. docs/search.md describes it.
"""

from incidents.asking.asked import Asked, Chip, Condition
from incidents.asking.writing import changed, written

__all__ = ["Asked", "Chip", "Condition", "changed", "written"]
