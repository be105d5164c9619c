"""The service as it is deployed: its own process, a real database, a real broker."""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import aio_pika
import httpx
import pytest
import pytest_asyncio
from civic_contracts.envelope import CONTENT_TYPE, Envelope
from civic_contracts.events.budgets import ProposalOpened
from civic_contracts.fields import PublicText
from ideas.answering.commands.owning import AdoptIdea, adopt_idea
from ideas.answering.commands.referring import ReferIdea, refer_idea
from ideas.intake.commands.submitting import SubmitIdea, submit_idea
from ideas.promise import AnsweringPromise
from ideas.testing import OFFICER, Bench
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

ROOT = Path(__file__).parents[3]
LATE: dict[str, Any] = {"occurred_on": date(2009, 6, 1), "late_reason": "From the files of 2009."}

pytestmark = pytest.mark.stack


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest_asyncio.fixture
async def running(bench: Bench, broker: Any) -> AsyncIterator[tuple[str, Any]]:
    """(address of the service's process, its virtual host)."""
    vhost, port = await broker.virtual_host(), free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "CIVIC_DATABASE_URL": bench.database_url,
        "CIVIC_BROKER_URL": vhost.url("ideas"),
        "CIVIC_PORT": str(port),
        "CIVIC_PUBLIC_URL": "http://localhost:1",
        "CIVIC_OIDC_ISSUER": "http://localhost:1/issuer",
        "CIVIC_OIDC_CLIENT_ID": "civic-ideas",
        "CIVIC_OIDC_CLIENT_SECRET": "s" * 40,
        "CIVIC_PERSON_KEY": "p" * 40,
        "CIVIC_SESSION_SECRET": "t" * 40,
        "CIVIC_REFERENCE": str(ROOT / "deploy" / "reference" / "westminster.json"),
        "CIVIC_LOG_LEVEL": "warning",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "servicekit.serve", "ideas.app:SERVICE", env=environment
    )
    try:
        address = f"http://127.0.0.1:{port}"
        await until_ready(address)
        yield address, vhost
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 15) == 0


async def until_ready(address: str) -> None:
    async with httpx.AsyncClient(timeout=2) as client:
        for _ in range(200):
            try:
                if (await client.get(f"{address}/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
    raise TimeoutError("the service does not get ready")


async def publish_as_budgets(vhost: Any, event: ProposalOpened) -> None:
    envelope = Envelope.of(
        event,
        subject=event.proposal_id,
        sequence=1,
        id=uuid4(),
        time=datetime.now(UTC),
        correlationid=uuid4(),
    )
    connection = await aio_pika.connect(vhost.url("budgets"))
    async with connection:
        channel = await connection.channel()
        exchange = await channel.get_exchange("civic.events")
        message = aio_pika.Message(
            envelope.to_json(),
            content_type=CONTENT_TYPE,
            message_id=str(envelope.id),
            type=envelope.type,
            user_id=vhost.url("budgets").split("://")[1].split(":")[0],
            app_id="budgets",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await exchange.publish(message, event.routing_key)


async def test_it_publishes_what_it_did_and_shows_what_others_did(
    bench: Bench, running: tuple[str, Any]
) -> None:
    address, vhost = running
    submit = SubmitIdea(
        title="A choir",
        summary="Neighbours sing.",
        ward="E05000635",
        theme="community-focused",
        **LATE,
    )
    made = await bench.act(OFFICER, lambda uow: submit_idea(uow, submit, AnsweringPromise()))
    adopt = AdoptIdea(department="neighbourhoods", **LATE)
    await bench.act(OFFICER, lambda uow: adopt_idea(uow, made.idea_id, adopt))
    await bench.act(OFFICER, lambda uow: refer_idea(uow, made.idea_id, ReferIdea(**LATE)))
    opened = ProposalOpened(
        occurred_on=date(2009, 6, 2),
        proposal_id=uuid4(),
        idea_id=made.idea_id,
        origin="idea",
        title=PublicText(text="A choir"),
        wards=("E05000635",),
        theme="community-focused",
        policy="westminster-2008",
        financial_year="2009-10",
    )
    await publish_as_budgets(vhost, opened)
    thread = f"{address}/ideas/api/ideas/{made.idea_id}/thread"
    async with httpx.AsyncClient(timeout=5) as client:
        for _ in range(150):
            steps = (await client.get(thread)).json()["steps"]
            if len(steps) == 4:
                break
            await asyncio.sleep(0.1)
    assert [one["kind"] for one in steps] == [
        "idea.submitted",
        "idea.adopted",
        "idea.referred",
        "proposal.opened",
    ]
    await everything_is_published(bench.database_url)


async def everything_is_published(database_url: str) -> None:
    engine = create_async_engine(database_url)
    waiting = text("SELECT count(*) FROM kit.outbox WHERE published_at IS NULL")
    for _ in range(150):
        async with engine.connect() as connection:
            if (await connection.execute(waiting)).scalar_one() == 0:
                break
        await asyncio.sleep(0.1)
    else:
        raise AssertionError("the relay did not publish")
    await engine.dispose()
