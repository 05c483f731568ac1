"""Lines that only close a document are no action items."""

import pytest

from timelines.reading.reader import read_write_up


def actions(*lines):
    body = "\n\n".join(lines)
    text = (
        f"# Slow on 4 May 2024\n\nIt was slow.\n\n## Action items\n\n- Add an alert on disk space\n\n{body}\n"
    )
    return [one.text for one in read_write_up(text).actions]


@pytest.mark.parametrize(
    "line",
    [
        "End of Report.",
        "**END OF DOCUMENT**",
        "--- End of the incident report ---",
        "Kind regards, your operations team",
        "Thank you for your patience.",
        "We apologise for the trouble.",
        "If you have any questions, write to us.",
        "Page 3 of 3",
        "- End of report",
    ],
)
def test_a_closing_line_is_nothing_to_do(line):
    assert actions(line) == ["Add an alert on disk space"]


@pytest.mark.parametrize("line", ["- End the report run at noon", "- Apologise to the customers in Bonn"])
def test_a_deed_that_begins_alike_still_is(line):
    assert len(actions(line)) == 2
