"""One module a provider: how to know its pages, what to ask for, how to read it. Pure: bytes in, data out.

docs/adding-a-provider.md shows how to add one.
"""

from statuspages.providers import (
    aws,
    betterstack,
    cstate,
    feed,
    google,
    heroku,
    incidentio,
    instatus,
    pagerduty,
    slack,
    statusio,
    statuspage,
    statuspal,
    upptime,
)
from statuspages.providers.provider import Ask, Facts, Provider, Recognised, Seen

IN_ORDER: tuple[Provider, ...] = (
    incidentio,
    statuspage,
    instatus,
    statusio,
    betterstack,
    google,
    aws,
    slack,
    heroku,
    statuspal,
    upptime,
    cstate,
    pagerduty,
    feed,
)
"""All that are known. The first that recognises a page has it."""

BY_NAME: dict[str, Provider] = {provider.NAME: provider for provider in IN_ORDER}
"""By the value of StatusPage.provider."""

__all__ = ["BY_NAME", "IN_ORDER", "Ask", "Facts", "Provider", "Recognised", "Seen"]
