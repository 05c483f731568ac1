"""Errors of the API as `application/problem+json` (RFC 9457)."""

from rest_framework.views import exception_handler


def problem_handler(error, context):
    """The answer for an error raised in a view."""
    return exception_handler(error, context)
