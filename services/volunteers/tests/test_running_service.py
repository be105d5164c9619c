"""The service as a process, on a real broker: an award comes in, an opportunity goes out."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import aio_pika
import httpx
import pytest
from civic_contracts import Envelope
from civic_contracts.topology import EVENTS
from civic_stack.ports import free_block
from civic_stack.postgres import Postgres
from civic_stack.shared_broker import SharedBroker
from volunteers_house import REFERENCE, SECRET, choir_award

pytestmark = pytest.mark.stack


@asynccontextmanager
async def serving(database_url: str, broker_url: str, port: int) -> AsyncIterator[Process]:
    """``python -m servicekit.serve volunteers.app:SERVICE``, after its migrations."""
    environment = {
        "PATH": os.environ["PATH"],
        "CIVIC_DATABASE_URL": database_url,
        "CIVIC_BROKER_URL": broker_url,
        "CIVIC_PORT": str(port),
        "CIVIC_PUBLIC_URL": "http://localhost:1",
        "CIVIC_OIDC_ISSUER": "http://localhost:1/issuer",
        "CIVIC_OIDC_CLIENT_ID": "civic-volunteers",
        "CIVIC_OIDC_CLIENT_SECRET": SECRET,
        "CIVIC_PERSON_KEY": SECRET,
        "CIVIC_SESSION_SECRET": SECRET,
        "CIVIC_REFERENCE": str(REFERENCE),
    }

    async def run(module: str) -> Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, "volunteers.app:SERVICE"),
            env=environment,
            stdout=DEVNULL,
            stderr=DEVNULL,
        )

    assert await (await run("servicekit.migrate")).wait() == 0
    process = await run("servicekit.serve")
    try:
        yield process
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 20)


async def test_an_award_becomes_an_opportunity_over_the_broker(
    postgres: Postgres, broker: SharedBroker
) -> None:
    vhost = await broker.virtual_host()
    port = free_block(1)
    award = choir_award()
    envelope = Envelope.of(
        award,
        subject=award.award_id,
        sequence=1,
        id=uuid4(),
        time=datetime.now(UTC),
        correlationid=uuid4(),
    )
    connection = await aio_pika.connect(vhost.url("budgets"))
    hearing = await aio_pika.connect(vhost.url("reporting"))
    async with connection, hearing:
        channel = await connection.channel()
        exchange = await channel.get_exchange(EVENTS, ensure=False)
        message = aio_pika.Message(
            envelope.to_json(),
            message_id=str(envelope.id),
            user_id="budgets",
            content_type="application/cloudevents+json",
            delivery_mode=2,
        )
        await exchange.publish(message, routing_key=award.routing_key)
        database_url = str(await postgres.database())
        async with serving(database_url, vhost.url("volunteers"), port) as process:
            inbox = await (await hearing.channel()).get_queue("reporting.inbox", ensure=False)
            said = [Envelope.from_json(body) for body in await first_bodies(inbox, 3)]
            opened = [one for one in said if one.service == "volunteers"]
            assert {one.data["role"] for one in opened} == {"steward", "committee"}
            assert {one.causationid for one in opened} == {envelope.id}
            assert {one.correlationid for one in opened} == {envelope.correlationid}
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
                answer = await client.get("/volunteers/api/opportunities")
                assert len(answer.json()["items"]) == 2
            assert process.returncode is None


async def first_bodies(queue: aio_pika.abc.AbstractQueue, number: int) -> list[bytes]:
    """The bodies of the first messages on a queue, which may take a while to come."""
    bodies: list[bytes] = []
    async with asyncio.timeout(90), queue.iterator() as messages:
        async for message in messages:
            bodies.append(message.body)
            await message.ack()
            if len(bodies) == number:
                break
    return bodies
