"""What can go wrong with a saved search. Every message can be shown to its owner."""

from __future__ import annotations

from incidents.exceptions import IncidentError


class SearchRefused(IncidentError):
    """It cannot be kept as it was given. `field` is what has to be changed; "" for all of it."""

    field = ""


class NameInUse(SearchRefused):
    field = "name"

    def __init__(self, name: str):
        super().__init__(f"You have a saved search called “{name}” already. Choose another name.")


class TooManySearches(SearchRefused):
    def __init__(self, most: int):
        super().__init__(f"You have {most} saved searches. Delete those that you do not use any more first.")


class MeansNothing(SearchRefused):
    """The text asks for nothing, or for something that there is not, which would be left out and find all."""

    field = "query"


class TooManyWords(SearchRefused):
    """As of a pasted message, of which no other incident has every word."""

    field = "query"

    def __init__(self, number: int, most: int):
        super().__init__(
            f"What is told has all of the words, and these are {number}. Ask for {most} words at most."
        )


class TooSlow(SearchRefused):
    field = "query"

    def __init__(self, seconds: int):
        super().__init__(f"Looking for this takes more than {seconds} seconds. Ask for something narrower.")
