"""Quotes in the API: words at a place in a source of the incident."""

from __future__ import annotations

from collections.abc import Sequence

from rest_framework import serializers

from accounts.api.problems import FieldError, Problem
from accounts.api.serializers import StrictSerializer, shortened
from incidents.api.fields import LARGEST_ID, PageField
from incidents.models import Incident
from timelines.models import Quote, Source


class QuoteSerializer(serializers.ModelSerializer):
    """Words as they stand in a source."""

    words = serializers.CharField(source="text")
    url = PageField(help_text="The source, opened at the quote, for people.")

    class Meta:
        model = Quote
        fields = ("id", "source", "words", "start", "end", "url")
        read_only_fields = fields


class CitationSerializer(StrictSerializer):
    """Words to be quoted, letter for letter."""

    source = serializers.IntegerField(
        min_value=1, max_value=LARGEST_ID, help_text="The id of a source of the incident."
    )
    words = serializers.CharField(max_length=5_000, trim_whitespace=False)
    start = serializers.IntegerField(
        min_value=0,
        max_value=2**31 - 1,
        required=False,
        help_text="The character at which they begin; without it the first place counts.",
    )


def cite(incident: Incident, cited: Sequence[tuple[str, list[dict]]]) -> list[list[Quote]]:
    """The quotes of many lists of citations, each with the path that its errors are told at.

    One query for the sources and a few for each of them. Raises Problem, writing nothing.
    """
    wanted = {citation["source"] for _, citations in cited for citation in citations}
    sources = {source.pk: source for source in incident.sources.filter(pk__in=wanted)} if wanted else {}
    errors = [
        error
        for path, citations in cited
        for index, citation in enumerate(citations)
        if (error := _wrong(citation, sources, f"{path}[{index}]"))
    ]
    if errors:
        raise Problem("Nothing was written: not every quote stands in its source.", errors)
    quotes = {pk: _quotes(source, cited) for pk, source in sources.items()}
    return [[quotes[one["source"]][_place(one)] for one in citations] for _, citations in cited]


def _quotes(source: Source, cited) -> dict[tuple, Quote]:
    places = [_place(one) for _, citations in cited for one in citations if one["source"] == source.pk]
    places = list(dict.fromkeys(places))
    return dict(zip(places, source.quote_all(places), strict=True))


def _place(citation: dict) -> tuple[str, int | None]:
    return citation["words"], citation.get("start")


def _wrong(citation: dict, sources: dict[int, Source], path: str) -> FieldError | None:
    source = sources.get(citation["source"])
    if source is None:
        wrong = f"The incident has no source {citation['source']}."
        return FieldError(f"{path}.source", wrong, "Take its id from the incident's sources.")
    words, start = _place(citation)
    stands = source.text.startswith(words, start) if start is not None else words in source.text
    if stands:
        return None
    wrong = f"“{shortened(words)}” does not stand there in source {source.pk}."
    return FieldError(f"{path}.words", wrong, "Copy it letter for letter, or leave “start” out.")
