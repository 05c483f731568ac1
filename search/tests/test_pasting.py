"""Messages of machines are told from what people type, and are found by their words and names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.finding import find
from search.pasting import is_pasted
from search.query import read_query
from search.tests.shelf import everything, found, store

GO_PANIC = """panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x4f2a31]

goroutine 42 [running]:
main.(*Ledger).balanceFor(0x0, 0xc00011e2a0)
\t/srv/ledger/balance.go:118 +0x21
"""
TRACEBACK = """Traceback (most recent call last):
  File "/srv/app/billing/invoice.py", line 88, in settle
    raise SettleError("ledger "main" is closed)
SettleError: ledger "main is closed
"""


@pytest.mark.parametrize(
    "text",
    [
        GO_PANIC,
        TRACEBACK,
        'ERROR [worker-7] dispatch(0x7f3a9c00): "ledger": giving up after 3 attempts',
        '2024-03-01T12:00:00Z level=error msg="dial tcp 10.43.0.1:443: i/o timeout"',
        'connection to server at "localhost" (127.0.0.1), port 5432 failed: FATAL:  role "app" is not there',
        "    at com.example.Ledger.balance(Ledger.java:118)\n    at com.example.Main.main(Main.java:3)",
        'E0301 12:00:00.000000 1 proxier.go:812] "Sync failed" retryingTime="30s"',
    ],
)
def test_messages_of_machines(text):
    assert is_pasted(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kube-proxy",
        '"sync failed" -dns',
        "severity:sev1,sev2 during:2023-W11 took:>4h",
        'component:"Web, API" error',
        "Proxier.syncProxyRules()",
        "/var/log/syslog",
        "10.43.0.1:443",
        "timeout OR deadlock -kafka",
        "exit code 137",
    ],
)
def test_what_people_type(text):
    assert not is_pasted(text)


@given(st.text())
def test_any_text_is_one_or_the_other(text):
    assert is_pasted(text) in (True, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("message", "told"),
    [
        (GO_PANIC, "The ledger panics in balanceFor: nil pointer dereference"),
        (TRACEBACK, 'billing/invoice.py raises SettleError: ledger "main" is closed'),
        (
            'rpc error: code = Unavailable desc = "transport is closing" (0x7f3a9c00)',
            "Clients saw “transport is closing” and code Unavailable",
        ),
        ("dial tcp 10.43.0.1:8443: i/o timeout", "dial tcp 10.43.0.1:443 fails with an i/o timeout"),
        (
            '[2024-03-01 12:00:01] ERROR "DropletWorkflow" (pid 4711) failed: exit status 3',
            "DropletWorkflow gave up",
        ),
    ],
)
def test_a_pasted_message_finds_where_it_was_told_of(message, told):
    store(
        "An error: the worker failed with exit status 1, error after error, and failed",
        "Rain at 12:03:01 on 2024-04-01, by 4711 people",
        told,
        "closing time: all pointers of the ledger book, and its main balance",
        *["an error: it failed with exit status 1"] * 6,
    )
    assert found(message)[0] == 3


@pytest.mark.django_db
def test_quotation_marks_of_a_message_ask_for_no_phrase():
    store("role of the app: exists", "rain")
    message = 'FATAL: role "app does not exist\nDETAIL [sql]: "SELECT 1'
    query = read_query(message)
    assert query.phrases == ()
    assert found(message) == [1]


@pytest.mark.django_db
def test_a_name_counts_for_more_than_the_words_around_it():
    others = ["giving up after another error", "3 attempts of the worker", "up again after an error"] * 3
    store("giving up: an error after three attempts", "DUO1 is down", *others)
    assert found('ERROR [worker-7] dispatch(0x7f3a9c00): "DUO1": giving up after 3 attempts')[0] == 2


@pytest.mark.django_db
def test_times_and_places_of_an_unknown_message_find_no_numbers():
    store("12 nodes, 3 of them new", "rain")
    assert found("ledger at 2024-03-12 03:12:00") == []
    assert found("12:03") == [1]


@pytest.mark.django_db
def test_an_unknown_address_finds_the_part_that_is_known():
    store("10.43.0.1 is silent", "it has 10 nodes")
    assert found("10.43.0.1:9999 refused") == [1]


@pytest.mark.django_db
def test_a_message_marks_what_was_found():
    store(TRACEBACK)
    (hit,) = find(read_query(TRACEBACK), within=everything()).hits
    assert "<mark>SettleError</mark>" in hit.passages[0].snippet
