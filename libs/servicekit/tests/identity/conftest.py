"""A service's sign-in against the real demo issuer and a real PostgreSQL."""

import importlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta

import httpx
import pytest
import pytest_asyncio
from alembic.migration import MigrationContext
from alembic.operations import Operations
from civic_demo.issuer.clients import Client, Clients
from civic_demo.issuer.testing import Browser, Clock, RunningIssuer, running_issuer
from civic_stack.postgres import Postgres
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
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SITE = "https://civic.test"
SECRET = "a client secret: 100%41 + more & more"


# Made once: reading the trusted certificates takes longer than most of these tests.
TLS = httpx.create_ssl_context()


def _registered() -> Clients:
    secret = SecretStr(SECRET)
    return Clients(
        clients=(
            Client(client_id="civic-ideas", client_secret=secret, redirect_prefix=f"{SITE}/ideas/"),
            Client(client_id="civic-demo", client_secret=secret, roles=("operator", "system")),
            Client(client_id="importer", client_secret=secret, roles=("facilitator",)),
        )
    )


@pytest.fixture(scope="session")
def serving() -> Iterator[RunningIssuer]:
    with running_issuer(_registered()) as issuer:
        yield issuer


@pytest.fixture
def issuer(serving: RunningIssuer) -> Iterator[RunningIssuer]:
    yield serving
    serving.clock.shift = timedelta(0)


def _migrate(connection: Connection) -> None:
    with Operations.context(MigrationContext.configure(connection)):
        for version in ("0002_identity", "0006_id_tokens", "0007_residents", "0008_proved_at"):
            importlib.import_module(f"servicekit.migrations.versions.{version}").upgrade()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def new_database(postgres: Postgres) -> AsyncIterator[Callable[[], Awaitable[AsyncEngine]]]:
    """Makes databases that hold identity's tables and nothing else."""
    async with AsyncExitStack() as made:

        async def make() -> AsyncEngine:
            engine = create_async_engine(await postgres.database())
            made.push_async_callback(engine.dispose)
            async with engine.begin() as connection:
                await connection.execute(text("CREATE SCHEMA kit"))
                await connection.run_sync(_migrate)
            return engine

        yield make


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def migrated(new_database: Callable[[], Awaitable[AsyncEngine]]) -> AsyncEngine:
    return await new_database()


@pytest_asyncio.fixture(loop_scope="session")
async def engine(migrated: AsyncEngine) -> AsyncEngine:
    async with migrated.begin() as connection:
        await connection.execute(text("TRUNCATE kit.sessions, kit.sign_ins, kit.residents"))
    return migrated


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(issuer: RunningIssuer) -> IdentitySettings:
    return IdentitySettings(
        public_url=SITE,
        oidc_issuer=issuer.url,
        oidc_client_id="civic-ideas",
        oidc_client_secret=SecretStr(SECRET),
        person_key=SecretStr("a deployment key of thirty-two ch"),
        session_secret=SecretStr("a session secret of thirty-two ch"),
    )


@pytest_asyncio.fixture(loop_scope="session")
async def identity(
    settings: IdentitySettings, engine: AsyncEngine, clock: Clock
) -> AsyncIterator[Identity]:
    identity = Identity(settings, engine, "ideas", clock.now)
    yield identity
    await identity.aclose()


@pytest.fixture
def site(identity: Identity) -> FastAPI:
    """A service that is nothing but its sign-in, with the answers that the kit gives."""
    app = FastAPI()
    app.include_router(sign_in_routes(identity, "ideas"))
    answers = {NotAuthenticated: 401, SignInFailed: 400, CsrfRefused: 403, IssuerUnavailable: 503}

    async def refuse(request: Request, failure: Exception) -> JSONResponse:
        return JSONResponse({"reason": str(failure)}, status_code=answers[type(failure)])

    for kind in answers:
        app.add_exception_handler(kind, refuse)

    @app.get("/ideas/whoami")
    async def whoami(request: Request) -> dict[str, object]:
        actor = await identity.actor_of(request)
        session = await identity.session_of(request)
        return {
            "person_key": actor.person_key,
            "name": actor.name,
            "roles": sorted(actor.roles),
            "wards": sorted(actor.wards),
            "is_machine": actor.is_machine,
            CSRF_FIELD: session and session.csrf_token,
        }

    return app


def _opened(site: FastAPI) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=SITE, trust_env=False, verify=TLS, mounts={SITE: httpx.ASGITransport(site)}
    )


@pytest_asyncio.fixture(loop_scope="session")
async def browser(site: FastAPI) -> AsyncIterator[Browser]:
    async with _opened(site) as http:
        yield Browser(http, "ideas")


@pytest_asyncio.fixture(loop_scope="session")
async def other_browser(site: FastAPI) -> AsyncIterator[Browser]:
    async with _opened(site) as http:
        yield Browser(http, "ideas")
