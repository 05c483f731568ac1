"""Answers that several addresses describe alike."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse


def conflict(description: str) -> OpenApiResponse:
    """409, as a problem: throughline.api.schema puts its form in."""
    return OpenApiResponse(OpenApiTypes.OBJECT, description)
