"""The words a new installation begins with: mechanisms and severities. Administrators edit them later."""

from __future__ import annotations

from pathlib import Path

import yaml

HERE = Path(__file__).parent

# (name, meaning); the order is the rank, and the colour of that rank.
SEVERITIES = (
    ("SEV1", "Most users cannot do what they came for, or data is being lost."),
    ("SEV2", "Many users are hurt, or something important is unusable with no way round."),
    ("SEV3", "Some users are hurt, or there is a way round that people find."),
    ("SEV4", "Few notice; it is a nuisance, or a margin was lost."),
    ("SEV5", "Nobody outside noticed; worth telling all the same."),
)


def mechanisms() -> list[dict]:
    """The entries of mechanisms.yaml: slug, name, group, definition, two examples, in reading order."""
    return yaml.safe_load((HERE / "mechanisms.yaml").read_text(encoding="utf-8"))


def add_missing(mechanism_model, severity_model) -> int:
    """Add the words that are not in the database yet and leave the others as they are; returns how many.

    Takes the models so that migrations can pass theirs.
    """
    return _add_severities(severity_model) + _add_mechanisms(mechanism_model)


def _add_severities(model) -> int:
    if model.objects.exists():
        return 0
    for order, (name, meaning) in enumerate(SEVERITIES, start=1):
        model.objects.create(name=name, meaning=meaning, order=order, colour=order)
    return len(SEVERITIES)


def _add_mechanisms(model) -> int:
    entries = mechanisms()
    groups = list(dict.fromkeys(entry["group"] for entry in entries))
    held = set(model._base_manager.values_list("slug", flat=True))  # with those that were merged
    if hasattr(model, "former_model"):  # not while migrating
        held |= set(model.former_model().objects.values_list("slug", flat=True))
    added = [entry for entry in entries if entry["slug"] not in held]
    for entry in added:
        first, second = entry["examples"]
        model.objects.create(
            slug=entry["slug"],
            name=entry["name"],
            group=entry["group"],
            group_order=groups.index(entry["group"]),
            definition=entry["definition"],
            first_example=first,
            second_example=second,
        )
    return len(added)
