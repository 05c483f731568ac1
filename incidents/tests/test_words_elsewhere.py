"""Old names of words in what was written before: files, and drafts of documents that are stored later."""

import pytest

from incidents.factories import (
    ComponentFactory,
    ContributingFactorFactory,
    ImpactWindowFactory,
    IncidentFactory,
    MechanismFactory,
    OrganisationFactory,
    TagFactory,
)
from incidents.models import Component, ImportDraft, Incident, Mechanism, Tag
from incidents.portable import (
    PortableError,
    gather_incident,
    read_incident,
    store_incident,
    words_here,
    write_incident,
)
from incidents.tests.queued import draft_of, fields, item

pytestmark = pytest.mark.django_db

FACTOR = "raised without a test"


def written() -> str:
    """The file of an incident that uses a mechanism, a component and a tag."""
    shop = OrganisationFactory(name="Corner Shop")
    incident = IncidentFactory(organisation=shop, tags=["k8s", "dns"], title="Orders stand still")
    ContributingFactorFactory(incident=incident, mechanism=MechanismFactory(name="Race", slug="race"))
    ImpactWindowFactory(incident=incident, component=ComponentFactory(organisation=shop, name="API EU"))
    return file_of(incident)


def file_of(incident) -> str:
    return write_incident(gather_incident(Incident.objects.for_page().get(pk=incident.pk), drafts=False))


def test_a_file_of_before_says_the_words_that_stand_now():
    text = written()
    other = MechanismFactory(name="Ordering", slug="ordering")
    Mechanism.objects.get(slug="race").merge_into(other, by=None)
    component = Component.objects.get(name="API EU")
    component.rename("API", by=None)
    Tag.objects.get(name="k8s").merge_into(TagFactory(name="kubernetes"), by=None)
    stored = store_incident(read_incident(text, words_here()))
    stored.refresh_from_db()
    assert stored.factors.get().mechanism == other
    assert stored.impact_windows.get().component == component
    assert stored.tags == ["kubernetes", "dns"]
    again = file_of(stored)
    for word in ("ordering", "name: API", "kubernetes"):
        assert word in again
    assert "race" not in again


def test_what_a_file_calls_a_mechanism_that_never_was_is_refused_with_those_of_now():
    text = written().replace("mechanism: race", "mechanism: gremlins")
    MechanismFactory(name="Sad", slug="sad").rename("Happy", by=None)
    with pytest.raises(PortableError) as refused:
        read_incident(text, words_here())
    (problem,) = refused.value.problems
    assert "“gremlins” is not known" in str(problem)
    assert "sad" not in str(problem).split(":", 1)[1].replace("gremlins", "")


def test_a_decision_in_a_draft_follows_its_mechanism(as_editor, editor):
    old, new = (MechanismFactory(slug=slug, name=slug.title()) for slug in ("thin-ice", "bare-rock"))
    draft = draft_of(editor)
    key = item(draft, FACTOR).key
    draft.decide({key: {"take": True, "edit": {"mechanism": "thin-ice"}}})
    old.merge_into(new, by=None)
    new.rename("Granite", by=None)
    assert "Granite" in as_editor.get(draft.get_absolute_url()).text
    form = as_editor.get(f"{draft.get_absolute_url()}items/{key}/").context["form"]
    assert form["mechanism"].value() == "granite"
    as_editor.post(draft.get_absolute_url(), fields(as_editor.get(draft.get_absolute_url()), do="store"))
    stored = ImportDraft.objects.get(pk=draft.pk).stored_in
    assert new in [factor.mechanism for factor in stored.factors.select_related("mechanism")]


def test_a_form_of_a_draft_that_was_open_during_a_merge_takes_the_word_that_stands(as_editor, editor):
    old, new = MechanismFactory(slug="thin-ice"), MechanismFactory(slug="bare-rock")
    draft = draft_of(editor)
    where = f"{draft.get_absolute_url()}items/{item(draft, FACTOR).key}/"
    old.merge_into(new, by=None)
    told = {"text": "It was raised.", "role": "trigger", "mechanism": "thin-ice"}
    assert as_editor.post(where, told).status_code == 302
    assert item(draft, "It was raised.").found.mechanism == "bare-rock"
