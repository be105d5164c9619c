"""Telling history again: a consumer asks, the producer answers straight from its outbox.

The answer goes to the asking service alone, under a key of its own, so nobody else is disturbed;
and because the inbox knows what it has had, an answer that tells too much does no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import structlog
from aiormq import Channel
from civic_contracts.envelope import Envelope
from civic_contracts.naming import routing_key_of, schema_of, source_of, type_name
from civic_contracts.topology import (
    REPLAY,
    replay_answer_key,
    replay_request_key,
    replays_of,
)
from faststream import AckPolicy
from faststream.rabbit import Channel as RabbitChannel
from faststream.rabbit import RabbitMessage, RabbitQueue
from pamqp.commands import Basic
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.messaging.link import Link, LinkLost, keep_linked
from servicekit.messaging.origin import user_of
from servicekit.messaging.relay import CONFIRM_SECONDS, properties_of

log = structlog.get_logger(__name__)

BATCH = 500

# What the relay has not sent yet will come by itself.
TOLD = text("""
    SELECT position, event_id, type, body FROM kit.outbox
    WHERE published_at IS NOT NULL AND position > :after
      AND (source = :source OR starts_with(source, :prefix))
      AND sequence >= :first AND sequence <= :last
    ORDER BY position LIMIT :limit
""")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events of a producer are wanted again; the bounds are sequences, both included."""

    producer: str
    kind: str | None = None
    subject: str | None = None
    first: int = 1
    last: int | None = None

    def data(self) -> dict[str, Any]:
        """The request's payload, as the contracts' ``ReplayRequested`` has it."""
        return {
            "occurred_on": datetime.now(UTC).date().isoformat(),
            "producer": self.producer,
            "wanted_kind": self.kind,
            "wanted_subject": self.subject,
            "from_sequence": self.first,
            "until_sequence": self.last,
        }

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Wanted:
        """The request in a payload; ``KeyError`` or ``ValueError`` where it is none."""
        last = data.get("until_sequence")
        return cls(
            producer=str(data["producer"]),
            kind=data.get("wanted_kind"),
            subject=data.get("wanted_subject"),
            first=int(data.get("from_sequence") or 1),
            last=None if last is None else int(last),
        )

    def bounds(self) -> dict[str, Any]:
        """The request as bounds of a query on the outbox."""
        exact = self.kind is not None and self.subject is not None
        prefix = "/".join(
            part for part in ("", "civic", self.producer, self.kind) if part is not None
        )
        return {
            "source": f"{prefix}/{self.subject}" if exact else "",
            "prefix": "\x01" if exact else f"{prefix}/",
            "first": self.first,
            "last": self.last or 2**63 - 1,
        }


async def ask(link: Link, consumer: str, wanted: Wanted) -> None:
    """Asks a producer, for ``consumer``; returns once the broker has the request."""
    request_id = uuid4()
    kind = f"civic.{consumer}.replay.requested.v1"
    envelope = Envelope(
        specversion="1.0",
        id=request_id,
        source=source_of(consumer, "replay", request_id),
        type=kind,
        subject=str(request_id),
        time=datetime.now(UTC),
        dataschema=schema_of(kind),
        sequence=f"{1:019d}",
        correlationid=request_id,
        data=wanted.data(),
    )
    channel = await link.channel()
    answer = await channel.basic_publish(
        envelope.to_json(),
        exchange=REPLAY,
        routing_key=replay_request_key(wanted.producer, consumer),
        properties=properties_of(request_id, kind, consumer, consumer),
        mandatory=True,
        timeout=CONFIRM_SECONDS,
    )
    if not isinstance(answer, Basic.Ack):
        raise LinkLost("the broker did not take the request")
    log.info("replay.asked", producer=wanted.producer, kind=wanted.kind, subject=wanted.subject)


class ReplayAnswers:
    """Answers requests to tell a service's events again, for as long as its task runs."""

    def __init__(self, engine: AsyncEngine, broker_url: str, service: str) -> None:
        self.engine = engine
        self.broker_url = broker_url
        self.service = service
        self.user = user_of(broker_url)

    async def run(self) -> None:
        """Listens and answers; starts over when the broker is lost."""
        await keep_linked(self.broker_url, name=f"{self.service}-replays", use=self._listen)

    async def _listen(self, link: Link) -> None:
        queue = RabbitQueue(replays_of(self.service), declare=False)
        # One at a time: a consumer that was away asks for hundreds of subjects at once.
        one_by_one = RabbitChannel(prefetch_count=1)

        # A request that cannot be answered is kept among the dead letters, not tried for ever.
        @link.broker.subscriber(queue, channel=one_by_one, ack_policy=AckPolicy.REJECT_ON_ERROR)
        async def answer(body: bytes, message: RabbitMessage) -> None:
            await self._answer(link, body, message.raw_message.user_id)

        await link.broker.start()
        await link.lost.wait()

    async def _answer(self, link: Link, body: bytes, origin: str | None) -> None:
        envelope = Envelope.from_json(body)
        consumer = type_name(envelope.type).service
        if origin != consumer:
            raise PermissionError(f"{origin} asks in the name of {consumer}")
        wanted = Wanted.of(envelope.data)
        channel = await link.channel()
        told, after = 0, 0
        try:
            while rows := await self._rows(wanted, after):
                await asyncio.gather(*(self._tell(channel, consumer, row) for row in rows))
                told, after = told + len(rows), rows[-1].position
        finally:
            await channel.close()
        log.info("replay.answered", consumer=consumer, events=told)

    async def _rows(self, wanted: Wanted, after: int) -> Sequence[Row[Any]]:
        async with self.engine.connect() as connection:
            bounds = {"after": after, "limit": BATCH, **wanted.bounds()}
            return (await connection.execute(TOLD, bounds)).all()

    async def _tell(self, channel: Channel, consumer: str, row: Row[Any]) -> None:
        answer = await channel.basic_publish(
            row.body,
            exchange=REPLAY,
            routing_key=replay_answer_key(consumer, routing_key_of(row.type)),
            properties=properties_of(row.event_id, row.type, self.service, self.user),
            timeout=CONFIRM_SECONDS,
            wait=False,
        )
        if not isinstance(answer, Basic.Ack):
            raise LinkLost("the broker did not take an answer")
