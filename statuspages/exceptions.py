"""What can go wrong with a watched page. Every message can be shown to a person and says what to do."""

from __future__ import annotations

from datetime import timedelta

from incidents.fetching.exceptions import told_of_refused


class StatusPageError(Exception):
    """Anything refused here. Nothing was written."""


class NotAnAddress(StatusPageError):
    """What somebody gave is not the address of a web page."""

    def __init__(self, said: str):
        super().__init__(
            f"“{said[:200]}” is not the address of a page. Give one such as https://status.example.com."
        )


class AlreadyWatched(StatusPageError):
    def __init__(self, page):
        self.page = page
        stopped = "was watched before, and all of it is kept. Watch it again on its page."
        super().__init__(f"{page.name} at {page.url} {'is watched already.' if page.is_watched else stopped}")


class LeaseLost(StatusPageError):
    """Somebody else reads the page by now, or it is watched no longer: what was read is not to be stored."""

    def __init__(self):
        super().__init__("Somebody else is reading this page. What was read here is not stored.")


class PageUnreadable(StatusPageError):
    """The page could not be read: what it says now is unknown.

    `code` is one of StatusPage.Error. `may_pass`: whether time alone could cure it. `retry_after`: how long
    the page asked to be left alone, None where it did not say. `http_status`: None where there was no answer.
    """

    code = ""
    may_pass = False

    def __init__(self, says: str, *, http_status: int | None = None, retry_after: timedelta | None = None):
        self.http_status = http_status
        self.retry_after = retry_after
        super().__init__(says)


class TimedOut(PageUnreadable):
    code = "timed-out"
    may_pass = True

    def __init__(self, seconds: float):
        super().__init__(
            f"There was no complete answer within {seconds:g} seconds. "
            "A watched page is tried again by itself; if it stays so, open it in a browser and see."
        )


class NoConnection(PageUnreadable):
    code = "no-connection"
    may_pass = True


class RefusedAddress(PageUnreadable):
    """The page is at an address that is nobody's business outside, and THROUGHLINE_FETCH_ALLOW lacks it."""

    code = "refused-address"

    def __init__(self, host: str, address: str):
        super().__init__(
            f"{told_of_refused(host, address)}, and is not read. If it is a page of your own, name it in "
            "THROUGHLINE_FETCH_ALLOW and restart."
        )


class Moved(PageUnreadable):
    """The page sends its readers elsewhere; `to` is the address that it names."""

    code = "redirected"

    def __init__(self, says: str, *, to: str = "", http_status: int | None = None):
        self.to = to
        super().__init__(says, http_status=http_status)


class AnsweredWithError(PageUnreadable):
    code = "http-status"

    def __init__(self, status: int, *, retry_after: timedelta | None = None):
        self.may_pass = status >= 500 or status in (408, 425, 429)
        super().__init__(
            f"The page answered {status}. {_meaning(status)}", http_status=status, retry_after=retry_after
        )


def _meaning(status: int) -> str:
    if status in (401, 403):
        return "It is private, or keeps us out. Ask its owner, or stop watching it."
    if status in (404, 410):
        return "There is no status page at this address. Look for the page's new address and watch that."
    if status == 429:
        return "It asks for fewer visits. A watched page is read again later by itself."
    if status >= 500:
        return "Its server is in trouble. A watched page is tried again by itself."
    return "Open it in a browser to see what it wants."


class TooLarge(PageUnreadable):
    code = "too-large"

    def __init__(self, limit_bytes: int):
        super().__init__(
            f"The answer is larger than {limit_bytes // 1_000_000} MB and was not read to its end. "
            "Check that the address is that of a status page."
        )


class NotJson(PageUnreadable):
    """The answer is not JSON, or only part of it. Half of it may be all that came over the wire."""

    code = "not-json"

    def __init__(self, what: str):
        super().__init__(
            f"The answer is {what}. The page may have moved or switched its API off: open it in a browser, "
            "and watch its new address."
        )


class NotAFeed(PageUnreadable):
    """The answer is not a feed, or only part of one."""

    code = "not-a-feed"

    def __init__(self, what: str):
        super().__init__(
            f"The answer is {what}. The feed may have moved: open the page in a browser, and watch its new "
            "address."
        )


class Unexpected(PageUnreadable):
    """JSON or a feed, but not as this provider serves it."""

    code = "unexpected"

    def __init__(self, what: str):
        super().__init__(
            f"The answer is not that of a status page: {what}. Check the address; if the page shows "
            "incidents in a browser, tell us what it serves."
        )


class NoStatusPage(PageUnreadable):
    """Something stands at an address, and it is no status page in a format that is read here."""

    code = "unexpected"

    def __init__(self, url: str, what: str):
        super().__init__(
            f"At {url} there is {what}, and no status page in a format that is read here. Open it in a "
            "browser: if it is one, give the address of its feed (RSS or Atom)."
        )


class OtherFormat(PageUnreadable):
    """The page speaks in another provider's format by now, with ids of its own: the vendor moved to that."""

    code = "unexpected"

    def __init__(self, label: str):
        super().__init__(
            f"This is a page of {label} now. Look at its address again, as if to add it, and watch it: what "
            "is kept goes on there."
        )


class NotStored(PageUnreadable):
    """Its answer could be read, and met a defect of ours: the log has the traceback."""

    code = "unexpected"

    def __init__(self, error: Exception):
        super().__init__(
            f"What the page answered could not be stored ({type(error).__name__}), so none of it is. "
            "That is a defect of Throughline: its log says more. The page is tried again by itself."
        )
