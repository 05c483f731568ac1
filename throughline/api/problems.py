"""Errors of the API as `application/problem+json` (RFC 9457), every one of them in one form.

    {"type": "urn:throughline:problem:invalid-fields", "title": …, "status": 422, "detail": …,
     "errors": [{"field": "events[3].happened", "message": what is wrong, "remedy": what to do}]}

400: the body is no JSON, or a query parameter cannot be understood. 422: the body is JSON, and a field of it
cannot be taken. What one may not see is 404.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.api.problems import FieldError, Problem

CONTENT_TYPE = "application/problem+json"
TYPE = "urn:throughline:problem:"
# status: (end of the type, title)
KINDS = {
    400: ("unreadable-body", "The body cannot be read"),
    401: ("not-signed-in", "You are not signed in"),
    403: ("not-allowed", "You may not do this"),
    404: ("not-found", "There is nothing here"),
    405: ("method-not-allowed", "This address does not take this method"),
    406: ("not-acceptable", "There is no such form of it"),
    415: ("unsupported-media-type", "The body has another media type"),
    422: ("invalid-fields", "Some fields cannot be taken"),
    429: ("too-many-requests", "Too many requests"),
}
REMEDIES = {
    401: "Send “Authorization: Token …” with a token of your account page that has not run out.",
    406: "Send “Accept: application/json”, or no such header.",
    415: "Send JSON, with “Content-Type: application/json”.",
}
OUR_MISTAKE = "This is a mistake of ours, and the log has it. Tell whoever runs this installation."
NOT_FOUND = "There is nothing at this address, or nothing that you may see. Check the address and the token."
# What to do about the errors that REST framework words itself, by their code.
FIELD_REMEDIES = {
    "required": "Send this field.",
    "null": "Send a value, or leave the field out.",
    "blank": "Send some text.",
    "empty": "Send at least one.",
    "invalid_choice": "Send one of the values in the API’s description, /api/docs/.",
    "does_not_exist": "Send one that exists and that you may see.",
    "max_length": "Shorten it.",
    "min_length": "Say more.",
    "max_value": "Send a smaller number.",
    "min_value": "Send a larger number.",
    "not_a_list": "Send a list, in square brackets.",
    "null_characters_not_allowed": "Take the NUL characters out.",
    "surrogate_characters_not_allowed": "Send text that can be written as UTF-8.",
}
FALLBACK_REMEDY = "See what this field takes in the API’s description, /api/docs/."


def problem_handler(error: Exception, context: dict) -> Response | None:
    """The answer for an error raised in a view; None for a bug, which is not hidden."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(*error.args)
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    return Response(
        as_problem(error), status=_status(error), headers=_headers(error), content_type=CONTENT_TYPE
    )


@csrf_exempt
def not_found(request: HttpRequest, *args, **kwargs) -> JsonResponse:
    """For addresses below /api/ that no view has."""
    detail = NOT_FOUND
    if not request.path.endswith("/"):
        detail = f"There is nothing at this address. Addresses of the API end with a slash: {request.path}/"
    body = _problem(404, *KINDS[404], detail)
    return JsonResponse(body, status=404, content_type=CONTENT_TYPE)


def server_error(request: HttpRequest) -> HttpResponse:
    """For bugs, of which the log has the traceback: below /api/ as a problem, elsewhere as a page."""
    if not request.path.startswith("/api/"):
        return defaults.server_error(request)
    body = _problem(500, "our-mistake", "Something went wrong here", OUR_MISTAKE)
    return JsonResponse(body, status=500, content_type=CONTENT_TYPE)


def as_problem(error: exceptions.APIException) -> dict:
    """The members of the answer."""
    status = _status(error)
    if isinstance(error, Problem):
        body = _problem(status, error.kind, error.title, str(error.detail), error.errors)
        return {**body, **error.more}
    if isinstance(error, exceptions.ValidationError):
        errors = list(_field_errors(error.detail))
        return _problem(status, *KINDS[status], _summed_up(errors), errors)
    kind, title = KINDS.get(status, ("refused", "The request was refused"))
    said = NOT_FOUND if status == 404 else f"{error.detail} {REMEDIES.get(status, '')}".strip()
    return _problem(status, kind, title, said)


def _problem(status: int, kind: str, title: str, detail: str, errors: list[FieldError] = ()) -> dict:
    body = {"type": f"{TYPE}{kind}", "title": title, "status": status, "detail": detail}
    return {**body, "errors": [error.as_dict() for error in errors]} if errors else body


def _status(error: exceptions.APIException) -> int:
    return 422 if isinstance(error, exceptions.ValidationError) else error.status_code


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = f"{error.wait:.0f}"
    return headers


def _field_errors(detail, path: str = "") -> Iterator[FieldError]:
    """Errors as REST framework nests them, each with the path of its field."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _field_errors(inner, _below(path, name))
    elif isinstance(detail, list) and any(isinstance(item, dict) for item in detail):
        for index, inner in enumerate(detail):
            yield from _field_errors(inner, f"{path}[{index}]")
    elif isinstance(detail, list):
        for inner in detail:
            yield from _field_errors(inner, path)
    else:
        yield _field_error(path, str(detail), getattr(detail, "code", ""))


def _below(path: str, name: str | int) -> str:
    """The path of `name` inside `path`. What concerns the whole has no name of its own."""
    if name == "non_field_errors":
        return path
    if isinstance(name, int):
        return f"{path}[{name}]"
    name = "".join(c if c.isprintable() else "�" for c in name[:60])
    return f"{path}.{name}" if path else name


def _field_error(path: str, text: str, code: str) -> FieldError:
    text = text.encode(errors="replace").decode()
    if remedy := FIELD_REMEDIES.get(code):
        return FieldError(path, text, remedy)
    return FieldError.saying(path, text, FALLBACK_REMEDY)


def _summed_up(errors: list[FieldError]) -> str:
    fields = list(dict.fromkeys(error.field for error in errors if error.field))
    if not fields:
        return " ".join(error.message for error in errors)
    shown = ", ".join(fields[:5]) + (f" and {len(fields) - 5} more" if len(fields) > 5 else "")
    return f"Nothing was written. See “errors” for {shown}."
