"""The examples that a first visitor sees."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from incidents.factories import IncidentFactory
from incidents.management.commands import load_examples as command
from incidents.models import Component, Incident, Tag
from incidents.portable import gather_incident, read_incident, words_here, write_incident
from incidents.tests.portable_files import LEAST, least_with


@pytest.fixture
def two_examples(tmp_path, monkeypatch):
    (tmp_path / "a.md").write_text(LEAST)
    (tmp_path / "README.md").write_text("What these are.")
    (tmp_path / "b.md").write_text(LEAST.replace("Queues", "Wheels"))
    monkeypatch.setattr(command, "EXAMPLES", tmp_path)
    return tmp_path


@pytest.mark.django_db
def test_they_are_loaded_once(two_examples, capsys):
    call_command("load_examples")
    call_command("load_examples")
    assert capsys.readouterr().out == "2 examples loaded.\nThere are incidents already.\n"
    assert list(Incident.objects.order_by("number").values_list("title", flat=True)) == [
        "Queues stand still",
        "Wheels stand still",
    ]


@pytest.mark.django_db
def test_nothing_is_loaded_where_there_is_an_incident(two_examples):
    IncidentFactory()
    assert command.load_examples() == 0
    assert Incident.objects.count() == 1


@pytest.mark.django_db
def test_a_faulty_one_keeps_all_out(two_examples):
    (two_examples / "c.md").write_text(least_with("severity: SEV9"))
    with pytest.raises(CommandError, match="SEV9"):
        call_command("load_examples")
    assert not Incident.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_first_starts_at_once_load_them_once(two_examples):
    loaded, together = [], threading.Barrier(2)

    def start():
        together.wait(timeout=10)
        try:
            loaded.append(command.load_examples())
        finally:
            connection.close()

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(loaded) == [0, 2]
    assert Incident.objects.count() == 2


@pytest.mark.django_db
def test_the_real_ones_are_sound_and_survive_an_export():
    assert command.load_examples() == len(command.example_files()) > 0
    for incident in Incident.objects.for_page():
        assert incident.visibility == "public"
        assert incident.postmortem.published
        told = gather_incident(incident, drafts=False)
        assert read_incident(write_incident(told), words_here()) == told


@pytest.mark.django_db
def test_their_words_wait_for_nobody(two_examples):
    words = "tags: [queues]\ncomponents:\n  - {name: Broker}\n"
    (two_examples / "a.md").write_text(least_with(words))
    call_command("load_examples")
    assert [(tag.name, tag.state) for tag in Tag.objects.all()] == [("queues", "approved")]
    assert [(component.name, component.state) for component in Component.objects.all()] == [
        ("Broker", "approved")
    ]


@pytest.mark.django_db
def test_the_history_says_that_they_are_examples(two_examples):
    command.load_examples()
    version = Incident.objects.first().versions.select_related("pgh_context").first()
    assert version.pgh_context.metadata["why"] == "example"
