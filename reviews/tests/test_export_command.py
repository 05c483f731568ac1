"""`manage.py export_review`: whole files, the past week by default, and one sentence where it cannot."""

import io
import json
import os
import stat
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.factories import UserFactory
from reviews.tests.telling import told_incident

pytestmark = pytest.mark.django_db

TUESDAY = {"started": "14 March 2023 12:00 UTC", "resolved": "14 March 2023 14:00 UTC"}


def export(*arguments, **options):
    call_command("export_review", *arguments, verbosity=0, **options)


def test_a_document_is_written(tmp_path):
    told_incident(title="Queues stand still", **TUESDAY)
    path = tmp_path / "review.md"
    export("2023-W11", "--format", "md", "--output", str(path))
    assert path.read_text().startswith("# Weekly review 2023-W11\n")
    assert "Queues stand still" in path.read_text()
    assert [held.name for held in tmp_path.iterdir()] == ["review.md"]
    umask = os.umask(0)
    os.umask(umask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~umask


def test_a_document_is_printed(capfdbinary):
    export("2023-W11", "--format", "json", "--zone", "Asia/Kolkata", "--output", "-")
    assert json.loads(capfdbinary.readouterr().out)["zone"] == "Asia/Kolkata"


def test_a_document_is_printed_to_whoever_calls_from_code():
    told_incident(title="Queues stand still", **TUESDAY)
    out = io.StringIO()
    export("2023-W11", "--format", "md", "--output", "-", stdout=out)
    assert out.getvalue().startswith("# Weekly review 2023-W11\n")
    assert "Queues stand still" in out.getvalue()


def test_without_a_week_it_is_the_past_one(tmp_path, settings):
    settings.REVIEW_ZONE = "Pacific/Auckland"
    with time_machine.travel(datetime(2023, 3, 19, 12, tzinfo=UTC)):  # Monday there
        export("--format", "csv", "--output", str(tmp_path / "r.csv"))
    assert (tmp_path / "r.csv").read_text().splitlines()[1].startswith("2023-W11,Pacific/Auckland,")


def test_restricted_incidents_are_in_it_unless_somebody_is_named(tmp_path):
    told_incident(title="Restricted one", visibility="restricted", **TUESDAY)
    viewer = UserFactory()
    path = tmp_path / "r.md"
    export("2023-W11", "--output", str(path))
    assert "Restricted one" in path.read_text()
    export("2023-W11", "--output", str(path), "--as", viewer.username)
    assert "Restricted one" not in path.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2023-W53",), "2023 has no week W53"),
        (("W11",), "is not a week"),
        (("2023-W11", "--zone", "Mars"), "is not a time zone"),
        (("2023-W11", "--as", "nobody"), "There is no user nobody"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_written(tmp_path, arguments, said):
    with pytest.raises(CommandError, match=said):
        export(*arguments, "--output", str(tmp_path / "r.md"))
    assert list(tmp_path.iterdir()) == []


def test_a_format_that_there_is_not_is_refused(tmp_path):
    with pytest.raises(CommandError, match="invalid choice: 'pdf'"):
        export("2023-W11", "--format", "pdf", "--output", str(tmp_path / "r.pdf"))


def test_places_that_cannot_be_written_are_named(tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        export("2023-W11", "--output", str(tmp_path / "nowhere" / "r.md"))
    with pytest.raises(CommandError, match="it is not a file"):
        export("2023-W11", "--output", str(tmp_path))
    with pytest.raises(CommandError, match="it is not a file"):
        export("2023-W11", "--output", "/dev/null")


def test_a_failure_leaves_the_file_that_was_there(tmp_path, monkeypatch):
    path = tmp_path / "r.md"
    path.write_text("kept")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(CommandError, match="No space left on device"):
        export("2023-W11", "--output", str(path))
    assert path.read_text() == "kept"
    assert [held.name for held in tmp_path.iterdir()] == ["r.md"]


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "target.md", tmp_path / "link.md"
    target.write_text("old")
    link.symlink_to(target)
    export("2023-W11", "--output", str(link))
    assert link.is_symlink()
    assert target.read_text().startswith("# Weekly review")
