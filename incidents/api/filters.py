"""How the API's lists are narrowed. Commas mean “or”; a value that means nothing is an error."""

from __future__ import annotations

from datetime import UTC, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import rest_framework as filters
from django_filters.filters import BooleanFilter

from accounts.api.problems import BadQuery, FieldError
from accounts.api.serializers import shortened
from accounts.reading import today_of
from incidents.asking import Asked
from incidents.models import ActionItem, ContributingFactor, Incident, Mechanism, Severity, Tag
from incidents.models.word import State
from timelines.models import Kind, Lane, Milestone

MOST_WORDS = 20
UNSET = "none"


class WordsField(forms.CharField):
    """Words divided by commas, as a list. `known`, where given, is called for those that mean something.

    `now`, where given, is called with the words for {word: what it is called now} of those that were renamed.
    """

    def __init__(self, *, known=None, now=None, **options):
        self.known, self.now = known, now
        super().__init__(max_length=2_000, **options)

    def to_python(self, value) -> list[str]:
        words = [word.strip() for word in super().to_python(value).split(",")]
        if self.now and any(words):
            called = self.now(words)
            words = [called.get(word, word) for word in words]
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value):
        if len(value) > MOST_WORDS:
            raise ValidationError(f"These are {len(value)} values. Send {MOST_WORDS} at most.")
        known = list(self.known()) if self.known and value else value
        for word in value:
            if word not in known:
                raise ValidationError(
                    f"“{shortened(word)}” means nothing here. Known are: {', '.join(known)}."
                )

    def run_validators(self, value):
        super().run_validators(",".join(value))


class WordsFilter(filters.CharFilter):
    field_class = WordsField

    def __init__(self, *args, **options):
        options.setdefault("lookup_expr", "in")
        super().__init__(*args, **options)

    def filter(self, rows: QuerySet, value) -> QuerySet:
        return super().filter(rows, value) if value else rows


class MomentField(forms.CharField):
    """A moment in ISO 8601 with its offset from UTC."""

    def to_python(self, value) -> datetime | None:
        words = super().to_python(value)
        if not words:
            return None
        try:
            # A plus in an address that nobody wrote as %2B arrives as a blank.
            moment = datetime.fromisoformat(words.replace(" ", "+"))
            if moment.utcoffset() is not None and 2 < moment.year < 9998:
                return moment.astimezone(UTC)  # PostgreSQL knows no offsets of 16 hours and more
        except ValueError:
            pass
        raise ValidationError(
            f"“{shortened(words)}” is no moment with a zone. Write it as in “2023-03-14T18:00:00Z”."
        )

    def run_validators(self, value):
        """What was read needs no more checks."""


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = MomentField


class DayFilter(filters.DateFilter):
    """A day as 2023-03-14, and not as 14/03/2023 or 03/14/2023."""

    def __init__(self, *args, **options):
        wrong = "This is no day. Send it as in “2023-03-14”."
        super().__init__(*args, input_formats=["%Y-%m-%d"], error_messages={"invalid": wrong}, **options)


class YesNoField(forms.CharField):
    """“true” or “false”, and nothing that is merely like them."""

    def to_python(self, value) -> bool | None:
        word = super().to_python(value)
        if word not in ("true", "false", ""):
            raise ValidationError(f"“{shortened(word)}” is neither. Send “true” or “false”.")
        return {"true": True, "false": False}.get(word)

    def run_validators(self, value):
        """What was read needs no more checks."""


class YesNoFilter(BooleanFilter):
    field_class = YesNoField


class WholeNumberFilter(filters.Filter):
    field_class = forms.IntegerField

    def __init__(self, *, least: int, most: int, **options):
        wrong = f"This is no number that can be taken. Send {least} to {most}."
        messages = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
        super().__init__(min_value=least, max_value=most, error_messages=messages, **options)


def _severities() -> list[str]:
    return [*Severity.objects.order_by("order").values_list("name", flat=True), UNSET]


def _mechanisms() -> list[str]:
    return list(Mechanism.objects.order_by("slug").values_list("slug", flat=True))


def _mechanisms_now(slugs: list[str]) -> dict[str, str]:
    return {slug: word.slug for slug, word in Mechanism.objects.at(slugs).items()}


def _tags_now(names: list[str]) -> dict[str, str]:
    return {name: word.name for name, word in Tag.objects.called(names).items()}


class IncidentFilters(filters.FilterSet):
    status = WordsFilter(known=lambda: Incident.Status.values)
    kind = WordsFilter(known=lambda: Incident.Kind.values)
    open = YesNoFilter(method="by_open", label="Whether it is still going on: true or false.")
    severity = WordsFilter(known=_severities, method="by_severity", label="Names of severities, or “none”.")
    organisation = WordsFilter("organisation__slug", label="Slugs of organisations.")
    mechanism = WordsFilter(
        known=_mechanisms, now=_mechanisms_now, method="by_mechanism", label="Slugs of mechanisms."
    )
    tag = WordsFilter("tags", lookup_expr="overlap", now=_tags_now)
    started_after = MomentFilter(method="by_started_after", label="It may have started then or later.")
    started_before = MomentFilter(method="by_started_before", label="It may have started before that.")
    updated_after = MomentFilter("updated_at", lookup_expr="gte", label="Changed then or later.")
    updated_before = MomentFilter("updated_at", lookup_expr="lt", label="Not changed since.")
    q = filters.CharFilter(
        method="by_query", label="What search finds: words, phrases, and fields (org:fyra took:>4h)."
    )

    def by_query(self, rows, name, text: str):
        """The incidents that a search answers with; in the list nothing can be left out unsaid."""
        asked = Asked.read(text, user=self.request.user)
        if asked.problems:
            raise BadQuery([FieldError.saying(name, problem) for problem in asked.problems])
        return asked.answering(rows)

    def by_open(self, rows, name, value: bool):
        return (
            rows.filter(status__in=Incident.OPEN_STATUSES)
            if value
            else rows.exclude(status__in=Incident.OPEN_STATUSES)
        )

    def by_severity(self, rows, name, values: list[str]):
        unset = Q(severity=None) if UNSET in values else Q(pk__in=[])
        return rows.filter(Q(severity__name__in=values) | unset)

    def by_mechanism(self, rows, name, slugs: list[str]):
        named = ContributingFactor.objects.filter(incident=OuterRef("pk"), mechanism__slug__in=slugs)
        return rows.filter(Exists(named))

    def by_started_after(self, rows, name, moment: datetime):
        return rows.filter(started_range__overlap=DateTimeTZRange(moment, None))

    def by_started_before(self, rows, name, moment: datetime):
        return rows.filter(started_range__overlap=DateTimeTZRange(None, moment))


class EventFilters(filters.FilterSet):
    kind = WordsFilter(known=lambda: Kind.values)
    lane = WordsFilter(known=lambda: Lane.values)
    milestone = WordsFilter(
        "milestones__kind", known=lambda: Milestone.Kind.values, label="Carries one of these milestones."
    )
    pinned = YesNoFilter()
    withdrawn = YesNoFilter(
        method="by_withdrawn", label="Those that were withdrawn, instead of those that stand."
    )

    @property
    def qs(self):
        rows = super().qs
        return rows if self.form.cleaned_data.get("withdrawn") else rows.standing()

    def by_withdrawn(self, rows, name, value: bool):
        return rows.exclude(withdrawn_at=None) if value else rows


class ActionItemFilters(filters.FilterSet):
    status = WordsFilter(known=lambda: ActionItem.Status.values)
    kind = WordsFilter(known=lambda: ActionItem.Kind.values)
    priority = WordsFilter(known=lambda: ActionItem.Priority.values)
    team = filters.CharFilter(lookup_expr="iexact", max_length=100)
    owner = filters.CharFilter(method="by_owner", max_length=150, label="A user name, “me” or “nobody”.")
    open = YesNoFilter(method="by_open", label="Whether somebody still has to do it: true or false.")
    overdue = YesNoFilter(method="by_overdue", label="Due before today, where you are: true or false.")
    due_after = DayFilter("due_date", lookup_expr="gte", label="Due on that day or later.")
    due_before = DayFilter("due_date", lookup_expr="lt", label="Due before that day.")

    def by_owner(self, rows, name, username: str):
        if username == "nobody":
            return rows.filter(owner=None, owner_name="", team="")
        if not self.request.user.is_authenticated:
            return rows.none()  # whoever may not know user names does not learn them by asking
        return rows.filter(owner__username=self.request.user.username if username == "me" else username)

    def by_open(self, rows, name, value: bool):
        return rows.unfinished() if value else rows.filter(status__in=ActionItem.FINISHED)

    def by_overdue(self, rows, name, value: bool):
        overdue = rows.overdue(today_of(self.request.user))
        return overdue if value else rows.exclude(pk__in=overdue.values("pk"))


class WordFilters(filters.FilterSet):
    proposed = YesNoFilter(method="by_proposed", label="Those that wait for approval: true or false.")
    retired = YesNoFilter(method="by_retired", label="Those that are no longer offered: true or false.")

    def by_proposed(self, rows, name, value: bool):
        return rows.proposed() if value else rows.exclude(state=State.PROPOSED)

    def by_retired(self, rows, name, value: bool):
        return rows.filter(state=State.RETIRED) if value else rows.in_use()


class MechanismFilters(WordFilters):
    group = filters.CharFilter(max_length=80)


class NamedFilters(WordFilters):
    name = filters.CharFilter(lookup_expr="icontains", max_length=200, label="Part of its name.")


class ComponentFilters(NamedFilters):
    organisation = WordsFilter("organisation__slug", label="Slugs of organisations.")


class OrganisationFilters(filters.FilterSet):
    name = filters.CharFilter(lookup_expr="icontains", max_length=200, label="Part of its name.")
