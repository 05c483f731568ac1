"""One module a provider: what to ask for and how to read it. Pure: bytes in, frozen dataclasses out."""

from statuspages.providers import statuspage

BY_NAME = {"statuspage": statuspage}
"""By the value of StatusPage.provider."""
