"""JSON of the barrier log."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from ideas.barriers.commands import (
    LogBarrier,
    RemoveBarrier,
    log_barrier,
    remove_barrier,
    withdraw_words_of_barrier,
)
from ideas.barriers.queries import BarrierPage, list_barriers
from ideas.paging import Limit
from ideas.policies import may_answer, may_moderate
from ideas.threads.own_words import WithdrawWords

api = Api(tags=["barriers"])


@api.post("/barriers", permit=may_answer)
async def post_barrier(command: LogBarrier, execute: Execute) -> Response:
    """Logs a barrier."""
    return await execute(lambda uow: log_barrier(uow, command))


@api.post("/barriers/{barrier_id}/remove", permit=may_answer, status_code=200)
async def post_removal(barrier_id: UUID, command: RemoveBarrier, execute: Execute) -> Response:
    """Notes that a barrier is gone."""
    return await execute(lambda uow: remove_barrier(uow, barrier_id, command), status=200)


@api.get("/barriers", permit=public)
async def get_barriers(
    reading: Reading, after: UUID | None = None, limit: Limit = 50
) -> BarrierPage:
    """The log, the latest first."""
    return await list_barriers(reading.connection, after=after, limit=limit)


@api.post("/barriers/{barrier_id}/withdraw-words", permit=may_moderate, status_code=200)
async def post_withdrawn_words(
    barrier_id: UUID, command: WithdrawWords, execute: Execute
) -> Response:
    """Takes back the words of a barrier."""
    return await execute(
        lambda uow: withdraw_words_of_barrier(uow, barrier_id, command), status=200
    )
