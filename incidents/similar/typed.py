"""What somebody types into the form of a new incident, as it is compared. Nothing of it is stored."""

from __future__ import annotations

from collections.abc import Mapping

from incidents.forms.fields import MAX_PROSE
from incidents.markdown import plain_text
from incidents.models import Incident
from incidents.similar.finding import Similar, similar_to_told
from incidents.similar.recovery import Teller
from incidents.similar.stored import deeds_told
from incidents.similar.story import Place, Story

FIELDS = ("title", "organisation", "first_sign", "summary", "impact")
ENOUGH_TO_GO_ON = 12  # characters in all, below which everything is like it


def similar_to_typed(data: Mapping[str, str], user) -> Similar:
    """What a form is like as far as it is filled in; nothing, without a look, where it says too little."""
    text = text_typed(data)
    return similar_to_told(story_typed(data), text, user) if text else Similar()


def text_typed(data: Mapping[str, str]) -> str:
    """The plain words of the form, each field on lines of its own; "" where there are too few to go on."""
    told = [plain_text(data.get(name, "")[:MAX_PROSE]).strip() for name in FIELDS if name != "organisation"]
    text = "\n".join(part for part in told if part)
    return text if len(text) >= ENOUGH_TO_GO_ON else ""


def story_typed(data: Mapping[str, str]) -> Story:
    """What of its structure a form tells: whose it is, and what helped."""
    kind = data.get("kind", "")
    summary = plain_text(data.get("summary", "")[:MAX_PROSE])
    return Story(
        key=None,
        name="this incident",
        kind=kind if kind in Incident.Kind.values else Incident.Kind.INCIDENT,
        place=Place("your words", data.get("title", "").strip()),
        organisation=data.get("organisation", "").strip()[:200],
        deeds=tuple(deeds_told(summary, Teller.A_SUMMARY, "summary")),
    )
