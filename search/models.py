"""What is searched: passages, what is known of their groups, and how many passages have each term."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from pgvector.django import HalfVectorField, SparseVectorField

from search.meaning import DIMENSIONS as DIMENSIONS_OF_MEANING
from search.spelling import SpeltWord  # noqa: F401 (it stands beside what is done with it, and so does the next)
from search.synonyms import SynonymSet  # noqa: F401

DIMENSIONS = 1_000_000_000  # the most that sparsevec has; terms are hashed into them


class Passage(models.Model):
    """A piece of text that is found by itself: an event, a section of a postmortem.

    It belongs to a group, which is what is ranked; to this app that is only a number. Written by
    `search.passages` alone. A long text is kept as several rows with the same key.
    """

    group = models.BigIntegerField(db_column="group_id")
    key = models.CharField(max_length=200)
    part = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=30)
    place = models.CharField(max_length=300)
    url = models.CharField(max_length=2000)
    text = models.TextField()
    emphasis = models.FloatField(default=1)  # as in search.passages.PassageText
    digest = models.BinaryField(max_length=16)  # of everything above, as it was handed over
    version = models.PositiveSmallIntegerField()  # of the rules by which its terms were made

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "key", "part"], name="passage_key_once_a_group")
        ]

    def __str__(self):
        return f"{self.key} of group {self.group}"


class PassageTerms(models.Model):
    """What a passage is found and ranked by, apart from its text: a search reads thousands of these rows."""

    passage = models.OneToOneField(Passage, models.CASCADE, primary_key=True, related_name="+")
    group = models.BigIntegerField(db_column="group_id")
    kind = models.CharField(max_length=30)
    is_counted = models.BooleanField(
        default=True
    )  # in the statistics of terms, which everybody's results show
    terms = SearchVectorField()
    weights = SparseVectorField(dimensions=DIMENSIONS)  # the BM25 weight of each term, but for its IDF

    class Meta:
        indexes = [
            models.Index(fields=["group"], name="terms_by_group"),
            # 256 kB wait to be sorted in: enough to write many at once, little enough to be read by a search.
            GinIndex(fields=["terms"], name="passage_by_term", gin_pending_list_limit=256),
        ]

    def __str__(self):
        return f"Terms of passage {self.passage_id}"


class Group(models.Model):
    """What is known of a group as a whole. Written with its passages; gone with the last of them."""

    group = models.BigIntegerField(primary_key=True, db_column="group_id")
    # What its passages are about, with length 1. NULL: they have no words.
    meaning = HalfVectorField(dimensions=DIMENSIONS_OF_MEANING, null=True)
    happened_at = models.DateTimeField(
        null=True
    )  # of two that answer alike, the later one; NULL: nobody says

    def __str__(self):
        return f"Group {self.group}"


class TermCount(models.Model):
    """How many passages more (or fewer) have a term since a change; what has it is the sum over its rows.

    Counted are only passages of groups that are open to all, so that nobody's results show what is in others.
    Writers only ever add rows, so no two wait for one another; a daily task adds the rows of a term up. The
    empty term counts all passages.
    """

    term = models.TextField(db_collation="C")  # so that an index finds beginnings of words
    passages = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(passages=0), name="term_count_says_something")]
        indexes = [models.Index(fields=["term"], include=["passages"], name="term_count_by_term")]

    def __str__(self):
        return f"{self.term}: {self.passages:+}"
