"""Publishing to the services' exchange past any producer, hundreds of confirms in flight."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import cast

import aiormq
from civic_contracts.envelope import CONTENT_TYPE
from civic_contracts.topology import EVENTS
from pamqp.commands import Basic
from yarl import URL

IN_FLIGHT = 500
CONFIRM_SECONDS = 60


class NotTaken(Exception):
    """The broker refused a message, or never said that it has it."""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes onto the exchange: a body, its routing key, and the id that it claims."""

    body: bytes
    key: str
    message_id: str = ""


async def publish(url: str, messages: Iterable[Message]) -> int:
    """Publishes in order, as the user that the address names; returns how many were confirmed."""
    connection = await aiormq.connect(url)
    count = 0
    try:
        channel = cast("aiormq.Channel", await connection.channel(publisher_confirms=True))
        for batch in _batches(messages):
            sends = (_send(channel, message, URL(url).user or "") for message in batch)
            answers = await asyncio.gather(*sends)
            if not all(isinstance(answer, Basic.Ack) for answer in answers):
                raise NotTaken(repr({type(answer).__name__ for answer in answers}))
            count += len(batch)
    finally:
        await connection.close()
    return count


def _batches(messages: Iterable[Message]) -> Iterator[list[Message]]:
    rest = iter(messages)
    while batch := list(islice(rest, IN_FLIGHT)):
        yield batch


async def _send(channel: aiormq.Channel, message: Message, user: str) -> object:
    return await channel.basic_publish(
        message.body,
        exchange=EVENTS,
        routing_key=message.key,
        properties=Basic.Properties(
            content_type=CONTENT_TYPE,
            delivery_mode=2,
            message_id=message.message_id or None,
            user_id=user,
        ),
        timeout=CONFIRM_SECONDS,
        wait=False,
    )
