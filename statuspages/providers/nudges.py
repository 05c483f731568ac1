"""Which page a webhook is about. Pure, and only that: what it says of an incident is never taken from it.

Webhooks of Statuspage (four captured ones), of Instatus (https://instatus.com/help/webhooks) and of Better
Stack (https://betterstack.com/docs/uptime/subscribing-to-status-updates/subscribing-with-webhooks) have one
frame: the page, and one thing that changed on it. For incident.io we found none documented; what comes from
there in this frame is known too. Nothing shows who sent one, so all that it may do is to have the page read.
"""

from __future__ import annotations

from dataclasses import dataclass

from statuspages.exceptions import PageUnreadable
from statuspages.providers.fields import Fields, json_object

ABOUT = ("incident", "maintenance", "component")


@dataclass(frozen=True, slots=True)
class Nudge:
    """`page_uid`: the page's id at its provider. `about`: one of ABOUT. `uid`: of what changed, or ""."""

    page_uid: str
    about: str
    uid: str = ""


def nudge_of(body: bytes) -> Nudge | None:
    """What a webhook is about; None for anything of another shape. Never raises."""
    try:
        told = Fields(json_object(body), "the webhook")
        page = told.object("page").uid()
        about = next((name for name in ABOUT if told.held.get(name)), None)
        if about is None:
            return None
        changed = told.object(about)
        return Nudge(page, about, changed.uid() if changed.held.get("id") else "")
    except PageUnreadable:
        return None
