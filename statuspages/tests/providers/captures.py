"""The fixtures of this folder, and the captures of real pages beside the repository."""

from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "status-pages"


def fixture(provider: str, name: str) -> bytes:
    """A document in the provider's shape, made up by us."""
    return (DATA / provider / name).read_bytes()


def capture(path: str) -> bytes:
    """A document of a real page; for tests marked with `needs_captures`."""
    return (SHARED / path).read_bytes()


def needs_captures(test):
    """Marks a test that reads `capture`s: skipped where they are absent."""
    missing = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the captures beside the repository")
    return pytest.mark.corpus(missing(test))
