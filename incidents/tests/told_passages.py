"""Incidents with passages to be found, without the pages and verbs that would otherwise write them."""

from incidents.models import Incident
from search.passages import PassageText, store_passages

ANCHORS = {"event": "e", "factor": "f", "action": "a"}


def tell(incident: Incident, *texts: str, **of_kind: list[str]) -> Incident:
    """Let these be what is found of the incident: events, and passages of other kinds by their name."""
    passages = []
    for kind, told in {"event": texts, **of_kind}.items():
        for number, text in enumerate(told, 1):
            url = f"{incident.get_absolute_url()}#{ANCHORS.get(kind, kind)}-{number}"
            place = f"{kind} {number} of that night"
            passages.append(PassageText(f"{kind}:{number}", kind, place, text, url))
    store_passages(incident.pk, passages)
    return incident
