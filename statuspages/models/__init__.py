from statuspages.models.page import Payload, Reading, StatusPage
from statuspages.models.reported import (
    ReportedComponent,
    ReportedIncident,
    ReportedUpdate,
    UpdateRevision,
)
from statuspages.models.windows import ReportedWindow

__all__ = [
    "Payload",
    "Reading",
    "ReportedComponent",
    "ReportedIncident",
    "ReportedUpdate",
    "ReportedWindow",
    "StatusPage",
    "UpdateRevision",
]
