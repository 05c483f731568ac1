"""Passages to find, for tests."""

from search.finding import find
from search.models import Passage
from search.passages import PassageText, store_all
from search.query import read_query


def passage(text, key="summary", kind="event"):
    return PassageText(key, kind, "timeline", text, f"/it/#{key}")


def store(*texts):
    """Group 1 has the first text, group 2 the second, …; several texts of one group are a list."""
    groups = {}
    for group, told in enumerate(texts, 1):
        each = [told] if isinstance(told, str) else told
        groups[group] = [passage(text, f"p{number}") for number, text in enumerate(each)]
    store_all(groups)


def everything():
    return Passage.objects.values("group")


def found(text, *, typing=False, **options):
    """The groups in their order."""
    query = read_query(text, typing=typing)
    return [hit.group for hit in find(query, within=everything(), **options).hits]
