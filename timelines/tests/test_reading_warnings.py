"""The person who gave a document is told what is missing, what was assumed and what looks wrong."""

from __future__ import annotations

import pytest

from timelines.reading.reader import read_write_up


def warnings(text: str) -> str:
    return " ".join(read_write_up(text).warnings)


def test_a_good_document_has_none():
    assert (
        warnings("# Stuck\n\nOn 14 March 2023 at 18:00 UTC the queue failed. It was mended at 19:00 UTC.\n")
        == ""
    )


def test_no_text():
    assert "no text" in warnings(" \n\n")


def test_no_time():
    found = warnings("# Stuck\n\nThe queue failed because its disk was full.\n")
    assert "No time is stated anywhere" in found


def test_no_zone():
    assert "No time zone is stated. Times are taken as UTC" in warnings(
        "# Stuck\n\nOn 14 March 2023 at 18:00 the queue failed. It was up at 19:00.\n"
    )


def test_several_zones():
    found = warnings(
        "# Stuck\n\nOn 14 March 2023 at 18:00 PST the queue failed.\n\n"
        "It was mended at 05:00 CET on 15 March 2023.\n"
    )
    assert "more than one zone (PST and CET)" in found


def test_no_day():
    assert "never says which day" in warnings("# Stuck\n\n- 18:00 UTC it failed\n- 19:00 UTC it was mended\n")


def test_times_out_of_order():
    found = warnings(
        "# Stuck\n\n## Timeline (UTC)\n\n- 2023-03-14 18:00 it failed\n- 2023-03-14 17:30 we were paged\n"
        "- 2023-03-14 19:00 it was mended\n"
    )
    assert "out of order" in found
    assert "17:30" in found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Am 14. März war die Warteschlange eine Stunde nicht erreichbar, weil der Speicher der "
            "Datenbank voll war. Wir haben den Speicher erweitert und sie neu gestartet. Die Daten "
            "der Kunden sind nicht verloren, und wir werden den Alarm mit der Zeit verbessern.",
            "German",
        ),
        (
            "3月14日18時、データベースのディスクが満杯になり、キューが停止しました。19時に復旧しました。",
            "Japanese",
        ),
        (
            "14 марта очередь не работала в течение часа, потому что диск базы данных был заполнен.",
            "Cyrillic",
        ),
    ],
)
def test_other_languages(text, language):
    assert language in warnings(text)


def test_english_with_a_few_foreign_words_is_english():
    text = (
        "The queue in Århus failed. " * 20
        + "“Das war nicht gut”, said the engineer on call, 障害, and went on.\n"
    )
    assert "seems to be in" not in warnings(text)
