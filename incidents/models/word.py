"""A word of the managed vocabulary: proposed, approved, renamed, merged, retired, and never deleted.

Mechanisms, tags and components are words. What holds for all three stands here:

- One that was merged keeps its row and points at the word it went into (`merged_into`), so that its history
  can be read. `objects` has the words that stand, `ever` has them all.
- Rows that name a word name one that stands. The database sees to that (`stands`): whoever writes an old key,
  also at the moment in which it is merged, gets the key of the word it went into.
- Every name that a word had, or that was merged into it, is kept (`former_names`) and leads to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pgtrigger
from django.apps import apps
from django.core.validators import ProhibitNullCharactersValidator
from django.db import IntegrityError, OperationalError, models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from psycopg.errors import DeadlockDetected

from accounts.history import acting
from accounts.roles import may_administer
from incidents.exceptions import NameTaken, NameWasOnce, NoWordToMerge, WordBusy, WordChanged
from incidents.vocabulary import places
from incidents.vocabulary.changing import changing_words

TRIES = 5  # at holding every row that uses a word, while others begin to use it


FOLLOWING = """
    LOOP
        SELECT merged_into_id INTO went_into FROM the_words WHERE id = NEW.the_column FOR KEY SHARE;
        EXIT WHEN went_into IS NULL;
        NEW.the_column := went_into;
    END LOOP;
    RETURN NEW;
"""


def stands(column: str, table: str) -> pgtrigger.Trigger:
    """A trigger that lets `column` name the word in `table` that stands, whichever it was given.

    It waits for whoever is merging that word and then follows it. Without it a form sent while two words are
    merged, or a task that read the old key before, would leave a row behind with a word that is no more.
    """
    return pgtrigger.Trigger(
        name=f"{column.removesuffix('_id')}_stands",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        declare=[("went_into", "bigint")],
        func=FOLLOWING.replace("the_words", table).replace("the_column", column),
    )


class State(models.TextChoices):
    PROPOSED = "proposed", "proposed"
    APPROVED = "approved", "approved"
    RETIRED = "retired", "retired"


class WordQuerySet(models.QuerySet):
    def in_use(self):
        """Those that may be chosen: proposed ones at once, retired ones no more."""
        return self.exclude(state=State.RETIRED)

    def proposed(self):
        """Those that wait for an administrator."""
        return self.filter(state=State.PROPOSED)

    def approve(self, *, by) -> int:
        """Take in those of them that still are proposals; how many."""
        with transaction.atomic(), acting(by):
            return self.filter(state=State.PROPOSED).update(state=State.APPROVED)


class WordManager(models.Manager.from_queryset(WordQuerySet)):
    """The words that stand. Those that were merged into another are in `ever` only."""

    def get_queryset(self):
        return super().get_queryset().filter(merged_into=None)

    def called(self, values: Iterable[str]) -> dict[str, Word]:
        """{value: the word it means}, in any case; values that mean nothing are missing. Two queries.

        A value may be an address or a name, of now or of once. An address counts before a name, so that what
        was an address leads to the same word for ever; a name of now before a name of once.
        """
        wanted = {value: value.strip().lower() for value in values if "\x00" not in value}
        keys = set(wanted.values())
        now = list(self.filter(self._has(keys)))
        once = self.model.former_model().objects.filter(self._has(keys))
        once = list(once.select_related("word").order_by("ended_at", "pk"))
        found = {former.name.lower(): former.word for former in once}
        found |= {word.name.lower(): word for word in now}
        if self.model.has_slug:
            found |= {former.slug: former.word for former in once if former.slug}
            found |= {word.slug: word for word in now}
        return {value: found[key] for value, key in wanted.items() if key in found}

    def _has(self, keys: set[str]) -> models.Q:
        """Rows, of words or of former names, with one of these (in lower case)."""
        named = models.Q(models.lookups.In(Lower("name"), sorted(keys)))
        return named | models.Q(slug__in=keys) if self.model.has_slug else named


class Word(models.Model):
    """See the module. Names of state and of what it was merged into are the same for all three."""

    has_slug = False

    state = models.CharField(max_length=8, choices=State, default=State.APPROVED)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )  # NULL: it stands

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @property
    def is_proposed(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def is_retired(self) -> bool:
        return self.state == State.RETIRED

    @property
    def kind(self) -> str:
        """What kind of word it is, as addresses and people say it: “mechanism”."""
        return self._meta.model_name

    @classmethod
    def former_model(cls) -> type[FormerName]:
        return cls.former_names.rel.related_model

    def standing(self) -> Word:
        """The word that stands for this one; nobody merges it until the transaction ends."""
        key = self.pk
        while True:
            row = type(self).ever.select_for_update(no_key=True, of=("self",)).get(pk=key)
            if row.merged_into_id is None:
                return row
            key = row.merged_into_id

    # What is done with a word

    def begin(self, name: str, *, by, anew: bool = False) -> Word:
        """Write a new word, which may be used at once; a proposal, unless `by` administers the vocabulary.

        `anew`: take the name though another word had it once. Raises NameTaken or NameWasOnce, writing
        nothing.
        """
        self.name, self.state = self.clean_name(name), first_state(by)
        with transaction.atomic(), acting(by):
            self.check_free(self.name, anew=anew)
            try:
                with transaction.atomic():
                    self.save(force_insert=True)
            except IntegrityError as error:  # somebody proposed the same at the same moment
                raise NameTaken(self) from error
        return self

    def approve(self, *, by) -> None:
        """Take a proposal in. Raises WordChanged, writing nothing, when somebody else was faster."""
        self._become(State.APPROVED, among=(State.PROPOSED,), by=by)

    def retire(self, *, by) -> None:
        """Keep it where it stands and offer it no more. Raises WordChanged, writing nothing."""
        self._become(State.RETIRED, among=(State.PROPOSED, State.APPROVED), by=by)

    def restore(self, *, by) -> None:
        """Offer a retired word again. Raises WordChanged, writing nothing."""
        self._become(State.APPROVED, among=(State.RETIRED,), by=by)

    def describe(self, *, by, **changes) -> None:
        """Change what is said of it; names are changed by `rename`. The earlier form is kept."""
        with transaction.atomic(), acting(by):
            for name, value in changes.items():
                setattr(self, name, value)
            self.save(update_fields=list(changes))

    def rename(self, name: str, *, by, anew: bool = False) -> None:
        """Give it another name, under which it is found everywhere from now on; the old one leads to it.

        `self.name` is what the person read. `anew`: take the name though another word had it once. Raises
        WordChanged, NameTaken, NameWasOnce or WordBusy, writing nothing.
        """
        name = self.clean_name(name)
        why = f"the {self.kind} “{self.name}” was renamed “{name}”"
        with _told_when_in_a_circle(), transaction.atomic(), changing_words(by, why):
            (word,) = _hold([self])
            if name != word.name:
                word.check_free(name, anew=anew)
                word.keep_name()
                old, word.name = word.name, name
                word._save_name()
                places.rename(word, old)
        self.refresh_from_db()

    def merge_into(self, other: Word, *, by) -> None:
        """Let `other` stand for this word everywhere: what used it uses `other`, its names lead there.

        All or nothing. `self.name` and `other.name` are what the person read. Raises WordChanged where either
        was renamed, merged or retired meanwhile, NoWordToMerge where the two cannot be one, and WordBusy;
        writing nothing.
        """
        self.check_mergeable(other)
        why = f"the {self.kind} “{self.name}” was merged into “{other.name}”"
        with _told_when_in_a_circle(), transaction.atomic(), changing_words(by, why):
            word, other = _hold([self, other])
            if other.is_retired:
                raise WordChanged(other)
            word.keep_name(other)
            word.former_names.update(word=other)
            other.former_names.filter(name=other.name).delete()
            type(word).ever.filter(merged_into=word).update(merged_into=other)
            type(word).ever.filter(pk=word.pk).update(merged_into=other)
            places.move(word, other)
        self.merged_into = other

    # What the verbs stand on

    def clean_name(self, name: str) -> str:
        """The name as it is kept: one line, single blanks."""
        ProhibitNullCharactersValidator()(name)
        return " ".join(name.split())

    def check_mergeable(self, other: Word) -> None:
        """Raise NoWordToMerge unless the two may become one."""
        if type(self) is not type(other) or self.pk == other.pk:
            raise NoWordToMerge(f"Choose another {self.kind} than “{self.name}” itself.")
        if other.is_retired:
            raise NoWordToMerge(f"“{other.name}” is retired. Restore it first, or choose another.")

    def check_free(self, name: str, *, anew: bool = False) -> None:
        """Raise NameTaken where another word has this name, NameWasOnce where one had it and not `anew`."""
        same = self.beside().filter(name__iexact=name).exclude(pk=self.pk).first()
        if same:
            raise NameTaken(same)
        once = self.former_beside().filter(name__iexact=name).exclude(word=self.pk)
        for former in once.select_related("word").order_by("-ended_at", "-pk"):
            if not anew:
                raise NameWasOnce(former)
            places.taken(former.word)

    def beside(self):
        """The words among which a name may be given once."""
        return type(self).objects.all()

    def former_beside(self):
        """The former names of those words."""
        return self.former_model().objects.all()

    @classmethod
    def hold_around(cls, words: list[Word], incidents: set[int]) -> None:
        """Lock what must be locked before these words are: the incidents that use them."""
        rows = apps.get_model("incidents", "Incident").objects.filter(pk__in=incidents)
        list(rows.order_by("pk").select_for_update(no_key=True).only("pk"))

    def keep_name(self, word: Word | None = None) -> None:
        """Keep the present name as one that leads to `word` (None: to itself)."""
        self.former_names.model.objects.create(word=word or self, name=self.name, **self._address())

    def _address(self) -> dict:
        return {}

    def _save_name(self, *more: str) -> None:
        """Write the name; one that it had once is no former name any more. Raises NameTaken."""
        self.former_names.filter(name=self.name).delete()
        try:
            with transaction.atomic():
                self.save(update_fields=["name", *more])
        except IntegrityError as error:  # somebody gave the name, or its address, to another just now
            raise NameTaken(self) from error

    def _become(self, state: State, *, among: tuple[State, ...], by) -> None:
        with transaction.atomic(), acting(by):
            held = type(self).objects.filter(pk=self.pk, state__in=among)
            if not held.update(state=state):
                raise WordChanged(type(self).ever.get(pk=self.pk))
        self.state = state


def _hold(words: list[Word]) -> list[Word]:
    """Lock these words and all that uses them until the transaction ends; as they are now, in their order.

    Everybody else locks an incident first and then names a word in it, so that is done here too. Those that
    begin to use a word while this waits are seen afterwards; then it begins again. Raises WordChanged where a
    word is not as it was read, WordBusy where that never ends.
    """
    model, keys = type(words[0]), [word.pk for word in words]
    for _ in range(TRIES):
        with transaction.atomic():  # a savepoint: going back to it gives up the locks
            users = places.users(words)
            model.hold_around(words, users)
            rows = model.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
            held = {row.pk: row for row in rows}
            for word in words:
                if word.pk not in held or held[word.pk].name != word.name:
                    raise WordChanged(model.ever.get(pk=word.pk))
            if places.users(words) <= users:
                return [held[key] for key in keys]
            transaction.set_rollback(True)
    raise WordBusy


@contextmanager
def _told_when_in_a_circle() -> Iterator[None]:
    """Raise WordBusy where the database ended this because two waited for each other. Trying again helps."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            raise WordBusy from error
        raise


class FormerName(models.Model):
    """A name that a word had, or that was merged into it."""

    name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def __str__(self):
        return self.name


def first_state(by) -> State:
    """How a word begins that this person makes: administrators need nobody's approval."""
    return State.APPROVED if by and may_administer(by) else State.PROPOSED
