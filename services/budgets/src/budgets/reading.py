"""Reading for a form that has to be shown again: begun only then, so that a command that
succeeds never holds a second connection beside its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends
from servicekit import Actor
from servicekit.database import clock, read_only
from servicekit.web import CurrentActor, CurrentRuntime
from servicekit.web.runtime import ReadingTransaction, Runtime


@dataclass(frozen=True, slots=True)
class LaterReading:
    """Opens a reading transaction when it is asked to."""

    runtime: Runtime
    actor: Actor

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[ReadingTransaction]:
        """A read-only view of the moment at which it is opened."""
        async with read_only(self.runtime.engine) as connection:
            _, now = await clock(connection)
            yield ReadingTransaction(connection, self.actor, now, self.runtime.work.council)


async def _later(runtime: CurrentRuntime, actor: CurrentActor) -> LaterReading:
    return LaterReading(runtime, actor)


Later = Annotated[LaterReading, Depends(_later)]
