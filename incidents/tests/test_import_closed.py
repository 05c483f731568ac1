"""A closed incident takes what is imported, as it takes any edit: that is said, and it stays closed."""

import io

import pytest
from django.core.management import call_command

from incidents.factories import IncidentFactory
from incidents.models import Incident
from incidents.tests.queued import WRITE_UP, draft_of, fields

pytestmark = pytest.mark.django_db

SETTLED = [Incident.Status.CLOSED, Incident.Status.CANCELLED]


@pytest.mark.parametrize("status", SETTLED)
def test_it_is_said_before_and_after_storing(as_editor, editor, status):
    incident = IncidentFactory(status=status)
    where = draft_of(editor, into=incident).get_absolute_url()
    page = as_editor.get(where)
    said = f"{incident.reference} is {status.label}; importing adds to it and does not reopen it."
    assert said in page.context["page"].notices
    answer = as_editor.post(where, fields(page, do="store"), follow=True)
    assert (
        f"{incident.reference} is {status.label}; this was added to it and did not reopen it." in answer.text
    )
    incident.refresh_from_db()
    assert incident.status == status
    assert incident.events.exists()


@pytest.mark.parametrize("status", [status for status in Incident.Status if status not in SETTLED])
def test_nothing_is_said_of_others(as_editor, editor, status):
    where = draft_of(editor, into=IncidentFactory(status=status)).get_absolute_url()
    assert not any("does not reopen" in notice for notice in as_editor.get(where).context["page"].notices)


def test_the_command_says_it_too_and_only_where_something_was_added(tmp_path):
    incident = IncidentFactory(status=Incident.Status.CLOSED)
    path = tmp_path / "march.md"
    path.write_text(WRITE_UP)

    def said() -> str:
        out = io.StringIO()
        call_command("import_postmortem", str(path), into=incident.reference, stdout=out)
        return out.getvalue()

    assert "is closed; this was added to it and did not reopen it." in said()
    assert "did not reopen it" not in said()
