"""What can go wrong with reading an address. Every message is a sentence for a person."""

from __future__ import annotations

from datetime import timedelta


class FetchError(Exception):
    """An address could not be read.

    `may_pass`: whether time alone could cure it. `http_status`: None where there was no answer.
    """

    may_pass = False

    def __init__(self, says: str, *, http_status: int | None = None):
        self.http_status = http_status
        super().__init__(says)


class NotAnAddress(FetchError):
    """What somebody gave is not the address of a web page."""

    def __init__(self, said: str):
        super().__init__(
            f"“{said[:200]}” is not the address of a web page, such as https://example.com/page."
        )


class TimedOut(FetchError):
    may_pass = True

    def __init__(self, seconds: float):
        self.seconds = seconds
        super().__init__(f"There was no complete answer within {seconds:g} seconds.")


class NoConnection(FetchError):
    may_pass = True


class RefusedAddress(FetchError):
    """It is an address that is nobody's business outside, and THROUGHLINE_FETCH_ALLOW lacks it.

    `address`: the one that the name leads to, for the log. Nobody is told: whoever may give addresses could
    find out with it what stands where in the network of this server.
    """

    def __init__(self, host: str, address: str):
        self.host = host
        self.address = address
        super().__init__(f"{told_of_refused(host, address)}, and is not read.")


def told_of_refused(host: str, address: str) -> str:
    """What people are told of a host that is not read: its address only where they gave that themselves."""
    is_itself = host == address
    return (
        f"{host} is not a public address" if is_itself else f"{host} leads to an address that is not public"
    )


class Moved(FetchError):
    """The address sends its readers elsewhere, where they are not taken; `to` is the site it names.

    `is_elsewhere`: the whole site has moved there.
    """

    def __init__(
        self, says: str, *, to: str = "", http_status: int | None = None, is_elsewhere: bool = False
    ):
        self.to = to
        self.is_elsewhere = is_elsewhere
        super().__init__(says, http_status=http_status)


class AnsweredWithError(FetchError):
    """`retry_after`: how long it asked to be left alone, None where it did not say.

    `url`: the address that answered so, after all redirects.
    """

    def __init__(self, status: int, *, retry_after: timedelta | None = None, url: str = ""):
        self.url = url
        self.may_pass = status >= 500 or status in (408, 425, 429)
        self.retry_after = retry_after
        super().__init__(f"The page answered {status}{_meaning(status)}.", http_status=status)


def _meaning(status: int) -> str:
    if status in (401, 402, 403):
        return ": it is private, or keeps us out"
    if status in (404, 410):
        return ": there is nothing at this address"
    if status == 429:
        return ": it asks for fewer visits"
    return ": its server is in trouble" if status >= 500 else ""


class TooLarge(FetchError):
    def __init__(self, limit_bytes: int):
        self.limit_bytes = limit_bytes
        super().__init__(
            f"The answer is larger than {limit_bytes // 1_000_000} MB and was not read to its end."
        )


class Garbled(FetchError):
    """The answer cannot be unpacked, or only part of it came over the wire. `what`: what is wrong with it."""

    def __init__(self, what: str):
        self.what = what
        super().__init__(f"The answer is {what}.")
