"""Prints every award of ward money as it is made: `python subscriber.py URL QUEUE`."""

import asyncio
import sys

import aio_pika
from civic_contracts import BadEvent, parse
from civic_contracts.events.budgets import AwardMade


async def main(url: str, queue_name: str) -> None:
    async with await aio_pika.connect_robust(url) as connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=100)
        queue = await channel.declare_queue(
            queue_name, durable=True, arguments={"x-queue-type": "quorum"}
        )
        await queue.bind("civic.events", "budgets.award.#")
        async with queue.iterator() as messages:
            async for message in messages:
                show(message.body)
                await message.ack()


def show(body: bytes) -> None:
    """Print an award; pass over what this version of civic_contracts does not know."""
    try:
        envelope, event = parse(body)
    except BadEvent as unknown:
        print("passed over:", unknown, flush=True)
        return
    if isinstance(event, AwardMade):
        print(f"{event.title.text}: £{event.amount / 100:,.2f} ({envelope.id})", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
