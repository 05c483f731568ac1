"""Refusals of the API, raised anywhere below it and answered as `application/problem+json`.

Serializers raise REST framework's ValidationError as usual. These are for what is not about one field's form:
somebody else was faster, a parameter of the address is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rest_framework import status
from rest_framework.exceptions import APIException

# Our messages say what is wrong in their first sentence and what to do in the rest. Quotations in it are
# stepped over.
FIRST_SENTENCE = re.compile(r"((?:“[^”]*”|[^“])*?[.?!])\s+(.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field and what to do about it.

    `field` is the path in the body (“events[3].happened”), or the name of the query parameter.
    """

    field: str
    message: str
    remedy: str = ""

    @classmethod
    def saying(cls, field: str, text: str, remedy: str = "") -> FieldError:
        """Of a message that says both, as all of ours do; `remedy` where it does not."""
        found = FIRST_SENTENCE.fullmatch(text)
        return cls(field, found[1], found[2]) if found else cls(field, text, remedy)

    def as_dict(self) -> dict[str, str]:
        return {"field": self.field, "message": self.message, "remedy": self.remedy}


class Problem(APIException):
    """An answer that is an error. `kind` ends its `type`, which programs may tell it by.

    `more` are further members of the answer, such as the newest form of what was to be changed.
    """

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    kind = "invalid-fields"
    title = "Some fields cannot be taken"

    def __init__(self, detail: str, errors: Iterable[FieldError] = (), **more):
        super().__init__(detail)
        self.errors = list(errors)
        self.more = more


class Conflict(Problem):
    """Somebody else was faster, or the thing is not in a state in which this can be done."""

    status_code = status.HTTP_409_CONFLICT
    kind = "conflict"
    title = "It is no longer what you read"


class BadQuery(Problem):
    """A parameter of the address is unknown or has a value that means nothing."""

    status_code = status.HTTP_400_BAD_REQUEST
    kind = "bad-query"
    title = "The address cannot be understood"

    def __init__(self, errors: Iterable[FieldError]):
        errors = list(errors)
        super().__init__(" ".join(error.message for error in errors), errors)


class TooLarge(Problem):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    kind = "too-large"
    title = "The body is too large"
