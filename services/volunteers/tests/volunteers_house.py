"""What the tests of the volunteers service have in common: people, things, and the house itself."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from civic_contracts import Envelope, Event
from civic_contracts.events.budgets import AwardMade
from civic_contracts.events.ideas import IdeaSubmitted, UrgentNeedRaised
from civic_contracts.events.money import VolunteerRole, WardShare
from civic_contracts.fields import PublicText
from fastapi import FastAPI
from servicekit.identity import Actor
from servicekit.messaging.inbox import Inbox
from servicekit.messaging.reading import Delivery, Reader
from servicekit.process import Process
from servicekit.settings import Settings
from servicekit.unit_of_work import Cause
from servicekit.web.runtime import current_actor
from sqlalchemy import text
from volunteers.app import SERVICE

REFERENCE = Path(__file__).parents[3] / "deploy" / "reference" / "westminster.json"
SECRET = "a secret of forty characters or a bit more"

HARROW_ROAD_2009 = "E05000635"
WARWICK_2009 = "E05000647"
HARROW_ROAD = "E05013795"
CHURCH_STREET = "E05013794"

LEILA = Actor("a" * 64, frozenset({"resident"}), "Leila")
EDWIN = Actor("b" * 64, frozenset({"resident"}), "Edwin")
OPEN_AGE = Actor("c" * 64, frozenset({"group"}), "Open Age")
COORDINATOR = Actor("d" * 64, frozenset({"volunteer-coordinator"}), "Marta")
OFFICER = Actor("e" * 64, frozenset({"neighbourhood-officer"}), "Helen")
MODERATOR = Actor("f" * 64, frozenset({"moderator"}), "James")
MACHINE = Actor(None, frozenset({"volunteer-coordinator"}), "importer", is_machine=True)

LATE = {"late_reason": "Entered from the file"}


def person(number: int) -> Actor:
    """One of many residents."""
    return Actor(f"{number:064x}", frozenset({"resident"}), f"Resident {number}")


def settings(database_url: str) -> Settings:
    return Settings.model_validate(
        {
            "database_url": database_url,
            "broker_url": "amqp://volunteers:x@127.0.0.1:1/civic",
            "port": 1,
            "public_url": "http://localhost:1",
            "reference": REFERENCE,
            "oidc_issuer": "http://localhost:1/issuer",
            "oidc_client_id": "civic-volunteers",
            "oidc_client_secret": SECRET,
            "person_key": SECRET,
            "session_secret": SECRET,
        }
    )


@dataclass
class House:
    """The service: asked over HTTP, told events, and looked into."""

    process: Process
    app: FastAPI
    client: httpx.AsyncClient
    actor: Actor = LEILA
    sequences: dict[str, int] = field(default_factory=dict)

    async def post(
        self, path: str, body: dict[str, Any] | None = None, *, by: Actor, key: str | None = None
    ) -> httpx.Response:
        """A command by ``by``; every call has a key of its own unless one is given."""
        self.app.dependency_overrides[current_actor] = lambda: by
        headers = {"Idempotency-Key": key or str(uuid4())}
        return await self.client.post(f"/volunteers/api{path}", json=body or {}, headers=headers)

    async def made(
        self, path: str, body: dict[str, Any] | None = None, *, by: Actor
    ) -> dict[str, Any]:
        """A command that must go through; its answer."""
        answer = await self.post(path, body, by=by)
        assert answer.status_code in (200, 201), answer.text
        return dict(answer.json())

    async def refused(
        self, path: str, body: dict[str, Any] | None = None, *, by: Actor
    ) -> tuple[int, str]:
        """A command that must not go through; its status and the code of the problem."""
        answer = await self.post(path, body, by=by)
        assert answer.status_code >= 400, answer.text
        return answer.status_code, answer.json()["type"].rpartition(":")[2]

    async def get(self, path: str, *, by: Actor = LEILA) -> httpx.Response:
        """A query by ``by``."""
        self.app.dependency_overrides[current_actor] = lambda: by
        return await self.client.get(f"/volunteers/api{path}")

    async def seen(self, path: str, *, by: Actor = LEILA) -> Any:
        """A query that must find something; its answer."""
        answer = await self.get(path, by=by)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def told(self, kind: str = "") -> list[dict[str, Any]]:
        """The data of the events in the outbox whose type holds ``kind``, in order."""
        return [envelope["data"] for envelope in await self.envelopes(kind)]

    async def envelopes(self, kind: str = "") -> list[dict[str, Any]]:
        """The events in the outbox whose type holds ``kind``, in order."""
        wanted = text("SELECT body FROM kit.outbox WHERE type LIKE :kind ORDER BY position")
        async with self.process.engine.connect() as connection:
            rows = await connection.execute(wanted, {"kind": f"%{kind}%"})
            return [json.loads(row.body) for row in rows]

    async def hear(self, event: Event, subject: UUID | str) -> None:
        """Lets an event of another service arrive through the inbox."""
        await self.hear_envelope(event, self.envelope(event, subject))

    def envelope(self, event: Event, subject: UUID | str) -> Envelope:
        """The next envelope about a subject."""
        source = f"{event.service}.{event.subject_kind}.{subject}"
        self.sequences[source] = self.sequences.get(source, 0) + 1
        return Envelope.of(
            event,
            subject=subject,
            sequence=self.sequences[source],
            id=uuid4(),
            time=datetime.now(UTC),
            correlationid=uuid4(),
        )

    async def hear_envelope(self, event: Event, envelope: Envelope) -> None:
        """Lets an envelope arrive, as the broker would hand it over."""
        inbox = Inbox(self.process.work, Reader(SERVICE.parse), self.process.service.all_handlers())
        delivery = Delivery(envelope.to_json(), event.routing_key, str(envelope.id), event.service)
        await inbox.take([delivery])

    async def retry_held(self) -> int:
        """Tries what the inbox holds, whether its time has come or not."""
        await self.run("UPDATE kit.inbox_held SET not_before = now()")
        inbox = Inbox(self.process.work, Reader(SERVICE.parse), self.process.service.all_handlers())
        return await inbox.retry_due()

    async def held(self) -> list[str]:
        """Why the inbox holds what it holds."""
        return [row[0] for row in await self.run("SELECT reason FROM kit.inbox_held")]

    async def run(self, sql: str, **values: Any) -> list[Any]:
        """A statement on the service's database; its rows, if it has any."""
        async with self.process.engine.begin() as connection:
            result = await connection.execute(text(sql), values)
            return list(result.all()) if result.returns_rows else []

    async def hidden_from(self, *actors: Actor) -> int:
        """How often the audit log has that something of another's was not shown to these."""
        wanted = "SELECT actor FROM kit.audit WHERE facts->>'code' = 'not-yours'"
        keys = {one.person_key for one in actors}
        return sum(row[0] in keys for row in await self.run(wanted))

    async def run_jobs(self) -> int:
        """Runs every job that is due; returns how many."""
        ran = 0
        while await self.process.jobs.run_next():
            ran += 1
        return ran

    async def shift_clock(self, days: int) -> None:
        """Puts the service's clock forward."""
        await self.run(
            "UPDATE kit.clock SET shift = shift + make_interval(days => :days)", days=days
        )

    async def today(self) -> date:
        """The day by the service's clock."""
        async with self.unit_of_work(COORDINATOR) as uow:
            return date.fromisoformat(str(uow.today))

    def unit_of_work(self, actor: Actor) -> Any:
        """An open transaction by ``actor``."""
        return self.process.work.begin(actor, Cause.new())


PROFILE = {"kind": "resident", "ward": HARROW_ROAD, "skills": ["singing"], "consent": True}


async def volunteer(house: House, actor: Actor, **more: Any) -> str:
    """A registered volunteer."""
    kept = await house.made("/profile", {**PROFILE, **more}, by=actor)
    return str(kept["volunteer_id"])


OPPORTUNITY = {"title": "Steward at the fete", "role": "steward", "places": 2, "ward": HARROW_ROAD}


async def opportunity(house: House, **more: Any) -> str:
    """An open opportunity."""
    made = await house.made("/opportunities", {**OPPORTUNITY, **more}, by=COORDINATOR)
    return str(made["opportunity_id"])


async def placed(house: House, opportunity_id: str, volunteer_id: str, **more: Any) -> str:
    """A confirmed placement."""
    body = {"volunteer_id": volunteer_id, **more}
    made = await house.made(f"/opportunities/{opportunity_id}/placements", body, by=COORDINATOR)
    return str(made["placement_id"])


SPACE = {
    "organisation": "Paddington Arts",
    "title": "Ground floor hall",
    "kind": "hall",
    "ward": HARROW_ROAD,
    "facilities": ["kitchen", "step-free"],
    "temporary": True,
}


async def space(house: House, **more: Any) -> str:
    """A space on offer."""
    made = await house.made("/spaces", {**SPACE, **more}, by=COORDINATOR)
    return str(made["space_id"])


def words(said: str) -> PublicText:
    return PublicText(text=said)


def choir_award(**more: Any) -> AwardMade:
    """The award to the Harrow Road Community Choir."""
    values: dict[str, Any] = {
        "occurred_on": date(2009, 9, 1),
        "award_id": uuid4(),
        "proposal_id": uuid4(),
        "project_id": uuid4(),
        "idea_id": uuid4(),
        "title": words("Harrow Road Community Choir"),
        "purpose": words("Ten weekly rehearsals and a concert"),
        "theme": "community-focused",
        "financial_year": "2009-10",
        "ward_shares": (WardShare(ward=HARROW_ROAD_2009, amount=10_000_00),),
        "amount": 10_000_00,
        "organisation": "Wigmore Hall",
        "volunteer_places": 6,
        "volunteer_roles": (
            VolunteerRole(code="steward", title=words("Concert steward"), places=4),
            VolunteerRole(
                code="committee", title=words("Committee member"), places=2, check_level="basic"
            ),
        ),
        **more,
    }
    return AwardMade(**values)


def choir_idea(**more: Any) -> IdeaSubmitted:
    """The idea of a choir."""
    values: dict[str, Any] = {
        "occurred_on": date(2009, 6, 1),
        "idea_id": uuid4(),
        "channel": "area-forum",
        "owner_kind": "resident",
        "ward": HARROW_ROAD_2009,
        "theme": "community-focused",
        "title": words("A choir for Harrow Road"),
        "summary": words("So that neighbours sing together"),
        **more,
    }
    return IdeaSubmitted(**values)


def food_bank_need(raised_at: datetime, deadline: datetime, **more: Any) -> UrgentNeedRaised:
    """The food bank has lost its building."""
    values: dict[str, Any] = {
        "occurred_on": raised_at.date(),
        "urgent_need_id": uuid4(),
        "idea_id": uuid4(),
        "ward": HARROW_ROAD,
        "title": words("The food bank has no building"),
        "spaces_needed": 1,
        "people_needed": 0,
        "facilities": ("kitchen",),
        "raised_at": raised_at,
        "deadline": deadline,
        **more,
    }
    return UrgentNeedRaised(**values)
