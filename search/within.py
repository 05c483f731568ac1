"""A query set as a part of a statement of our own."""

from __future__ import annotations

import re
from itertools import count

from django.db.models import QuerySet

PLACEHOLDER = re.compile("%s|%%")


def sql_of(within: QuerySet) -> tuple[str, dict]:
    """Its SQL with its parameters by name (within_0, within_1, …), and these.

    Raises EmptyResultSet where it is `.none()`.
    """
    sql, parameters = within.query.sql_with_params()
    numbers = count()
    told = PLACEHOLDER.sub(lambda found: found[0] if found[0] == "%%" else f"%(within_{next(numbers)})s", sql)
    return told, {f"within_{number}": value for number, value in enumerate(parameters)}
