"""Telling history again: a consumer asks, the producer answers straight from its outbox.

The answer goes to the asking service alone, under a key of its own, so nobody else is disturbed;
and because the inbox knows what it has had, an answer that tells too much does no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from aiormq import Channel
from civic_contracts.envelope import Envelope
from civic_contracts.naming import routing_key_of, type_name
from civic_contracts.topology import REPLAY, heard_kinds, replay_answer_key, replays_of
from faststream import AckPolicy
from faststream.rabbit import Channel as RabbitChannel
from faststream.rabbit import RabbitMessage, RabbitQueue
from pamqp.commands import Basic
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from servicekit.database import fetched
from servicekit.messaging import heads
from servicekit.messaging.asking import (
    HEADS_REQUESTED,
    HEADS_TOLD,
    REQUESTED,
    Wanted,
    replay_envelope,
)
from servicekit.messaging.link import Link, LinkLost, keep_linked
from servicekit.messaging.origin import user_of
from servicekit.messaging.publishing import Outgoing, Publisher, confirmed
from servicekit.messaging.reading import FIRST_DIGEST
from servicekit.messaging.relay import CONFIRM_SECONDS, properties_of

log = structlog.get_logger(__name__)

BATCH = 500

# So many places of the log are gone through at a time: where nearly nothing of it is wanted, to
# look for the next batch would take longer than a statement may. One subject has an index.
SPAN = 100_000

# What is said from now on will come by itself.
LAST = text("SELECT last_value AS position FROM kit.outbox_position")

# And so will what the relay has not sent yet.
TOLD = text("""
    SELECT position, event_id, type, body, encode(digest, 'hex') AS first_digest FROM kit.outbox
    WHERE published_at IS NOT NULL AND position > :after AND position <= :upto
      AND (source = :source OR starts_with(source, :prefix))
      AND (:all_kinds OR split_part(source, '/', 4) = ANY(:kinds))
      AND sequence >= :first AND sequence <= :last
    ORDER BY position LIMIT :limit
""")


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
        # One at a time: a consumer that was away asks for hundreds of subjects at once.
        one_by_one = RabbitChannel(prefetch_count=1)
        queue = RabbitQueue(replays_of(self.service), declare=False)

        # A request that cannot be answered is kept among the dead letters, not tried for ever; one
        # that comes while the database is away waits for it.
        @link.broker.subscriber(queue, channel=one_by_one, ack_policy=AckPolicy.REJECT_ON_ERROR)
        async def answer(body: bytes, message: RabbitMessage) -> None:
            await self._answer(link, body, message.raw_message.user_id)

        await link.broker.start()
        over = await link.handed_over(queue)
        await over.wait()
        raise LinkLost("nobody hands over requests any more")

    async def _answer(self, link: Link, body: bytes, origin: str | None) -> None:
        envelope = Envelope.from_json(body)
        name = type_name(envelope.type)
        if origin != name.service:
            raise PermissionError(f"{origin} asks in the name of {name.service}")
        channel = await link.channel()
        try:
            if name.event == REQUESTED:
                wanted = Wanted.of(envelope.data)
                told = await self._tell_history(link, channel, name.service, wanted)
            elif name.event == HEADS_REQUESTED:
                told = await self._tell_heads(channel, name.service, envelope)
            else:
                raise ValueError(f"{envelope.type} is no request")
        finally:
            await channel.close()
        log.info("replay.answered", consumer=name.service, asked=name.event, told=told)

    async def _tell_history(
        self, link: Link, channel: Channel, consumer: str, wanted: Wanted
    ) -> int:
        publisher = Publisher(await link.channel(), REPLAY, self._properties)
        told, after = 0, 0
        ((end,),) = await fetched(self.engine, LAST)
        try:
            while after < end:
                upto = end if wanted.of_one_subject else min(after + SPAN, end)
                rows = await self._rows(consumer, wanted, after, upto)
                # A withdrawn text has its first digest beside it, which a batch's form has not.
                if any(row.first_digest is not None for row in rows):
                    await asyncio.gather(*(self._tell(channel, consumer, row) for row in rows))
                elif rows:
                    await self._tell_together(publisher, consumer, rows)
                told += len(rows)
                after = rows[-1].position if len(rows) == BATCH else upto
        finally:
            await publisher.channel.close()
        return told

    async def _tell_together(
        self, publisher: Publisher, consumer: str, rows: Sequence[Row[Any]]
    ) -> None:
        messages = [
            Outgoing(
                row.event_id,
                row.type,
                replay_answer_key(consumer, routing_key_of(row.type)),
                row.body,
            )
            for row in rows
        ]
        async with asyncio.timeout(CONFIRM_SECONDS):
            confirms = await publisher.send(messages)
        if not all(await confirmed(publisher.channel, confirms, seconds=CONFIRM_SECONDS)):
            raise LinkLost("the broker did not take an answer")

    def _properties(self, message_id: UUID, kind: str) -> Basic.Properties:
        return properties_of(message_id, kind, self.service, self.user)

    async def _rows(
        self, consumer: str, wanted: Wanted, after: int, upto: int
    ) -> Sequence[Row[Any]]:
        kinds = heard_kinds(consumer, self.service)
        # Who names a kind knows what it asks for; who does not has no use for what it never hears.
        every = kinds is None or wanted.kind is not None
        heard: dict[str, Any] = {"all_kinds": every, "kinds": sorted(kinds or ())}
        places = {"after": after, "upto": upto, "limit": BATCH}
        return await fetched(self.engine, TOLD, places | heard | wanted.bounds())

    async def _tell(self, channel: Channel, consumer: str, row: Row[Any]) -> None:
        properties = properties_of(row.event_id, row.type, self.service, self.user)
        if row.first_digest is not None:
            properties.headers = {FIRST_DIGEST: row.first_digest}
        await self._publish(channel, consumer, row.type, row.body, properties)

    async def _tell_heads(self, channel: Channel, consumer: str, request: Envelope) -> int:
        since = request.data.get("since")
        wanted = heads.HeadsWanted(
            UUID(request.subject), consumer, since and datetime.fromisoformat(since)
        )
        told = 0
        kind = f"civic.{self.service}.replay.{HEADS_TOLD}.v1"
        async for part in heads.parts(self.engine, self.service, wanted):
            told += 1
            envelope = replay_envelope(kind, wanted.request_id, told, part)
            properties = properties_of(envelope.id, kind, self.service, self.user)
            await self._publish(channel, consumer, kind, envelope.to_json(), properties)
        return told

    async def _publish(
        self,
        channel: Channel,
        consumer: str,
        kind: str,
        body: bytes,
        properties: Basic.Properties,
    ) -> None:
        answer = await channel.basic_publish(
            body,
            exchange=REPLAY,
            routing_key=replay_answer_key(consumer, routing_key_of(kind)),
            properties=properties,
            timeout=CONFIRM_SECONDS,
            wait=False,
        )
        if not isinstance(answer, Basic.Ack):
            raise LinkLost("the broker did not take an answer")
