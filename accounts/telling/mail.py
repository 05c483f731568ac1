"""E-mail to one person."""

from __future__ import annotations

import logging
import smtplib

from django.core.mail import EmailMessage

from accounts.models import User
from accounts.telling.errors import NotSent
from accounts.telling.messages import Message

log = logging.getLogger(__name__)

NO_ADDRESS = "This person has no e-mail address here, or may not sign in any more."
NOT_ADDRESSED = "Mail cannot be addressed so. Set this person's e-mail address anew on the account's page."


def mail(person: User, message: Message) -> None:
    """Send to a person's address. Raises NotSent."""
    if not person.email or not person.is_active:
        raise NotSent(NO_ADDRESS)
    letter = EmailMessage(
        f"[Throughline] {message.subject}", message.text, to=[person.email], headers=message.headers
    )
    try:
        letter.send()
    except ValueError as error:  # of Django and Python, before anything is sent
        log.warning("a message could not be addressed: %s", error)
        raise NotSent(NOT_ADDRESSED) from error
    except (OSError, smtplib.SMTPException) as error:
        log.warning("a message could not be mailed: %s", error)
        raise NotSent(f"The mail server did not take it ({type(error).__name__}).") from error
