"""Words that mean the same: sets of them, which administrators keep.

A form is a word, an identifier or a few words (`OOM`, `out of memory`). Forms are compared by the row of
stems that they come to, so endings, case and joints make no difference. A change counts from the next search
on; nothing has to be indexed anew. Where a query has a form says `search.expanding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import yaml
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from accounts.history import acting, tracked
from search.words import STOP_WORDS, folded, readable, tokens_of

SEED = Path(__file__).parent / "data" / "synonyms.yaml"
MOST_FORMS = 20  # of a set
LONGEST_FORM = 60  # characters
MOST_WORDS = 6  # of a form
BETWEEN_FORMS = re.compile(r"[,;\n]")
ONE_AT_A_TIME = 7_304_118  # a lock in the database: whoever changes sets waits for whoever else does


class SynonymError(Exception):
    """What is wrong with a set, and what to do about it: one sentence for whoever wrote it."""


class ChangedMeanwhile(SynonymError):
    """Somebody else changed or removed the set since the person read it."""

    def __init__(self):
        super().__init__("Somebody else has just changed or removed this set. Look at it as it is now.")


class SynonymSetQuerySet(models.QuerySet):
    def for_list(self):
        """In the order of their first forms."""
        return self.order_by("name", "pk")

    def add(self, forms: Iterable[str], *, by) -> SynonymSet:
        """Keep these forms as a new set. Raises SynonymError, writing nothing, where they make none."""
        with transaction.atomic(), acting(by):
            made = self.model()
            made.take(forms)
            made.save(force_insert=True)
        return made


@tracked("SynonymSetVersion", exclude=("rows", "terms", "name"))
class SynonymSet(models.Model):
    """Forms that mean the same."""

    forms = ArrayField(models.CharField(max_length=LONGEST_FORM))  # as people write them
    name = models.CharField(
        max_length=LONGEST_FORM
    )  # the first form in small letters, for the order of lists
    rows = ArrayField(models.TextField())  # each form's stems, with blanks between: “out of memori”
    terms = ArrayField(models.TextField())  # all stems of all rows: a query that has none has no form
    edition = models.PositiveIntegerField(default=1)

    objects = SynonymSetQuerySet.as_manager()

    def __str__(self):
        return ", ".join(self.forms)

    @staticmethod
    def versions_of_all() -> models.QuerySet:
        """Every form that any set ever had, those that are gone, too."""
        return SynonymSet.versions.rel.related_model.objects.all()

    def take(self, forms: Iterable[str]) -> None:
        """Make these its forms, without saving them; in a transaction, whose end lets others do the same.

        Raises SynonymError.
        """
        self.forms = checked(forms)
        self.name = folded(self.forms[0])
        self.rows = [row_of(form) for form in self.forms]
        self.terms = sorted({term for row in self.rows for term in row.split()})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        others = SynonymSet.objects.filter(rows__overlap=self.rows).exclude(pk=self.pk)
        if other := others.order_by("pk").first():
            shared = next(form for form, row in zip(self.forms, self.rows, strict=True) if row in other.rows)
            raise SynonymError(
                f"“{shared}” is in another set already: {other}. Change that set, or leave it out."
            )

    def change(self, forms: Iterable[str], *, by, edition: int) -> None:
        """Let the set be these forms. `edition` is the one the person read.

        Raises SynonymError, or ChangedMeanwhile where that is no longer the newest; then nothing is written.
        """
        with transaction.atomic(), acting(by):
            self.take(forms)
            self.edition = edition + 1
            fields = ("forms", "name", "rows", "terms", "edition")
            told = {name: getattr(self, name) for name in fields}
            if not SynonymSet.objects.filter(pk=self.pk, edition=edition).update(**told):
                raise ChangedMeanwhile

    def remove(self, *, by, edition: int) -> None:
        """Let its forms be different words again. Raises ChangedMeanwhile like `change`."""
        with transaction.atomic(), acting(by):
            removed, _ = SynonymSet.objects.filter(pk=self.pk, edition=edition).delete()
            if not removed:
                raise ChangedMeanwhile


# What a set may be


def read_forms(text: str) -> list[str]:
    """The forms in what somebody wrote: one a line, or with commas between."""
    return [form for part in BETWEEN_FORMS.split(readable(text)) if (form := " ".join(part.split()))]


def row_of(form: str) -> str:
    """A form's stems with blanks between; "" where there is neither letter nor digit in it."""
    return " ".join(piece.term for _, token in tokens_of(form) for piece in token.pieces)


def checked(forms: Iterable[str]) -> list[str]:
    """The forms, if they make a set; else raises SynonymError."""
    forms = [" ".join(readable(form).split()) for form in forms]
    by_row: dict[str, str] = {}
    for form in forms:
        row = row_of(form)
        _check(form, row.split())
        if row in by_row:
            raise SynonymError(
                f"“{form}” and “{by_row[row]}” find the same already: endings, case and hyphens make no "
                "difference. Leave one out."
            )
        by_row[row] = form
    if len(forms) < 2:
        raise SynonymError("A set needs two forms or more: one a line, or with commas between.")
    if len(forms) > MOST_FORMS:
        raise SynonymError(
            f"A set has {MOST_FORMS} forms at most, and these are {len(forms)}. Make two of it."
        )
    return forms


def _check(form: str, row: Sequence[str]) -> None:
    if not row:
        raise SynonymError(f"“{form}” has neither a letter nor a digit. Leave it out.")
    if len(form) > LONGEST_FORM or len(row) > MOST_WORDS:
        raise SynonymError(
            f"“{form[:LONGEST_FORM]}” is too long: a form has {MOST_WORDS} words and {LONGEST_FORM} "
            "characters at most."
        )
    if all(word in STOP_WORDS for word in folded(form).split()):
        raise SynonymError(
            f"“{form}” stands in nearly every text, so search leaves it out. Leave it out here, too."
        )


# What a new installation begins with


def seed() -> list[list[str]]:
    """The sets of the field that come along, in reading order."""
    return yaml.safe_load(SEED.read_text(encoding="utf-8"))


def add_seed(model) -> int:
    """Keep the sets that come along where there is none yet; how many. Migrations pass their own model."""
    if model.objects.exists():
        return 0
    made = []
    for forms in seed():
        rows = [row_of(form) for form in forms]
        terms = sorted({term for row in rows for term in row.split()})
        made.append(model(forms=forms, name=folded(forms[0]), rows=rows, terms=terms))
    return len(model.objects.bulk_create(made))
