"""The house in which the console examples are tried, and the states that the pages begin from."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID, uuid4

import aio_pika
import asyncpg
import httpx
from cable import Cable
from civic_contracts.envelope import CONTENT_TYPE, Envelope, Event
from civic_contracts.events.budgets import AwardMade
from civic_contracts.events.ideas import IdeaSubmitted
from civic_contracts.events.volunteers import GroupMembershipCounted, GroupRegistered
from civic_contracts.reading import Reader
from civic_stack.postgres import Dsn, Postgres
from civic_stack.rabbitmq import Vhost
from running_service import ROOT, RunningService
from shell import Shell

SAMPLES = ROOT / "libs" / "contracts" / "src" / "civic_contracts" / "samples"
# The ports of services in the pages are those of a demonstration.
VOLUNTEERS = "http://127.0.0.1:8603"
REPORTING = "http://127.0.0.1:8604"


def an_award(letter: str, sequence: int, project: UUID | None = None) -> Envelope:
    """The choir's award as the subject ``…00a``, of a project of its own."""
    award_id = UUID(f"00000000-0000-4000-8000-00000000000{letter}")
    changed = {"award_id": award_id, "project_id": project or uuid4()}
    return _envelope(AwardMade, award_id, sequence, changed)


def a_group(kind: type[Event], sequence: int) -> Envelope:
    """An event of the group ``…00c``."""
    group_id = UUID("00000000-0000-4000-8000-00000000000c")
    return _envelope(kind, group_id, sequence, {"group_id": group_id})


def _envelope(
    kind: type[Event], subject: UUID, sequence: int, changed: Mapping[str, UUID]
) -> Envelope:
    sample = (SAMPLES / f"{kind.event_type}.json").read_bytes()
    return Envelope.of(
        Reader([kind]).parse(sample).event.model_copy(update=changed),
        subject=subject,
        sequence=sequence,
        id=uuid4(),
        time=datetime.now(UTC),
        correlationid=uuid4(),
    )


@dataclass
class House:
    """A running volunteers service, its servers behind cables, and what the pages call by name."""

    volunteers: RunningService
    reporting: RunningService
    postgres: Postgres
    vhost: Vhost
    database_cable: Cable
    broker_cable: Cable
    databases: Mapping[str, Dsn]
    token: str
    shell: Shell
    names: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Dsn:
        """The database of the pages' service, past the cable."""
        return self.databases["volunteers"]

    @property
    def states(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What may stand behind ``given`` on a page."""
        return {
            "something of each kind waits": self._something_of_each_kind_waits,
            "an event was lost on the way": self._an_event_was_lost,
            "the gap has lasted": self._nothing_more,
            "the producer answers": self.broker_cable.mend,
            "the broker is away": self.broker_cable.cut,
            "the broker is back": self.broker_cable.mend,
            "the database is away": self.database_cable.cut,
            "the database is back": self.database_cable.mend,
            "one command was carried out": self._a_command_was_carried_out,
            "an empty database": self._an_empty_database,
            "an idea was heard": self._an_idea_was_heard,
        }

    @property
    def services(self) -> tuple[RunningService, ...]:
        """The services that a page may have started."""
        return self.volunteers, self.reporting

    async def mend(self) -> None:
        """Puts back what a page that failed may have left cut."""
        await self.database_cable.mend()
        await self.broker_cable.mend()

    async def type(self, command: str) -> str:
        """What a command of a page prints here."""
        environment = {
            **self.volunteers.environment,
            "CIVIC_DATABASE_URL": self.database,
            "DATABASE": self.database.plain,
            "REPORTING_DATABASE": self.databases["reporting"],
            "TOKEN": self.token,
            **self.names,
        }
        here = command.replace(VOLUNTEERS, self.volunteers.address)
        return await self.shell.type(here.replace(REPORTING, self.reporting.address), environment)

    async def _something_of_each_kind_waits(self) -> None:
        project = uuid4()
        newer = an_award("b", 1).to_json().replace(b"award.made.v1", b"award.made.v2")
        # By itself, or the number of the dead letter would depend on what it came with.
        await self._publish(b"no event at all", "budgets.award.noise")
        await self._until("SELECT 1 FROM kit.dead_letters")
        await self._publish(an_award("d", 1, project).to_json())
        await self._publish(an_award("a", 1, project).to_json())
        await self._publish(an_award("a", 2).to_json())
        await self._publish(newer, "budgets.award.made.v2")
        # A minute of growing pauses, cut short.
        await self._until(
            "UPDATE kit.inbox_held SET attempts = 7, not_before = now() "
            "WHERE reason = 'failed' RETURNING 1"
        )

    async def _an_event_was_lost(self) -> None:
        """Two events count as sent, the second of them was; and who could tell again is away."""
        await self._reporting_runs()
        await self.broker_cable.cut()
        told = [a_group(GroupRegistered, 1), a_group(GroupMembershipCounted, 2)]
        connection = await asyncpg.connect(self.database.plain)
        try:
            for envelope in told:
                await connection.execute(
                    "INSERT INTO kit.outbox (event_id, source, sequence, type, body, published_at) "
                    "VALUES ($1, $2, $3, $4, $5, now())",
                    *(envelope.id, envelope.source, envelope.number, envelope.type),
                    envelope.to_json(),
                )
        finally:
            await connection.close()
        await self._publish(told[1].to_json(), GroupMembershipCounted.routing_key, "volunteers")

    async def _nothing_more(self) -> None:
        """Time alone brings it about."""

    async def _a_command_was_carried_out(self) -> None:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            answer = await client.post(
                f"{self.volunteers.address}/volunteers/api/staff-time",
                json={"department": "parks", "ward": "E05013795", "people": 1, "minutes": 60},
                headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": "given"},
            )
        answer.raise_for_status()

    async def _an_empty_database(self) -> None:
        self.names["RESTORED"] = (await self.postgres.database()).plain

    async def _an_idea_was_heard(self) -> None:
        await self._reporting_runs()
        idea_id = uuid4()
        heard = _envelope(IdeaSubmitted, idea_id, 1, {"idea_id": idea_id})
        await self._publish(heard.to_json(), IdeaSubmitted.routing_key, "ideas")
        counted = f"SELECT 1 FROM live.schemes WHERE idea_id = '{idea_id}'"
        await self._until(counted, self.databases["reporting"])

    async def _reporting_runs(self) -> None:
        if self.reporting.process is None:
            await self.reporting.migrate()
            await self.reporting.start()

    async def _until(self, statement: str, database: Dsn | None = None) -> None:
        """Executes a statement until it returns a row."""
        connection = await asyncpg.connect((database or self.database).plain)
        try:
            async with asyncio.timeout(30):
                while not await connection.fetch(statement):
                    await asyncio.sleep(0.1)
        finally:
            await connection.close()

    async def _publish(
        self, body: bytes, key: str = AwardMade.routing_key, user: str = "budgets"
    ) -> None:
        async with await aio_pika.connect(self.vhost.url(user)) as connection:
            channel = await connection.channel()
            exchange = await channel.get_exchange("civic.events")
            message = aio_pika.Message(
                body,
                content_type=CONTENT_TYPE,
                user_id=user,
                delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            )
            await exchange.publish(message, key)
