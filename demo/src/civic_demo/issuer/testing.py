"""For tests: the issuer on a loopback port of this process, and a browser that signs in there."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import quote_plus

import httpx
import uvicorn

from civic_demo.issuer.app import issuer_app
from civic_demo.issuer.clients import Clients
from civic_demo.issuer.issuer import Issuer


@dataclass
class Clock:
    """A clock that a test can move away from the real one."""

    shift: timedelta = timedelta(0)

    def now(self) -> datetime:
        """Return the shifted time, UTC."""
        return datetime.now(UTC) + self.shift

    def timestamp(self) -> float:
        """Return the shifted time in seconds since 1970."""
        return self.now().timestamp()

    def move(self, **by: float) -> None:
        """Move on by what `timedelta` takes: `minutes=5`."""
        self.shift += timedelta(**by)


@dataclass
class RunningIssuer:
    """An issuer that is being served, and the clock it goes by."""

    issuer: Issuer
    clock: Clock = field(default_factory=Clock)

    @property
    def url(self) -> str:
        """The issuer's URL."""
        return self.issuer.url

    async def token(self, client_id: str, **form: str) -> httpx.Response:
        """Return the token endpoint's answer to a client that shows its own secret."""
        client = self.issuer.clients.find(client_id)
        if client is None:
            raise LookupError(f"no client {client_id} is registered")
        secret = quote_plus(client.client_secret.get_secret_value())
        async with httpx.AsyncClient(trust_env=False) as http:
            return await http.post(
                f"{self.url}/token", auth=httpx.BasicAuth(client_id, secret), data=form
            )

    async def access_token(self, client_id: str, **form: str) -> str:
        """Return a token by client credentials; `persona="resident-0001"` acts as somebody."""
        answer = await self.token(client_id, grant_type="client_credentials", **form)
        return str(answer.raise_for_status().json()["access_token"])


@contextmanager
def running_issuer(clients: Clients) -> Iterator[RunningIssuer]:
    """Serve an issuer in a thread of this process until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    clock = Clock()
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/issuer"
    issuer = Issuer(url, clients, clock.timestamp)
    server = uvicorn.Server(uvicorn.Config(issuer_app(issuer), log_level="error"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        if time.monotonic() > deadline:
            raise TimeoutError("the issuer did not start")
        time.sleep(0.02)
    try:
        yield RunningIssuer(issuer, clock)
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        listening.close()


@dataclass
class Browser:
    """A browser without JavaScript at one service: keeps cookies, follows no redirect by itself.

    `http` must have the site as its base URL, and https, or it would send no secure cookie.
    """

    http: httpx.AsyncClient
    service: str

    async def get(self, url: str, **parameters: str) -> httpx.Response:
        """Visit a page."""
        return await self.http.get(url, params=parameters or None)

    async def begin(self, return_to: str | None = None) -> httpx.URL:
        """Click “Sign in” and return the issuer's address that it leads to."""
        query = {} if return_to is None else {"return_to": return_to}
        return _target_of(await self.get(f"/{self.service}/sign-in", **query))

    async def choose(self, address: httpx.URL, persona: str) -> httpx.URL:
        """Choose a persona at the issuer and return the callback address that it leads to."""
        form = {**address.params, "persona": persona}
        page = str(address.copy_with(query=None))
        return _target_of(await self.http.post(page, data=form))

    async def sign_in(self, persona: str, return_to: str | None = None) -> httpx.Response:
        """Do all of it and return the callback's answer."""
        callback = await self.choose(await self.begin(return_to), persona)
        return await self.get(str(callback))

    def cookie(self, suffix: str = "") -> str | None:
        """Return the session cookie, or the service's other one with this suffix."""
        return self.http.cookies.get(f"__Host-civic-{self.service}{suffix}")

    def plant(self, cookie: str) -> None:
        """Put a session cookie into the browser."""
        host = self.http.base_url.host
        self.http.cookies.set(f"__Host-civic-{self.service}", cookie, domain=host, path="/")


def _target_of(answer: httpx.Response) -> httpx.URL:
    if answer.status_code != httpx.codes.SEE_OTHER:
        raise AssertionError(f"no redirect but {answer.status_code}: {answer.text[:500]}")
    return httpx.URL(answer.headers["location"])
