"""Sources are documents kept word for word; quotes are places in them."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse

from accounts.history import acting, tracked
from timelines.exceptions import QuoteNotFound
from timelines.fields import WhenField


class SourceQuerySet(models.QuerySet):
    def keep(self, incident, *, title: str, text: str, kind: str, by=None, **details) -> Source:
        """Keep a document, or return the one of this incident that holds the very same text."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        held = self.filter(incident=incident, sha256=digest).first()
        if held:
            return held
        facts = {"title": title, "text": text, "kind": kind, "added_by": by, **details}
        with transaction.atomic(), acting(by):
            return self.create(incident=incident, sha256=digest, **facts)

    def for_list(self):
        """Sources with how often each is quoted, oldest first, without their (long) text."""
        return self.defer("text").annotate(quoted=models.Count("quotes")).order_by("pk")


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
            models.UniqueConstraint(fields=["incident", "sha256"], name="source_once_an_incident"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("incidents:source", args=[self.incident.number, self.pk])

    def quote(self, words: str, *, at: int | None = None) -> Quote:
        """The quote of `words`, which must stand in the text letter for letter.

        `at` is the character where they begin; without it the first place counts. Raises QuoteNotFound.
        """
        start = self.text.find(words) if at is None else at
        if not words or start < 0 or not self.text.startswith(words, start):
            raise QuoteNotFound(words, self)
        quote, _ = self.quotes.get_or_create(start=start, end=start + len(words), defaults={"text": words})
        return quote


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
