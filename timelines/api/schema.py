"""How the API's description says what a time is."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent

from timelines.when import Precision
from timelines.when.value import WORDS_MAX_LENGTH

EXAMPLE = {
    "earliest": "2023-03-13T18:30:00Z",
    "latest": "2023-03-13T19:30:00Z",
    "precision": "approximate",
    "zone": "ICT",
    "as_written": "~2AM ICT",
    "text": "14 Mar 2023, ≈ 02:00 ICT (13 Mar, 19:00 UTC)",
}
MOMENT = {"type": "string", "format": "date-time", "nullable": True}
PARTS = {
    "earliest": {**MOMENT, "description": "It was not before this; null where no such bound is known."},
    "latest": {**MOMENT, "description": "It was before this; null where no such bound is known."},
    "precision": {"type": "string", "enum": [str(one) for one in Precision]},
    "zone": {"type": "string", "description": "As it was stated: Europe/Zurich, +07:00, ICT."},
    "as_written": {
        "type": "string",
        "maxLength": WORDS_MAX_LENGTH,
        "description": "The words it was read from.",
    },
    "text": {"type": "string", "description": "For people. Ignored where it is sent."},
}
GIVEN = {
    "type": "object",
    "description": "A moment that lies in [earliest, latest). Nobody should print it narrower than that.",
    "properties": PARTS,
    "required": list(PARTS),
    "example": EXAMPLE,
}
TAKEN = {
    "description": "Words (“~2AM ICT”, “14 March 2023 20:00–21:00 UTC”, “2023-03-14T18:00Z”) or bounds.",
    "oneOf": [
        {"type": "string", "minLength": 1, "maxLength": WORDS_MAX_LENGTH},
        {
            "type": "object",
            "properties": PARTS,
            "required": ["earliest", "latest", "precision"],
            "additionalProperties": False,
        },
    ],
    "example": "~2AM ICT on 14 March 2023",
}


class WhenFieldSchema(OpenApiSerializerFieldExtension):
    target_class = "timelines.api.fields.WhenField"

    def map_serializer_field(self, auto_schema, direction):
        name, schema = ("TimeToRead", TAKEN) if direction == "request" else ("Time", GIVEN)
        component = ResolvedComponent(name=name, type=ResolvedComponent.SCHEMA, schema=schema, object=name)
        auto_schema.registry.register_on_missing(component)
        return component.ref
