"""Four sign-ins as four services have them, each with its own database, at a certified issuer."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import httpx
import pytest
import pytest_asyncio
import uvicorn
from civic_contracts.topology import SERVICES
from civic_demo.issuer.testing import Clock
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import SecretStr
from servicekit.identity import (
    CSRF_FIELD,
    CsrfRefused,
    Identity,
    IdentitySettings,
    IssuerUnavailable,
    NotAuthenticated,
    SignInFailed,
    sign_in_routes,
)
from sqlalchemy.ext.asyncio import AsyncEngine

sys.path.insert(0, str(Path(__file__).parent))

from registered import KEY, MACHINES, PEOPLE, SECRET, SITE, client, machine
from running import CertifiedIssuer, NotHere, certified_issuer, fetched

TLS = httpx.create_ssl_context()
ANSWERS = {NotAuthenticated: 401, SignInFailed: 400, CsrfRefused: 403, IssuerUnavailable: 503}


@dataclass
class Monotonic:
    """A monotonic clock that a test can move on."""

    moved: float = 0.0

    def __call__(self) -> float:
        """Return seconds."""
        return asyncio.get_running_loop().time() + self.moved


@dataclass
class Site:
    """The services behind one address, their issuer, and the clocks that they go by."""

    issuer: CertifiedIssuer
    app: FastAPI
    identities: dict[str, Identity]
    clock: Clock = field(default_factory=Clock)
    monotonic: Monotonic = field(default_factory=Monotonic)

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[Person]:
        """A browser that nobody has used yet."""
        mounts = {SITE: httpx.ASGITransport(self.app)}
        async with httpx.AsyncClient(
            base_url=SITE, trust_env=False, verify=TLS, mounts=mounts
        ) as http:
            yield Person(http)

    async def access_token(self, client_id: str = "importer", audience: str = "urn:civic") -> str:
        """Return a token by client credentials for an audience."""
        async with httpx.AsyncClient(trust_env=False) as http:
            answer = await http.post(
                f"{self.issuer.url}/token",
                auth=httpx.BasicAuth(client_id, quote_plus(SECRET)),
                data={"grant_type": "client_credentials", "resource": audience},
            )
        return str(answer.raise_for_status().json()["access_token"])


@dataclass
class Person:
    """Somebody with a browser without JavaScript; follows redirects one by one."""

    http: httpx.AsyncClient

    async def begin(self, service: str, return_to: str = "") -> str:
        """Ask to sign in and return the issuer's address that it leads to."""
        answer = await self.http.get(f"/{service}/sign-in", params={"return_to": return_to})
        return target_of(answer)

    async def log_in(self, address: str, account: str) -> str:
        """Log in and consent at the issuer, as it asks; return the callback address at the end."""
        while not (address := await self.follow(address)).startswith(SITE):
            page = (await self.http.get(address)).text
            asked = page.split('name="prompt" value="')[1].split('"')[0]
            form = {"prompt": asked, "login": account, "password": "x"}
            address = target_of(await self.http.post(address, data=form))
        return address

    async def follow(self, address: str) -> str:
        """Follow redirects at the issuer until a page is shown or it sends back to the site."""
        while not address.startswith(SITE):
            answer = await self.http.get(address)
            if answer.is_success:
                return address
            address = str(answer.url.join(target_of(answer)))
        return address

    async def sign_in(self, service: str, account: str, return_to: str = "") -> httpx.Response:
        """Do all of it and return the callback's answer."""
        return await self.http.get(await self.log_in(await self.begin(service, return_to), account))

    async def whoami(self, service: str, token: str | None = None) -> Any:
        """Return what a service takes this browser, or the bearer of a token, for."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        answer = await self.http.get(f"/{service}/whoami", headers=headers)
        return answer.json()


def target_of(answer: httpx.Response) -> str:
    """Return where an answer redirects to."""
    if not answer.is_redirect:
        raise AssertionError(f"no redirect but {answer.status_code}: {answer.text[:500]}")
    return answer.headers["location"]


def settings_of(issuer: str, service: str, **more: object) -> IdentitySettings:
    """A service's settings for an issuer."""
    values = {
        "public_url": SITE,
        "oidc_issuer": issuer,
        "oidc_client_id": f"civic-{service}",
        "oidc_client_secret": SecretStr(SECRET),
        "oidc_audience": "urn:civic",
        "person_key": SecretStr("a deployment key of thirty-two ch"),
        "session_secret": SecretStr(f"a session secret of 32 ch, {service}"),
        **more,
    }
    return IdentitySettings.model_validate(values)


def _application(identities: dict[str, Identity]) -> FastAPI:
    app = FastAPI()

    async def refuse(request: Request, failure: Exception) -> JSONResponse:
        return JSONResponse({"reason": str(failure)}, status_code=ANSWERS[type(failure)])

    for kind in ANSWERS:
        app.add_exception_handler(kind, refuse)
    for service, identity in identities.items():
        app.include_router(sign_in_routes(identity, service))

    @app.get("/{service}/whoami")
    async def whoami(service: str, request: Request) -> dict[str, object]:
        actor = await identities[service].actor_of(request)
        # One request object stands for one service here, and is read by one only.
        session = await identities[service].session_of(request)
        return {
            "person_key": actor.person_key,
            "name": actor.name,
            "roles": sorted(actor.roles),
            "wards": sorted(actor.wards),
            "departments": sorted(actor.departments),
            "is_machine": actor.is_machine,
            CSRF_FIELD: session and session.csrf_token,
        }

    return app


@pytest.fixture(scope="session")
def provider_folder(pytestconfig: pytest.Config) -> Path:
    """The provider's folder, fetched only with --long."""
    folder = pytestconfig.rootpath / ".cache" / "oidc-provider"
    try:
        return fetched(folder, may_fetch=pytestconfig.getoption("--long"))
    except NotHere as reason:
        pytest.skip(str(reason))


@asynccontextmanager
async def _serving(app: FastAPI, listening: socket.socket) -> AsyncIterator[None]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def _site(
    folder: Path,
    engines: dict[str, AsyncEngine],
    *,
    conform: bool = False,
    by_key: bool = False,
) -> AsyncIterator[Site]:
    listening = socket.create_server(("127.0.0.1", 0))
    told_at = f"http://127.0.0.1:{listening.getsockname()[1]}"
    people = (client(service, told_at, by_key=by_key) for service in engines)
    clients = [*people, *map(machine, MACHINES)]
    proof = {"oidc_client_key": KEY.as_pem(private=True).decode(), "oidc_client_secret": None}
    more = {"oidc_userinfo": conform, **(proof if by_key else {})}
    async with certified_issuer(
        folder, clients=clients, people=PEOPLE, machines=MACHINES, conform=conform
    ) as issuer:
        clock, monotonic = Clock(), Monotonic()
        identities = {
            service: Identity(
                settings_of(issuer.url, service, **more),
                engine,
                service,
                clock.now,
                monotonic,
            )
            for service, engine in engines.items()
        }
        app = _application(identities)
        async with _serving(app, listening):
            yield Site(issuer, app, identities, clock, monotonic)
        for identity in identities.values():
            await identity.aclose()


@pytest_asyncio.fixture(loop_scope="session")
async def site(provider_folder: Path, engine: AsyncEngine) -> AsyncIterator[Site]:
    """One service at a certified issuer."""
    async with _site(provider_folder, {"ideas": engine}) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def conforming(provider_folder: Path, engine: AsyncEngine) -> AsyncIterator[Site]:
    """One service at an issuer whose ID tokens say nothing about a person."""
    async with _site(provider_folder, {"ideas": engine}, conform=True) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def keyed(provider_folder: Path, engine: AsyncEngine) -> AsyncIterator[Site]:
    """One service that has a key instead of a secret."""
    async with _site(provider_folder, {"ideas": engine}, by_key=True) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def four(
    provider_folder: Path, new_database: Callable[[], Awaitable[AsyncEngine]]
) -> AsyncIterator[Site]:
    """All four services at one certified issuer."""
    engines = {service: await new_database() for service in SERVICES}
    async with _site(provider_folder, engines) as found:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def browser(site: Site) -> AsyncIterator[Person]:
    """A browser at the one service."""
    async with site.browser() as found:
        yield found
