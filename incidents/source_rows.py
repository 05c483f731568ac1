"""The documents of an incident as rows of a list: the posts of one status page are one row that opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from timelines.models import Source
from timelines.when.text import date_text


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A document, or the posts that stand at one address, by time."""

    sources: tuple[Source, ...]

    @property
    def is_fold(self) -> bool:
        return len(self.sources) > 1

    @property
    def source(self) -> Source:
        """The document; of posts the first."""
        return self.sources[0]

    @property
    def title(self) -> str:
        if not self.is_fold:
            return self.source.title
        return f"{self.source.author}: status page" if self.source.author else "Status page"

    @property
    def days(self) -> str:
        """The days from the first to the last post: “14 Mar to 15 Mar 2023”; "" where nobody says."""
        days = [source.published.parts().date for source in self.sources if source.published]
        if not days or days[0] == days[-1]:
            return date_text(days[0]) if days else ""
        return f"{date_text(days[0], year=days[0].year != days[-1].year)} to {date_text(days[-1])}"

    @property
    def quoted(self) -> int:
        return sum(source.quoted for source in self.sources)


def source_rows(sources: Iterable[Source]) -> list[SourceRow]:
    """The rows of `SourceQuerySet.for_list()`, in its order."""
    rows: dict[tuple, list[Source]] = {}
    for source in sources:
        is_post = source.kind == Source.Kind.STATUS_PAGE and source.part and source.url
        rows.setdefault((source.url,) if is_post else (source.url, source.pk), []).append(source)
    return [SourceRow(tuple(sorted(row, key=_when))) for row in rows.values()]


def _when(source: Source) -> tuple:
    """By time; what has none, last."""
    published = source.published
    return (published is None, published.key if published else (), source.pk)
