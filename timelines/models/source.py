"""Sources are documents kept word for word; quotes are places in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.contrib.postgres.indexes import HashIndex
from django.db import models, transaction
from django.urls import reverse

from accounts.history import acting, tracked
from timelines.exceptions import QuoteNotFound
from timelines.fields import WhenField


def digest_of(text: str) -> str:
    """The SHA-256 of a document's text, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class SourceQuerySet(models.QuerySet):
    def keep(
        self, incident, *, title: str, text: str, kind: str, part: str = "", by=None, **details
    ) -> Source:
        """Keep a document, or return the one of this incident that holds the very same text.

        `part` says which part of its address it is, where one address holds several: the id of a post.
        """
        digest = digest_of(text)
        held = self.filter(incident=incident, sha256=digest, part=part).first()
        if held:
            return held
        facts = {"title": title, "text": text, "kind": kind, "added_by": by, **details}
        with transaction.atomic(), acting(by):
            source, _ = self.get_or_create(incident=incident, sha256=digest, part=part, defaults=facts)
        return source

    def for_list(self):
        """Sources with how often each is quoted, oldest first, without their (long) text."""
        return self.defer("text").annotate(quoted=models.Count("quotes")).order_by("pk")

    def for_quotes(self):
        """All that a quote shows of its source, without the (long) text."""
        return self.defer("text").select_related("incident")


@tracked("SourceVersion", exclude=("text",))
class Source(models.Model):
    """A document as it was found: never edited, so that offsets into it stay true."""

    class Kind(models.TextChoices):
        STATUS_PAGE = "status-page", "status page"
        WRITE_UP = "write-up", "write-up"
        CHAT_LOG = "chat-log", "chat log"
        LOG = "log", "log excerpt"
        NOTES = "notes", "notes"
        RECORD = "record", "record"

    incident = models.ForeignKey("incidents.Incident", models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=300)
    url = models.URLField("address", max_length=2000, blank=True)
    part = models.CharField(
        max_length=300, blank=True, help_text="Which part of the address: a post's id; empty for all of it."
    )
    author = models.CharField(max_length=300, blank=True)
    published = WhenField(null=True)
    fetched_at = models.DateTimeField(
        null=True, blank=True, help_text="When we read it; empty if it was typed in."
    )
    text = models.TextField()
    sha256 = models.CharField(max_length=64, editable=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "sha256", "part"], name="source_once_an_incident"),
        ]
        # To find an incident that stands on the same. Hashes: an address may be too long for a tree.
        indexes = [
            HashIndex(fields=["url"], name="source_by_address"),
            HashIndex(fields=["sha256"], name="source_by_digest"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("incidents:source", args=[self.incident.number, self.pk])

    def quote(self, words: str, *, at: int | None = None) -> Quote:
        """The quote of `words`, which must stand in the text letter for letter.

        `at` is the character where they begin; without it the first place counts. Raises QuoteNotFound.
        """
        return self.quote_all([(words, at)])[0]

    def quote_all(self, places: Iterable[tuple[str, int | None]]) -> list[Quote]:
        """The quotes of many words, each with the character where they begin or None, in the same order.

        Raises QuoteNotFound, writing nothing.
        """
        starts = [(self._place(words, at), words) for words, at in places]
        ends = [(start, start + len(words)) for start, words in starts]
        held = self._held(ends)
        new = [
            Quote(source=self, start=start, end=start + len(words), text=words)
            for start, words in dict.fromkeys(starts)
            if (start, start + len(words)) not in held
        ]
        if new:
            # Somebody else may quote the same words at the same moment: theirs is as good as ours.
            Quote.objects.bulk_create(new, ignore_conflicts=True)
            held = self._held(ends)
        return [held[place] for place in ends]

    def _place(self, words: str, at: int | None) -> int:
        start = self.text.find(words) if at is None else at
        if not words or start < 0 or not self.text.startswith(words, start):
            raise QuoteNotFound(words, self)
        return start

    def _held(self, places: list[tuple[int, int]]) -> dict[tuple[int, int], Quote]:
        """Quotes of this source that begin and end at these places."""
        found = self.quotes.filter(start__in={start for start, _ in places})
        return {(quote.start, quote.end): quote for quote in found}


@tracked("QuoteVersion")
class Quote(models.Model):
    """Words at a place in a source: characters (code points) `start` to `end`, half-open."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="quotes")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField(help_text="The words themselves, so that a page need not load the whole source.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "start", "end"], name="quote_once_a_place"),
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="quote_not_empty"),
        ]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        """The source, opened at this quote."""
        return f"{self.source.get_absolute_url()}?quote={self.pk}#q-{self.pk}"
