"""A document at an address is fetched as it is, or one sentence says why not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.importing.document import DocumentError
from incidents.importing.fetching import clean_address, fetch_document, file_address
from incidents.tests.served import Served


def test_a_document_comes_with_its_type_and_where_and_when_it_was_found(served):
    served.redirect("/old", "/reports/queue.html")
    served.answer("/reports/queue.html", b"<p>We look.</p>", headers={"Content-Type": "text/html; charset=x"})
    before = datetime.now(UTC)
    fetched = fetch_document(f"{served.url}/old#end")
    assert (fetched.data, fetched.content_type) == (b"<p>We look.</p>", "text/html; charset=x")
    assert (fetched.address, fetched.name) == (f"{served.url}/reports/queue.html", "queue.html")
    assert before <= fetched.fetched_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("page", "file"),
    [
        (
            "https://github.com/lamplight/reports/blob/main/2024/queue-full.md",
            "https://raw.githubusercontent.com/lamplight/reports/main/2024/queue-full.md",
        ),
        (
            "https://github.com/lamplight/reports/blob/9f1/queue.md?plain=1",
            "https://raw.githubusercontent.com/lamplight/reports/9f1/queue.md",
        ),
        (
            "https://gitlab.example/ops/teams/reports/-/blob/main/queue.md",
            "https://gitlab.example/ops/teams/reports/-/raw/main/queue.md",
        ),
        (
            "https://gist.github.com/mira/0123456789abcdef0123456789abcdef",
            "https://gist.github.com/mira/0123456789abcdef0123456789abcdef/raw",
        ),
        ("https://github.com/lamplight/reports/issues/3", "https://github.com/lamplight/reports/issues/3"),
        ("https://example.com/blob/main/x", "https://example.com/blob/main/x"),
    ],
)
def test_a_page_that_shows_a_file_leads_to_the_file(page, file):
    assert file_address(page) == file


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ("", "is not the address of a web page"),
        ("ftp://example.com/x", "is not the address of a web page"),
        ("file:///etc/passwd", "is not the address of a web page"),
        ("https://user:word@example.com/x", "is not the address of a web page"),
        ("https://example.com/a b", "is not the address of a web page"),
        (f"https://example.com/{'x' * 3000}", "is not the address of a web page"),
        ("http://no-such-host.invalid/x", "does not exist"),
        ("http://169.254.169.254/latest/meta-data", "is not a public address.*THROUGHLINE_FETCH_ALLOW"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(said, says):
    with pytest.raises(DocumentError, match=says):
        fetch_document(said)


def test_a_redirect_to_a_private_network_is_refused_before_it_is_asked(served, settings):
    with Served() as inner:
        inner.answer("/secret", b"secret")
        settings.FETCH_ALLOW = [f"127.0.0.1:{served.port}"]
        served.redirect("/page", f"http://localhost:{inner.port}/secret")
        with pytest.raises(DocumentError, match="localhost leads to an address that is not public"):
            fetch_document(f"{served.url}/page")
        assert not inner.asked


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"status": 404}, "answered 404: there is nothing at this address. Check the address"),
        ({"status": 503}, "answered 503: its server is in trouble. Try again later"),
        ({"body": b" \n"}, "is empty. Open it in a browser"),
        ({"body": b"x" * 8_000_001}, "larger than 8 MB.*Save the part"),
        ({"status": 302, "headers": {"Location": "http://localhost:1/"}}, "has moved to http://localhost:1"),
    ],
    ids=["absent", "trouble", "empty", "large", "moved"],
)
def test_an_answer_that_is_no_document_says_why(served, answer, says):
    served.answer("/page", **answer)
    with pytest.raises(DocumentError, match=says):
        fetch_document(f"{served.url}/page")


@given(st.text(max_size=60))
def test_anything_is_an_address_or_refused(said):
    try:
        address = clean_address(said)
    except DocumentError:
        return
    assert address.partition("://")[0].lower() in ("http", "https")
    assert "#" not in address
