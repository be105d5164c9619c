"""The service as a process, on a real broker: a referred idea comes in, a proposal goes out."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import aio_pika
import civic_contracts
import httpx
import pytest
from budgets.inbound.idea import proposal_of
from budgets_client import REFERENCE, WORKSPACE
from civic_contracts.envelope import Envelope
from civic_contracts.events.budgets import ProposalOpened
from civic_contracts.events.ideas import IdeaReferred
from civic_contracts.fields import PublicText
from civic_contracts.topology import EVENTS, inbox_of
from civic_stack.ports import free_block

pytestmark = pytest.mark.stack

SECRET = "0123456789" * 4


@asynccontextmanager
async def serving(database_url: str, broker_url: str, port: int) -> AsyncIterator[Process]:
    """``python -m servicekit.serve budgets.app:SERVICE``, after its migrations."""
    environment = {
        "PATH": os.environ["PATH"],
        "CIVIC_DATABASE_URL": database_url,
        "CIVIC_BROKER_URL": broker_url,
        "CIVIC_PORT": str(port),
        "CIVIC_PUBLIC_URL": "http://localhost:1",
        "CIVIC_OIDC_ISSUER": "http://localhost:1/issuer",
        "CIVIC_OIDC_CLIENT_ID": "civic-budgets",
        "CIVIC_OIDC_CLIENT_SECRET": SECRET,
        "CIVIC_PERSON_KEY": SECRET,
        "CIVIC_SESSION_SECRET": SECRET,
        "CIVIC_REFERENCE": str(REFERENCE),
        "CIVIC_POLICIES": str(WORKSPACE / "deploy/policies"),
    }

    async def run(module: str) -> Process:
        command = (sys.executable, "-m", module, "budgets.app:SERVICE")
        return await asyncio.create_subprocess_exec(
            *command, env=environment, stdout=DEVNULL, stderr=DEVNULL
        )

    assert await (await run("servicekit.migrate")).wait() == 0
    process = await run("servicekit.serve")
    try:
        yield process
    finally:
        process.terminate()
        await asyncio.wait_for(process.wait(), 20)


def referral() -> IdeaReferred:
    """The choir's idea, as it is referred."""
    return IdeaReferred(
        idea_id=uuid4(),
        referral_id=uuid4(),
        title=PublicText(text="A community choir"),
        ward="E05000635",
        wards=("E05000635",),
        theme="community-focused",
        owner_kind="resident",
        occurred_on=date(2009, 5, 11),
    )


async def test_a_referral_becomes_a_proposal_over_the_broker(postgres: Any, broker: Any) -> None:
    vhost, port, event = await broker.virtual_host(), free_block(1), referral()
    envelope = Envelope.of(
        event,
        subject=event.idea_id,
        sequence=1,
        id=uuid4(),
        time=datetime.now(UTC),
        correlationid=uuid4(),
    )
    ideas = await aio_pika.connect(vhost.url("ideas"))
    reporting = await aio_pika.connect(vhost.url("reporting"))
    async with ideas, reporting:
        exchange = await (await ideas.channel()).get_exchange(EVENTS, ensure=False)
        message = aio_pika.Message(
            envelope.to_json(),
            message_id=str(envelope.id),
            user_id="ideas",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        )
        await exchange.publish(message, event.routing_key)
        inbox = await (await reporting.channel()).get_queue(inbox_of("reporting"), ensure=False)
        async with serving(str(await postgres.database()), vhost.url("budgets"), port):
            opened = await first_of(inbox, ProposalOpened)
            assert opened.proposal_id == proposal_of(event.referral_id)
            assert opened.idea_id == event.idea_id
            assert opened.policy == "westminster-2008"
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
                shown = await http.get(f"/budgets/api/proposals/{opened.proposal_id}")
                assert shown.json()["title"] == "A community choir"
                assert (await http.get("/ready")).status_code == 200


async def first_of(queue: Any, kind: type[ProposalOpened]) -> ProposalOpened:
    """The first event of a kind that arrives within half a minute."""
    async with asyncio.timeout(30), queue.iterator() as messages:
        async for message in messages:
            await message.ack()
            event = civic_contracts.parse(message.body).event
            if isinstance(event, kind):
                return event
    raise AssertionError("nothing arrived")
