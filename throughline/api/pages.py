"""Long lists in the API, a page at a time."""

from rest_framework.pagination import CursorPagination


class CursorPages(CursorPagination):
    """Pages that stay true while rows are added: `next` and `previous` are addresses, null at the ends."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = "-pk"
