"""Taking in what the broker delivers, without a task for each message.

aiormq starts a task for each message that it hands to a consumer, behind a queue for each of its
three frames, and that is most of what receiving costs. Here a message is put together where its
frames are handed to the channel. Everything else goes the channel's own way.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from aiormq import Channel
from aiormq.abc import DeliveredMessage
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from servicekit.messaging.link import LinkLost


@dataclass(slots=True)
class _Coming:
    """A message of which not all has come; its frames follow each other on a channel."""

    delivery: Basic.Deliver
    header: ContentHeader
    body: bytes = b""

    @property
    def is_whole(self) -> bool:
        return len(self.body) >= (self.header.body_size or 0)


class Intake(asyncio.Queue[Any]):
    """The queue of frames of a channel that consumes; whole messages are in ``arrived``.

    Takes the place of ``channel.frames``, and has to before anything is consumed. What the channel
    is to see itself waits in the queue that was there.
    """

    def __init__(self, channel: Channel) -> None:
        super().__init__()
        self.channel = channel
        self.arrived: asyncio.Queue[DeliveredMessage] = asyncio.Queue()
        self._others = channel.frames
        self._delivery: Basic.Deliver | None = None
        self._coming: _Coming | None = None
        channel.frames = self

    async def put(self, item: tuple[int, object]) -> None:
        """Takes the next frame of the channel."""
        _, frame = item
        if isinstance(frame, Basic.Deliver):
            self._delivery = frame
        elif self._delivery is not None and isinstance(frame, ContentHeader):
            self._keep(_Coming(self._delivery, frame))
            self._delivery = None
        elif self._coming is not None and isinstance(frame, ContentBody):
            self._coming.body += frame.value
            self._keep(self._coming)
        else:
            await self._others.put(item)

    def _keep(self, coming: _Coming) -> None:
        """Hands a message on if it is whole, and else waits for the rest."""
        self._coming = None if coming.is_whole else coming
        if coming.is_whole:
            self.arrived.put_nowait(
                DeliveredMessage(
                    delivery=coming.delivery,
                    header=coming.header,
                    body=coming.body,
                    channel=self.channel,
                )
            )

    async def get(self) -> Any:
        """The next frame that is the channel's own."""
        return await self._others.get()

    def task_done(self) -> None:
        """The channel has seen to a frame."""
        self._others.task_done()


def delivered(message: DeliveredMessage) -> Basic.Deliver:
    """How a message was handed over; ``LinkLost`` where it was not by a consumer."""
    if not isinstance(message.delivery, Basic.Deliver):
        raise LinkLost("the broker handed over something that was not asked for")
    return message.delivery


async def nowhere(_: DeliveredMessage) -> None:
    """The channel's consumer of what an intake takes: it is never called."""
