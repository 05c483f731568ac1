"""What a site may do to its reader: nothing but answer, in bounds, from an address that may be read."""

import asyncio
import gzip
import logging
import socket
import time
import zlib
from datetime import UTC, datetime, timedelta

import brotli
import pytest

from incidents.fetching.addresses import Allowed, is_public
from incidents.fetching.client import Reader, run_apart, site_of, wait_asked
from incidents.fetching.exceptions import (
    AnsweredWithError,
    FetchError,
    Garbled,
    Moved,
    NoConnection,
    NotAnAddress,
    RefusedAddress,
    TimedOut,
    TooLarge,
)
from incidents.fetching.unpacking import LIMIT_BYTES, _Brotli, _Deflated
from incidents.tests.served import Served

HERE = Allowed.read(["127.0.0.1"])


def get(url: str, *, allowed=HERE, timeout_seconds=10, known=None):
    async def once():
        async with Reader(allowed, timeout_seconds=timeout_seconds) as reader:
            return await reader.get(f"{url}/page", known=known)

    return run_apart(once())


def test_an_answer_is_read_and_kept_by_its_validators(served):
    served.answer("/page", b"{}", headers={"Last-Modified": "Mon, 06 May 2024 09:00:00 GMT"}, has_etag=True)
    answer = get(served.url)
    assert (answer.body, answer.is_new) == (b"{}", True)
    again = get(served.url, known=answer.validators)
    assert (again.status, again.is_new, again.body) == (304, False, b"")
    asked = served.asked[-1].headers
    assert asked["if-none-match"] == answer.validators["etag"]
    assert asked["if-modified-since"] == "Mon, 06 May 2024 09:00:00 GMT"
    assert asked["user-agent"].startswith("Throughline/")


def test_the_same_bytes_are_not_new_though_the_page_has_no_etags(served):
    served.answer("/page", b"{}")
    answer = get(served.url)
    assert get(served.url, known=answer.validators).is_new is False


def test_no_cookie_password_or_proxy_goes_out(served, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    served.answer("/page", b"{}", headers={"Set-Cookie": "crumb=1"})
    get(served.url)
    get(served.url)
    assert not {"cookie", "authorization"} & set(served.asked[-1].headers)


@pytest.mark.parametrize("etag", ['"\xff\xfe"', '"\x01\x7f"', f'"{"x" * 600}"'])
def test_what_no_header_may_hold_is_not_kept_to_be_sent_back(served, etag):
    served.answer("/page", b"{}", headers={"ETag": etag})
    answer = get(served.url)
    assert "etag" not in answer.validators
    assert get(served.url, known=answer.validators).is_new is False


def test_an_encoding_of_half_characters_can_be_told(served):
    served.answer("/page", b"{}", headers={"Content-Encoding": "\xff\xfe"})
    with pytest.raises(Garbled, match="compressed") as raised:
        get(served.url)
    assert str(raised.value).encode()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 429, 500, 503])
def test_an_error_is_said_with_what_to_do(served, status):
    served.answer("/page", b"trouble", status=status)
    with pytest.raises(AnsweredWithError, match=str(status)) as raised:
        get(served.url)
    assert raised.value.may_pass is (status in (429, 500, 503))
    assert raised.value.http_status == status


def test_retry_after_is_heard(served):
    served.answer("/page", status=429, headers={"Retry-After": "120"})
    with pytest.raises(AnsweredWithError) as raised:
        get(served.url)
    assert raised.value.retry_after == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Mon, 06 May 2024 12:05:00 GMT", timedelta(minutes=5)),
        ("Mon, 06 May 2024 11:00:00 GMT", timedelta(0)),
        ("99999999999999", timedelta(days=1)),
        ("Mon, 06 May 2999 12:05:00 GMT", timedelta(days=1)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_how_long_a_page_asks_to_be_left_alone(said, wait):
    assert wait_asked(said, now=datetime(2024, 5, 6, 12, tzinfo=UTC)) == wait


def test_a_page_that_does_not_answer_in_time_is_given_up(served):
    served.answer("/page", b"{}", delay_seconds=5)
    with pytest.raises(TimedOut):
        get(served.url, timeout_seconds=0.2)


def test_a_page_that_answers_for_ever_is_given_up(served):
    def drip():
        for _ in range(50):
            time.sleep(0.05)
            yield b" "

    served.answer("/page", chunks=drip)
    with pytest.raises(TimedOut):
        get(served.url, timeout_seconds=0.3)


def test_nothing_at_the_address_is_said_to_be_so():
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    with pytest.raises(NoConnection, match="does not take connections"):
        get(f"http://127.0.0.1:{port}")


def test_a_name_that_does_not_exist_is_said_to_be_so():
    with pytest.raises(NoConnection, match="does not exist"):
        get("http://no-such-host.invalid")


def test_a_connection_that_breaks_off_is_said_to_be_so(served):
    served.answer("/page", b"{}", headers={"Transfer-Encoding": "chunked"})
    with pytest.raises(NoConnection, match="broke off"):
        get(served.url)


def test_thirty_megabytes_are_not_read_to_their_end(served):
    sent = []

    def flood():
        for _ in range(300):
            sent.append(100_000)
            yield b"x" * 100_000

    served.answer("/page", chunks=flood)
    with pytest.raises(TooLarge, match="8 MB"):
        get(served.url)
    assert sum(sent) < 30_000_000


def test_a_length_that_is_too_large_is_not_read_at_all(served):
    served.answer("/page", b"x" * (LIMIT_BYTES + 1))
    with pytest.raises(TooLarge):
        get(served.url)


@pytest.mark.parametrize(
    ("encoding", "compress"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("br", brotli.compress),
    ],
)
def test_compressed_answers_are_unpacked_within_the_limit(served, encoding, compress):
    served.answer("/page", compress(b'{"a": 1}'), headers={"Content-Encoding": encoding})
    assert get(served.url).body == b'{"a": 1}'
    served.answer("/page", compress(b" " * 100_000_000), headers={"Content-Encoding": encoding})
    with pytest.raises(TooLarge):
        get(served.url)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_what_is_not_compressed_as_it_says_is_refused(served, encoding):
    served.answer("/page", b"\x1f\x8bnonsense", headers={"Content-Encoding": encoding})
    with pytest.raises(Garbled, match="compressed"):
        get(served.url)


@pytest.mark.parametrize(("encoding", "compress"), [("gzip", gzip.compress), ("br", brotli.compress)])
def test_half_a_compressed_answer_is_refused(served, encoding, compress):
    half = compress(bytes(range(256)) * 100)[:-20]
    served.answer("/page", half, headers={"Content-Encoding": encoding})
    with pytest.raises(Garbled, match="breaks off"):
        get(served.url)


@pytest.mark.parametrize(
    "start", [gzip.compress(b"{}"), b"\x1f\x8b\x08\x08\0\0\0\0\0\xff"], ids=["after-its-end", "in-its-header"]
)
def test_what_unpacks_to_nothing_comes_to_an_end(served, start):
    def flood():
        yield start
        for _ in range(300):
            yield b"x" * 100_000

    served.answer("/page", chunks=flood, headers={"Content-Encoding": "gzip"})
    with pytest.raises(TooLarge):
        get(served.url)


def test_a_bomb_is_given_out_in_small_pieces():
    body = bytes(50_000_000)
    for packing, packed in ((_Brotli(), brotli.compress(body)), (_Deflated(), zlib.compress(body))):
        sizes = [len(piece) for piece in packing.pieces(packed)]
        assert (sum(sizes), packing.is_complete) == (50_000_000, True)
        assert max(sizes) < 200_000


def test_many_sites_are_read_at_once_and_each_is_refused_for_its_own_address(served):
    """What is told of a connection is told of the request that asked for it."""
    served.answer("/page", b"{}")
    allowed = Allowed.read([f"127.0.0.1:{served.port}"])
    with Served() as other:
        other.answer("/page", b"secret")
        urls = [f"{site.url}/page" for site in (served, other)] * 5

        async def all_at_once():
            async with Reader(allowed, connections=10) as reader:
                reads = [reader.get(url) for url in urls]
                return await asyncio.gather(*reads, return_exceptions=True)

        answers = run_apart(all_at_once())
        assert not other.asked
    assert [answer.body for answer in answers[::2]] == [b"{}"] * 5
    refused = [str(answer) for answer in answers[1::2]]
    assert all(isinstance(answer, RefusedAddress) for answer in answers[1::2]), refused


def test_one_site_is_asked_over_one_connection_also_at_once(served):
    served.answer("/page", b"{}", delay_seconds=0.02)

    async def all_at_once():
        async with Reader(HERE, connections=10) as reader:
            await asyncio.gather(*(reader.get(f"{served.url}/page") for _ in range(6)))

    run_apart(all_at_once())
    assert len(served.asked) == 6
    assert len({asked.client for asked in served.asked}) == 1


def test_redirects_are_followed_a_few_times(served):
    served.redirect("/page", "/other")
    served.answer("/other", b"{}")
    assert get(served.url).body == b"{}"
    served.redirect("/other", "/page")
    with pytest.raises(Moved, match="more than 5 times"):
        get(served.url)


def test_the_root_of_another_host_is_where_the_page_has_moved(served):
    with Served() as other:
        served.redirect("/page", f"http://localhost:{other.port}/")
        with pytest.raises(Moved, match=f"has moved to http://localhost:{other.port}\\.") as raised:
            get(served.url)
    assert raised.value.to == f"http://localhost:{other.port}"
    assert not other.asked


@pytest.mark.parametrize(
    "to", ["ftp://vendor.example/page", "file:///etc/passwd", "javascript:alert(1)", "http://[oops", "//"]
)
def test_a_redirect_to_no_web_page_is_refused(served, to):
    served.redirect("/page", to)
    with pytest.raises(Moved):
        get(served.url)


PRIVATE = [
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.168.1.1",
    "224.0.0.1",
    "239.255.255.250",
    "255.255.255.255",
    "168.63.129.16",
    "192.0.0.8",
    "192.88.99.1",
    "3fff::1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "64:ff9b::a00:1",
    "not an address",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_that_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111"])
def test_addresses_that_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"])
def test_this_machine_is_refused_under_any_name(host):
    with Served() as site:
        site.answer("/page", b"{}")
        with pytest.raises(RefusedAddress, match=r"not a public address|leads to an address that is not"):
            get(f"http://{host}:{site.port}", allowed=Allowed())
    assert not site.asked


def test_the_address_behind_a_name_stands_in_the_log_only(caplog):
    """Else whoever may give addresses could map the network that this server stands in."""
    caplog.set_level(logging.INFO)
    with Served() as site, pytest.raises(RefusedAddress) as refused:
        get(f"http://localhost:{site.port}", allowed=Allowed())
    assert str(refused.value) == "localhost leads to an address that is not public, and is not read."
    assert refused.value.address in ("127.0.0.1", "::1")
    assert f"localhost: it leads to {refused.value.address}" in caplog.text


def test_an_address_that_somebody_gave_is_named():
    assert str(RefusedAddress("10.0.0.5", "10.0.0.5")).startswith("10.0.0.5 is not a public address, and")


def test_a_redirect_to_a_private_address_is_refused_before_it_is_asked(served):
    with Served() as inner:
        inner.answer("/page", b"secret")
        served.redirect("/page", f"http://localhost:{inner.port}/page")
        allowed = Allowed.read([f"127.0.0.1:{served.port}"])
        with pytest.raises(RefusedAddress):
            get(served.url, allowed=allowed)
        assert not inner.asked


def test_the_address_that_is_connected_to_is_what_counts(served, monkeypatch):
    """A name that is looked up as public first and as private when it is connected to gets nowhere."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    looked_up = socket.getaddrinfo

    def changing(host, port, *args, **kwargs):
        return looked_up(next(answers) if host == "changing.example" else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    next(answers)
    with pytest.raises(RefusedAddress):
        get(f"http://changing.example:{served.port}", allowed=Allowed())
    assert not served.asked


@pytest.mark.parametrize(
    "entry", ["127.0.0.1", "127.0.0.0/8", "localhost", "LOCALHOST", "127.0.0.1:{port}", "localhost:{port}"]
)
def test_what_the_installation_names_is_read(entry):
    with Served() as site:
        site.answer("/page", b"{}")
        allowed = Allowed.read([entry.format(port=site.port)])
        assert get(f"http://localhost:{site.port}", allowed=allowed).body == b"{}"


@pytest.mark.parametrize("entry", ["10.0.0.0/8", "localhost:1", "127.0.0.1:1", "other.lan"])
def test_naming_something_else_does_not_help(served, entry):
    with pytest.raises(RefusedAddress):
        get(f"http://localhost:{served.port}", allowed=Allowed.read([entry]))


@pytest.mark.parametrize(
    "entry", ["http://status.lan", "10.0.0.1/8", "10.0.0.0/99", "a b", "host:0", "host:99999", "a/b", "*"]
)
def test_entries_that_name_nothing_are_refused(entry):
    with pytest.raises(ValueError, match=entry.replace("*", r"\*")):
        Allowed.read([entry])


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://status.vendor.example/", "https://status.vendor.example"),
        ("status.vendor.example", "https://status.vendor.example"),
        ("HTTPS://Status.Vendor.Example:443/incidents/abc?x#y", "https://status.vendor.example"),
        ("http://127.0.0.1:8200/history", "http://127.0.0.1:8200"),
        (" https://stätus.example ", "https://xn--sttus-hra.example"),
        ("http://[::1]:8200", "http://[::1]:8200"),
    ],
)
def test_any_address_of_a_page_names_its_site(said, address):
    assert site_of(said) == address


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "ftp://x.example",
        "https://",
        "https://user:pw@x.example",
        "http://x:99999",
        "a b",
        "http://[x",
        "http://2130706433",
        "http://127.1",
        "http://\x00.example",
        "https://a..b",
    ],
)
def test_what_is_no_address_is_refused(said):
    with pytest.raises(NotAnAddress):
        site_of(said)


def test_every_error_says_what_to_do_next():
    said = [
        TimedOut(10),
        AnsweredWithError(404),
        TooLarge(LIMIT_BYTES),
        Garbled("empty"),
        RefusedAddress("a", "b"),
    ]
    assert all(isinstance(error, FetchError) and str(error).endswith(".") for error in said)
