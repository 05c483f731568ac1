"""Filters of the API's lists. A filter nobody knows is an error, for a list without it would be a lie."""

from __future__ import annotations

from django_filters.rest_framework import DjangoFilterBackend

from accounts.api.problems import BadQuery, FieldError
from accounts.api.serializers import unknown_name
from throughline.api.pages import CURSOR, SIZE


class StrictFilters(DjangoFilterBackend):
    """django-filter's backend, for views with a `filterset_class`.

    Unknown names, values that mean nothing, and names given twice are BadQuery.
    """

    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset(request, queryset, view)
        known = set(filterset.filters if filterset else ())
        known |= {CURSOR, SIZE} if getattr(view, "paginator", None) else set()
        check_names(request.query_params, known)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise BadQuery(_errors_of(filterset))
        return filterset.qs


def check_names(query, known) -> None:
    """Raise BadQuery unless every parameter of the address is known and has one value."""
    errors = []
    for name, values in query.lists():
        if name not in known:
            errors.append(FieldError.saying(name, unknown_name(name, known, "parameter")))
        elif len(values) > 1:
            errors.append(FieldError(name, "This is given more than once.", "Divide values by commas."))
        elif not values[0].strip():
            errors.append(FieldError(name, "This is empty.", "Send a value, or leave it out."))
    if errors:
        raise BadQuery(errors)


def _errors_of(filterset) -> list[FieldError]:
    return [
        FieldError.saying(name, str(message), "Send a value that the list’s description names, /api/docs/.")
        for name, messages in filterset.errors.items()
        for message in messages
    ]
