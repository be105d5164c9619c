"""From a request to a committed command: one transaction, one key, one answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from pydantic_core import to_json

from servicekit import tracing
from servicekit.crash_points import crash_point
from servicekit.database import is_passing
from servicekit.identity import Actor
from servicekit.unit_of_work import Cause, UnitOfWork
from servicekit.web.audited import codes_in, target_of
from servicekit.web.idempotency import Answer, Key
from servicekit.web.runtime import CurrentActor, CurrentRuntime, Runtime

UseCase = Callable[[UnitOfWork], Awaitable[Any]]

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Outcome:
    """A command's answer, and whether it was given before."""

    answer: Answer
    repeated: bool


async def commit_once(
    runtime: Runtime,
    actor: Actor,
    request: Request,
    key: Key,
    decide: Callable[[UnitOfWork], Awaitable[Answer]],
) -> Outcome:
    """Runs ``decide`` in one transaction under ``key``, or returns the key's earlier answer.

    What somebody does by an office they hold is noted in the audit log, in the same transaction.
    A deadlock is run again, as the database asks; whatever else ``decide`` raises rolls back.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await _commit(runtime, actor, request, key, decide)
        except Exception as error:
            if attempt == ATTEMPTS or not is_passing(error):
                raise
    raise AssertionError("unreachable: the last attempt returns or raises")


async def _commit(
    runtime: Runtime,
    actor: Actor,
    request: Request,
    key: Key,
    decide: Callable[[UnitOfWork], Awaitable[Answer]],
) -> Outcome:
    cause = cause_of(request)
    with tracing.span("command", of=cause.traceparent) as own:
        joined = replace(cause, traceparent=own or cause.traceparent)
        async with runtime.work.begin(actor, joined) as uow:
            earlier = await key.claim(uow.connection)
            if earlier is not None:
                return Outcome(earlier, repeated=True)
            answer = await decide(uow)
            if actor.holds_office:
                await uow.audit("command.done", target_of(request), **codes_in(request))
            await key.remember(uow.connection, answer)
    crash_point("S4")
    return Outcome(answer, repeated=False)


class ApiExecutor:
    """Runs one use case for one API request; given to routes as ``Execute``."""

    def __init__(self, request: Request, runtime: Runtime, actor: Actor) -> None:
        self._request = request
        self._runtime = runtime
        self._actor = actor

    async def __call__(self, use_case: UseCase, *, status: int = 201) -> Response:
        """Commits the use case once and answers with its result as JSON.

        Whatever it raises becomes a problem detail and leaves nothing behind.
        """
        crash_point("S1")
        request = self._request
        parts = (request.method.encode(), request.url.path.encode(), await request.body())
        key = Key.of(self._actor.identifier, request.headers.get("Idempotency-Key"), *parts)

        async def decide(uow: UnitOfWork) -> Answer:
            return Answer(status, to_json(await use_case(uow)))

        outcome = await commit_once(self._runtime, self._actor, request, key, decide)
        headers = {"Idempotency-Replayed": "true"} if outcome.repeated else None
        answer = outcome.answer
        return Response(answer.body, answer.status, headers, media_type="application/json")


def cause_of(request: Request) -> Cause:
    """The beginning of the chain that a request sets off."""
    cause: Cause = request.state.cause
    return cause


async def needs_key(request: Request, runtime: CurrentRuntime, actor: CurrentActor) -> ApiExecutor:
    """What runs a command once for its idempotency key; without one it refuses."""
    return ApiExecutor(request, runtime, actor)


Execute = Annotated[ApiExecutor, Depends(needs_key)]
