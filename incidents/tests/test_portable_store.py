"""What a file tells becomes rows, and rows become the same file again."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.factories import UserFactory
from incidents.factories import ComponentFactory, ImpactWindowFactory, IncidentFactory
from incidents.models import ActionItem, Component, Incident, Mechanism, Organisation
from incidents.portable import gather_incident, read_incident, store_incident, words_here, write_incident
from incidents.tests.portable_files import FULL, LEAST, least_with
from timelines.exceptions import MilestoneTaken
from timelines.models import Source, TimelineEvent
from timelines.when import When

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return UserFactory(username="ada")


@pytest.fixture
def stored(ada):
    return store_incident(read_incident(FULL, words_here()))


def export(incident, drafts=True):
    return write_incident(gather_incident(Incident.objects.for_page().get(pk=incident.pk), drafts=drafts))


def import_(text):
    return store_incident(read_incident(text, words_here()))


def test_every_part_is_written(stored, ada):
    assert (stored.number, stored.status, stored.lead, stored.visibility) == (1, "closed", ada, "restricted")
    assert stored.organisation.name == "Harbour"
    assert stored.severity.name == "SEV2"
    assert [window.component.organisation.name for window in stored.impact_windows.order_by("pk")] == [
        "Harbour",
        "Upstream",
    ]
    assert stored.milestones_told.keys() == {"started", "detected", "resolved"}
    factor = stored.factors.get()
    assert factor.mechanism.slug == "capacity-exhaustion"
    assert [event.text for event in factor.evidence.in_time_order()] == ["The queue grew.", "It was over."]
    disk, watch = stored.action_items.order_by("position")
    assert (disk.owner, disk.owner_name, disk.due_date) == (None, "Grace Hopper", datetime.date(2023, 5, 1))
    assert (watch.owner, watch.owner_name) == (ada, "")
    assert list(disk.weakens.all()) == [factor]


def test_quotes_point_into_their_source(stored):
    source = stored.sources.get()
    spike = stored.events.in_time_order().first()
    assert {(quote.start, source.text[quote.start : quote.end]) for quote in spike.quotes.all()} == {
        (8, "queue?"),
        (23, "queue"),
    }


def test_references_are_numbers_in_the_database_and_ids_in_the_file(stored):
    spike = stored.events.in_time_order().first()
    assert f"First [event:{spike.pk}]" in stored.postmortem.published.body
    assert "`[event:nothing]`" in stored.postmortem.published.body
    assert "First [event:e1], then [event:e3]" in export(stored)


def test_an_export_reads_back_to_an_equal_incident(stored):
    first = export(stored)
    again = import_(first)
    assert export(again) == first
    for event, copy in zip(stored.events.in_time_order(), again.events.in_time_order(), strict=True):
        assert (event.happened, event.until, event.learned) == (copy.happened, copy.until, copy.learned)
        assert (event.text, event.kind, event.lane, event.pinned) == (
            copy.text, copy.kind, copy.lane, copy.pinned
        )  # fmt: skip
    assert again.visibility == "restricted"
    assert again.milestones_told == stored.milestones_told


def test_organisation_and_components_that_are_known_are_used_again(stored):
    import_(FULL.replace("name: Harbour", "name: HARBOUR"))
    assert Organisation.objects.filter(name__iexact="harbour").count() == 1
    assert Component.objects.filter(name="Broker").count() == 1


def test_components_of_the_same_name_stay_apart():
    incident = IncidentFactory()
    for _ in range(2):
        ImpactWindowFactory(incident=incident, component=ComponentFactory(name="Broker"))
    again = import_(export(incident))
    assert again.impact_windows.values("component").distinct().count() == 2


def test_withdrawn_events_stay_at_home(stored):
    spike = stored.events.in_time_order().first()
    spike.withdraw(by=None, why="It was another queue.")
    text = export(stored)
    assert "The queue grew." not in text
    assert f"First \\[event:{spike.pk}]" in text
    assert import_(text).events.count() == 2


def test_a_draft_is_exported_to_those_who_may_see_it():
    incident = import_(least_with("", "Not yet fit to print."))
    assert incident.postmortem.state == "draft"
    assert "Not yet fit" in export(incident)
    assert "Not yet fit" not in export(incident, drafts=False)
    assert "postmortem" not in export(incident, drafts=False)


def test_a_later_draft_does_not_replace_what_is_published(stored):
    stored.postmortem.save_text("Half a thought.", by=None, based_on=1)
    assert "Half a thought" not in export(stored)
    assert "## What happened" in export(stored)


def test_a_state_in_review_comes_back():
    incident = import_(least_with("postmortem: {state: in-review}", "Read this."))
    assert incident.postmortem.state == "in-review"
    assert "state: in-review" in export(incident)


def test_history_says_why_and_names_nobody(stored):
    version = stored.events.first().versions.select_related("pgh_context").first()
    assert version.pgh_context.metadata["why"] == "import"
    assert version.pgh_context.metadata.get("user") is None


def test_the_number_of_queries_does_not_grow_with_the_events(django_assert_max_num_queries):
    lines = "".join(f"  - {{when: '2023-03-14 10:{n:02}', text: Event {n}.}}\n" for n in range(50))
    told = read_incident(least_with(f"timeline:\n{lines}"), words_here())
    with django_assert_max_num_queries(25):  # five of them index what it says
        incident = store_incident(told)
    incident = Incident.objects.for_page().get(pk=incident.pk)
    with django_assert_max_num_queries(12):
        gather_incident(incident, drafts=True)


def test_record_all_writes_nothing_when_a_milestone_is_taken():
    incident = IncidentFactory()
    noon = When.read("14 March 2023 12:00 UTC")
    told = [{"happened": noon, "text": "A", "milestones": ["started"]}] * 2
    with pytest.raises(MilestoneTaken):
        TimelineEvent.objects.record_all(incident, told)
    assert not incident.events.exists()


# Commands


def test_import_prints_what_it_made(tmp_path, capsys):
    path = tmp_path / "queues.md"
    path.write_text(LEAST)
    call_command("import_incident", path)
    assert "INC-1 Queues stand still" in capsys.readouterr().out


def test_a_dry_run_writes_nothing(tmp_path, capsys, ada):
    path = tmp_path / "queues.md"
    path.write_text(FULL)
    call_command("import_incident", path, "--dry-run")
    assert (
        "“Queues stand still”, 3 events, 1 factor, 2 action items. Not imported." in capsys.readouterr().out
    )
    assert not Incident.objects.exists()


def test_one_bad_file_of_several_keeps_all_out(tmp_path):
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(LEAST)
    bad.write_text(least_with("severity: SEV9\nlead: nobody"))
    with pytest.raises(CommandError) as caught:
        call_command("import_incident", good, bad, tmp_path / "absent.md")
    said = str(caught.value).split("\n")
    assert said[0].startswith(f"{bad}: line 4: severity: “SEV9”")
    assert said[1].startswith(f"{bad}: line 5: lead:")
    assert said[2] == f"{tmp_path / 'absent.md'}: cannot be opened (No such file or directory)."
    assert said[3] == "Nothing was imported."
    assert not Incident.objects.exists()
    assert not Source.objects.exists()


def test_export_prints_or_writes(stored, tmp_path, capsys):
    call_command("export_incident", "inc-1")
    assert capsys.readouterr().out == export(stored)
    call_command("export_incident", "1", "--to", tmp_path / "new")
    assert (tmp_path / "new" / "INC-1.md").read_text() == export(stored)


@pytest.mark.parametrize("number", ["7", "INC-x", "99999999999"])
def test_export_of_nothing_says_so(number):
    with pytest.raises(CommandError, match="There is no incident"):
        call_command("export_incident", number)


def test_several_exports_need_a_directory(stored):
    with pytest.raises(CommandError, match="--to DIRECTORY"):
        call_command("export_incident", "1", "1")


def test_nothing_is_written_when_a_word_has_gone_since_reading(ada):
    told = read_incident(FULL, words_here())
    Mechanism.objects.filter(slug="capacity-exhaustion").delete()
    with pytest.raises(KeyError):
        store_incident(told)
    assert not Incident.objects.exists()
    assert not ActionItem.objects.exists()


def test_posts_of_one_address_that_say_the_same_stay_apart():
    incident = IncidentFactory()
    for post in ("post-1", "post-2"):
        Source.objects.keep(
            incident,
            title=post,
            text="We look.",
            kind="status-page",
            url="https://status.example/a",
            part=post,
        )
    again = import_(export(incident))
    assert list(again.sources.order_by("pk").values_list("part", "text")) == [
        ("post-1", "We look."),
        ("post-2", "We look."),
    ]
