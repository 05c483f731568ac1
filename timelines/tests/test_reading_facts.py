"""What a write-up says of itself is read where it says it, and left empty elsewhere."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from timelines.reading.document import parse
from timelines.reading.facts import find_facts
from timelines.reading.model import Facts, Setting
from timelines.when import When


def facts(text: str, setting: Setting | None = None) -> Facts:
    return find_facts(parse(text), setting or Setting())


STORY = "The queue was stuck for an hour because its disk was full.\n"


# Title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# Queue stuck\n\n{STORY}", "Queue stuck"),
        (f"## Queue stuck\n\n## Summary\n\n{STORY}", "Queue stuck"),
        (f"---\ntitle: 'Queue stuck'\n---\n# Something else\n\n{STORY}", "Queue stuck"),
        (f"Queue stuck\n===========\n\n{STORY}", "Queue stuck"),
        (f"Queue stuck\nIncident Report for Example\n\n{STORY}", "Queue stuck"),
        (f"**Date:** 14 March 2023\n\n# Queue [stuck](https://a.example)\n\n{STORY}", "Queue stuck"),
        (f"# Postmortem: queue stuck\n\n{STORY}", "Postmortem: queue stuck"),
        (f"# 2023-03-14, 504\n\n{STORY}", "2023-03-14, 504"),
        (f"## Summary\n\n{STORY}", ""),
        (f"# 1. **Issue Summary**\n\n{STORY}", ""),
        (f"Issue Summary\n\n{STORY}", ""),
        (STORY, ""),
    ],
)
def test_title(text, title):
    assert facts(text).title == title


def test_what_is_known_beforehand_goes_first():
    published = When.at(datetime(2023, 3, 20, tzinfo=UTC))
    setting = Setting(title="Known", organisation="Known Inc", published=published)
    found = facts(f"---\ntitle: Other\ncompany: Other\n---\n# Other\n\n{STORY}", setting)
    assert (found.title, found.organisation, found.published) == ("Known", "Known Inc", published)


# Organisation


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        (f"---\ncompany: Example Ltd\n---\n{STORY}", "Example Ltd"),
        (f"Queue stuck\nIncident Report for Examplia\n\n{STORY}", "Examplia"),
        (f"# Queue stuck\n\n{STORY}\n© 2023 Examplia\n", "Examplia"),
        (f"# Queue stuck\n\nAt Examplia, we run queues.\n\n{STORY}", "Examplia"),
        ("# Queue stuck\n\nThe Examplia team saw it. The Examplia engineers mended it.\n", "Examplia"),
        ("# Queue stuck\n\nOn Monday, Examplia experienced a brief outage of its queue.\n", "Examplia"),
        (
            f"# Examplia queue\n\n{STORY}\nSee https://github.com/examplia/queue/issues/1 of Examplia.\n",
            "Examplia",
        ),
        ("# Queue stuck\n\nThe Security team saw it. The Security team mended it.\n", ""),
        (
            "# Queue stuck\n\nThe Examplia team and the Otherly team saw it.\n",
            "",
        ),
        ("# Queue stuck\n\nDuring this process users saw delays. During that time users had issues.\n", ""),
        ("# Queue stuck\n\nAfterwards some users experienced an outage.\n", ""),
        (STORY, ""),
    ],
)
def test_organisation(text, organisation):
    assert facts(text).organisation == organisation


# Author, publication, severity, tags, summary


@pytest.mark.parametrize(
    ("text", "author"),
    [
        (f"---\nauthor: Mira Smith\n---\n{STORY}", "Mira Smith"),
        (f"# Queue stuck\n\n**Authors:** Mira Smith, Jo Li\n\n{STORY}", "Mira Smith, Jo Li"),
        (f"# Queue stuck\n\nBy Mira Smith on March 20, 2023\n\n{STORY}", "Mira Smith"),
        (f"# Queue stuck\n\nWritten by [Mira Smith](https://a.example)\n\n{STORY}", "Mira Smith"),
        (f"# Queue stuck\n\nBy 23:00, all nodes were up.\n\n{STORY}", ""),
    ],
)
def test_author(text, author):
    assert facts(text).author == author


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"---\npublished: 2023-03-20\n---\n{STORY}", 20),
        (f"---\nsource_published_at: 2023-03-20T10:00:00Z\n---\n{STORY}", 20),
        (f"---\ntitle: Queue stuck\ndate: 2023-03-20\n---\n{STORY}", 20),
        (f"# Queue stuck\n\nPosted on March 20, 2023\n\n{STORY}", 20),
        (f"From: Mira Smith\nSubject: Queue stuck\nDate: Mon, 20 Mar 2023 09:00:00 +0200\n\n{STORY}", 20),
        (f"# Queue stuck\n\nBy Mira Smith · March 20, 2023\n\n{STORY}", 20),
        (f"# Queue stuck\n\n{STORY}\n{STORY}\n{STORY}\nPosted Mar 20, 2023 - 01:38 UTC\n", 20),
        (f"---\ndate: 2023-03-14\nresolved: true\n---\n{STORY}", None),
        (f"---\nsource_published_at: 0001-01-01T00:00:00Z\n---\n{STORY}", None),
        (f"# Queue stuck\n\nLast updated: 2023-03-20\n\n{STORY}", None),
        (f"# Queue stuck\n\n{STORY}", None),
    ],
)
def test_day_of_publication(text, day):
    published = facts(text).published
    assert (published and published.earliest.day) == day


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        (f"---\nseverity: disrupted\n---\n{STORY}", "disrupted"),
        (f"# Queue stuck\n\n**Severity:** Critical\n\n{STORY}", "Critical"),
        (f"# Queue stuck\n\n| Severity | SEV-2 |\n|---|---|\n\n{STORY}", "SEV-2"),
        (f"# SEV1: queue stuck\n\n{STORY}", "SEV1"),
        (f"# Queue stuck\n\nThis was a P1 incident. {STORY}", "P1"),
        (f"# Queue stuck\n\nIt was severe. {STORY}", ""),
    ],
)
def test_severity_is_as_written(text, severity):
    assert facts(text).severity == severity


@pytest.mark.parametrize(
    "tags", ["\n- queue\n- disk", " [queue, disk]", " queue, disk", ' ["queue", "disk"]']
)
def test_tags(tags):
    assert facts(f"---\ntags:{tags}\n---\n{STORY}").tags == ("queue", "disk")


@pytest.mark.parametrize(
    "text",
    [
        f"# Queue stuck\n\n## Summary\n\n{STORY}\nMore of it.\n",
        f"# Queue stuck\n\n## Executive summary\n\n{STORY}",
        f"# Queue stuck\n\n## TL;DR\n\n{STORY}",
        f"---\nsummary: {STORY}---\nMore of it.\n",
        f"# Queue stuck\n\n**Summary:** {STORY}\nMore of it.\n",
    ],
)
def test_summary(text):
    assert facts(text).summary == STORY.strip()


def test_nothing_is_made_up():
    assert facts("") == Facts()
