"""`WhenField`: a model field for a `When`, kept in four columns.

`happened = WhenField()` gives a model the columns `happened_range` (tstzrange, for queries and a GiST
index), `happened_precision`, `happened_zone` and `happened_words`, and the attribute `event.happened`, a When
or None. Conditions, values() and update_fields name the columns; `when_columns` and its neighbours below
do it for them.
"""

from django.contrib.postgres.fields import DateTimeRangeField
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from timelines.when import Precision, When
from timelines.when.value import WORDS_MAX_LENGTH

COLUMNS = ("range", "precision", "zone", "words")


class WhenField(models.Field):
    """A virtual field: no column of its own, four columns beside it, as in the module's docstring.

    `null`: the time may be missing; then the range is NULL and the other three are empty. Migrations know
    only the columns, as ordinary fields.
    """

    description = "A moment with what is known of it"

    def __init__(self, verbose_name=None, *, null=False, help_text=""):
        super().__init__(verbose_name, null=null, blank=null, help_text=help_text, editable=False)

    def contribute_to_class(self, cls, name, **kwargs):
        super().contribute_to_class(cls, name, private_only=True)
        inherited = getattr(self, "mti_inherited", False)
        present = {field.name for field in cls._meta.local_fields}
        for column, field in self._columns().items():
            if not inherited and f"{name}_{column}" not in present:
                # Beside this field in the order of declaration: whoever comes later has a larger counter.
                field.creation_counter = self.creation_counter
                field.contribute_to_class(cls, f"{name}_{column}")
        setattr(cls, name, WhenAttribute(self))

    def _columns(self):
        optional = {"blank": True, "default": ""} if self.null else {}
        named = {"choices": [(str(p), str(p)) for p in Precision], "max_length": max(map(len, Precision))}
        return {
            "range": BoundsField(null=self.null, blank=self.null, editable=False),
            "precision": models.CharField(editable=False, **named, **optional),
            "zone": models.CharField(max_length=64, editable=False, **(optional or {"default": "UTC"})),
            "words": models.CharField(max_length=WORDS_MAX_LENGTH, blank=True, default="", editable=False),
        }

    def get_attname_column(self):
        return self.get_attname(), None

    def db_type(self, connection):
        return None

    def get_col(self, alias, output_field=None):
        raise FieldError(f"Ask for {self.name}_range (see timelines.fields): {self.name} is not a column.")

    def value_from_object(self, obj):
        return getattr(obj, self.name)

    def formfield(self, **kwargs):
        from timelines.forms import WhenFormField

        return super().formfield(form_class=WhenFormField, **kwargs)


class BoundsField(DateTimeRangeField):
    """The range column: full_clean() requires it though no form edits it. Migrations see its parent."""

    def validate(self, value, model_instance):
        if value is None and not self.null:
            raise ValidationError(self.error_messages["null"], code="null")

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.contrib.postgres.fields.ranges.DateTimeRangeField", args, kwargs


class WhenAttribute:
    """`event.happened`: reads and writes the four columns of one instance."""

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        name = self.field.name
        bounds = getattr(instance, f"{name}_range")
        if bounds is None:
            return None
        return When(
            bounds.lower,
            bounds.upper,
            getattr(instance, f"{name}_precision"),
            getattr(instance, f"{name}_zone"),
            getattr(instance, f"{name}_words"),
        )

    def __set__(self, instance, when):
        for column, value in when_columns(self.field.name, when).items():
            setattr(instance, column, value)


def when_columns(name, when):
    """{column: value} that store `when` (None for no time) as the field `name`, for update() and create()."""
    if when is None:
        return {f"{name}_range": None, f"{name}_precision": "", f"{name}_zone": "", f"{name}_words": ""}
    if not isinstance(when, When):
        raise TypeError(f"{name} is a When, not {type(when).__name__}; When.read() reads words.")
    values = (when_range(when), str(when.precision), when.zone, when.words)
    return {f"{name}_{column}": value for column, value in zip(COLUMNS, values, strict=True)}


def when_column_names(name):
    """The columns of the field `name`, for save(update_fields=...), only() and refresh_from_db()."""
    return tuple(f"{name}_{column}" for column in COLUMNS)


def column_names(row, names):
    """The columns of these fields of `row`, WhenFields among them: what save(update_fields=...) wants."""
    virtual = {field.name for field in row._meta.private_fields if isinstance(field, WhenField)}
    return [column for name in names for column in (when_column_names(name) if name in virtual else (name,))]


def when_range(when):
    """The bounds as the range that PostgreSQL stores and compares, half-open."""
    return DateTimeTZRange(when.earliest, when.latest, "[)")


def when_order(name):
    """Expressions for order_by(): the order of `When.key`, rows without a time last.

    Add a unique column behind them.
    """
    start, end = F(f"{name}_range__startswith"), F(f"{name}_range__endswith")
    return (Coalesce(start, end).asc(nulls_last=True), end.asc(nulls_last=True))


def when_constraints(name, prefix):
    """What must hold of the columns of `name`, for Meta.constraints. `prefix` begins the constraints' names.

    A time has a bound on one side at least and some width, and one open towards a side is a range.
    """
    bounds = f"{name}_range"
    some_bound = Q(**{f"{bounds}__lower_inf": False}) | Q(**{f"{bounds}__upper_inf": False})
    both_bounds = Q(**{f"{bounds}__lower_inf": False, f"{bounds}__upper_inf": False})
    open_side = both_bounds | Q(**{f"{name}_precision": Precision.RANGE.value})
    return [
        models.CheckConstraint(
            name=f"{prefix}_{name}_bounds", condition=Q(**{f"{bounds}__isempty": False}) & some_bound
        ),
        models.CheckConstraint(name=f"{prefix}_{name}_open_is_range", condition=open_side),
    ]


class WhenQuerySet(models.QuerySet):
    """Questions about the order of rows in time. `when_name` is the WhenField they are about."""

    when_name = "happened"

    def happening_before(self, when):
        """Rows that certainly lie before `when`."""
        return self.filter(**{f"{self.when_name}_range__fully_lt": when_range(when)})

    def happening_after(self, when):
        """Rows that certainly lie after `when`."""
        return self.filter(**{f"{self.when_name}_range__fully_gt": when_range(when)})

    def overlapping(self, when):
        """Rows of which nobody knows whether they lie before or after `when`."""
        return self.filter(**{f"{self.when_name}_range__overlap": when_range(when)})

    def in_time_order(self):
        """By earliest, then latest, then in the order of entry."""
        return self.order_by(*when_order(self.when_name), "pk")
