"""From which address a request really comes: forwarding headers count from the front door only."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.types import Scope

FORWARDING = frozenset(
    {b"forwarded", b"x-real-ip", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"}
    | {b"x-forwarded-port", b"x-forwarded-prefix", b"x-forwarded-server"}
)
KNOWN_FOR = 5.0
"""Seconds for which the addresses behind a front door's name are not looked up again."""
LOOK_UP_WITHIN = 2.0


class Peers:
    """Who may say for whom it speaks: addresses, networks, and names that are looked up.

    A name serves where containers get a new address with every start.
    """

    def __init__(
        self, named: Sequence[str], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._networks: list[IPv4Network | IPv6Network] = []
        self._names: list[str] = []
        self._behind: frozenset[str] = frozenset()
        self._looked_up = float("-inf")
        self._monotonic = monotonic
        for one in named:
            try:
                self._networks.append(ip_network(one))
            except ValueError:
                self._names.append(one)

    async def trusts(self, peer: str) -> bool:
        """Whether the other end of a connection is a front door of ours."""
        try:
            address = ip_address(peer)
        except ValueError:
            return False
        if any(address in network for network in self._networks):
            return True
        return bool(self._names) and peer in await self._addresses()

    async def _addresses(self) -> frozenset[str]:
        if self._monotonic() - self._looked_up >= KNOWN_FOR:
            found = [await _looked_up(name) for name in self._names]
            self._behind = frozenset(address for some in found for address in some)
            self._looked_up = self._monotonic()
        return self._behind


async def _looked_up(name: str) -> set[str]:
    try:
        async with asyncio.timeout(LOOK_UP_WITHIN):
            found = await asyncio.get_running_loop().getaddrinfo(name, None)
    except (OSError, TimeoutError):
        return set()
    return {str(one[4][0]) for one in found}


@dataclass(frozen=True, slots=True)
class Sender:
    """The address that a request comes from; ``around`` where it came past the front door.

    Past the front door comes only what is on this very machine: a probe, an operator's own call.
    """

    address: str
    around: bool = False

    @property
    def household(self) -> str:
        """The address as limits count it: whoever has an IPv6 address has all of its /64."""
        found = ip_address(self.address)
        if not isinstance(found, IPv6Address):
            return self.address
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(IPv6Network((found, 64), strict=False))


@dataclass(frozen=True, slots=True)
class Forwarded:
    """Puts what the front door says into a request's scope; what others say is taken out."""

    peers: Peers
    _nowhere: Sender = field(default=Sender("0.0.0.0"), repr=False)  # noqa: S104  # no address

    async def read(self, scope: Scope) -> Sender:
        """The sender; ``scope`` then has its address and scheme, and no forwarding header."""
        headers = Headers(scope=scope)
        peer = (scope.get("client") or ("", 0))[0]
        told = await self.peers.trusts(peer)
        address = _address(headers.getlist("x-forwarded-for")) if told else None
        scheme = headers.get("x-forwarded-proto") if told else None
        scope["headers"] = [one for one in scope["headers"] if one[0].lower() not in FORWARDING]
        if scheme in {"http", "https"}:
            scope["scheme"] = scheme
        if address is not None:
            scope["client"] = (address, 0)
            return Sender(address)
        own = _address([peer])
        return self._nowhere if own is None else Sender(own, around=told)


def _address(told: Sequence[str]) -> str | None:
    """The last address told: those before it were told to whoever wrote the last one."""
    last = ",".join(told).rpartition(",")[2].strip()
    try:
        return str(ip_address(last))
    except ValueError:
        return None
