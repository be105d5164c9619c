"""What a running service's routes stand on; one per application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from jinja2 import Environment
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from servicekit.database import CIVIL_TIME, clock, read_only
from servicekit.identity import Actor, IssuerUnavailable, NotAuthenticated
from servicekit.identity.identity import Identity
from servicekit.settings import Settings
from servicekit.unit_of_work import Work
from servicekit.web.forwarded import Sender
from servicekit.web.rate_limits import RateLimits

# A request that cannot begin to read for so long is answered with 503.
READER_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Runtime:
    """The parts of one running service that its routes use.

    ``done`` is what the next page says after a form, by the form's key (``web.done``).
    ``stopping`` is set when the process ends: an answer without an end of its own ends with it.
    """

    service: str
    settings: Settings
    engine: AsyncEngine
    work: Work
    identity: Identity
    environment: Environment
    rule_broken: type[Exception]
    done: Mapping[str, str] = field(default_factory=dict)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    readers: asyncio.Semaphore = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Leaves half of the connections to those who write.

        A request may read and, while it does, commit a command on another connection: if all
        connections could be held by readers, each could wait for the others' second one.
        """
        most = max(1, self.settings.database_connections // 2)
        object.__setattr__(self, "readers", asyncio.Semaphore(most))

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that the pages are offered in, the council's own first."""
        offered = self.environment.globals.get("languages", ())
        return tuple(one.code for one in offered) or ("en",)  # type: ignore[attr-defined]  # a global of the templates


def runtime_of(request: Request) -> Runtime:
    """The runtime of the application that answers a request."""
    found: Runtime = request.app.state.runtime
    return found


CurrentRuntime = Annotated[Runtime, Depends(runtime_of)]


async def current_actor(request: Request, runtime: CurrentRuntime) -> Actor:
    """Who asks; found out, and counted, once per request."""
    if not hasattr(request.state, "actor"):
        actor = await _identified(request, runtime)
        _count(request, actor)
        request.state.actor = actor
    found: Actor = request.state.actor
    return found


async def _identified(request: Request, runtime: Runtime) -> Actor:
    try:
        return await runtime.identity.actor_of(request)
    except (NotAuthenticated, IssuerUnavailable):
        # Whoever tries out tokens is nobody yet.
        _count(request, None)
        raise


def _count(request: Request, actor: Actor | None) -> None:
    """Counts a request that brought something to prove who asks.

    The gate counts the others, and those that nobody has counted when they are answered.
    """
    limits: RateLimits | None = getattr(request.state, "limits", None)
    sender: Sender | None = getattr(request.state, "sender", None)
    if limits is not None and sender is not None and not request.state.counted:
        request.state.counted = True
        limits.admit(sender, actor)


CurrentActor = Annotated[Actor, Depends(current_actor)]


@dataclass(frozen=True, slots=True)
class ReadingTransaction:
    """A read-only view of one moment, who asks for it, and what time it is."""

    connection: AsyncConnection
    actor: Actor
    now: datetime
    council: Any

    @property
    def today(self) -> date:
        """The date in the council's civil time."""
        return self.now.astimezone(CIVIL_TIME).date()


@asynccontextmanager
async def begin_reading(runtime: Runtime, actor: Actor) -> AsyncIterator[ReadingTransaction]:
    """A read-only view of the moment at which it is begun."""
    async with asyncio.timeout(READER_SECONDS):
        await runtime.readers.acquire()
    try:
        async with read_only(runtime.engine) as connection:
            _, now = await clock(connection)
            yield ReadingTransaction(connection, actor, now, runtime.work.council)
    finally:
        runtime.readers.release()


async def _reading(
    runtime: CurrentRuntime, actor: CurrentActor
) -> AsyncIterator[ReadingTransaction]:
    async with begin_reading(runtime, actor) as reading:
        yield reading


# Ended before the answer is sent: a slow reader must not keep a transaction open.
Reading = Annotated[ReadingTransaction, Depends(_reading, scope="function")]
