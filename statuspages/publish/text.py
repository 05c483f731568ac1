"""A postmortem's text for readers elsewhere: what only lives here becomes a link to here."""

from __future__ import annotations

import re

from django.conf import settings

from incidents.models import Incident

BLOCKS = {
    "timeline": "The timeline",
    "factors": "The contributing factors",
    "actions": "The action items",
    "impact": "The impact",
}
BLOCK = re.compile(rf"^\[\[({'|'.join(BLOCKS)})(?: [^\]\[\n]*)?\]\][ \t]*$", re.MULTILINE)
EVENT = re.compile(r"\[event:([0-9]{1,18})\]")


def for_others(body: str, incident: Incident) -> str:
    """The Markdown with live blocks and references to events as links to the incident's page."""
    page = f"{settings.SITE_ADDRESS}{incident.get_absolute_url()}"
    body = BLOCK.sub(lambda block: f"[{BLOCKS[block[1]]} of {incident.reference}]({page})", body)
    return EVENT.sub(rf"[event \1]({page}#e-\1)", body)
