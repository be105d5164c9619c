"""The reference of B11: the least that answers HTTP, has a database pool and listens to a queue.

What is named in ``LOADED`` is imported as well, to see what that alone weighs.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import aio_pika
import asyncpg
import uvicorn
from aio_pika.abc import AbstractIncomingMessage
from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """A pool of database connections and a consumer, for as long as the process runs."""
    async with (
        asyncpg.create_pool(os.environ["DATABASE_URL"]) as app.state.pool,
        await aio_pika.connect(os.environ["BROKER_URL"]) as connection,
    ):
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=500)
        queue = await channel.get_queue(os.environ["QUEUE"], ensure=False)
        await queue.consume(_take)
        yield


async def _take(message: AbstractIncomingMessage) -> None:
    await message.ack()


app = FastAPI(lifespan=lifespan)


@app.get("/")
async def root() -> dict[str, int]:
    """Whether the database answers."""
    return {"one": await app.state.pool.fetchval("SELECT 1")}


if __name__ == "__main__":
    for module in os.environ["LOADED"].split():
        import_module(module)
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="error")
