"""The weekly review in the API: the same object as the JSON document."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.problems import BadQuery, FieldError
from accounts.api.serializers import unknown_name
from incidents.models import Incident
from reviews.exceptions import UnreadableWeek
from reviews.exports.json import plain
from reviews.report import review
from reviews.week import Week

ZONE = OpenApiParameter(
    "zone",
    str,
    description="The zone in which the week begins, such as Europe/Zurich. Without it, the installation’s.",
)
WEEK = OpenApiParameter("week", str, OpenApiParameter.PATH, description="An ISO week: 2023-W11.")
REMEDIES = {
    "week": "Send an ISO week that there is, such as 2023-W11.",
    "zone": "Send the name of a time zone, such as Europe/Zurich.",
}


class ReviewDetail(APIView):
    """The review of one week."""

    @extend_schema(
        operation_id="reviews_retrieve",
        tags=["Weekly reviews"],
        parameters=[WEEK, ZONE],
        responses=OpenApiTypes.OBJECT,
        summary="The review of a week",
        description=(
            "What began, went on and was resolved in a week, how long it hurt, and what was promised and "
            "kept, of the incidents that you may see. docs/weekly-review.md tells what each figure counts."
        ),
    )
    def get(self, request: Request, week: str) -> Response:
        asked = _asked(request, week)
        visible = Incident.objects.visible_to(request.user)
        return Response(plain(review(asked, as_of=timezone.now(), visible=visible)))


def _asked(request: Request, week: str) -> Week:
    """The week of the address, in the zone asked for. Raises BadQuery."""
    for name, values in request.query_params.lists():
        if name != "zone":
            wrong, remedy = unknown_name(name, {"zone"}, "parameter").split(". ", 1)
            raise BadQuery([FieldError(name, f"{wrong}.", remedy)])
        if len(values) > 1:
            raise BadQuery([FieldError(name, "This is given more than once.", "Give one zone.")])
    try:
        return Week.read(week, request.query_params.get("zone") or settings.REVIEW_ZONE)
    except UnreadableWeek as error:
        raise BadQuery([FieldError(error.field, str(error), REMEDIES[error.field])]) from error
