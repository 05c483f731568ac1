"""Lines of notes: where the time at their beginning ends, and what is no time at all."""

from datetime import UTC, date, datetime

import pytest

from timelines.when import AmbiguousZone, UnreadableTime, When
from timelines.when.reading import read_leading

DAY = date(2023, 4, 9)
BEFORE = When.read("9 April 2023 02:00 ICT")

# line, the words of time, the time in its own zone, the rest
LINES = [
    ("~2AM one node burns CPU", "~2AM", "≈ 02:00 ICT", "one node burns CPU"),
    ("2:30 rebooted nodes cannot join", "2:30", "02:30 ICT", "rebooted nodes cannot join"),
    ("2023-04-08 21:56:16.577 [ERROR] CNI", "2023-04-08 21:56:16.577", "21:56:16.577 ICT", "[ERROR] CNI"),
    ("6:31 ICT package repositories down", "6:31 ICT", "06:31 ICT", "package repositories down"),
    ("by 14:30 everything back", "by 14:30", "by 14:30, after 02:00 ICT", "everything back"),
    ("shortly after: cluster taken down", "shortly after", "02:00–02:31 ICT", "cluster taken down"),
    ("[18:02] alice: foo", "18:02", "18:02 ICT", "alice: foo"),
    ("<18:02> bob", "18:02", "18:02 ICT", "bob"),
    ("- 14:05 — restarted", "14:05", "14:05 ICT", "restarted"),
    ("* 14:05 -> restarted", "14:05", "14:05 ICT", "restarted"),
    ("- [x] 14:05 done", "14:05", "14:05 ICT", "done"),
    ("1. 14:05 done", "14:05", "14:05 ICT", "done"),
    ("| 14:05 | done |", "14:05", "14:05 ICT", "done |"),
    ("### 14:29 Outage is reported", "14:29", "14:29 ICT", "Outage is reported"),
    ("**16:58 UTC** - Database begins", "16:58 UTC", "16:58 UTC", "Database begins"),
    ("*06:00*: site down", "06:00", "06:00 ICT", "site down"),
    ("04:49 PM UTC Branch renamed", "04:49 PM UTC", "16:49 UTC", "Branch renamed"),
    ("2023-04-09 12:00     | Scaling up", "2023-04-09 12:00", "12:00 ICT", "Scaling up"),
    ("Apr 9, 10:18 AM | A customer wrote", "Apr 9, 10:18 AM", "10:18 ICT", "A customer wrote"),
    ("Apr  9 21:56:16 host kernel: x", "Apr  9 21:56:16", "21:56:16 ICT", "host kernel: x"),
    ("[09/Apr/2023:21:56:16 +0000] GET", "09/Apr/2023:21:56:16 +0000", "21:56:16 UTC", "GET"),
    ("between 20:00 and 21:00 we saw", "between 20:00 and 21:00", "20:00–21:00 ICT", "we saw"),
    ("15 minutes later the pod", "15 minutes later", "02:15 ICT", "the pod"),
    ("+15 min restart", "+15 min", "02:15 ICT", "restart"),
    ("T+15m restart", "T+15m", "02:15 ICT", "restart"),
    ("+1d 01:10 Multus removed", "+1d 01:10", "01:10 ICT", "Multus removed"),
    ("the next day 09:00 we met", "the next day 09:00", "09:00 ICT", "we met"),
    ("14:05 - 3 pods restarted", "14:05", "14:05 ICT", "3 pods restarted"),
    ("14:05 London office down", "14:05", "14:05 ICT", "London office down"),
    ("14:05 IS down", "14:05", "14:05 ICT", "IS down"),
    ("10:00 a pod died", "10:00", "10:00 ICT", "a pod died"),
    ("18:00 (UTC) up", "18:00 (UTC)", "18:00 UTC", "up"),
    ("1830Z up", "1830Z", "18:30 UTC", "up"),
    ("since 10:00 latency is high", "since 10:00", "10:00 ICT", "latency is high"),
    ("16:05:57-58 three errors", "16:05:57-58", "16:05:57–16:05:58 ICT", "three errors"),
    ("at 18:00 UTC, we started", "at 18:00 UTC", "18:00 UTC", "we started"),
    ("16:37 Denver - updated plug-ins", "16:37 Denver", "16:37 MDT", "updated plug-ins"),
    ("### 19. April, 11:00 fixed", "19. April, 11:00", "11:00 ICT", "fixed"),
    ("3. 19:05 fixed", "19:05", "19:05 ICT", "fixed"),
    ("[Update - 2023-04-09 21h00 UTC] works", "Update - 2023-04-09 21h00 UTC", "21:00 UTC", "works"),
    ("6:31", "6:31", "06:31 ICT", ""),
]


@pytest.mark.parametrize(("line", "words", "text", "rest"), LINES)
def test_the_time_at_the_beginning_of_a_line(line, words, text, rest):
    reading = read_leading(line, day=DAY if "+1d" not in line else None, zone="Asia/Bangkok", after=BEFORE)
    assert line[slice(*reading.span)] == words
    assert reading.when.text(day=False).partition(" (")[0] == text
    assert line[reading.rest_start :] == rest
    assert reading.until is None


@pytest.mark.parametrize(
    "line",
    [
        *("5 nodes down", "10.43.0.1 unreachable", "v1.29 released", "2 of 3 nodes", "500 errors everywhere"),
        *("8822 is slow", "1830 requests failed", "100% CPU", "3:1 ratio", "12:30/13 foo", "14:05.5 foo"),
        *(
            "By the time we looked",
            "after the deploy",
            "before noon-time traffic",
            "shortly after the deploy, x",
        ),
        *("Friday deploy failed", "May be slow", "10 may fail", "24h of logs", "2 a node", "~20 nodes down"),
        *(
            "about 5 nodes",
            "~5 nodes",
            "03/04 x",
            "In 2023 we",
            "until 6:31 it was slow",
            "T-shirt",
            "+1 from me",
        ),
        *(
            "",
            "   ",
            "- ",
            "###",
            "other nodes upgraded and rebooted cold",
            "2023-03-141 foo",
            "10.5.2023.1 foo",
        ),
    ],
)
def test_a_line_that_begins_with_no_time(line):
    assert read_leading(line, day=DAY, zone="Asia/Bangkok", after=BEFORE) is None


@pytest.mark.parametrize(
    ("line", "begin", "end"),
    [
        ("09:50–13:15 checks late", "09:50 ICT", "13:15 ICT"),
        ("09:50 to 13:15 ICT checks late", "09:50 ICT", "13:15 ICT"),
        ("14:05→14:10 failover", "14:05 ICT", "14:10 ICT"),
        ("around 2:30, until 6:31 rebooted nodes", "≈ 02:30 ICT", "06:31 ICT"),
        ("from 02:50 to 05:14 RabbitMQ errors", "02:50 ICT", "05:14 ICT"),
        ("23:50–00:10 restart", "23:50 ICT", "00:10 ICT"),
    ],
)
def test_a_stretch_at_the_beginning_of_a_line(line, begin, end):
    reading = read_leading(line, day=DAY, zone="Asia/Bangkok")
    told = [when.text(zone="ICT", day=False).partition(" (")[0] for when in (reading.when, reading.until)]
    assert told == [begin, end]
    assert reading.when.before(reading.until)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            "25:10 Multus removed",
            "“25:10” is not a time of day. The last is 23:59; for 01:10 on the next day",
        ),
        ("31 April 10:00 Cilium runs", "April has 30 days. Did you mean 30 April or 1 May?"),
        ("12/03/2023 10:00 upgrade", "has two readings"),
        ("2024-03-31 02:30 Europe/Zurich x", "does not exist"),
    ],
)
def test_what_is_meant_as_a_time_and_is_none_is_refused(line, message):
    with pytest.raises(UnreadableTime) as caught:
        read_leading(line, day=DAY)
    assert message in str(caught.value)


def test_an_ambiguous_zone_offers_its_candidates():
    with pytest.raises(AmbiguousZone) as caught:
        read_leading("04:56 IST provider answers", day=DAY, zone="Asia/Bangkok")
    readings = [
        read_leading("04:56 IST provider answers", day=DAY, zone=zone) for _, zone in caught.value.candidates
    ]
    assert [reading.when.earliest for reading in readings] == [
        datetime(2023, 4, 8, 23, 26, tzinfo=UTC),
        datetime(2023, 4, 9, 2, 56, tzinfo=UTC),
        datetime(2023, 4, 9, 3, 56, tzinfo=UTC),
    ]


def test_only_the_beginning_of_a_long_line_is_looked_at():
    assert read_leading("14:05 " + "x" * 200_000, day=DAY).rest_start == 6
    assert read_leading("x" * 200_000, day=DAY) is None


def test_a_thousand_lines_take_well_under_a_second():
    from time import perf_counter

    begin = perf_counter()
    for number in range(1000):
        line = LINES[number % len(LINES)][0]
        read_leading(line, day=DAY, zone="Asia/Bangkok", after=BEFORE)
    assert perf_counter() - begin < 1
