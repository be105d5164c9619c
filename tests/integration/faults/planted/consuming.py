"""Defects where events are consumed."""

import asyncio
from typing import Any

from aiormq import Channel
from servicekit.messaging import subscriber
from servicekit.messaging.inbox import Inbox
from servicekit.messaging.link import LOST, open_link


def acknowledge_before_effect() -> None:
    """The broker forgets a message as soon as it is handed over."""
    consume = Channel.basic_consume

    async def without_acknowledgement(self: Channel, *arguments: Any, **named: Any) -> Any:
        return await consume(self, *arguments, **(named | {"no_ack": True}))

    async def nothing_to_acknowledge(self: Channel, *_: Any, **__: Any) -> None:
        return None

    Channel.basic_consume = without_acknowledgement  # type: ignore[method-assign]
    Channel.basic_ack = nothing_to_acknowledge  # type: ignore[method-assign]


def effect_outside_transaction() -> None:
    """Handlers write in a transaction of their own, committed before the cursor moves."""
    run_handlers = Inbox._run_handlers

    async def alone(self: Inbox, _: Any, batch: Any) -> None:
        async with self.work.engine.begin() as own:
            await run_handlers(self, own, batch)

    Inbox._run_handlers = alone  # type: ignore[method-assign]


def unbounded_prefetch() -> None:
    """The broker hands over everything it has at once."""

    async def without_bound(self: Channel, *_: Any, **__: Any) -> None:
        return None

    Channel.basic_qos = without_bound  # type: ignore[method-assign]


def consumer_stays_away() -> None:
    """When the connection is lost, nobody consumes any more, and nothing says so."""

    async def once(url: str, *, name: str, use: Any, **_: Any) -> None:
        try:
            async with open_link(url, name=name) as link:
                await use(link)
        except LOST:
            await asyncio.Event().wait()

    subscriber.keep_linked = once


def ends_with_its_link() -> None:
    """When the connection is lost, the process ends, and relies on being started anew."""

    async def once(url: str, *, name: str, use: Any, **_: Any) -> None:
        async with open_link(url, name=name) as link:
            await use(link)

    subscriber.keep_linked = once
