"""The cases end to end: what a command records is what threads and dashboards show."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aio_pika
import asyncpg
import httpx
import pytest
import pytest_asyncio
from civic_contracts.topology import SERVICES
from civic_demo.api import Client
from civic_demo.cases import CASES
from civic_demo.figures import check_all
from civic_demo.play import Play
from civic_stack.stack import Stack
from harness.left_behind import settled

pytestmark = pytest.mark.stack

OTHER_FIGURES = {"singers": 43, "audience": 365}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def client(stack: Stack) -> AsyncIterator[Client]:
    """A client of the whole stack, through its front door."""
    found = Client(
        stack.public_url, stack.client_secret("civic-demo"), f"{stack.public_url}/issuer"
    )
    yield found
    await found.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def heard_outside(stack: Stack) -> AsyncIterator[list[dict[str, object]]]:
    """What an outside subscriber with a user of its own receives, in its own virtual host."""
    connection = await aio_pika.connect(stack.broker_url("neighbour", "outside-neighbour"))
    heard: list[dict[str, object]] = []
    async with connection:
        channel = await connection.channel()
        queue = await channel.declare_queue(
            "neighbour.all", durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind("civic.events", "#")

        async def hear(message: aio_pika.abc.AbstractIncomingMessage) -> None:
            async with message.process():
                heard.append(json.loads(message.body))

        await queue.consume(hear)
        yield heard


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def played(stack: Stack, client: Client, heard_outside: list[dict[str, object]]) -> Play:
    """The city and the choir, with 43 singers and 365 in the audience."""
    play = Play(client, figures=OTHER_FIGURES)
    await play.run([case for case in CASES if case.name in {"city", "choir"}])
    await settled(databases(stack))
    return play


def databases(stack: Stack) -> dict[str, str]:
    return {name: stack.database(name).plain for name in SERVICES}


async def test_the_choir_with_43_singers_shows_43(played: Play) -> None:
    checks = await check_all(played)
    assert len(checks) >= 15
    assert [check for check in checks if not check.holds] == []
    assert {check.found for check in checks if "singers" in check.what} == {43}
    assert {check.found for check in checks if "audience" in check.what} == {365}


async def test_a_play_begun_again_makes_nothing_twice(stack: Stack, played: Play) -> None:
    """Which is what a demo does that was interrupted and is started again with its data kept."""
    before = await sent_by(stack)
    again = Play(played.client, figures=OTHER_FIGURES)
    await again.run([case for case in CASES if case.name in {"city", "choir"}])
    assert again.names == played.names
    assert await sent_by(stack) == before


async def sent_by(stack: Stack) -> dict[str, int]:
    """How many events each service has written."""
    counted = {}
    for name, database in databases(stack).items():
        connection = await asyncpg.connect(database)
        counted[name] = await connection.fetchval("SELECT count(*) FROM kit.outbox")
        await connection.close()
    return counted


async def test_figures_that_differ_are_told(played: Play) -> None:
    impatient = replace(played.client, patience=0.5)
    wrong = Play(impatient, figures={"singers": 44}, names=played.names)
    differ = [check for check in await check_all(wrong) if not check.holds]
    await impatient.aclose()
    assert {check.found for check in differ if "singers" in check.what} == {43}


async def test_an_outside_subscriber_hears_every_service(
    played: Play, heard_outside: list[dict[str, object]]
) -> None:
    wanted = {"civic.ideas.idea.submitted.v1", "civic.budgets.award.made.v1"}
    wanted |= {"civic.volunteers.placement.hours-logged.v1"}
    for _ in range(100):
        if wanted <= {str(event["type"]) for event in heard_outside}:
            break
        await asyncio.sleep(0.1)
    assert wanted <= {str(event["type"]) for event in heard_outside}
    assert not [event for event in heard_outside if ".person." in str(event["type"])]


async def test_a_rebuild_from_the_log_equals_the_live_read_models(
    stack: Stack, played: Play
) -> None:
    done = await asyncio.to_thread(rebuild, stack)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "live is equal" in done.stdout


def rebuild(stack: Stack) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("civic-reporting")), "rebuild", "--check"]
    address = str(stack.database("reporting"))
    environment = os.environ | {"CIVIC_DATABASE_URL": address}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


async def test_the_dashboard_is_live_through_the_front_door(stack: Stack, played: Play) -> None:
    async with (
        httpx.AsyncClient(timeout=20, trust_env=False) as http,
        http.stream("GET", f"{stack.public_url}/reporting/live") as answer,
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            assert line
            break


async def test_every_event_travelled_through_outbox_and_inbox(stack: Stack, played: Play) -> None:
    said = {}
    for service, address in databases(stack).items():
        connection = await asyncpg.connect(address)
        rows = await connection.fetch("SELECT type, published_at FROM kit.outbox")
        heard = await connection.fetch("SELECT source FROM kit.inbox_cursors WHERE sequence > 0")
        await connection.close()
        assert all(row["published_at"] is not None for row in rows), service
        said[service] = {row["source"].split("/")[2] for row in heard}
    assert {"budgets", "volunteers"} <= said["ideas"]
    assert {"ideas", "volunteers"} <= said["budgets"]
    assert {"ideas", "budgets"} <= said["volunteers"]
    assert {"ideas", "budgets", "volunteers"} <= said["reporting"]
