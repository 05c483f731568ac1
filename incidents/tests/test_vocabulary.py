"""The words that a new installation begins with."""

import pytest

from incidents.models import Mechanism, Severity
from incidents.vocabulary import SEVERITIES, add_missing, mechanisms

EXPECTED = {
    "version-skew",
    "configuration-change",
    "capacity-exhaustion",
    "retry-storm",
    "expired-credential",
    "network-partition",
    "corrupted-state",
    "unsafe-automation",
    "missing-guard-rail",
    "hidden-dependency",
    "monitoring-gap",
    "unclear-ownership",
    "runbook-gap",
}


def test_there_are_thirty_to_forty_mechanisms_in_groups():
    entries = mechanisms()
    assert 30 <= len(entries) <= 40
    assert 4 <= len({entry["group"] for entry in entries}) <= 10
    assert {entry["slug"] for entry in entries} >= EXPECTED


def test_no_two_have_the_same_name_or_address():
    entries = mechanisms()
    for part in ("slug", "name", "definition"):
        assert len({entry[part].lower() for entry in entries}) == len(entries)


def test_each_has_a_definition_and_two_examples_that_differ():
    for entry in mechanisms():
        first, second = entry["examples"]
        assert len(entry["definition"]) > 40, entry["slug"]
        assert min(len(first), len(second)) > 20, entry["slug"]
        assert first != second
        assert entry["definition"].endswith("."), entry["slug"]


def test_groups_stand_together_in_reading_order():
    groups = [entry["group"] for entry in mechanisms()]
    runs = [group for before, group in zip([None, *groups], groups, strict=False) if group != before]
    assert len(runs) == len(set(runs))


@pytest.mark.django_db
def test_a_new_installation_has_all_of_them():
    assert set(Mechanism.objects.values_list("slug", flat=True)) == {entry["slug"] for entry in mechanisms()}
    kept = Severity.objects.order_by("order").values_list("name", "meaning", "colour")
    assert list(kept) == [(name, meaning, rank) for rank, (name, meaning) in enumerate(SEVERITIES, start=1)]
    assert [name for name, _, _ in kept] == ["SEV1", "SEV2", "SEV3", "SEV4", "SEV5"]


@pytest.mark.django_db
def test_adding_again_adds_nothing_and_leaves_what_was_edited():
    Mechanism.objects.filter(slug="version-skew").update(name="Our own word")
    Mechanism.objects.filter(slug="retry-storm").delete()
    Severity.objects.filter(name="SEV5").delete()
    assert add_missing(Mechanism, Severity) == 1
    assert Mechanism.objects.get(slug="version-skew").name == "Our own word"
    assert Mechanism.objects.filter(slug="retry-storm").exists()
    assert not Severity.objects.filter(name="SEV5").exists()
    assert add_missing(Mechanism, Severity) == 0


@pytest.mark.django_db
def test_words_that_were_renamed_or_merged_are_not_added_again():
    word, other = (Mechanism.objects.get(slug=slug) for slug in ("version-skew", "retry-storm"))
    word.rename("Our own word", by=None)
    other.merge_into(word, by=None)
    assert add_missing(Mechanism, Severity) == 0
