"""The application of budgets with stubbed sign-in, and people to act."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from budgets.app import SERVICE
from budgets.policy.rulebook import Rulebook
from civic_contracts.envelope import Envelope, Event
from fastapi import Request
from servicekit import Actor
from servicekit.application import application
from servicekit.database import create_engine
from servicekit.identity import ANONYMOUS
from servicekit.identity.identity import Identity
from servicekit.identity.settings import IdentitySettings
from servicekit.messaging.inbox import Inbox
from servicekit.messaging.reading import Delivery, Reader
from servicekit.operations.migrating import migrate
from servicekit.settings import Settings
from servicekit.unit_of_work import Work
from servicekit.web.runtime import Runtime, current_actor
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

WORKSPACE = Path(__file__).parents[3]
REFERENCE = WORKSPACE / "deploy/reference/westminster.json"

LATE = "Entered from the files of the time"


def person(name: str, *roles: str) -> Actor:
    """An actor whose key follows from the name."""
    key = hashlib.sha256(name.encode()).hexdigest()
    return Actor(person_key=key, roles=frozenset(roles), name=name)


PEOPLE = {
    "officer": person("officer", "neighbourhood-officer"),
    "finance": person("finance", "finance"),
    "finance-2": person("other finance", "finance"),
    "legal": person("legal", "legal"),
    "moderator": person("moderator", "moderator"),
    "group": person("group", "group"),
    "other-group": person("rival", "group"),
    "resident": person("resident", "resident"),
    "auditor": person("auditor", "auditor"),
    **{
        f"councillor-{seat}": person(f"councillor {seat} of the ward", "councillor")
        for seat in (1, 2, 3)
    },
    "councillor": person("no seat at all", "councillor"),
    "both": person("does everything", "neighbourhood-officer", "finance", "legal"),
    "both-2": person("does everything, too", "neighbourhood-officer", "finance", "legal"),
    "operator": person("operator", "operator"),
    "all": person(
        *("everything at once", "neighbourhood-officer", "finance", "legal", "moderator"),
        *("councillor", "group"),
    ),
}


@dataclass(slots=True)
class Answer:
    """What the API answered."""

    status: int
    body: Any


@dataclass(slots=True)
class ApiClient:
    """Speaks to the API as one of the people above."""

    http: httpx.AsyncClient
    engine: AsyncEngine
    work: Work
    identity: Identity
    late: dict[str, Any] = field(default_factory=dict)

    async def post(self, who: str, path: str, **body: Any) -> Any:
        """A command that must succeed; returns its answer."""
        answer = await self.send(who, path, body)
        assert answer.status in {200, 201}, answer
        return answer.body

    async def refused(self, who: str, path: str, **body: Any) -> str:
        """A command that a rule refuses; returns the rule's name."""
        answer = await self.send(who, path, body)
        assert answer.status == 409, answer
        return str(answer.body["rule"])

    async def send(
        self, who: str, path: str, body: dict[str, Any], key: str | None = None
    ) -> Answer:
        """A command, with the day of the test unless the body has its own."""
        response = await self.http.post(
            f"/budgets/api{path}",
            json={**self.late, **body},
            headers={"X-Actor": who, "Idempotency-Key": key or str(uuid4())},
        )
        return Answer(response.status_code, response.json())

    async def get(self, path: str, who: str = "nobody", status: int = 200) -> Any:
        """A query."""
        response = await self.http.get(f"/budgets/api{path}", headers={"X-Actor": who})
        assert response.status_code == status, response.text
        return response.json()

    def on(self, day: str) -> ApiClient:
        """The same, entering what happened on an earlier day."""
        late = {"occurred_on": day, "late_reason": LATE}
        return ApiClient(self.http, self.engine, self.work, self.identity, late)

    async def sql(self, statement: str, **values: Any) -> list[Any]:
        """Looks at, or tampers with, the database directly."""
        async with self.engine.begin() as connection:
            found = await connection.execute(text(statement), values)
            return list(found.all()) if found.returns_rows else []

    async def hear(self, event: Event, *, subject: UUID | str, sequence: int) -> UUID:
        """An event of another service arrives and is applied, as through the broker."""
        envelope = Envelope.of(
            event,
            subject=subject,
            sequence=sequence,
            id=uuid4(),
            time=datetime.now(UTC),
            correlationid=uuid4(),
        )
        inbox = Inbox(self.work, Reader(SERVICE.parse), SERVICE.all_handlers())
        body = envelope.to_json()
        await inbox.take([Delivery(body, event.routing_key, str(envelope.id), event.service)])
        return envelope.id

    async def said(self) -> list[dict[str, Any]]:
        """Every event in the outbox, in order."""
        rows = await self.sql("SELECT body FROM kit.outbox ORDER BY position")
        return [json.loads(row.body) for row in rows]


def settings(dsn: str) -> Settings:
    """Settings of a service that only answers HTTP."""
    return Settings(
        database_url=dsn,
        broker_url="amqp://nobody@127.0.0.1:1/none",
        port=1,
        public_url="http://localhost:8600",
        reference=REFERENCE,
        oidc_issuer="http://localhost:8600/issuer",
        oidc_client_id="civic-budgets",
        oidc_client_secret="s" * 32,
        person_key="k" * 32,
        session_secret="t" * 32,
        only="api",
    )


async def _actor(request: Request) -> Actor:
    return PEOPLE.get(request.headers.get("x-actor", ""), ANONYMOUS)


def _no_stream() -> Any:
    raise AssertionError("these tests ask for nothing of the broker")


async def api_client(dsn: str, rulebook: Rulebook | None = None) -> AsyncIterator[ApiClient]:
    """An application on a database of its own, under the shipped policies or another's."""
    await migrate(dsn, SERVICE.migrations)
    made = settings(dsn)
    engine = create_engine(dsn, connections=20, service="budgets")
    work = Work("budgets", engine, rulebook or SERVICE.council(REFERENCE))
    identity_settings = IdentitySettings.model_validate(made, from_attributes=True)
    identity = Identity(identity_settings, engine, "budgets")
    runtime = Runtime(
        service="budgets",
        settings=made,
        engine=engine,
        work=work,
        identity=identity,
        environment=SERVICE.environment(),
        rule_broken=SERVICE.rule_broken,
        done=SERVICE.notices(),
    )
    gate: Any = application(SERVICE, runtime, _no_stream)
    gate.app.dependency_overrides[current_actor] = _actor
    transport = httpx.ASGITransport(app=gate, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
        yield ApiClient(http, engine, work, identity)
    await identity.aclose()
    await engine.dispose()
