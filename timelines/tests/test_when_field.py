"""Storing a When: the columns behind the field, and questions about order in the database."""

import random
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import FieldDoesNotExist, FieldError, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.test.utils import isolate_apps

from timelines.factories import TimelineEventFactory
from timelines.fields import WhenField, when_column_names, when_columns, when_constraints, when_order
from timelines.models import TimelineEvent
from timelines.when import Precision, When

DAY = date(2023, 3, 14)
WORDS = [
    "18:00", "~18:00", "by 18:00", "after 18:00", "17:00–19:00", "18:00:05.123", "14 March", "2AM ICT",
    "noon PT", "before 17:00", "by 17:00", "13 March", "March 2023",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def read(words):
    return When.read(words, day=DAY)


def an_incident():
    """An incident without events. Made through an event, for timelines imports nothing of incidents."""
    event = TimelineEventFactory()
    event.delete()
    return event.incident


@pytest.mark.parametrize("words", WORDS)
def test_a_time_comes_back_as_it_was_stored(words):
    event = TimelineEventFactory(happened=read(words), until=None)
    stored = TimelineEvent.objects.get(pk=event.pk)
    assert stored.happened == read(words)
    assert stored.until is None


def test_assigning_sets_the_columns_and_nothing_else_is_taken():
    event = TimelineEventFactory.build(incident=None, happened=read("~18:00"))
    assert event.happened_precision == "approximate"
    assert event.happened_words == "~18:00"
    event.happened = None
    assert (event.happened, event.happened_range, event.happened_zone) == (None, None, "")
    with pytest.raises(TypeError, match="happened is a When, not str"):
        event.happened = "18:00"


def test_rows_are_created_and_changed_in_bulk():
    incident = an_incident()
    TimelineEvent.objects.bulk_create(
        TimelineEvent(incident=incident, happened=read(words), text=words) for words in WORDS
    )
    assert {event.happened for event in incident.events.all()} == set(map(read, WORDS))
    incident.events.update(**when_columns("happened", read("noon")))
    assert {event.happened.words for event in incident.events.all()} == {"noon"}


def test_refresh_and_partial_saves_name_the_columns():
    event = TimelineEventFactory(happened=read("18:00"))
    other = TimelineEvent.objects.get(pk=event.pk)
    other.happened = read("19:00")
    other.text = "not saved"
    other.save(update_fields=when_column_names("happened"))
    event.refresh_from_db()
    assert event.happened == read("19:00")
    assert event.text != "not saved"


def test_deferred_columns_are_loaded_when_they_are_asked_for(django_assert_num_queries):
    event = TimelineEventFactory(happened=read("18:00"))
    with django_assert_num_queries(1):
        row = TimelineEvent.objects.only("pk", *when_column_names("happened")).get(pk=event.pk)
        assert row.happened == read("18:00")
    assert TimelineEvent.objects.only("text").get(pk=event.pk).happened == read("18:00")


def test_a_missing_time_is_a_missing_field():
    event = TimelineEventFactory.build(incident=an_incident(), happened=None)
    with pytest.raises(ValidationError) as caught:
        event.full_clean()
    assert "happened_range" in caught.value.message_dict
    event.happened = read("18:00")
    event.full_clean()


def test_a_query_that_takes_the_field_for_a_column_says_which_to_ask():
    for ask in (lambda rows: rows.filter(happened=read("18:00")), lambda rows: rows.values("happened")):
        with pytest.raises(FieldError, match="happened_range"):
            list(ask(TimelineEvent.objects.all()))


def test_rows_are_in_the_order_of_the_key():
    incident = an_incident()
    words = WORDS * 2
    random.Random(1).shuffle(words)
    for one in words:
        TimelineEventFactory(incident=incident, happened=read(one))
    rows = list(incident.events.in_time_order())
    assert rows == sorted(rows, key=lambda event: (event.happened.key, event.pk))
    assert [event.pk for event in incident.events.order_by(*when_order("happened"), "-pk")] != [
        r.pk for r in rows
    ]


def test_before_after_and_overlapping_agree_with_the_value():
    incident = an_incident()
    for words in WORDS:
        TimelineEventFactory(incident=incident, happened=read(words))
    rows = list(incident.events.all())
    for other in map(read, [*WORDS, "18:01", "17:59–18:00", "19:00–20:00"]):
        asked = {
            "before": incident.events.happening_before(other),
            "after": incident.events.happening_after(other),
            "overlaps": incident.events.overlapping(other),
        }
        for method, found in asked.items():
            assert set(found) == {row for row in rows if getattr(row.happened, method)(other)}, (
                method,
                other,
            )


def test_the_database_refuses_what_is_no_time():
    event = TimelineEventFactory(happened=read("18:00"))
    with connection.cursor() as cursor:
        for bounds, precision in (("(,)", "range"), ("empty", "range"), ("[2023-03-14 18:00+00,)", "minute")):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(
                    "UPDATE timelines_timelineevent SET happened_range = %s, happened_precision = %s"
                    " WHERE id = %s",
                    [bounds, precision, event.pk],
                )


def test_history_keeps_the_columns_of_every_form():
    event = TimelineEventFactory(happened=read("18:00"))
    event.happened = read("~18:05")
    event.save()
    kept = event.versions.order_by("pgh_id").values_list("happened_words", "happened_precision")
    assert list(kept) == [("18:00", "minute"), ("~18:05", "approximate")]
    with pytest.raises(FieldDoesNotExist):
        event.versions.model._meta.get_field("happened")


@isolate_apps("timelines")
def test_migrations_know_only_the_columns():
    class Base(models.Model):
        happened = WhenField()

        class Meta:
            app_label = "timelines"
            abstract = True

    class Sighting(Base):
        ended = WhenField(null=True)

        class Meta:
            app_label = "timelines"
            constraints = when_constraints("happened", "sighting")

    state = ModelState.from_model(Sighting)
    assert [name for name in state.fields if name != "id"] == [
        *when_column_names("happened"),
        *when_column_names("ended"),
    ]
    project = ProjectState()
    project.add_model(state)
    rebuilt = project.apps.get_model("timelines", "Sighting")
    assert rebuilt(happened_zone="ICT").happened_zone == "ICT"
    sighting = Sighting(happened=read("18:00"))
    assert (sighting.happened.precision, sighting.ended) == (Precision.MINUTE, None)
    sighting.full_clean(validate_constraints=False)
    assert not Sighting.check()


@isolate_apps("timelines")
def test_a_child_model_uses_the_columns_of_its_parent():
    class Sighting(models.Model):
        happened = WhenField()

        class Meta:
            app_label = "timelines"

    class NightSighting(Sighting):
        class Meta:
            app_label = "timelines"

    assert "happened_range" not in {field.name for field in NightSighting._meta.local_fields}
    seen = NightSighting(happened=read("18:00"))
    assert seen.happened.earliest == datetime(2023, 3, 14, 18, tzinfo=UTC)
