from statuspages.models.page import Payload, Reading, StatusPage
from statuspages.models.reported import (
    ReportedComponent,
    ReportedIncident,
    ReportedUpdate,
    UpdateRevision,
)

__all__ = [
    "Payload",
    "Reading",
    "ReportedComponent",
    "ReportedIncident",
    "ReportedUpdate",
    "StatusPage",
    "UpdateRevision",
]
