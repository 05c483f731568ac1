"""Whoever may add a page cannot find out with it what stands where in the network of this server."""

import pytest

from incidents.fetching import exceptions
from incidents.fetching.addresses import Allowed
from incidents.fetching.client import Reader, run_apart
from statuspages.exceptions import RefusedAddress
from statuspages.ingest.fetch import in_words_of_pages
from statuspages.tests.served import Served


def refused(host: str) -> str:
    """What is told of a page at a port of this machine, by this name of it."""

    async def once(url):
        async with Reader(Allowed()) as reader:
            await reader.get(url)

    with Served() as site, pytest.raises(exceptions.RefusedAddress) as error:
        run_apart(once(f"http://{host}:{site.port}/"))
    told = in_words_of_pages(error.value)
    assert isinstance(told, RefusedAddress)
    return str(told)


def test_the_address_behind_a_name_is_not_told():
    assert refused("localhost") == (
        "localhost leads to an address that is not public, and is not read. If it is a page of your own, "
        "name it in THROUGHLINE_FETCH_ALLOW and restart."
    )


def test_an_address_that_somebody_gave_is():
    assert refused("127.0.0.1").startswith("127.0.0.1 is not a public address, and is not read.")
