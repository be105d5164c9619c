"""Defects where what was stored is published."""

import os
from collections.abc import Sequence
from typing import Any

import aiormq
from servicekit.crash_points import crash_point
from servicekit.messaging import outbox, relay
from servicekit.messaging.relay import Relay
from sqlalchemy import text


def publish_before_commit() -> None:
    """An event is published where it is stored, inside the transaction."""
    append = outbox.append
    channels: list[Any] = []

    async def told_at_once(connection: Any, *arguments: Any, **named: Any) -> Any:
        said = await append(connection, *arguments, **named)
        if not channels:
            link = await aiormq.connect(os.environ["CIVIC_BROKER_URL"])
            channels.append(await link.channel(publisher_confirms=True))
        await channels[0].basic_publish(
            said.to_json(),
            exchange=relay.EVENTS,
            routing_key=relay.routing_key_of(said.type),
            properties=relay.properties_of(said.id, said.type, "ideas", "ideas"),
        )
        crash_point("published")
        return said

    outbox.append = told_at_once


def mark_before_confirm() -> None:
    """Events are marked as published when they are claimed, whatever the broker says later."""
    publish = Relay._publish

    async def marked_first(self: Relay, channel: Any, rows: Sequence[Any]) -> Any:
        async with self.engine.connect() as connection:
            own = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await self._mark(own, rows)
        return await publish(self, channel, rows)

    Relay._publish = marked_first  # type: ignore[method-assign]


def mark_whole_batch() -> None:
    """A batch is marked whole although some of it was not confirmed."""
    publish = Relay._publish

    async def all_of_them(self: Relay, channel: Any, rows: Sequence[Any]) -> Any:
        await publish(self, channel, rows)
        return list(rows)

    Relay._publish = all_of_them  # type: ignore[method-assign]


def not_persistent() -> None:
    """Messages may be forgotten by a broker that ends."""
    properties_of = relay.properties_of

    def forgettable(*arguments: Any) -> Any:
        properties = properties_of(*arguments)
        properties.delivery_mode = 1
        return properties

    relay.properties_of = forgettable


def relay_without_lock() -> None:
    """Every process relays, whoever else does."""
    relay.TAKE_LOCK = text("SELECT true WHERE cast(:key AS bigint) IS NOT NULL")
