"""One module a provider: what to ask for and how to read it. Pure: bytes in, frozen dataclasses out."""

from statuspages.providers import statuspage

BY_NAME = {statuspage.NAME: statuspage}
"""By the value of StatusPage.provider."""

OVER = sorted({status for provider in BY_NAME.values() for status in provider.OVER})
"""Statuses, as served, of incidents that are over."""
