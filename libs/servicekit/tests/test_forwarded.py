"""Forwarding headers count from the front door only, and nobody else's are passed on."""

from __future__ import annotations

from typing import Any

import pytest
from servicekit.web import forwarded
from servicekit.web.forwarded import Forwarded, Peers, Sender

TOLD = {"x-forwarded-for": "198.51.100.7", "x-forwarded-proto": "https"}


def scope(peer: str, **told: str) -> dict[str, Any]:
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in told.items()]
    return {
        "type": "http",
        "client": (peer, 50_000),
        "scheme": "http",
        "headers": [*headers, (b"host", b"civic.test")],
    }


async def test_the_front_door_is_believed() -> None:
    asked = scope("10.1.2.3", **TOLD, x_forwarded_host="evil.example", forwarded="for=1.2.3.4")
    found = await Forwarded(Peers(["10.1.0.0/16"])).read(asked)
    assert found == Sender("198.51.100.7")
    assert asked["client"] == ("198.51.100.7", 0)
    assert asked["scheme"] == "https"
    assert asked["headers"] == [(b"host", b"civic.test")]


async def test_nobody_else_is_believed() -> None:
    asked = scope("10.2.2.3", **TOLD, x_real_ip="127.0.0.1")
    found = await Forwarded(Peers(["10.1.0.0/16"])).read(asked)
    assert found == Sender("10.2.2.3")
    assert asked["client"] == ("10.2.2.3", 50_000)
    assert asked["scheme"] == "http"
    assert asked["headers"] == [(b"host", b"civic.test")]


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("unknown", "127.0.0.1"),
        ("", "127.0.0.1"),
        ("198.51.100.7\x00", "127.0.0.1"),
    ],
)
async def test_the_last_address_told_is_the_one_the_front_door_saw(told: str, address: str) -> None:
    asked = scope("127.0.0.1", **{"x-forwarded-for": told})
    assert (await Forwarded(Peers(["127.0.0.0/8"])).read(asked)).address == address


async def test_what_is_said_of_a_scheme_must_be_one() -> None:
    asked = scope("127.0.0.1", **{**TOLD, "x-forwarded-proto": "javascript"})
    await Forwarded(Peers(["127.0.0.0/8"])).read(asked)
    assert asked["scheme"] == "http"


async def test_a_front_door_may_be_a_name_that_is_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    behind = {"10.9.9.9"}
    clock = {"at": 0.0}

    async def looked_up(name: str) -> set[str]:
        return set(behind) if name == "front-door" else set()

    monkeypatch.setattr(forwarded, "_looked_up", looked_up)
    peers = Peers(["front-door"], lambda: clock["at"])
    assert await peers.trusts("10.9.9.9")
    assert not await peers.trusts("10.9.9.8")
    behind.clear()
    behind.add("10.9.9.8")
    assert not await peers.trusts("10.9.9.8"), "not looked up at every request"
    clock["at"] += forwarded.KNOWN_FOR
    assert await peers.trusts("10.9.9.8")
    assert not await peers.trusts("10.9.9.9")


async def test_localhost_is_looked_up_and_an_unknown_name_trusts_nobody() -> None:
    assert await Peers(["localhost"]).trusts("127.0.0.1")
    assert not await Peers(["no-such-name.invalid"]).trusts("127.0.0.1")
