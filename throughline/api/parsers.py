"""Reading the bodies that are sent."""

from __future__ import annotations

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.utils import json

from accounts.api.problems import TooLarge


class JSONParser(BaseParser):
    """JSON in UTF-8 (RFC 8259), of DATA_UPLOAD_MAX_MEMORY_SIZE bytes at most.

    REST framework's reads a body of any size, in any charset, and does not catch one that is nested too deep.
    """

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(most + 1)
        if len(body) > most:
            raise TooLarge(f"The body has more than {most:,} bytes. Divide it into several requests.")
        try:
            return json.loads(body.decode())
        except RecursionError as error:
            raise ParseError("The body is nested too deep. No field here takes such a value.") from error
        except ValueError as error:
            raise ParseError(f"The body is no JSON: {error}. Send JSON in UTF-8.") from error
