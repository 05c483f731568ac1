"""What an alert says: a subject and a text without markup, the same for e-mail and chat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC

from django.conf import settings

from accounts.telling.messages import Message, subject_line
from statuspages.models import Happening
from timelines.when.text import date_text

LINES = 50  # of one message; what is more is counted


def message_of(happened: Sequence[Happening], rule_name: str) -> Message:
    """The message about these happenings, in their order. They must have page and reported loaded."""
    lines = [_line(each) for each in happened[:LINES]]
    if len(happened) > LINES:
        lines.append(f"And {len(happened) - LINES} more: {settings.SITE_ADDRESS}/status-pages/")
    foot = f"Told because of the rule “{rule_name}”. Times are UTC, when Throughline saw it."
    return Message(_subject(happened), "\n\n".join([*lines, foot]))


def _subject(happened: Sequence[Happening]) -> str:
    said = happened[0].says
    if len(happened) > 1:
        pages = len({each.page_id for each in happened})
        said = f"{len(happened)} changes on {pages} status page{'' if pages == 1 else 's'}"
    return subject_line(said)


def _line(happening: Happening) -> str:
    at = happening.at.astimezone(UTC)
    return f"{date_text(at.date())} {at:%H:%M}  {' '.join(happening.says.split())}\n{_address(happening)}"


def _address(happening: Happening) -> str:
    """Where to read it here."""
    about = happening.reported or happening.page
    return f"{settings.SITE_ADDRESS}{about.get_absolute_url() if about else '/status-pages/'}"
