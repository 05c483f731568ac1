"""What one document of a Statuspage says, for tests: an Account, and its incidents at hand."""

from __future__ import annotations

from dataclasses import dataclass

from statuspages.providers import statuspage
from statuspages.providers.reading import (
    Account,
    ReadComponent,
    ReadIncident,
    ReadPage,
    Strange,
)


@dataclass(frozen=True, slots=True)
class Parsed:
    account: Account

    @property
    def page(self) -> ReadPage:
        return self.account.page

    @property
    def incidents(self) -> tuple[ReadIncident, ...]:
        return self.account.listings[0].incidents

    @property
    def components(self) -> tuple[ReadComponent, ...]:
        return self.account.components

    @property
    def indicator(self) -> str:
        return self.account.indicator

    @property
    def says(self) -> str:
        return self.account.says

    @property
    def strange(self) -> tuple[Strange, ...]:
        return self.account.strange


def parse_incidents(body: bytes) -> Parsed:
    """incidents.json. Raises NotJson and Unexpected."""
    return Parsed(statuspage.read({"incidents": body}, statuspage.INCIDENTS_ALONE))


def parse_summary(body: bytes) -> Parsed:
    """summary.json. Raises NotJson and Unexpected."""
    return Parsed(statuspage.read({"summary": body}, statuspage.SUMMARY_ALONE))
