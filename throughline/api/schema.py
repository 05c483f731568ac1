"""What the API's description says of every address: its errors, its strictness, its tags."""

from __future__ import annotations

# Imported to be heard: what a person and a time are.
import accounts.api.schema  # noqa: F401
import timelines.api.schema  # noqa: F401

WRITING = {"post", "put", "patch", "delete"}
ALWAYS = {
    "400": "The address or the body cannot be read: an unknown parameter, a bad cursor, no JSON.",
    "401": "The token is wrong, was revoked or ran out; or this needs one.",
    "404": "There is nothing here, or nothing that you may see.",
    "406": "There is no form of the answer that “Accept” asks for.",
}
WITH_BODY = {
    "413": "The body is too large.",
    "415": "The body is no `application/json`.",
    "422": "Fields of the body cannot be taken. Nothing was written; `errors` names each.",
}
NOT_ALLOWED = "Only editors may change anything, and not by a token that only reads."
TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "An error (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {**TEXT, "description": "Stable, for programs: `urn:throughline:problem:invalid-fields`."},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {**TEXT, "description": "What happened and what to do, in a sentence or two."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message", "remedy"],
                "properties": {
                    "field": {
                        **TEXT,
                        "description": "Path in the body, `events[3].happened`, or a parameter.",
                    },
                    "message": {**TEXT, "description": "What is wrong."},
                    "remedy": {**TEXT, "description": "What to do."},
                },
            },
        },
    },
    "example": {
        "type": "urn:throughline:problem:invalid-fields",
        "title": "Some fields cannot be taken",
        "status": 422,
        "detail": "Nothing was written. See “errors” for titel.",
        "errors": [
            {
                "field": "titel",
                "message": "“titel” is no field here.",
                "remedy": "Did you mean “title”? Known are: kind, severity, title.",
            }
        ],
    },
}


def only_ours(endpoints: list) -> list:
    """Preprocessing: the description is of /api/v1/."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


def say_errors(result: dict, generator, request, public) -> dict:
    """Postprocessing: every operation says which errors it answers with."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for operations in result["paths"].values():
        for method, operation in operations.items():
            told = operation["responses"]
            own = {status: told[status]["description"] for status in told if status.startswith("4")}
            for status, said in (_errors_of(method, operation) | own).items():
                told[status] = _problem(said)
    return result


def say_strictness(result: dict, generator, request, public) -> dict:
    """Postprocessing: what is sent has the fields it is said to have, and no others."""
    for name, schema in result["components"]["schemas"].items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    return result


def _errors_of(method: str, operation: dict) -> dict[str, str]:
    errors = dict(ALWAYS)
    if method in WRITING:
        errors["403"] = NOT_ALLOWED
    if "requestBody" in operation:
        errors |= WITH_BODY
    return errors


def _problem(said: str) -> dict:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": said, "content": {"application/problem+json": {"schema": schema}}}
