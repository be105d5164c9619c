"""Publishing many events in one write, with every confirm in flight.

aiormq publishes one message at a time: for each it takes a lock, starts a timer and marshals three
frames, and that is most of what sending an event costs. Here the frames of an event type are
marshalled once and keep blanks for what differs; a batch is one write. Confirms are read by the
channel, as always.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from aiormq import Channel
from aiormq.abc import ChannelFrame
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.frame import marshal
from pamqp.header import ContentHeader

from servicekit.messaging.link import LOST

# Blanks that stand in a marshalled form until a message is written into it.
NO_ID = UUID(int=0)
NO_SIZE = 0xB1A4C_B1A4C
SIZE = struct.Struct(">Q")

PropertiesOf = Callable[[UUID, str], Basic.Properties]


class Outgoing(NamedTuple):
    """One message to be published; its properties follow from its type, but for the id."""

    message_id: UUID
    type: str
    routing_key: str
    body: bytes


class Form(NamedTuple):
    """The frames before a message's body: up to its size, up to its id, and the rest."""

    before_size: bytes
    before_id: bytes
    rest: bytes


class Publisher:
    """Publishes to one exchange over a channel that nobody else publishes on."""

    def __init__(self, channel: Channel, exchange: str, properties_of: PropertiesOf) -> None:
        self.channel = channel
        self.exchange = exchange
        self.properties_of = properties_of
        self._forms: dict[tuple[str, str], Form] = {}

    async def send(self, messages: Sequence[Outgoing]) -> list[asyncio.Future[object]]:
        """Hands messages to the network in their order; returns their confirms, to be awaited.

        Raises what tells of a lost link where the channel is closed or closes meanwhile.
        """
        channel = self.channel
        payload = b"".join([part for message in messages for part in self._frames(message)])
        async with channel.lock:
            confirms = [self._expect_confirm() for _ in messages]
            drained = channel.create_future()
            await channel.write_queue.put(ChannelFrame(payload, False, drained))
            await drained
        return confirms

    def _expect_confirm(self) -> asyncio.Future[object]:
        self.channel.delivery_tag += 1
        confirm: asyncio.Future[object] = self.channel.loop.create_future()
        self.channel.confirmations[self.channel.delivery_tag] = confirm
        return confirm

    def _frames(self, message: Outgoing) -> Sequence[bytes]:
        kind = (message.type, message.routing_key)
        form = self._forms.get(kind)
        if form is None:
            form = self._forms[kind] = self._form(message)
        number, most, body = self.channel.number, self.channel.max_content_size, message.body
        size, message_id = SIZE.pack(len(body)), str(message.message_id).encode()
        parts = [body[first : first + most] for first in range(0, len(body), most)]
        bodies = [marshal(ContentBody(part), number) for part in parts]
        return (form.before_size, size, form.before_id, message_id, form.rest, *bodies)

    def _form(self, message: Outgoing) -> Form:
        number = self.channel.number
        method = Basic.Publish(exchange=self.exchange, routing_key=message.routing_key)
        properties = self.properties_of(NO_ID, message.type)
        header = marshal(ContentHeader(body_size=NO_SIZE, properties=properties), number)
        before_size, rest = header.split(SIZE.pack(NO_SIZE))
        before_id, rest = rest.split(str(NO_ID).encode())
        return Form(marshal(method, number) + before_size, before_id, rest)


async def confirmed(
    channel: Channel, confirms: Sequence[asyncio.Future[object]], *, seconds: float
) -> list[bool]:
    """Which of these the broker has confirmed, once it has answered all or ``seconds`` are over.

    A refusal, a closed channel and silence are all no confirm; any other error is raised.
    """
    answered = asyncio.gather(*confirms, return_exceptions=True)
    answered.add_done_callback(_heed)
    closed = channel.closing
    try:
        await asyncio.wait({answered, closed}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        closed.cancel()
        answered.cancel()
    return [_is_confirm(confirm) for confirm in confirms]


def _heed(answered: asyncio.Future[list[Any]]) -> None:
    """What was given up is no news: each confirm is looked at by itself."""
    if not answered.cancelled():
        answered.exception()


def _is_confirm(confirm: asyncio.Future[object]) -> bool:
    if not confirm.done() or confirm.cancelled():
        return False
    error = confirm.exception()
    if error is not None and not isinstance(error, LOST):
        raise error
    return error is None and isinstance(confirm.result(), Basic.Ack)
