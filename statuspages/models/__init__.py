from statuspages.models.adding import Adding, AddingLine
from statuspages.models.alerts import Alert, AlertRule
from statuspages.models.dependency import Dependency, Upstream
from statuspages.models.happening import Happening
from statuspages.models.page import Payload, Reading, StatusPage
from statuspages.models.platform import Platform
from statuspages.models.reported import (
    ReportedComponent,
    ReportedIncident,
    ReportedUpdate,
    UpdateRevision,
)
from statuspages.models.windows import ReportedWindow
from statuspages.models.words import StrangeWord

__all__ = [
    "Adding",
    "AddingLine",
    "Alert",
    "AlertRule",
    "Dependency",
    "Happening",
    "Payload",
    "Platform",
    "Reading",
    "ReportedComponent",
    "ReportedIncident",
    "ReportedUpdate",
    "ReportedWindow",
    "StatusPage",
    "StrangeWord",
    "UpdateRevision",
    "Upstream",
]
