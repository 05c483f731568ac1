"""Long lists in the API, a page at a time, each beginning where the one before ended."""

from __future__ import annotations

from operator import attrgetter

from django.core import signing
from django.db.models import Q, QuerySet
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.api.problems import BadQuery, FieldError

CURSOR, SIZE = "cursor", "page_size"


class CursorPages(BasePagination):
    """Pages that stay true while rows are added: `next` and `previous` are addresses, null at the ends.

    A view says its order in `ordering`: names of columns or annotations that hold no NULL, “-” for falling,
    the last of them unique; those of a row that it points at (“incident__number”) are selected with it.
    """

    page_size = 50
    max_page_size = 200
    ordering: tuple[str, ...] | str = "-pk"

    def paginate_queryset(self, queryset: QuerySet, request, view=None) -> list:
        self.address = request.build_absolute_uri()
        self.order = _as_tuple(getattr(view, "ordering", self.ordering))
        size = self._size(request)
        backwards, position = self._position(request)
        if position:
            queryset = queryset.filter(_beyond(self.order, position, backwards))
        rows = list(queryset.order_by(*_turned(self.order, backwards))[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        self.next = self._link(rows[-1], False) if rows and (more or backwards) else None
        self.previous = self._link(rows[0], True) if rows and (more if backwards else position) else None
        return rows

    def get_paginated_response(self, data) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict) -> dict:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": {**link, "description": "The address of the next page; null on the last."},
                "previous": {**link, "description": "The address of the page before; null on the first."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view) -> list[dict]:
        size = {"type": "integer", "minimum": 1, "maximum": self.max_page_size, "default": self.page_size}
        cursor = "Where the page begins: taken from “next” or “previous”, never made up."
        return [
            _parameter(CURSOR, {"type": "string"}, cursor),
            _parameter(SIZE, size, "How many a page has at most."),
        ]

    def _size(self, request) -> int:
        given = request.query_params.get(SIZE)
        if given is None:
            return self.page_size
        if not (given.isascii() and given.isdigit() and 0 < int(given[:9]) <= self.max_page_size):
            wrong = "This is no number of rows for a page."
            raise BadQuery([FieldError(SIZE, wrong, f"Send 1 to {self.max_page_size}.")])
        return int(given)

    def _position(self, request) -> tuple[bool, list | None]:
        """Whether to go back, and the values of the row to go on from; None for the first page."""
        given = request.query_params.get(CURSOR)
        if given is None:
            return False, None
        try:
            backwards, *position = signing.loads(given, salt=self._salt)
        except (signing.BadSignature, ValueError) as error:
            wrong = "This cursor is not of this list."
            remedy = "Take it from “next” or “previous” of an answer, or begin without it."
            raise BadQuery([FieldError(CURSOR, wrong, remedy)]) from error
        return backwards, position

    def _link(self, row, backwards: bool) -> str:
        position = [_told(_value(row, name.lstrip("-"))) for name in self.order]
        cursor = signing.dumps([backwards, *position], salt=self._salt, compress=True)
        return replace_query_param(self.address, CURSOR, cursor)

    @property
    def _salt(self) -> str:
        """Names the order, so that no cursor is taken for one of another list."""
        return " ".join(["page", *self.order])


def _as_tuple(ordering) -> tuple[str, ...]:
    return (ordering,) if isinstance(ordering, str) else tuple(ordering)


def _turned(order: tuple[str, ...], backwards: bool) -> list[str]:
    if not backwards:
        return list(order)
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _beyond(order: tuple[str, ...], position: list, backwards: bool) -> Q:
    """Rows strictly behind `position`: (a > x) or (a = x and b > y) or …"""
    condition, equal = Q(), Q()
    for name, value in zip(order, position, strict=True):
        bare = name.lstrip("-")
        side = "lt" if name.startswith("-") != backwards else "gt"
        condition |= equal & Q(**{f"{bare}__{side}": value})
        equal &= Q(**{bare: value})
    return condition


def _value(row, name: str):
    """What a row has in a column, also of a row that it points at: “incident__number”."""
    return attrgetter(name.replace("__", "."))(row)


def _told(value):
    """A value as JSON keeps it: moments and days as ISO 8601, which a filter reads again."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _parameter(name: str, schema: dict, description: str) -> dict:
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}
