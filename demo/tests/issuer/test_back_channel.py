"""Whoever signs out at the demonstration's issuer is signed out of every service."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
import uvicorn
from civic_demo.issuer.clients import Client, Clients
from civic_demo.issuer.grants import Grant, Grants, Request
from civic_demo.issuer.testing import RunningIssuer, running_issuer
from fastapi import FastAPI
from fastapi import Request as Asked
from joserfc import jwt
from joserfc.jwk import KeySet
from pydantic import SecretStr

SECRET = SecretStr("a client secret for tests")
SITE = "https://civic.test"


@dataclass
class Listener:
    """Where services hear of sign-outs."""

    url: str
    heard: list[tuple[str, str]] = field(default_factory=list)


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = socket.create_server(("127.0.0.1", 0))
    found = Listener(f"http://127.0.0.1:{listening.getsockname()[1]}")
    app = FastAPI()

    @app.post("/{service}/told")
    async def told(service: str, request: Asked) -> dict[str, str]:
        async with request.form() as form:
            found.heard.append((service, str(form["logout_token"])))
        return {}

    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield found
    server.should_exit = True
    thread.join(timeout=10)
    listening.close()


@pytest.fixture
def issuer(listener: Listener) -> Iterator[RunningIssuer]:
    told_at = {name: f"{listener.url}/{name}/told" for name in ("ideas", "budgets", "reporting")}
    told_at["volunteers"] = "http://127.0.0.1:1/nobody-listens"
    clients = (
        Client(
            client_id=f"civic-{name}",
            client_secret=SECRET,
            redirect_prefix=f"{SITE}/{name}/",
            told_at=address,
        )
        for name, address in told_at.items()
    )
    with running_issuer(Clients(clients=tuple(clients))) as found:
        yield found


def signed_in(issuer: RunningIssuer, session: str, *services: str) -> None:
    """The session has bought a code for each of the services."""
    grants: Grants = issuer.issuer.grants
    for name in services:
        wanted = Request(f"civic-{name}", f"{SITE}/{name}/x", "c", None, None)
        taken = grants.take(grants.new_code(wanted, "choir-member", session))
        assert isinstance(taken, Grant)


async def ended(issuer: RunningIssuer, session: str) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as http:
        cookie = {"Cookie": f"civic-issuer={session}"}
        return await http.get(f"{issuer.url}/end-session", headers=cookie)


async def test_every_service_that_was_signed_in_to_is_told(
    issuer: RunningIssuer, listener: Listener
) -> None:
    session = issuer.issuer.grants.new_session("choir-member")
    signed_in(issuer, session, "ideas", "budgets")
    elsewhere = issuer.issuer.grants.new_session("choir-member")
    signed_in(issuer, elsewhere, "reporting")
    assert (await ended(issuer, session)).status_code == 200
    assert sorted(name for name, _ in listener.heard) == ["budgets", "ideas"]
    keys = KeySet.import_key_set(issuer.issuer.signer.public_keys())  # type: ignore[arg-type]
    for name, token in listener.heard:
        told = jwt.decode(token, keys)
        assert told.header["typ"] == "logout+jwt"
        assert told.claims["aud"] == f"civic-{name}"
        assert (told.claims["sub"], told.claims["sid"]) == ("choir-member", session)
        assert "nonce" not in told.claims
    await ended(issuer, session)
    assert len(listener.heard) == 2, "it is over already"


async def test_a_service_that_is_away_keeps_nobody_signed_in_at_the_others(
    issuer: RunningIssuer, listener: Listener
) -> None:
    session = issuer.issuer.grants.new_session("choir-member")
    signed_in(issuer, session, "volunteers", "ideas")
    assert (await ended(issuer, session)).status_code == 200
    assert [name for name, _ in listener.heard] == ["ideas"]
