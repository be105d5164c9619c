"""The stack without the four services: servers, issuer, front door; kills and restarts."""

import asyncio
import os
import stat
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aio_pika
import asyncpg
import httpx
import pytest
import pytest_asyncio
from aiormq.exceptions import InvalidFrameError
from civic_stack.run_folder import AlreadyRunning
from civic_stack.stack import Stack

pytestmark = pytest.mark.stack
# RabbitMQ 3.10 loses the leader of a quorum queue declared just before a kill, for good.
SETTLED = 15.0  # seconds


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Path:
    """A workspace of its own that shares what was fetched."""
    folder = tmp_path_factory.mktemp("workspace")
    (folder / ".cache").symlink_to(pytestconfig.rootpath / ".cache")
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def servers(workspace: Path) -> AsyncIterator[Stack]:
    async with Stack(workspace, name="kept", only=(), outside=("neighbour",), keep=True) as stack:
        yield stack


async def test_survives_kills_of_both_servers_with_its_data(servers: Stack) -> None:
    declared = time.monotonic()
    url = servers.broker_url("civic-admin")
    await _publish(url)
    dsn = await servers.postgres.database("notes")
    await _execute(dsn.plain, "CREATE TABLE note (text text)", "INSERT INTO note VALUES ('kept')")

    servers["postgres"].kill()
    await _up_again(servers, "postgres")
    recorded = servers.folder.recorded() or {}
    pids = {name: process.pid for name, process in servers.supervisor.processes.items()}
    assert recorded["processes"] == pids, "what `status` says is out of date"
    connection = await asyncpg.connect(dsn.plain)
    assert await connection.fetchval("SELECT text FROM note") == "kept"
    await connection.close()

    await asyncio.sleep(max(0.0, SETTLED - (time.monotonic() - declared)))
    servers["rabbitmq"].kill()
    await _up_again(servers, "rabbitmq")
    assert await _message_waiting(url) == b"kept"


async def test_the_issuer_is_behind_the_front_door(servers: Stack) -> None:
    async with httpx.AsyncClient(base_url=servers.public_url) as client:
        metadata = (await client.get("/issuer/.well-known/openid-configuration")).json()
        assert metadata["issuer"] == servers.addresses.issuer_url
        answer = await client.post(
            metadata["token_endpoint"],
            data={"grant_type": "client_credentials"},
            auth=("civic-demo", servers.client_secret("civic-demo")),
        )
        assert answer.status_code == 200


async def test_an_outside_subscriber_reaches_its_own_virtual_host_only(servers: Stack) -> None:
    async with await aio_pika.connect(servers.broker_url("neighbour", "outside-neighbour")):
        pass
    with pytest.raises(InvalidFrameError):
        await aio_pika.connect(servers.broker_url("neighbour", "civic"))


async def test_passwords_are_for_their_owner_only(servers: Stack) -> None:
    for name in ("secrets.json", "clients.json", "rabbitmq/rabbitmq.conf"):
        mode = os.stat(servers.folder.path / name).st_mode
        assert stat.S_IMODE(mode) == 0o600, name


async def test_the_folder_has_one_user_at_a_time(workspace: Path, servers: Stack) -> None:
    assert servers["front-door"].pid
    with pytest.raises(AlreadyRunning):
        await Stack(workspace, name="kept", only=()).start()


async def _publish(url: str) -> None:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        arguments = {"x-queue-type": "quorum"}
        await channel.declare_queue("kept", durable=True, arguments=arguments)
        message = aio_pika.Message(b"kept", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, routing_key="kept")


async def _message_waiting(url: str) -> bytes:
    async with await aio_pika.connect(url) as connection:
        channel = await connection.channel()
        queue = await channel.get_queue("kept")
        message = await queue.get(timeout=10)
        assert message is not None
        return message.body


async def _execute(dsn: str, *statements: str) -> None:
    connection = await asyncpg.connect(dsn)
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


async def _up_again(stack: Stack, name: str) -> None:
    async with asyncio.timeout(60):
        while stack[name].restarts == 0:
            await asyncio.sleep(0.05)
    await stack[name].wait_ready()
