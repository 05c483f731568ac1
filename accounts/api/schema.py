"""How the API's description says what people and tokens are."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.plumbing import ResolvedComponent

USERNAME = {"type": "string", "description": "A user name.", "example": "mira"}
PERSON = {
    "type": "object",
    "required": ["username", "name"],
    "properties": {
        "username": {**USERNAME, "nullable": True, "description": "Null for those who have not signed in."},
        "name": {"type": "string"},
    },
    "example": {"username": "mira", "name": "Mira Oduya"},
}


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema):
        description = "“Token ”, then a token that you made on your account page."
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": description}


class PersonSchema(OpenApiSerializerFieldExtension):
    target_class = "accounts.api.people.PersonField"

    def map_serializer_field(self, auto_schema, direction):
        if direction == "request":
            return dict(USERNAME)
        component = ResolvedComponent("Person", ResolvedComponent.SCHEMA, schema=PERSON, object="Person")
        auto_schema.registry.register_on_missing(component)
        return component.ref


class PeopleSchema(OpenApiSerializerFieldExtension):
    target_class = "accounts.api.people.PeopleField"

    def map_serializer_field(self, auto_schema, direction):
        person = PersonSchema(self.target.child).map_serializer_field(auto_schema, direction)
        return {"type": "array", "items": person, "maxItems": self.target.max_length}
