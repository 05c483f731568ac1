"""Public write-ups, as many as there are: each is read to the end, and every place is where it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from timelines.reading.document import parse
from timelines.reading.facts import find_facts
from timelines.reading.model import BlockKind, Setting
from timelines.reading.reader import read_write_up
from timelines.tests.test_reading_limits import check_places

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = ("seeds", "2i2c", "chia", "dfds", "jenkins-status", "mybinder", "posthog", "wire-docs", "icco/md")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs the collection of write-ups beside the repository"),
]


def texts(folder: str) -> list[str]:
    home = DATA / folder if folder == "seeds" else DATA / "postmortems" / folder
    paths = [path for path in sorted(home.iterdir()) if path.suffix in (".md", ".txt", ".html")]
    return [path.read_text(encoding="utf-8", errors="replace") for path in paths]


@pytest.mark.parametrize("folder", FOLDERS)
def test_blocks_cover_the_text_in_order(folder):
    for text in texts(folder):
        document = parse(text)
        check_places(document)
        assert document.sentences


@pytest.mark.parametrize("folder", FOLDERS)
def test_write_ups_are_read_to_the_end(folder):
    for text in texts(folder):
        read = read_write_up(text)
        quoted = [*read.events, *read.factors, *read.actions, *read.affected]
        assert all(0 <= item.place.start < item.place.end <= len(text) for item in quoted)
        assert all(
            when.earliest is None or when.earliest.tzinfo for event in read.events if (when := event.when)
        )


def test_the_front_matter_of_a_public_collection_is_found():
    for text in texts("icco/md"):
        document = parse(text)
        assert all(block.kind is BlockKind.FIELD for block in document.blocks[1:4])
        assert find_facts(document, Setting()).organisation
