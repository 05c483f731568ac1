"""Which addresses may be connected to: public ones, and those that the installation names.

A status page is read by this server on the word of whoever adds it. Without this check, anybody who may add
one could have the server read what only it can reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_-]{1,63})*", re.IGNORECASE)
_WITH_PORT = re.compile(r"(?P<host>[^:\[\]]+|\[[^\[\]]+\]):(?P<port>[0-9]{1,5})")
_NAT64 = ip_network("64:ff9b::/96")
# For protocols, documentation and a relay that is no more: not all Pythons know.
_SPECIAL = (ip_network("192.0.0.0/24"), ip_network("192.88.99.0/24"), ip_network("3fff::/20"))
# Public by its number, and yet the virtual machine's own host: Azure's metadata and key service.
_METADATA = frozenset({ip_address("168.63.129.16")})


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be read although it is not public."""

    hosts: frozenset[str] = frozenset()
    places: frozenset[tuple[str, int]] = frozenset()  # host and port
    networks: tuple[IPv4Network | IPv6Network, ...] = ()

    @classmethod
    def read(cls, entries: Iterable[str]) -> Allowed:
        """From entries such as "status.lan", "status.lan:8080", "10.0.0.0/8", "127.0.0.1".

        Raises ValueError, with a sentence for the person who wrote it, for anything else.
        """
        hosts, places, networks = set(), set(), []
        for entry in (entry.strip() for entry in entries):
            if network := _network(entry):
                networks.append(network)
            elif match := _WITH_PORT.fullmatch(entry):
                places.add((_host(match["host"], entry), _port(match["port"], entry)))
            elif entry:
                hosts.add(_host(entry, entry))
        return cls(frozenset(hosts), frozenset(places), tuple(networks))

    def permits(self, host: str, port: int, address: str) -> bool:
        """Whether a connection to `address`, which the name `host` of a page's address led to, is allowed."""
        return (
            bool({host.lower(), address} & self.hosts)
            or bool({(host.lower(), port), (address, port)} & self.places)
            or any(ip_address(address) in network for network in self.networks)
        )


@lru_cache(maxsize=10_000)  # working it out costs as much as sending a request
def is_public(address: str) -> bool:
    """Whether an IP address is one that anybody on the internet reaches, and not one in disguise.

    Private, loopback, link-local, shared, multicast and reserved ones are not; nor is an IPv6 address that
    stands for such an IPv4 address (mapped, 6to4, Teredo, NAT64).
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(each) for each in (found, *_disguised(found)))


def _is_public(address: Address) -> bool:
    site_local = isinstance(address, IPv6Address) and address.is_site_local
    special = address.is_multicast or address.is_reserved or address.is_unspecified or site_local
    special = special or any(address in network for network in _SPECIAL)
    return address.is_global and not special and address not in _METADATA


def _disguised(address: Address) -> list[IPv4Address]:
    if isinstance(address, IPv4Address):
        return []
    hidden = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        hidden.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in hidden if each is not None]


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry.strip("[]"))
    except ValueError as error:
        if "/" in entry:
            raise ValueError(
                f"“{entry}” is not a network such as 10.0.0.0/8 ({str(error).rstrip('.')})"
            ) from error
        return None


def _host(host: str, entry: str) -> str:
    bare = host.strip("[]").lower()
    try:
        return str(ip_address(bare))
    except ValueError:
        if not _HOST.fullmatch(bare):
            raise ValueError(
                f"“{entry}” is not a host, host:port or network; write status.lan, status.lan:8080 or "
                "10.0.0.0/8"
            ) from None
    return bare


def _port(digits: str, entry: str) -> int:
    if not 0 < int(digits) < 65536:
        raise ValueError(f"“{entry}” has no port between 1 and 65535")
    return int(digits)
