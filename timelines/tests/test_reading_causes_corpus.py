"""How many of the labelled actions, factors and affected names are found, against floors."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from timelines.reading.model import Confidence
from timelines.reading.reader import read_write_up

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
GOLD = DATA / "postmortems" / "gold"

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not GOLD.is_dir(), reason="needs the labelled write-ups beside the repository"),
]


def f1(right: int, told: int, labelled: int) -> float:
    return 2 * right / (told + labelled)


def labelled():
    """Each labelled document that is prose, with its labels and what is read of it."""
    for path in sorted(GOLD.glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        text = (DATA / label["document"]).read_text(encoding="utf-8")
        if not label["document"].endswith(".html") and not text.startswith("{"):
            yield label, read_write_up(text)


def quoted(found, labels: list[dict]) -> tuple[int, int, int]:
    """How many are right, told (without the optional ones and duplicates), and labelled."""
    sure = [one.place for one in found if one.confidence is not Confidence.DOUBTFUL]
    meant = [item for item in labels if not item.get("optional")]

    def meets(place, item):
        start, end = item["span"]
        return place.start < end and start < place.end

    right = sum(any(meets(place, item) for place in sure) for item in meant)
    wrong = sum(not any(meets(place, item) for item in labels) for place in sure)
    return right, right + wrong, len(meant)


@pytest.mark.parametrize(
    ("kind", "floor"), [("action_items", 0.9), ("contributing_factors", 0.65), ("affected", 0.75)]
)
def test_labels_are_found(kind, floor):
    sums = [0, 0, 0]
    for label, read in labelled():
        if kind == "affected":
            counts = named(read.affected, label["affected"])
        else:
            counts = quoted(read.actions if kind == "action_items" else read.factors, label[kind])
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
    assert f1(*sums) >= floor


def named(found, labels: list[str]) -> tuple[int, int, int]:
    told = {one.name.lower() for one in found if one.confidence is not Confidence.DOUBTFUL}
    meant = [name.lower() for name in labels]
    right = sum(any(name in one or one in name for one in told) for name in meant)
    wrong = sum(not any(name in one or one in name for name in meant) for one in told)
    return right, right + wrong, len(meant)
