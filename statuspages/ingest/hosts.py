"""Which host answers for a page: one that answers for many is asked for one page at a time."""

from __future__ import annotations

from urllib.parse import urlsplit

from statuspages import providers
from statuspages.providers import Facts

HOST_LENGTH = 253


def host_of(url: str, provider: str, facts: Facts) -> str:
    """The host that is asked first for the page at `url`, with its port where that is not the usual one."""
    known = providers.BY_NAME.get(provider)  # None: of a newer release than this
    parts = urlsplit(known.asks(facts)[0].below(url) if known else url)
    return parts.netloc.rpartition("@")[2].lower()[:HOST_LENGTH]
