"""The house in which the console examples are tried, and the states that the pages begin from."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import aio_pika
import asyncpg
import httpx
from cable import Cable
from civic_contracts.envelope import CONTENT_TYPE, Envelope
from civic_contracts.events.budgets import AwardMade
from civic_contracts.events.ideas import IdeaSubmitted
from civic_contracts.events.volunteers import GroupMembershipCounted, GroupRegistered
from civic_stack.postgres import Dsn, Postgres
from civic_stack.rabbitmq import Vhost
from kept_history import a_group, an_event, counts_as_sent, kept_states
from running_service import SECRET, RunningService
from shell import Shell

# The ports of services in the pages are those of a demonstration.
BUDGETS = "http://127.0.0.1:8602"
VOLUNTEERS = "http://127.0.0.1:8603"
REPORTING = "http://127.0.0.1:8604"


def an_award(letter: str, sequence: int, project: UUID | None = None) -> Envelope:
    """The choir's award as the subject ``…00a``, of a project of its own."""
    award_id = UUID(f"00000000-0000-4000-8000-00000000000{letter}")
    changed = {"award_id": award_id, "project_id": project or uuid4()}
    return an_event(AwardMade, award_id, sequence, changed)


async def _unless_it_runs(service: RunningService) -> None:
    if service.process is None:
        await service.migrate()
        await service.start()


@dataclass
class House:
    """A running volunteers service, its servers behind cables, and what the pages call by name."""

    volunteers: RunningService
    reporting: RunningService
    budgets: RunningService
    postgres: Postgres
    vhost: Vhost
    database_cable: Cable
    broker_cable: Cable
    databases: Mapping[str, Dsn]
    issuer: str
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
            "the budgets service runs": self._budgets_runs,
            **kept_states(self),
        }

    @property
    def services(self) -> tuple[RunningService, ...]:
        """The services that a page may have started."""
        return self.volunteers, self.reporting, self.budgets

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
            "REPORTING_BROKER": self.vhost.url("reporting"),
            "TOKEN": self.token,
            "ISSUER": self.issuer,
            "CLIENT_SECRET": SECRET,
            **self.names,
        }
        here = command
        for printed, service in zip((VOLUNTEERS, REPORTING, BUDGETS), self.services, strict=True):
            here = here.replace(printed, service.address)
        return await self.shell.type(here, environment)

    async def _something_of_each_kind_waits(self) -> None:
        project = uuid4()
        newer = an_award("b", 1).to_json().replace(b"award.made.v1", b"award.made.v2")
        # By itself, or the number of the dead letter would depend on what it came with.
        await self.publish(b"no event at all", "budgets.award.noise")
        await self.until("SELECT 1 FROM kit.dead_letters")
        await self.publish(an_award("d", 1, project).to_json())
        await self.publish(an_award("a", 1, project).to_json())
        await self.publish(an_award("a", 2).to_json())
        await self.publish(newer, "budgets.award.made.v2")
        # A minute of growing pauses, cut short.
        await self.until(
            "UPDATE kit.inbox_held SET attempts = 7, not_before = now() "
            "WHERE reason = 'failed' RETURNING 1"
        )

    async def _an_event_was_lost(self) -> None:
        """Two events count as sent, the second of them was; and who could tell again is away."""
        await self.reporting_runs()
        await self.broker_cable.cut()
        told = [a_group(GroupRegistered, 1), a_group(GroupMembershipCounted, 2)]
        for envelope in told:
            await counts_as_sent(self.database, envelope)
        await self.publish(told[1].to_json(), GroupMembershipCounted.routing_key, "volunteers")

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
        await self.reporting_runs()
        idea_id = uuid4()
        heard = an_event(IdeaSubmitted, idea_id, 1, {"idea_id": idea_id})
        await self.publish(heard.to_json(), IdeaSubmitted.routing_key, "ideas")
        counted = f"SELECT 1 FROM live.schemes WHERE idea_id = '{idea_id}'"
        await self.until(counted, self.databases["reporting"])

    async def reporting_runs(self) -> None:
        """Starts the reporting service, unless a page did before."""
        await _unless_it_runs(self.reporting)

    async def _budgets_runs(self) -> None:
        await _unless_it_runs(self.budgets)

    async def until(self, statement: str, database: Dsn | None = None) -> None:
        """Executes a statement until it returns a row."""
        connection = await asyncpg.connect((database or self.database).plain)
        try:
            async with asyncio.timeout(30):
                while not await connection.fetch(statement):
                    await asyncio.sleep(0.1)
        finally:
            await connection.close()

    async def publish(
        self, body: bytes, key: str = AwardMade.routing_key, user: str = "budgets"
    ) -> None:
        """Publishes what a service would."""
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
