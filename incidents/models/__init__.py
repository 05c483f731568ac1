from incidents.models.action import ActionItem, DueDateChange
from incidents.models.draft import ImportDraft
from incidents.models.factor import ContributingFactor
from incidents.models.impact import ImpactWindow
from incidents.models.incident import Incident, Link, StatusChange
from incidents.models.mechanism import FormerMechanismName, Mechanism
from incidents.models.organisation import Component, FormerComponentName, Organisation
from incidents.models.pair import IncidentPair
from incidents.models.postmortem import Postmortem, PostmortemRevision
from incidents.models.saved_search import SavedSearch, SavedSearchFind, SavedSearchNotice
from incidents.models.severity import Severity
from incidents.models.tag import FormerTagName, Tag

__all__ = [
    "ActionItem",
    "Component",
    "ContributingFactor",
    "DueDateChange",
    "FormerComponentName",
    "FormerMechanismName",
    "FormerTagName",
    "ImpactWindow",
    "ImportDraft",
    "Incident",
    "IncidentPair",
    "Link",
    "Mechanism",
    "Organisation",
    "Postmortem",
    "PostmortemRevision",
    "SavedSearch",
    "SavedSearchFind",
    "SavedSearchNotice",
    "Severity",
    "StatusChange",
    "Tag",
]
