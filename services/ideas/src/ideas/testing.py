"""What this service's tests stand on: people who act, and a database to act on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from civic_contracts import parse
from civic_contracts.envelope import Envelope, Event
from pydantic import SecretStr
from servicekit import Actor, UnitOfWork
from servicekit.database import shift_clock
from servicekit.messaging.handlers import HandlerFailed, Received
from servicekit.process import Process
from servicekit.unit_of_work import Cause, Work
from sqlalchemy import text

from ideas.app import SERVICE
from ideas.settings import IdeasSettings

HANDLERS = SERVICE.all_handlers()

OFFICER = Actor("0" * 64, frozenset({"neighbourhood-officer"}), "An officer")
MODERATOR = Actor("1" * 64, frozenset({"moderator"}), "A moderator")
FACILITATOR = Actor("2" * 64, frozenset({"facilitator"}), "A facilitator")
RESIDENT = Actor("3" * 64, frozenset({"resident"}), "A resident")


def resident(number: int) -> Actor:
    """One of many residents."""
    return Actor(f"{number:064}", frozenset({"resident"}), f"Resident {number}")


def settings_for(database_url: str, reference: Path) -> IdeasSettings:
    """Settings with which the application runs in a test, without a broker or an issuer."""
    return IdeasSettings(
        database_url=SecretStr(database_url),
        broker_url=SecretStr("amqp://nobody@127.0.0.1:1/none"),
        port=1,
        public_url="https://ideas.test",
        reference=reference,
        oidc_issuer="https://issuer.test",
        oidc_client_id="civic-ideas",
        oidc_client_secret=SecretStr("s" * 40),
        person_key=SecretStr("p" * 40),
        session_secret=SecretStr("t" * 40),
    )


class Browser(httpx.AsyncClient):
    """A browser: a page with a form is given the form's id in its address, and goes there."""

    async def get(self, url: httpx.URL | str, **asked: Any) -> httpx.Response:
        """The page at an address; where else it leads to is for the test to look at."""
        answer = await super().get(url, **asked)
        led_to = answer.headers.get("location", "")
        if "command_id=" not in led_to:
            return answer
        return await super().get(led_to, headers=asked.get("headers"))


class Site:
    """The service's own web application, and browsers that are signed in to it."""

    def __init__(self, database_url: str, reference: Path) -> None:
        self.process = Process(SERVICE, settings_for(database_url, reference))
        self.app = self.process.web()

    @asynccontextmanager
    async def browser(self, actor: Actor | None = None) -> AsyncIterator[httpx.AsyncClient]:
        """A client with a session of ``actor``, or of nobody."""
        client = Browser(
            transport=httpx.ASGITransport(self.app),
            base_url="https://ideas.test",
            headers={"Accept": "text/html"},
        )
        async with client:
            if actor is not None:
                identity = self.process.identity
                token = await identity.sessions.open(actor, None, replacing=None)
                client.cookies.set(identity.session_cookie.name, token)
            yield client

    async def aclose(self) -> None:
        """Ends its connections."""
        await self.process.identity.aclose()
        await self.process.engine.dispose()


@dataclass
class Bench:
    """What tests do with a service's database: act, hear events, look."""

    work: Work
    database_url: str

    async def act(self, actor: Actor, use_case: Any) -> Any:
        """Runs a use case as one committed unit of work."""
        async with self.work.begin(actor, Cause.new()) as uow:
            return await use_case(uow)

    async def hear(self, event: Event, subject: Any, event_id: UUID | None = None) -> None:
        """Applies an event of another service as the inbox would."""
        envelope = Envelope.of(
            event,
            subject=subject,
            sequence=1,
            id=event_id or uuid4(),
            time=datetime.now(UTC),
            correlationid=uuid4(),
        )
        parsed = parse(envelope.to_json())

        async def apply(uow: UnitOfWork) -> None:
            received = Received(parsed.event, parsed.envelope, b"")
            try:
                await HANDLERS.apply([received], lambda _: uow)
            except HandlerFailed as failed:
                raise failed.__cause__ or failed from None

        await self.act(Actor(None, frozenset({"system"}), "civic-ideas", is_machine=True), apply)

    async def set_clock(self, to: datetime) -> None:
        """Has the service take ``to`` for now."""
        async with self.work.engine.begin() as connection:
            await shift_clock(connection, to)

    async def rows(self, sql: str, **values: Any) -> list[Any]:
        """What a query finds."""
        async with self.work.engine.connect() as connection:
            return list(await connection.execute(text(sql), values))

    async def told(self) -> list[Any]:
        """The events in the outbox, in order, as (event, subject)."""
        rows = await self.rows("SELECT body FROM kit.outbox ORDER BY position")
        return [parse(bytes(row.body)).event for row in rows]
