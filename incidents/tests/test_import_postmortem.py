"""`manage.py import_postmortem`: what a document tells is kept with the incident it is about."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.factories import EditorFactory
from incidents.exceptions import IncidentError
from incidents.factories import ComponentFactory, IncidentFactory, OrganisationFactory
from incidents.importing.fetching import Fetched
from incidents.importing.impact import NOTE
from incidents.importing.reporting import report_of
from incidents.importing.storing import store_document
from incidents.models import Incident
from incidents.tests.test_read_record import FIELDS
from incidents.tests.test_read_report import PLAIN
from incidents.tests.write_ups import CARRIED, PERHAPS, WRITE_UP
from timelines.models import Kind, Source

pytestmark = pytest.mark.django_db

RECORD = json.dumps(FIELDS | {"Title": "Lamplight: orders wait in line for a full disk", "EndTime": None})


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(PLAIN)
    return str(path)


@pytest.fixture
def record(tmp_path):
    path = tmp_path / "record.json"
    path.write_text(RECORD)
    return str(path)


def run(*paths, **options) -> str:
    said = io.StringIO()
    call_command("import_postmortem", *paths, stdout=said, **options)
    return said.getvalue()


def printed(*paths, **options) -> list[dict]:
    return [json.loads(line) for line in run(*paths, json=True, **options).splitlines()]


def told(*paths, **options) -> dict:
    """What became of one document, as programs are told."""
    return printed(*paths, **options)[0]["stored"]


def test_a_report_becomes_an_incident(report):
    run(report)
    incident = Incident.objects.get()
    assert (incident.title, incident.organisation.name) == ("Orders wait in line", "Lamplight")
    assert (incident.kind, incident.status) == ("public-write-up", "resolved")
    assert incident.events.filter(kind=Kind.STATUS_POST).count() == 3
    source = incident.sources.get()
    assert (source.kind, source.text, source.author) == ("status-page", PLAIN, "Lamplight")
    assert incident.postmortem.newest.body.startswith("## A short account of 3 May")
    assert incident.postmortem.published is None


def test_every_event_stands_on_words_of_the_source(report):
    run(report)
    for event in Incident.objects.get().events.prefetch_related("quotes__source"):
        for quote in event.quotes.all():
            assert PLAIN[quote.start : quote.end] == quote.text
        assert event.quotes.all()


def test_components_get_windows_that_claim_no_more_than_the_report(report):
    run(report)
    windows = Incident.objects.get().impact_windows.all()
    assert {window.component.name for window in windows} == {
        "Shop - Orders", "Shop - Receipts (old)", "Website", "Search",
    }  # fmt: skip
    for window in windows:
        assert (window.level, window.note) == ("degraded", NOTE)
        assert str(window.began) == str(window.ended) == "3 May 2024, before 11:43 UTC"


def test_a_component_whose_name_has_an_and_in_it_is_known_again(tmp_path):
    known = ComponentFactory(organisation=OrganisationFactory(name="Lamplight"), name="search and replace")
    path = tmp_path / "report.txt"
    path.write_text(PLAIN.split("This incident")[0] + "This incident affected: Search and Replace.\n")
    run(str(path))
    assert Incident.objects.get().impact_windows.get().component == known


def test_a_record_gives_what_is_missing(report, record):
    run(report)
    said = told(record)
    incident = Incident.objects.get()
    assert said["incident"] == incident.reference
    assert not said["is_new"]
    assert incident.title == "Orders wait in line"
    assert (incident.summary, incident.tags) == (FIELDS["Summary"], ["disk", "queue"])
    assert incident.links.get().url == FIELDS["URL"]
    assert set(incident.sources.values_list("title", flat=True)) == {
        "Orders wait in line",
        "Lamplight: orders wait in line for a full disk",
    }
    assert str(incident.milestones_told["started"]) == "3 May 2024, 09:10 UTC"


def test_what_people_wrote_stays(report, record):
    run(report)
    incident = Incident.objects.get()
    incident.summary = "Ours."
    incident.save()
    incident.postmortem.save_text("Ours too.", by=EditorFactory(), based_on=1)
    run(record)
    run(report)
    incident = Incident.objects.get()
    assert (incident.summary, incident.postmortem.newest.body) == ("Ours.", "Ours too.")


def test_the_same_file_again_brings_nothing_and_says_so(report):
    run(report)
    before = Incident.objects.get().events.count()
    said = told(report)
    assert said["events"] == {"new": 0, "joined": 0, "known": before}
    assert (said["is_new"], said["source"]["is_new"], said["added"]) == (False, False, [])
    assert Incident.objects.get().events.count() == before
    assert "Nothing new: all that it says is here already." in run(report)


def test_a_dry_run_says_what_is_read_and_stores_nothing(report, record):
    foreseen = printed(report, record, dry_run=True)
    assert not Incident.objects.exists()
    assert not Source.objects.exists()
    assert [one.pop("stored") for one in foreseen] == [None, None]
    done = printed(report, record)
    assert [one for one in done if one.pop("stored")] == foreseen
    assert "Dry run: nothing was stored. Which incident it is about was not looked up" in run(
        report, dry_run=True
    )


def test_a_dry_run_into_an_incident_says_what_would_become_of_it(report):
    run(report)
    said = run(report, dry_run=True, into="INC-1")
    assert "joined INC-1 Orders wait in line: asked for" in said
    assert "Nothing new: all that it says is here already." in said
    assert said.endswith("Dry run: nothing was stored.\n")
    other = IncidentFactory(number=2)
    assert told(report, dry_run=True, into="INC-2")["events"]["new"] >= 4
    assert not other.events.exists()


def test_a_dry_run_opens_no_connection(report, tmp_path):
    """In a process of its own, with a database that nobody can reach."""
    unreachable = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "THROUGHLINE_DATA": str(tmp_path)}
    manage = [sys.executable, str(settings.PROJECT_DIR / "manage.py"), "import_postmortem", report]
    ran = partial(subprocess.run, env=os.environ | unreachable, capture_output=True, text=True, check=False)
    done = ran([*manage, "--dry-run", "--json"])
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["title"] == "Orders wait in line"
    refused = ran(manage)
    assert refused.returncode == 1
    assert refused.stdout == ""


def test_what_is_said_for_programs(report):
    said = told(report)
    assert said["incident"] == "INC-1"
    assert said["is_new"] is True
    assert said["why"] == "no incident of Lamplight at that time is here"
    assert said["events"] == {"new": Incident.objects.get().events.count(), "joined": 0, "known": 0}
    assert said["milestones"]["resolved"]["earliest"] == "2024-05-03T11:42:00Z"
    assert said["milestones"]["started"]["earliest"] is None
    assert said["components"] == ["Shop - Orders", "Shop - Receipts (old)", "Website", "Search"]
    assert said["added"] == ["impact", "postmortem draft"]
    assert said["problems"] == []


def test_what_is_said_for_people(report):
    first, figures, *rest = run(report).splitlines()
    assert first.endswith("Statuspage incident report “Orders wait in line” of Lamplight")
    assert figures.startswith("  3 posts, ")
    assert figures.endswith(", 4 components affected")
    assert rest[0] == "  opened INC-1 Orders wait in line: no incident of Lamplight at that time is here"
    assert "impact, postmortem draft" in rest[1]
    assert rest[2:] == [
        "  started: 3 May 2024, before 09:32 UTC",
        "  first post: 3 May 2024, 09:31 UTC",
        "  resolved: 3 May 2024, 11:42 UTC",
    ]


def test_a_person_may_say_which_incident_it_is(report):
    incident = IncidentFactory(title="Our own view of it")
    said = told(report, into=f"inc-{incident.number}")
    assert (said["incident"], said["why"]) == (incident.reference, "asked for")
    assert said["problems"] == ["The components it names were left out: nobody says whose they are."]
    assert "Nothing new" in run(report)


def test_a_person_may_ask_for_a_new_one(report):
    run(report)
    assert told(report, new=True)["is_new"]
    assert Incident.objects.count() == 2


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(PLAIN.encode())))
    assert told("-")["title"] == "Orders wait in line"
    with pytest.raises(CommandError, match="“-” was given twice"):
        run("-", "-")


def test_an_organisation_that_a_file_does_not_name_may_be_given(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("Mails wait\nWe look.\nPosted May 3, 2024 - 11:00 CST\n")
    told(str(path), organisation="Lamplight", zone="America/Chicago")
    assert Incident.objects.get().organisation.name == "Lamplight"


def test_two_happenings_of_one_organisation_at_one_time_stay_two(report, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text(
        "Mails are late\nIncident Report for Lamplight\nResolved\nMails go out again.\n"
        "Posted May 03, 2024 - 11:50 UTC\nInvestigating\nMails wait.\nPosted May 03, 2024 - 09:35 UTC\n"
    )
    run(report, str(other))
    assert sorted(Incident.objects.values_list("title", flat=True)) == [
        "Mails are late",
        "Orders wait in line",
    ]


def test_an_open_report_that_is_told_to_its_end_is_resolved(tmp_path):
    open_, whole = tmp_path / "open.txt", tmp_path / "whole.txt"
    lines = "Investigating\nMails wait since the morning.\nPosted May 03, 2024 - 09:35 UTC\n"
    head = "Mails are late\nIncident Report for Lamplight\n"
    open_.write_text(f"{head}{lines}")
    whole.write_text(f"{head}Resolved\nMails go out again.\nPosted May 03, 2024 - 11:50 UTC\n{lines}")
    run(str(open_))
    assert Incident.objects.get().status == "investigating"
    assert told(str(whole))["added"] == ["status"]
    assert Incident.objects.get().status == "resolved"


def test_a_status_that_somebody_chose_stays(tmp_path, report):
    run(report)
    incident = Incident.objects.get()
    incident.change_status("monitoring", by=EditorFactory())
    longer = tmp_path / "longer.txt"
    longer.write_text(f"{PLAIN}\n")
    run(str(longer))
    assert Incident.objects.get().status == "monitoring"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"into": "INC-77"}, "There is no incident “INC-77” to import into. Nothing was imported."),
        ({"into": "everything"}, "There is no incident “everything” to import into. Nothing was imported."),
        ({"zone": "Mars/Base"}, "--zone: .* Nothing was imported."),
    ],
)
def test_options_that_name_nothing_are_refused(report, options, says):
    with pytest.raises(CommandError, match=says):
        run(report, **options)
    assert not Incident.objects.exists()


def test_one_bad_file_among_several_and_nothing_is_imported(report, tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(CommandError) as refused:
        run(report, str(bad), str(tmp_path / "absent.txt"), str(tmp_path))
    assert str(refused.value).splitlines() == [
        f"{bad}: This is an image (PNG), not text. Save its words as plain text, and import that.",
        f"{tmp_path / 'absent.txt'}: cannot be opened (No such file or directory).",
        f"{tmp_path}: is a folder. Import all that is in it with manage.py import_library, or name a file.",
        "Nothing was imported.",
    ]
    assert not Incident.objects.exists()


def test_what_is_refused_while_it_is_stored_is_said_and_undoes_all(report, record, monkeypatch):
    told = []

    def refuse_the_second(read, **options):
        told.append(store_document(read, **options))
        if len(told) == 2:
            raise IncidentError("It is full.")
        return told[-1]

    monkeypatch.setattr("incidents.management.commands.import_postmortem.store_document", refuse_the_second)
    with pytest.raises(CommandError, match=r"record\.json: It is full\.\nNothing was imported\."):
        run(report, record)
    assert not Incident.objects.exists()


# What is printed of what was read

SHAPE = {
    "title", "organisation", "timezone", "started", "resolved", "affected", "events", "contributing_factors",
    "action_items", "warnings", "suggestions",
}  # fmt: skip
EVENT = {
    "earliest", "latest", "until", "precision", "zone", "as_written", "text", "kind", "milestone", "quote",
    "start", "end", "confidence",
}  # fmt: skip


def test_what_was_read_is_printed_in_a_fixed_shape(report):
    said = printed(report, dry_run=True)[0]
    assert said.keys() >= SHAPE
    assert (said["title"], said["organisation"]) == ("Orders wait in line", "Lamplight")
    posts = [event for event in said["events"] if event["kind"] == "status-post"]
    assert len(posts) == 3
    for event in said["events"]:
        assert event.keys() >= EVENT
        assert PLAIN[event["start"] : event["end"]] == event["quote"]
    assert said["resolved"] == {
        "earliest": "2024-05-03T11:42:00Z", "latest": "2024-05-03T11:43:00Z", "precision": "minute",
    }  # fmt: skip
    assert said["started"]["earliest"] is None


def test_stated_bounds_are_events_that_mark_them(record):
    said = printed(record, dry_run=True)[0]
    assert said["started"]["earliest"] == "2024-05-03T09:10:00Z"
    marked = [event for event in said["events"] if event["milestone"] == "started"]
    assert [event["earliest"] for event in marked] == ["2024-05-03T09:10:00Z"]


def test_what_is_doubtful_is_printed_apart():
    said = report_of(WRITE_UP)
    assert PERHAPS.text not in [event["text"] for event in said["events"]]
    (suggested,) = said["suggestions"]["events"]
    assert (suggested["text"], suggested["earliest"], suggested["latest"], suggested["confidence"]) == (
        PERHAPS.text, None, None, "doubtful",
    )  # fmt: skip


def test_a_stretch_an_action_and_a_factor_as_programs_read_them():
    said = report_of(WRITE_UP)
    carried = next(event for event in said["events"] if event["text"] == CARRIED.text)
    assert (carried["earliest"], carried["until"], carried["actor"]) == (
        "2024-05-03T09:50:00Z", "2024-05-03T11:05:00Z", "The porters",
    )  # fmt: skip
    assert said["action_items"][0] | {"quote": "", "start": 0, "end": 0} == {
        "text": "Watch the disk of the sorter", "owner": "Mira", "due": "2024-05-10", "state": "done",
        "ticket": "https://tickets.example.com/7", "confidence": "sure", "quote": "", "start": 0, "end": 0,
    }  # fmt: skip
    assert said["contributing_factors"][0]["mechanism"] == "capacity-exhaustion"
    assert said["affected"] == ["Letters", "Parcels"]


# Addresses


def test_an_address_is_fetched_and_kept(monkeypatch):
    address = "https://status.lamplight.example/incidents/abc"
    fetched = Fetched(PLAIN.encode(), "text/plain", address, datetime(2024, 5, 4, tzinfo=UTC))
    monkeypatch.setattr("incidents.importing.given.fetch_document", lambda said: fetched)
    said = printed(address)[0]
    assert said["address"] == address
    source = Source.objects.get()
    assert (source.url, source.fetched_at) == (address, fetched.fetched_at)


def test_an_address_that_is_refused_says_why_and_stores_nothing():
    with pytest.raises(CommandError, match=r"^http://127\.0\.0\.1:1/report: "):
        run("http://127.0.0.1:1/report")
    assert not Incident.objects.exists()


def test_the_zone_of_an_organisation_is_used_where_nobody_says(tmp_path):
    OrganisationFactory(name="Lamplight", time_zone="Europe/Vienna")
    path = tmp_path / "letters.md"
    path.write_text("# Letters go astray\n\nOn 3 May 2024 at 11:10 the sorter stopped.\n")
    event = printed(str(path), organisation="Lamplight")[0]["events"][0]
    assert event["earliest"] == "2024-05-03T09:10:00Z"


@pytest.mark.parametrize(
    ("options", "says"),
    [({"day": "yesterday"}, "--day: “yesterday” is no day"), ({"log_zone": "Mars"}, "--log-zone: ")],
)
def test_settings_that_mean_nothing_are_refused(report, options, says):
    with pytest.raises(CommandError, match=says):
        run(report, **options)


def test_a_folder_is_refused_with_the_command_for_folders(tmp_path):
    with pytest.raises(CommandError, match=r"is a folder\. Import all .* manage\.py import_library"):
        run(str(tmp_path))


def test_a_page_without_a_title_is_not_called_by_empty_quotes(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("<html><body><main><p>At 14:05 UTC on 3 May 2024 it broke.</p></main></body></html>")
    said = run(str(path), dry_run=True)
    assert "“”" not in said
    assert "page without a title" in said
