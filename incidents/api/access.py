"""What views below one incident share: the incident, as this person may read it, and nothing else."""

from __future__ import annotations

from functools import cached_property

from incidents.access import readable_incident
from incidents.models import Incident


class OfIncident:
    """For API views at /incidents/<number>/…: `self.incident`, which is 404 for whoever may not see it.

    The permission to write was asked before (EditorsWrite), so that a person without it learns by no answer
    whether an incident exists.
    """

    @cached_property
    def incident(self) -> Incident:
        incidents = Incident.objects.select_related("organisation", "postmortem")
        return readable_incident(self.request, self.kwargs["number"], incidents)

    def get_serializer_context(self) -> dict:
        context = super().get_serializer_context()
        return context if self.is_description else {**context, "incident": self.incident}

    @property
    def is_description(self) -> bool:
        """Whether nobody asks: the view is only being described."""
        return getattr(self, "swagger_fake_view", False)
