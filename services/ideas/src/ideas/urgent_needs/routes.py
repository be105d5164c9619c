"""JSON of urgent needs."""

from __future__ import annotations

from uuid import UUID

from fastapi.responses import Response
from servicekit import public
from servicekit.web import Api, Execute, Reading

from ideas.paging import Limit
from ideas.policies import may_moderate, may_raise_urgent_needs
from ideas.promise import Promise
from ideas.threads.own_words import WithdrawWords
from ideas.urgent_needs.commands import (
    MeetUrgentNeed,
    RaiseUrgentNeed,
    meet_urgent_need,
    raise_urgent_need,
)
from ideas.urgent_needs.queries import (
    UrgentNeedDetail,
    UrgentNeedPage,
    list_urgent_needs,
    need_detail,
)
from ideas.urgent_needs.withdrawing import withdraw_words_of_need

api = Api(tags=["urgent needs"])


@api.post("/urgent-needs", permit=may_raise_urgent_needs)
async def post_urgent_need(
    command: RaiseUrgentNeed, execute: Execute, promise: Promise
) -> Response:
    """Raises an urgent need."""
    return await execute(lambda uow: raise_urgent_need(uow, command, promise))


@api.post("/urgent-needs/{need_id}/met", permit=may_raise_urgent_needs, status_code=200)
async def post_met(need_id: UUID, command: MeetUrgentNeed, execute: Execute) -> Response:
    """Notes that a need was met."""
    return await execute(lambda uow: meet_urgent_need(uow, need_id, command), status=200)


@api.get("/urgent-needs", permit=public)
async def get_urgent_needs(
    reading: Reading, after: UUID | None = None, limit: Limit = 50
) -> UrgentNeedPage:
    """Urgent needs, the latest first."""
    return await list_urgent_needs(reading.connection, reading.now, after=after, limit=limit)


@api.get("/urgent-needs/{need_id}", permit=public)
async def get_urgent_need(need_id: UUID, reading: Reading) -> UrgentNeedDetail:
    """One urgent need with its clock."""
    return await need_detail(reading.connection, need_id, reading.now)


@api.post("/urgent-needs/{need_id}/withdraw-words", permit=may_moderate, status_code=200)
async def post_withdrawn_words(need_id: UUID, command: WithdrawWords, execute: Execute) -> Response:
    """Takes back the words of an urgent need."""
    return await execute(lambda uow: withdraw_words_of_need(uow, need_id, command), status=200)
